"""When a technology changes after people were asked about it: said in public, and to those who took part.

It is shown wherever a past consultation on the technology is read, because what people said there was about
something else. Who asked for an e-mail at joining gets one (`outcomes.news`).
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import PREPARING, Do
from consultations.models import Consultation, Stage, Technology, TechnologyChange
from people.dates import day, local_day
from people.errors import Refused
from people.text import one_line, plain

AHEAD = timedelta(days=366)  # a change may be announced before it comes
#: What later rooms do when one is said, or taken back, in the same transaction (outcomes: e-mails).
on_saying: list[Callable[[TechnologyChange], Any]] = []
on_taking_back: list[Callable[[TechnologyChange], Any]] = []


@transaction.atomic
def say(
    consultation: Consultation, technology: Technology, *, by: Any, kind: str, since: date, description: str,
    source: str, triggers_reconsultation: bool, reason: str,
) -> TechnologyChange:  # fmt: skip
    """Tell of a change of a technology this consultation was about. Everybody reads it, with its source."""
    member = access.require(by, consultation, Do.SAY_CHANGED)
    if not consultation.technologies.filter(pk=technology.pk).exists():
        raise access.NotAllowed("technology")
    said = {"description": plain(description), "source": one_line(source), "reason": plain(reason)}
    _refuse_unclear(consultation, since, **said)
    Technology.objects.select_for_update().get(pk=technology.pk)  # pressing twice is saying once
    same = technology.changes.standing().filter(kind=kind, since=since, description=said["description"]).first()
    if same is not None:
        return same
    change = TechnologyChange.objects.create(
        technology=technology, consultation=consultation, kind=kind, since=since,
        triggers_reconsultation=triggers_reconsultation, **said,
    )  # fmt: skip
    record(
        "change_said", actor=member, subject=change, consultation=consultation.slug,
        summary=f"{change}, {day(since)}", asked_again=triggers_reconsultation,
    )  # fmt: skip
    for act in on_saying:
        act(change)
    return change


def _refuse_unclear(consultation: Consultation, since: date, description: str, source: str, reason: str) -> None:
    problems = []
    if not description:
        problems.append("Say in plain words what is different now.")
    if not source:
        problems.append("Say where the change was said or published, so that everybody can check it.")
    if not reason:
        problems.append("Say why people should be asked again, or why that is not needed.")
    if consultation.opens_at and since < local_day(consultation.opens_at):
        problems.append(
            f"People were asked from {day(consultation.opens_at)} on. A change before that belongs in the briefing."
        )
    if since > clock.today() + AHEAD:
        problems.append("That is more than a year away. Say it when it is nearer.")
    if problems:
        raise Refused(" ".join(problems), problems)


@transaction.atomic
def take_back(consultation: Consultation, change: TechnologyChange, *, by: Any, reason: str) -> TechnologyChange:
    """Say that it was a mistake. It stays readable, struck out, with the reason."""
    member = access.require(by, consultation, Do.SAY_CHANGED)
    locked = TechnologyChange.objects.select_for_update().filter(pk=change.pk, consultation=consultation).first()
    if locked is None:
        raise access.NotAllowed("change")
    if locked.taken_back_at is not None:
        raise Refused("It was taken back already.")
    if not plain(reason):
        raise Refused("Say what was wrong with it. Everybody who read it reads this too.")
    locked.taken_back_at, locked.taken_back_reason = clock.now(), plain(reason)
    locked.save(update_fields=["taken_back_at", "taken_back_reason"])
    record(
        "change_taken_back", actor=member, subject=locked, consultation=consultation.slug,
        summary=f"{locked}, {day(locked.since)}: {locked.taken_back_reason}",
    )  # fmt: skip
    for act in on_taking_back:
        act(locked)
    return locked


# --- Who is concerned ---------------------------------------------------------------------------------
def since_asked(consultation: Consultation) -> QuerySet[TechnologyChange]:
    """The changes for which people should be asked again, since this consultation opened: the newest first."""
    if consultation.stage in PREPARING or consultation.opens_at is None:
        return TechnologyChange.objects.none()
    return (
        TechnologyChange.objects.standing()
        .filter(
            technology__consultations=consultation, triggers_reconsultation=True,
            since__gte=local_day(consultation.opens_at),
        )
        .select_related("technology")
    )  # fmt: skip


def concerned(change: TechnologyChange) -> list[Consultation]:
    """The consultations in which people were asked about the technology before it changed."""
    asked = change.technology.consultations.public().exclude(stage__in=[*PREPARING, Stage.WITHDRAWN])
    return [c for c in asked if c.opens_at and local_day(c.opens_at) <= change.since]

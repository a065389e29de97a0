"""When a technology changes after people were asked about it: said in public, and to those who took part.

It is shown wherever a past consultation on the technology is read, because what people said there was about
something else. Who asked for an e-mail at joining, and still has an address here, gets one (`outcomes.news.news`).
How people's answers moved between two polls is another matter: `deliberation.counting.change`.
"""

from datetime import date, timedelta

from django.db import transaction

from audit import clock
from audit.record import record
from audit.wiring import wired
from consultations import access, numbers
from consultations.access import PREPARING, Do
from consultations.birds import named_in
from consultations.models import Consultation, Membership, Technology, TechnologyChange
from consultations.stages.stages import public_reason
from people.errors import Refused
from people.models import Person
from people.text.dates import day, local_day
from people.text.sanitising import one_line, plain
from people.text.sentences import counted

NOT_YOURS = "Whoever said a change takes it back, or the panel. Ask them if it is a mistake."


@transaction.atomic
def say(
    consultation: Consultation,
    technology: Technology,
    *,
    by: Person,
    kind: str,
    since: date,
    description: str,
    source: str,
    triggers_reconsultation: bool,
    reason: str,
) -> TechnologyChange:
    """Tell of a change of a technology this consultation was about. Everybody reads it, with its source."""
    member = access.require(by, consultation, Do.SAY_CHANGED)
    if not consultation.technologies.filter(pk=technology.pk).exists():
        raise access.NotAllowed("technology")
    words = {"description": plain(description), "source": one_line(source), "reason": plain(reason)}
    _refuse_unclear(consultation, since, **words)
    Technology.objects.select_for_update().get(pk=technology.pk)  # pressing twice is saying once
    said = words | {"kind": kind, "since": since, "triggers_reconsultation": triggers_reconsultation}
    before = technology.changes.standing().filter(consultation=consultation, kind=kind, since=since)
    for one in before.filter(description=words["description"]):
        if all(getattr(one, name) == value for name, value in said.items()):
            return one
        raise Refused("This was said already, with another source, reason or consequence. Take that back first.")
    _refuse_too_many(member)
    change = TechnologyChange.objects.create(technology=technology, consultation=consultation, said_by=member, **said)
    for act in wired("ON_CHANGE_SAID"):
        act(change)
    _record("change_said", member, change, f"{change}, {day(since)}")
    return change


def _refuse_unclear(consultation: Consultation, since: date, description: str, source: str, reason: str) -> None:
    problems = []
    if not description:
        problems.append("Say in plain words what is different now.")
    if not source:
        problems.append("Say where the change was said or published, so that everybody can check it.")
    if not reason:
        problems.append("Say why people should be asked again, or why that is not needed.")
    if consultation.opens_at is None or since <= local_day(consultation.opens_at):
        problems.append(
            f"People were asked from {day(consultation.opens_at)} on. A change by then belongs in the briefing."
        )
    for words in (description, source, reason):
        if name := named_in(words):
            problems.append(f"“{name}” reads like the name of somebody who takes part. Everybody reads this.")
    if since > clock.today() + timedelta(days=366 * numbers.AHEAD_YEARS):
        problems.append(f"That is more than {counted(numbers.AHEAD_YEARS, 'year')} away. Say it when it is nearer.")
    if problems:
        raise Refused(" ".join(problems), problems)


def _refuse_too_many(member: Membership) -> None:
    """Each stands on the pages of every consultation that asked before, and goes out by e-mail."""
    since = clock.now() - timedelta(days=1)
    if TechnologyChange.objects.filter(said_by=member, said_at__gt=since).count() >= numbers.CHANGES_A_DAY:
        most = counted(numbers.CHANGES_A_DAY, "change")
        raise Refused(
            f"You said {most} since this time yesterday. Say the next one tomorrow, or ask the panel to say it."
        )


@transaction.atomic
def take_back(consultation: Consultation, change: TechnologyChange, *, by: Person, reason: str) -> TechnologyChange:
    """Say that it was a mistake, at any stage: whoever said it, or the panel. It stays readable, with the reason."""
    member = access.require_role(by, consultation, Do.SAY_CHANGED)
    locked = TechnologyChange.objects.select_for_update().filter(pk=change.pk, consultation=consultation).first()
    if locked is None:
        raise access.NotAllowed("change")
    if not locked.may_be_taken_back_by(member):
        raise Refused(NOT_YOURS)
    if locked.taken_back_at is not None:
        raise Refused("It was taken back already.")
    locked.taken_back_reason = public_reason(reason, "change")
    locked.taken_back_at = clock.now()
    locked.save(update_fields=["taken_back_at", "taken_back_reason"])
    for act in wired("ON_CHANGE_TAKEN_BACK"):  # before the record is locked: who sends e-mails locks in this order too
        act(locked)
    _record("change_taken_back", member, locked, f"{locked}: {locked.taken_back_reason}")
    return locked


def _record(action: str, member: Membership, change: TechnologyChange, summary: str) -> None:
    """In the record of every consultation whose pages now say something else."""
    slugs = {change.consultation.slug, *(consultation.slug for consultation in concerned(change))}
    for slug in sorted(slugs):
        record(
            action,
            actor=member,
            subject=change,
            consultation=slug,
            summary=summary,
            asked_again=change.triggers_reconsultation,
        )


# --- Who is concerned ---------------------------------------------------------------------------------
def since_asked(consultation: Consultation) -> list[TechnologyChange]:
    """The changes for which people should be asked again, since this consultation opened: the newest first."""
    said = TechnologyChange.objects.standing().filter(triggers_reconsultation=True)
    about = said.filter(technology__consultations=consultation).select_related("technology")
    return [change for change in about if _came_after(change, consultation)]


def concerned(change: TechnologyChange) -> list[Consultation]:
    """The consultations in which people were asked about the technology before it changed."""
    return [one for one in change.technology.consultations.all() if _came_after(change, one)]


def _came_after(change: TechnologyChange, consultation: Consultation) -> bool:
    """True where people were being asked before it was so, and before anybody had said it would be."""
    stage, opened = consultation.stage_before_pause or consultation.stage, consultation.opens_at
    if stage in PREPARING or opened is None or consultation.withdrawn_from in PREPARING:
        return False
    return opened < change.said_at and local_day(opened) < change.since

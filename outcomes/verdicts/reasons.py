"""Reasons that nobody reads go to the panel after some working days: no silence keeps one from being printed.

docs/decisions/verdicts.md
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation
from consultations.notifications import notifications
from consultations.notifications.working_days import working_days_in
from consultations.stages.stages import Missing
from outcomes import numbers
from outcomes.models import VerdictReason
from outcomes.verdicts import verdicts
from people.errors import Refused
from people.models import Person
from people.text.dates import day
from people.text.sentences import many

State = VerdictReason.State
OF = "answer__response__report__consultation"


def wait_since(consultation: Consultation) -> date | None:
    """From when they can be read: no reason keeps a day of its own, which would tell when its author spoke."""
    until = verdicts.last_day(consultation)
    return until + timedelta(days=1) if until else None


def read_by(consultation: Consultation) -> date | None:
    """The last day on which they wait for facilitators alone."""
    since = wait_since(consultation)
    if since is None:
        return None
    return verdicts.days_from(consultation, since)


def wait_too_long(consultation: Consultation) -> bool:
    by = read_by(consultation)
    return by is not None and verdicts.has_closed(consultation) and clock.today() > by


def left_unread(consultation: Consultation) -> list[VerdictReason]:
    """What the panel reads because no facilitator did in time."""
    return verdicts.reasons_waiting(consultation) if wait_too_long(consultation) else []


def left_unsettled(consultation: Consultation) -> list[VerdictReason]:
    """What nobody has printed yet because a facilitator would leave it out, and the panel has not said so in time."""
    found = VerdictReason.objects.with_words().filter(**{OF: consultation}, state=State.PROPOSED)
    days = {one.proposed_on for one in found if one.proposed_on is not None}
    late = {on for on in days if clock.today() > verdicts.settled_by(consultation, on)}
    return [one for one in found if one.proposed_on in late]


@transaction.atomic
def print_unread(reason: VerdictReason, *, by: Person) -> VerdictReason:
    """Somebody of the panel has it printed, as no facilitator read it in time. No facilitator takes it off again."""
    consultation = reason.answer.response.report.consultation
    member = access.require(by, consultation, Do.PRINT_UNREAD_REASON)
    if not wait_too_long(consultation):
        raise Refused(f"Facilitators read the reasons until the end of {day(read_by(consultation))}.")
    locked = VerdictReason.objects.select_for_update(no_key=True).get(pk=reason.pk)
    verdicts.refuse_wordless(locked)
    if locked.state != State.WAITING:
        raise Refused("Somebody has read this reason by now.")
    return verdicts.settle(locked, member, State.KEPT, "", "released")


def tell_panel() -> list[str]:
    """By the clock: that reasons wait for the panel, once."""
    waiting = VerdictReason.objects.with_words().filter(state=State.WAITING)
    found = Consultation.objects.filter(stage__in=Do.PRINT_UNREAD_REASON.stages, pk__in=waiting.values(OF))
    done = []
    for consultation in found.order_by("pk"):
        if wait_too_long(consultation):
            title = "Reasons of residents wait that no facilitator has read. You can have them printed"
            if notifications.tell(consultation, notifications.PANEL, "unread reasons", title, "verdict_reasons"):
                done.append(f"{consultation.slug}: unread reasons wait for the panel")
    return done


def tell_again() -> list[str]:
    """By the clock: that the panel leaves reasons unsettled; it and all facilitators, anew after as many working days.

    On record each time, for everybody. Nothing is printed by it: what breaks a court's order stays out meanwhile.
    """
    found = Consultation.objects.filter(
        stage__in=Do.AGREE_TO_LEAVE_OUT.stages, report__response__answers__verdict_reasons__state=State.PROPOSED
    )
    done = []
    for consultation in found.distinct().order_by("pk"):
        if late := left_unsettled(consultation):
            done += _told_again(consultation, late)
    return done


@transaction.atomic
def _told_again(consultation: Consultation, late: list[VerdictReason]) -> list[str]:
    since = min(one.proposed_on for one in late if one.proposed_on)
    by = verdicts.settled_by(consultation, since)
    key = f"unsettled {since} {(working_days_in(by, clock.today()) - 1) // numbers.REASON_DAYS}"
    waits = many(len(late), "reason waits", "reasons wait")
    title = f"{waits} unprinted until you say whether they are left out"
    if not notifications.tell(consultation, notifications.PANEL, key, title, "verdict_reasons"):
        return []
    title = f"The panel has not settled what you would leave out ({len(late)}). Any facilitator can have it printed"
    notifications.tell(consultation, notifications.FACILITATORS, key, title, "verdict_reasons")
    summary = f"{waits} for the panel for more than {many(numbers.REASON_DAYS, 'working day')}"
    response = late[0].answer.response
    record("verdict_reasons_unsettled", actor=None, subject=response, consultation=consultation.slug, summary=summary)
    return [f"{consultation.slug}: the panel is told again of reasons it has not settled"]


def end_disputes() -> list[str]:
    """By the clock: what is printed while the panel is asked, in public, for so many working days and no longer.

    On the last of them the panel is told once more. Then the reason stays printed with nothing said beside it; the
    panel can still leave it out.
    """
    found = Consultation.objects.filter(
        stage__in=Do.AGREE_TO_LEAVE_OUT.stages, report__response__answers__verdict_reasons__state=State.DISPUTED
    )
    done = []
    for consultation in found.distinct().order_by("pk"):
        done += _disputes_ended(consultation)
    return done


@transaction.atomic
def _disputes_ended(consultation: Consultation) -> list[str]:
    asked = VerdictReason.objects.select_for_update(no_key=True, of=["self"]).filter(
        **{OF: consultation}, state=State.DISPUTED
    )
    done = []
    for reason in asked.order_by("pk"):
        assert reason.proposed_on is not None  # the database says so
        by = verdicts.settled_by(consultation, reason.proposed_on)
        if clock.today() > by:
            verdicts.settle(reason, None, State.LAPSED, reason.left_out_for, "lapsed")
            done.append(f"{consultation.slug}: a reason stays printed, as the panel has not said that it goes")
        elif clock.today() == by:
            title = f"Say by the end of {day(by)} whether reasons of residents stay printed. Without a word they stay"
            if notifications.tell(
                consultation, notifications.PANEL, f"stay {reason.proposed_on}", title, "verdict_reasons"
            ):
                done.append(f"{consultation.slug}: the panel is told that a reason stays printed")
    return done


def every_reason_was_read(consultation: Consultation) -> list[Missing]:
    """Gate G: it is not completed over what residents wrote. Facilitators can print all of it: nobody is stuck."""
    unread = [State.WAITING, State.PROPOSED]
    counted = VerdictReason.objects.with_words().filter(**{OF: consultation}, state__in=unread)
    waiting = dict(counted.order_by().values_list("state").annotate(n=Count("pk")))
    if not waiting or not verdicts.has_closed(consultation):
        return []
    total = sum(waiting.values())
    wait = "waits" if total == 1 else "wait"
    return [Missing(f"{many(total, 'reason')} of residents {wait} to be read or settled.", "verdict_reasons")]

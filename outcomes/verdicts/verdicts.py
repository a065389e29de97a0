"""Residents' verdict on the answer: each says once, per recommendation, whether it answers what was asked.

Nothing is counted in public before it closes, and nothing tells afterwards who said what. docs/decisions/verdicts.md
"""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Value, When
from django.utils import timezone

from audit import clock, texts
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.birds import refuse_names
from consultations.models import Consultation, Membership, Stage
from consultations.models.membership import MembershipQuerySet
from consultations.notifications import notifications
from consultations.notifications.working_days import later_by_pauses, working_days_after
from consultations.privacy import totals
from consultations.signing import Proof
from consultations.stages import pauses
from consultations.stages.stages import Missing
from deliberation.counting import taking_part
from deliberation.models import Reason
from outcomes import numbers
from outcomes.models import (
    Choice,
    PoliceResponse,
    RecommendationResponse,
    VerdictCount,
    VerdictReason,
    VerdictReply,
    VerdictRoll,
)
from outcomes.verdicts import published
from people.errors import Refused
from people.models import Person
from people.text.dates import day, local_day
from people.text.sanitising import plain

LENGTHENED = "verdict_lengthened"  # its detail: the days on top, of all pauses so far
PLACES = "places_on_the_roll"  # of the table that is kept as ballots are cut loose
LONGEST = 500  # characters of a reason
LONGEST_REPLY = 2000
NOT_ASKED = (
    "Only people who took part are asked: who answered a poll, said something or sat in a session before the findings."
)
SPOKEN_ALREADY = "You have said already whether this answers what was asked. One person speaks once."


class Said(NamedTuple):
    choice: str
    reason: str = ""


# --- While it is open --------------------------------------------------------------------------------
def counted_by_link(consultation: Consultation) -> dict[str, dict[str, int]]:
    """As ballots are cut loose: a place for everybody who took part, while that can still be told.

    Whoever was let in and did nothing has none: else a facilitator lets thirty in who say that the answer is a good
    one. Returns how many places there are, which is kept.
    """
    took_part = _who_is_here(consultation).filter(taking_part.did_something())
    VerdictRoll.objects.bulk_create([VerdictRoll(membership=m) for m in took_part], ignore_conflicts=True)
    return {PLACES: {"people": len(took_part)}}


def open_the_roll(consultation: Consultation) -> None:
    """As the answer comes, where ballots were cut loose before places were kept: everybody who is here now has one.

    Safe to call again.
    """
    if totals.kept(consultation, PLACES) is None:
        here = _who_is_here(consultation)
        VerdictRoll.objects.bulk_create([VerdictRoll(membership=m) for m in here], ignore_conflicts=True)


def _who_is_here(consultation: Consultation) -> MembershipQuerySet:
    return consultation.memberships.participants().current().filter(user__isnull=False).order_by("pk")


def is_unopened(consultation: Consultation) -> bool:
    """True in the moments between the answer and the worker's coming round: nobody has a place, nobody has spoken."""
    return totals.kept(consultation, PLACES) is None and not (
        VerdictRoll.objects.filter(membership__consultation=consultation).exists()
        or VerdictCount.objects.filter(answer__response__report__consultation=consultation).exists()
    )


def last_day(consultation: Consultation) -> date | None:
    """The last day on which a verdict is taken; None before the answer."""
    return _last_day(consultation.response_published_at, consultation.verdict_paused_days, consultation.paused_at)


def _last_day(answered: datetime | None, added: int, paused_at: datetime | None) -> date | None:
    """What a pause takes is added, while it lasts as well: a day of it that began at noon is a day."""
    if answered is None:
        return None
    until = local_day(answered) + timedelta(days=numbers.VERDICT_DAYS + added)
    began = local_day(paused_at) if paused_at else None
    return until + timedelta(days=max(1, (clock.today() - began).days)) if began and began <= until else until


def asked_until(consultation: Consultation) -> datetime | None:
    """The moment after the last day; None before the answer."""
    last = last_day(consultation)
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min)) if last else None


def lengthen(consultation: Consultation) -> None:
    """As a pause ends that began while residents were being asked: they have the hours of all of them on top.

    By what is on record, and by the one rule of pauses.py: what is less than an hour of a day takes nobody’s time. A
    day that has begun is a whole one, so that an hour on each of fourteen days is one day.
    """
    answered = consultation.response_published_at
    before = _last_day(answered, consultation.verdict_paused_days, None)
    if answered is None or before is None or consultation.paused_at is None:
        return
    if local_day(consultation.paused_at) > before:
        return
    last = local_day(answered) + timedelta(days=numbers.VERDICT_DAYS)
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    later = pauses.lengthened(pauses.of(consultation), answered, end)
    added = -(-(later - end) // timedelta(days=1))
    if added > consultation.verdict_paused_days:
        consultation.verdict_paused_days = added
        record(LENGTHENED, actor=None, subject=consultation, consultation=consultation.slug, days=added)


def is_over(answered: datetime | None, added: int = 0, paused_at: datetime | None = None) -> bool:
    """For whoever knows only these of a consultation: whether its verdict has closed."""
    return is_over_on(clock.today(), answered, added, paused_at)


def is_over_on(on: date, answered: datetime | None, added: int = 0, paused_at: datetime | None = None) -> bool:
    """Whether a day lies after its last one."""
    until = _last_day(answered, added, paused_at)
    return until is not None and on > until


def is_open(consultation: Consultation) -> bool:
    until = last_day(consultation)
    return until is not None and clock.today() <= until and consultation.stage in Do.GIVE_VERDICT.stages


def has_closed(consultation: Consultation) -> bool:
    """From the day after the last one, whether or not the clock came round. A pause shows nothing early."""
    return is_over(consultation.response_published_at, consultation.verdict_paused_days, consultation.paused_at)


def being_asked(consultation: Consultation) -> str:
    """Why what residents judge stays as it is until they have spoken, a pause included; empty once they have."""
    if consultation.response_published_at is None or has_closed(consultation):
        return ""
    until = day(last_day(consultation))
    return f"Residents say until the end of {until} whether the signed answer answers what they asked."


def place_of(member: Membership | None) -> VerdictRoll | None:
    """The person's place on the roll; None for whoever has none."""
    return VerdictRoll.objects.filter(membership=member).first() if member is not None else None


def spoke_in_either(spare: Membership, into: Membership) -> None:
    """Two places turn out to be one person's: who has spoken from either does not speak again."""
    given = VerdictRoll.objects.filter(membership=spare).first()
    if given is not None:
        VerdictRoll.objects.get_or_create(membership=into)
    if given is not None and given.has_spoken:
        VerdictRoll.objects.filter(membership=into).update(has_spoken=True)


@transaction.atomic
def give(consultation: Consultation, *, by: Person, said: Mapping[int, Said]) -> None:
    """Say it, of as many recommendations as one likes (`said`: key of the answer → what is said), once.

    Raises Refused when it is closed or was said, and for what is no verdict.
    """
    member = access.require(by, consultation, Do.GIVE_VERDICT)
    if not is_open(consultation):
        raise Refused(_closed(consultation))
    slots = {slot.pk: slot for slot in slots_of(consultation)}
    spoken = {key: one for key, one in said.items() if one.choice}
    if set(said) - set(slots) or any(one.choice not in Choice.values for one in spoken.values()):
        raise Refused("Choose yes, partly or no, for recommendations on this page.")
    if not spoken:
        raise Refused("Choose yes, partly or no for at least one recommendation.")
    reasons = {key: plain(one.reason) for key, one in spoken.items()}
    if any(plain(one.reason) for key, one in said.items() if key not in spoken):
        raise Refused("Choose yes, partly or no where you gave a reason, or take the reason out.")
    if any(len(text) > LONGEST for text in reasons.values()):
        raise Refused(f"Say why in at most {LONGEST} characters each.")
    if is_unopened(consultation):
        open_the_roll(consultation)
    if not VerdictRoll.objects.filter(membership=member, has_spoken=False).update(has_spoken=True):
        there = place_of(member)
        raise Refused(SPOKEN_ALREADY if there else NOT_ASKED)
    by_themselves = member.group is None or member.group.is_open
    for key, one in sorted(spoken.items()):
        counted, _ = VerdictCount.objects.get_or_create(
            answer=slots[key], choice=one.choice, by_themselves=by_themselves
        )
        VerdictCount.objects.filter(pk=counted.pk).update(people=F("people") + 1)
    VerdictReason.objects.bulk_create(
        VerdictReason(answer=slots[key], choice=spoken[key].choice, text=text) for key, text in reasons.items() if text
    )


def slots_of(consultation: Consultation) -> list[RecommendationResponse]:
    """The answers that are judged."""
    found = RecommendationResponse.objects.filter(
        response__report__consultation=consultation, response__state=PoliceResponse.State.SIGNED
    )
    return list(found.select_related("recommendation", "decided").prefetch_related("errata", "commitments"))


def _closed(consultation: Consultation) -> str:
    until = last_day(consultation)
    if until is None:
        return "The police have not answered yet."
    return f"This closed at the end of {day(until)}."


def by_tick() -> list[str]:
    """Opens a roll that is missing, should the worker have been away; closes those whose last day is over."""
    since = clock.now() - timedelta(days=numbers.VERDICT_DAYS + 2)
    somebody = Membership.objects.participants().current().filter(consultation=OuterRef("pk"), user__isnull=False)
    judged = Consultation.objects.filter(stage__in=Do.GIVE_VERDICT.stages, response_published_at__gt=since)
    for consultation in judged.filter(Exists(somebody)).exclude(memberships__verdict_place__isnull=False):
        if is_open(consultation) and is_unopened(consultation):
            open_the_roll(consultation)
    return close_what_is_due()


def close_what_is_due() -> list[str]:
    """Once the last day is over the roll is destroyed, and what was counted is put on record."""
    done = []
    VerdictRoll.objects.filter(membership__consultation__stage=Stage.WITHDRAWN).delete()  # there will be no answer
    ended = Consultation.objects.filter(memberships__verdict_place__isnull=False).distinct()
    for consultation in ended:
        if has_closed(consultation):
            _close(consultation)
            done.append(f"{consultation.slug}: residents’ verdict closed")
    return done


@transaction.atomic
def _close(consultation: Consultation) -> None:
    response = PoliceResponse.objects.select_for_update(no_key=True).get(report__consultation=consultation)
    gone, _ = VerdictRoll.objects.filter(membership__consultation=consultation).delete()
    if gone:
        slug = consultation.slug
        record("verdict_closed", actor=None, subject=response, consultation=slug, summary="the roll is destroyed")
        if VerdictCount.objects.filter(answer__response=response, people__gt=0).exists():
            response.verdict_salt = secrets.token_hex(16)
            response.save(update_fields=["verdict_salt"])
            texts.publish(published.verdict_text(response))
        title = "Residents’ verdict has closed. You can reply once"
        notifications.tell(
            consultation, notifications.POLICE, "verdict closed", title, "verdict", due=notifications.morning()
        )


def the_verdict_is_in(consultation: Consultation) -> list[Missing]:
    """Gate G: nobody completes it over residents' heads."""
    if not is_open(consultation):
        return []
    return [Missing(f"Residents can say until {day(last_day(consultation))} what they think of the answer.", "verdict")]


# --- Reasons, read by facilitators; left out only with the panel ----------------------------------------
def reasons_waiting(consultation: Consultation) -> list[VerdictReason]:
    """Empty while residents are being asked: a reason that can be read in the minute it is written names its author."""
    return _reasons(consultation, VerdictReason.State.WAITING)


def reasons_proposed(consultation: Consultation) -> list[VerdictReason]:
    """What a facilitator would leave out, and the panel has not settled; what is printed meanwhile, too."""
    return _reasons(consultation, *VerdictReason.ASKED_STATES)


def _reasons(consultation: Consultation, *states: str) -> list[VerdictReason]:
    if not has_closed(consultation):
        return []
    found = VerdictReason.objects.with_words().filter(state__in=states)
    found = found.filter(answer__response__report__consultation=consultation)
    return list(found.select_related("answer__recommendation").prefetch_related("words_out"))


@transaction.atomic
def decide_reason(reason: VerdictReason, *, by: Person, leave_out_for: str = "") -> VerdictReason:
    """Print it, or propose to the panel to leave it out, for one of the reasons for which a post is removed.

    It can be decided anew, but for what the panel decided: no facilitator alone prints one side. What is printed
    stays so until the panel agrees.
    """
    consultation = reason.answer.response.report.consultation
    member = access.require(by, consultation, Do.READ_VERDICT_REASONS)
    if not has_closed(consultation):
        raise Refused("Residents are still being asked. Their reasons can be read once that has closed.")
    if leave_out_for and leave_out_for not in Reason.values:
        raise Refused("Choose one of the reasons in the list.")
    locked = VerdictReason.objects.select_for_update(no_key=True).get(pk=reason.pk)
    refuse_wordless(locked)
    if locked.state == VerdictReason.State.KEPT:
        raise Refused("The oversight panel decided that it is printed.")
    if locked.state == VerdictReason.State.LEFT_OUT:
        raise Refused("It is left out: the oversight panel agreed, so no facilitator alone prints it.")
    state: str = VerdictReason.State.PRINTED
    if locked.state == VerdictReason.State.LAPSED and leave_out_for:
        raise Refused(f"The panel is asked since {day(locked.proposed_on)}, and can still say that it is left out.")
    if leave_out_for:
        state = _asked_of(consultation, locked)
        title = "A facilitator would leave out what a resident wrote. You decide"
        notifications.tell(consultation, notifications.PANEL, f"leave out {clock.today()}", title, "verdict_reasons")
    return settle(locked, member, state, leave_out_for, "proposed" if leave_out_for else "printed")


def _asked_of(consultation: Consultation, locked: VerdictReason) -> VerdictReason.State:
    """How the panel is asked. In public, beside what is printed, only in the days since it was asked first."""
    State = VerdictReason.State
    if locked.state not in VerdictReason.PRINTED_STATES:
        return State.PROPOSED
    is_over = locked.proposed_on is not None and clock.today() > settled_by(consultation, locked.proposed_on)
    return State.LAPSED if is_over else State.DISPUTED


def settled_by(consultation: Consultation, asked_on: date) -> date:
    """The last day on which the panel says in time whether a reason is left out."""
    return days_from(consultation, asked_on + timedelta(days=1))


def days_from(consultation: Consultation, first: date) -> date:
    """The last of the working days that begin with `first`, without those that a pause took."""
    until = working_days_after(first - timedelta(days=1), numbers.REASON_DAYS)
    return later_by_pauses(until, pauses.of(consultation), timezone.make_aware(datetime.combine(first, time.min)))


@transaction.atomic
def settle_reason(reason: VerdictReason, *, by: Person, agrees: bool) -> VerdictReason:
    """The panel agrees that a reason is left out, or has it printed."""
    consultation = reason.answer.response.report.consultation
    member = access.require(by, consultation, Do.AGREE_TO_LEAVE_OUT)
    locked = VerdictReason.objects.select_for_update(no_key=True).get(pk=reason.pk)
    refuse_wordless(locked)
    if locked.state not in VerdictReason.ASKED_STATES:
        raise Refused("Nothing is to be decided here: no facilitator would leave this out now.")
    if agrees and (why := seating.why_not_beside_who_runs_it(member)):
        raise Refused(why)
    state = VerdictReason.State.LEFT_OUT if agrees else VerdictReason.State.KEPT
    return settle(locked, member, state, locked.left_out_for if agrees else "", "left_out" if agrees else "kept")


def refuse_wordless(locked: VerdictReason) -> None:
    if not locked.text:
        raise Refused("These words are no longer kept, so nothing is decided about them.")


def settle(locked: VerdictReason, member: Membership | None, state: str, left_out_for: str, done: str) -> VerdictReason:
    """What becomes of a reason, and the line in the record: of every act that decides it. `member` None: the clock."""
    if state in VerdictReason.ASKED_STATES:  # asked again, also after that was taken back: asked since the first
        locked.proposed_on = locked.proposed_on or clock.today()
    locked.state, locked.left_out_for = state, left_out_for
    locked.save(update_fields=["state", "left_out_for", "proposed_on"])
    summary = Reason(left_out_for).label if left_out_for else ""
    slug = locked.answer.response.report.consultation.slug
    record(f"verdict_reason_{done}", actor=member, subject=locked.answer, consultation=slug, summary=summary)
    return locked


#: A fate beside the states: the words went before anybody had decided.
WORDLESS = "wordless"
#: What became of a reason: its state, or that its words went first.
FATE = Case(
    When(text="", state__in=[VerdictReason.State.WAITING, VerdictReason.State.PROPOSED], then=Value(WORDLESS)),
    default=F("state"),
)


def reasons_counted(response: PoliceResponse) -> dict[str, int]:
    """How many reasons wait to be read or settled, are printed, are left out: none is put aside without a trace."""
    reasons = VerdictReason.objects.filter(answer__response=response).order_by().annotate(fate=FATE)
    counted = reasons.values_list("fate")
    found = dict(counted.annotate(n=Count("pk")))
    if found:
        found["printed"] = sum(found.get(state, 0) for state in VerdictReason.PRINTED_STATES)
    return found


# --- The force's word ---------------------------------------------------------------------------------
@transaction.atomic
def reply(response: PoliceResponse, *, by: Person, text: str, proof: Proof) -> VerdictReply:
    """The force replies to the verdict: once, after it closed, under the officer's name."""
    consultation = response.report.consultation
    member = access.require(by, consultation, Do.REPLY_TO_VERDICT)
    if not member.has_accepted:
        raise Refused("Accept the duty to answer first: you reply under the name in which you accept it.")
    proof.asked(by, reply, response, text=text)
    if not has_closed(consultation):
        raise Refused("Residents are still being asked. Reply once that has closed.")
    text = plain(text)
    if not text:
        raise Refused("Write what you reply.")
    if len(text) > LONGEST_REPLY:
        raise Refused(f"Reply in at most {LONGEST_REPLY:,} characters.")
    refuse_names(text)
    locked = PoliceResponse.objects.select_for_update(no_key=True).get(pk=response.pk)
    if VerdictReply.objects.filter(response=locked).exists():
        raise Refused("The force has replied already. One reply is printed beside the verdict.")
    made = VerdictReply.objects.create(
        response=locked, text=text, on=clock.today(), by_name=member.accepted_name, by_role=member.accepted_role
    )
    slug = consultation.slug
    record("verdict_replied", actor=member, subject=made, consultation=slug, summary=member.signs_as)
    texts.publish(published.reply_text(made), by=member)
    return made

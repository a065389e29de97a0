"""Promises of a signed answer: reported on by police, verified by the panel, late by the calendar."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from audit import clock, texts
from audit.prepared import Prepared
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.birds import refuse_names
from consultations.forces import agreeing
from consultations.loading import keep
from consultations.models import Consultation, Membership, Stage
from consultations.signing import Proof
from consultations.stages import stages
from outcomes import numbers
from outcomes.answers import published as answers_published
from outcomes.answers.lacking import different_words, evidence_link
from outcomes.models import Commitment, PoliceResponse, ProgressUpdate, RecommendationResponse, TakenBack
from outcomes.models.promises import standing_of
from outcomes.notifications import events
from outcomes.promises import sent_back
from people.errors import Refused
from people.models import Person
from people.text.dates import day, local_day
from people.text.sanitising import plain
from people.text.sentences import counted, ended, letters, listed, many

State = Commitment.State
TAKEN_BACK_BY = ("taken_back__verified_by__user", "taken_back__by__user", "taken_back__held_by__user")
REPORTABLE = frozenset({State.NOT_STARTED, State.ON_TRACK, State.DONE_UNVERIFIED})
TOOK_BACK_ONCE = (
    "You have taken a check of this promise back once. "
    "If this one is wrong as well, somebody else of the panel takes it back."
)
WAS_WRONG = (
    "Your check of this promise was taken back. So somebody else of the panel looks at it now. "
    "If you are the only other member, offer another seat on the panel."
)
SAME_EVIDENCE = (
    "On this evidence it was checked on {verified}, which was taken back on {back}. "
    "Say whether the evidence showed then already that it is done."
)
SAID_IT_HELD = (
    "You have said that this evidence showed it then already. Another member of the panel has to say so too: "
    "somebody who did not take the check back, and whose check it was not. Or say that it was not done then."
)
SINCE_WHEN = "It was reported done on {days}, with the same evidence. Say since which day it is so."


def _tracked(commitment: Commitment, by: Person, do: Do) -> tuple[Commitment, Membership]:
    consultation = commitment.answer.response.report.consultation
    member = access.require(by, consultation, do)
    return Commitment.objects.select_for_update(no_key=True).get(pk=commitment.pk), member


def _mark(locked: Commitment) -> str:
    """The fingerprint of what became of it so far."""
    return answers_published.standing_now(locked).fingerprint


def _moved(locked: Commitment, was: str, member: Membership) -> None:
    texts.moved(answers_published.standing_now(locked), was, by=member)


def _public(text: str) -> str:
    """What everybody reads on the page of the promise and in the record, cleaned."""
    text = plain(text)
    refuse_names(text)
    return text


@transaction.atomic
def report_progress(
    commitment: Commitment, *, by: Person, text: str, state: str, evidence_url: str = ""
) -> ProgressUpdate:
    """What police say about a promise. "Done" needs evidence, and stays unverified until the panel has looked."""
    locked, member = _tracked(commitment, by, Do.REPORT_PROGRESS)
    if words := why_no_report(member):
        raise Refused(words)
    if not locked.is_open and locked.state != State.DONE_UNVERIFIED:
        raise Refused("This promise is settled. Nothing more can be reported on it.")
    if state not in REPORTABLE:
        raise Refused("Choose not started, on track or done. Only the oversight panel says that it is checked.")
    text = _public(text)
    evidence_url = evidence_link(evidence_url)
    again = (locked.is_open and state in Commitment.OPEN_STATES) or _spoke_last(locked)
    told = _said_before(locked) if again and evidence_url in _shown_before(locked) else set()
    if not different_words(text) or letters(text) in told:
        raise Refused("Say what has happened since the last update.")
    if state == State.DONE_UNVERIFIED and not (evidence_url or locked.evidence_url):
        raise Refused("To report it done, link the evidence that the panel can check.")
    was = _mark(locked)
    update = ProgressUpdate.objects.create(
        commitment=locked, text=text, evidence_url=evidence_url, state=state, author=member
    )
    done = state == State.DONE_UNVERIFIED
    # Other evidence is another report: a first one with a poor link does not make a late promise one in time.
    other = bool(evidence_url) and evidence_url != locked.evidence_url
    locked.reported_done_on = (clock.today() if other else locked.reported_done_on or clock.today()) if done else None
    locked.state = state
    locked.evidence_url = evidence_url or locked.evidence_url
    locked.save(update_fields=["state", "evidence_url", "reported_done_on"])
    commitment.refresh_from_db()
    record(
        "progress_reported",
        actor=member,
        subject=locked,
        consultation=_slug(locked),
        summary=f"{standing_of(state)}: {text}",
    )
    _moved(locked, was, member)
    said = standing_of(state).lower()
    events.promise_moved(locked, said, f"update {update.pk}")
    if done:
        events.to_verify(locked, f"update {update.pk}")
    return update


def why_no_report(member: Membership) -> str:
    """Why somebody of the police does not report on what was promised here; empty for the force that signed.

    Another force would break its silence for it, or say that it is done.
    """
    another = agreeing.of_another(member)
    if not another:
        return ""
    return f"You took this role for {another}. {member.consultation.force} promised this, and reports on it itself."


@transaction.atomic
def verify(
    commitment: Commitment,
    *,
    by: Person,
    seen: int | None = None,
    since: date | None = None,
    why: str = "",
    held_then: bool | None = None,
) -> Commitment:
    """The panel confirms that a promise reported done is done. Needs evidence.

    `seen`: `last_report` of what was looked at. `since`: from which day it is so; None: as it was reported. It has to
    be said where it was reported done more than once (`reported_days`). `why`, public: for a day later than that.
    `held_then`: on the evidence of a verification that was taken back, whether that was right: then it was done when
    it was reported first; `since` then is a day from that report on, where it had been checked as done later only.
    Has to be said there. Against another member, who took it back, it takes two: the first is
    noted, and the promise is not verified by that.
    Raises Refused where police have reported something since.
    """
    locked, member = _tracked(commitment, by, Do.VERIFY_PROMISE)
    if locked.state != State.DONE_UNVERIFIED:
        raise Refused("Only a promise that police have reported done can be checked.")
    if not locked.evidence_url:
        raise Refused("There is no evidence to check. Ask the force to link it.")
    if seen is not None and seen != last_report(locked):
        raise Refused("The force has reported something new. Look at the evidence as it is now, then check it.")
    if locked.taken_back.filter(verified_by=member).exclude(by=member):
        raise Refused(WAS_WRONG)
    was = _mark(locked)
    if (row := verified_before_on(locked)) and held_then and _is_first_to_say(row, member):
        row.held_by = member
        row.save(update_fields=["held_by"])
        record("promise_held_then", actor=member, subject=locked, consultation=_slug(locked), summary=locked.text)
        _moved(locked, was, member)
        commitment.refresh_from_db()
        events.to_verify(locked, f"held {row.pk}")
        return commitment
    said = _as_it_was(locked, held_then, since) or _since_when(locked, since, _public(why))
    locked.state = State.DONE_VERIFIED
    locked.verified_by, locked.verified_at = member, clock.now()
    locked.save()
    if said:
        ProgressUpdate.objects.create(commitment=locked, text=said, state=State.DONE_VERIFIED, author=member)
    commitment.refresh_from_db()
    summary = f"{ended(locked.text)} {said}" if said else locked.text
    record("promise_verified", actor=member, subject=locked, consultation=_slug(locked), summary=summary)
    _moved(locked, was, member)
    again = locked.taken_back.count()  # verified anew is told anew
    events.promise_moved(locked, "checked by the panel, and kept", f"verified {again}" if again else "verified")
    return commitment


def verified_before_on(commitment: Commitment) -> TakenBack | None:
    """The last verification that was taken back and stood on the evidence that stands now."""
    if not commitment.evidence_url:
        return None
    return next(
        (row for row in reversed(list(commitment.taken_back.all())) if row.evidence_url == commitment.evidence_url),
        None,
    )


def _is_first_to_say(row: TakenBack, member: Membership) -> bool:
    """Against the reason of whoever took it back, one more member alone makes nothing punctual again.

    Whoever took it back says of their own act alone that it was mistaken. Raises Refused for one who has said so.
    """
    if row.by_id == member.pk or row.reported_done_on is None:
        return False
    if row.held_by_id == member.pk:
        raise Refused(SAID_IT_HELD)
    return row.held_by_id is None


def first_reported(row: TakenBack) -> date | None:
    """The day of the report that the verification was on, as the force made it: no member’s later day replaces it."""
    first, evidence = None, ""
    for one in row.commitment.updates.order_by("at", "pk"):
        if (one.author_id, one.text) == (row.by_id, _said_of(row)):  # and what came after it is of another check
            break
        if one.state in Commitment.OPEN_STATES:
            first = None
        elif one.state == State.DONE_UNVERIFIED:
            other = bool(one.evidence_url) and one.evidence_url != evidence
            first = local_day(one.at) if other or first is None else first
        evidence = one.evidence_url or evidence
    return min((on for on in (first, row.reported_done_on) if on is not None), default=None)


def _as_it_was(locked: Commitment, held_then: bool | None, since: date | None) -> str:
    """One mistaken take-back makes no promise late for good: in words, where it was done when it was first reported.

    Whoever looks says it by name, as the page behind an address may have changed. Not saved.
    """
    row = verified_before_on(locked)
    if row is None or row.reported_done_on is None:
        return ""
    if held_then is None:
        raise Refused(SAME_EVIDENCE.format(verified=day(row.verified_on), back=day(row.on)))
    if not held_then:
        return ""
    first, said_then = first_reported(row), row.reported_done_on
    if since is not None and first is not None and since < first:
        raise Refused(f"Choose {day(first)}, when it was reported done, or later.")
    locked.held_then, locked.reported_done_on = True, min(since or said_then, said_then)
    locked.days_with_panel, locked.days_as_verified = row.with_panel_before, row.as_verified_before
    locked.days_paused = row.paused_before
    both = f"checked on {day(row.verified_on)} and taken back on {day(row.on)}"
    said = f"The oversight panel confirms again, on the same evidence, what was {both}: it was done then."
    if locked.reported_done_on < said_then:
        said += (
            f" It was done since {day(locked.reported_done_on)}, not since {day(said_then)}, as it was checked first."
        )
    return said


def who_verifies(commitment: Commitment) -> str:
    """For everybody: where of the panel only whoever took a verification back can verify anew, or no member at all.

    Empty where somebody else can, and where none was taken back. docs/decisions/follow-up.md
    """
    rows = list(commitment.taken_back.all())
    if not rows or commitment.settled:
        return ""
    panel = commitment.of_consultation.memberships.current().filter(role__in=Do.VERIFY_PROMISE.roles)
    barred = {row.verified_by_id for row in rows if row.by_id != row.verified_by_id}
    free = [member for member in panel.select_related("user").order_by("pk") if member.pk not in barred]
    if not free:
        return "No member of the panel can check this now, as it stands: their checks were taken back."
    if {member.pk for member in free} - {row.by_id for row in rows}:
        return ""
    names = listed([member.public_name for member in free])
    return f"Of the panel only {names}, who took a check back, can check this now. A further seat changes that."


def reported_days(commitment: Commitment) -> list[date]:
    """Each day on which it was reported done with the evidence that stands; the first is the one that counts so far."""
    first = commitment.reported_done_on
    done = [local_day(one.at) for one in commitment.updates.all() if one.state == State.DONE_UNVERIFIED]
    return sorted({first, *(on for on in done if on > first)}) if first else []


def _since_when(locked: Commitment, since: date | None, why: str) -> str:
    """The page behind an address changes and its address does not: who looked says from which day it is so.

    In words, where that is later than it was reported; the lateness goes by it. Never earlier than it was reported.
    """
    days = reported_days(locked)
    if not days:
        return ""
    if since is None:
        if len(days) > 1:
            raise Refused(SINCE_WHEN.format(days=listed([day(on) for on in days])))
        since = days[0]
    if not days[0] <= since <= clock.today():
        raise Refused(f"Choose between {day(days[0])}, when it was reported done, and today.")
    if since == days[0]:
        return ""
    if not why:
        raise Refused(f"Say what shows that it was not done on {day(days[0])}, when it was reported. This is public.")
    said = f"The oversight panel: done since {day(since)}, not since {day(days[0])}, when it was first reported. {why}"
    locked.reported_done_on = since
    return said


@transaction.atomic
def take_back(commitment: Commitment, *, by: Person, reason: str) -> Commitment:
    """Somebody of the panel takes a verification back, at any time: the promise is not done, until verified anew.

    A consultation that was completed is followed up again. Raises Refused for whoever has done it to this promise
    before: each member once, so that it is no tool against a force (docs/decisions/follow-up.md).
    """
    consultation = Consultation.objects.select_for_update(no_key=True).get(pk=commitment.of_consultation.pk)
    member = access.require(by, consultation, Do.TAKE_VERIFICATION_BACK)
    locked = Commitment.objects.select_for_update(no_key=True).get(pk=commitment.pk)
    if locked.state != State.DONE_VERIFIED:
        raise Refused("Only a promise that the panel has checked can be taken back.")
    if locked.taken_back.filter(by=member):
        raise Refused(TOOK_BACK_ONCE)
    reason = stages.public_reason(reason, "promise")
    was_completed, was = consultation.stage == Stage.COMPLETED, _mark(locked)
    row = _note_taken_back(locked, member, reason, was_completed)
    update = ProgressUpdate.objects.create(commitment=locked, text=_said_of(row), state=State.ON_TRACK, author=member)
    record("promise_taken_back", actor=member, subject=locked, consultation=consultation.slug, summary=reason)
    _moved(locked, was, member)
    if was_completed:
        stages.move_within(consultation, "reopen", by=by, reason=reason)
    commitment.refresh_from_db()
    events.promise_moved(locked, "no longer confirmed by the panel", f"update {update.pk}")
    events.taken_back(locked, f"update {update.pk}")
    return commitment


def _said_of(row: TakenBack) -> str:
    return f"The oversight panel took back its check of {day(row.verified_on)}: {row.reason}"


def _note_taken_back(locked: Commitment, member: Membership, reason: str, was_completed: bool) -> TakenBack:
    """Keep what was verified, and open the promise again: its evidence is none any more, and its days go on."""
    assert locked.verified_by is not None and locked.verified_at is not None  # the database says so
    verified_on = local_day(locked.verified_at)
    row = TakenBack.objects.create(
        commitment=locked,
        verified_by=locked.verified_by,
        verified_on=verified_on,
        evidence_url=locked.evidence_url,
        reported_done_on=locked.reported_done_on,
        days_late=locked.days_late,
        with_panel_before=locked.days_with_panel,
        as_verified_before=locked.days_as_verified,
        paused_before=locked.days_paused,
        by=member,
        reason=reason,
        was_completed=was_completed,
    )
    if locked.reported_done_on:
        locked.days_with_panel += max(0, (verified_on - max(locked.reported_done_on, locked.due)).days)
    locked.days_as_verified += max(0, (row.on - max(verified_on, locked.due)).days)
    locked.state, locked.reported_done_on, locked.evidence_url = State.ON_TRACK, None, ""
    locked.verified_by, locked.verified_at = None, None
    locked.was_verified_on, locked.taken_back_on, locked.held_then = verified_on, row.on, False
    locked.save()
    return row


@transaction.atomic
def send_back(commitment: Commitment, *, by: Person, reason: str, seen: int | None = None) -> Commitment:
    """The panel looked and is not satisfied: the promise is open again, with the reason in public.

    `seen`: as of `verify`; else it would say “looked” of evidence that came after the page was opened.
    Raises Refused for whoever has sent it back as often as one does in a row: another member looks (`sent_back`).
    """
    locked, member = _tracked(commitment, by, Do.VERIFY_PROMISE)
    reason = _public(reason)
    if locked.state != State.DONE_UNVERIFIED:
        raise Refused("Only a promise that police have reported done can be sent back.")
    if seen is not None and seen != last_report(locked):
        raise Refused("The force has reported something new. Look at the evidence as it is now, then say what lacks.")
    if not reason:
        raise Refused("Say what is missing, so that the force can put it right.")
    if why_not := sent_back.why_not_again(locked, member):
        raise Refused(why_not)
    was = _mark(locked)
    if locked.reported_done_on:  # the days on which only the panel was waited for stay said beside lateness
        locked.days_with_panel += max(0, (clock.today() - max(locked.reported_done_on, locked.due)).days)
    locked.state, locked.reported_done_on = State.ON_TRACK, None
    locked.save(update_fields=["state", "reported_done_on", "days_with_panel"])
    update = ProgressUpdate.objects.create(
        commitment=locked,
        text=f"{sent_back.NOT_DONE}{reason}",
        state=State.ON_TRACK,
        author=member,
    )
    commitment.refresh_from_db()
    record("promise_sent_back", actor=member, subject=locked, consultation=_slug(locked), summary=reason)
    _moved(locked, was, member)
    events.promise_moved(locked, "not confirmed by the panel", f"update {update.pk}")
    events.sent_back(locked, f"update {update.pk}")
    return commitment


@transaction.atomic
def drop(commitment: Commitment, *, by: Person, reason: str, proof: Proof) -> Commitment:
    """The officer gives a promise up, with a public reason: whoever signed it for the force. It stays on the page."""
    locked, member = _tracked(commitment, by, Do.DROP_PROMISE)
    if not member.has_accepted:
        raise Refused("Accept the duty to answer first: a promise is dropped under the name in which you accept it.")
    proof.asked(by, drop, commitment, reason=reason)
    reason = _public(reason)
    if not locked.is_open:
        raise Refused("Only an open promise can be dropped.")
    if different_words(reason) < numbers.DROP_REASONS:
        least = counted(numbers.DROP_REASONS, "different word")
        raise Refused(f"Give the public a full reason, at least {least}: this promise was made to them.")
    was = _mark(locked)
    locked.state, locked.dropped_reason, locked.dropped_on = State.DROPPED, reason, clock.today()
    locked.save(update_fields=["state", "dropped_reason", "dropped_on"])
    ProgressUpdate.objects.create(commitment=locked, text=f"Dropped: {reason}", state=State.DROPPED, author=member)
    commitment.refresh_from_db()
    record("promise_dropped", actor=member, subject=locked, consultation=_slug(locked), summary=reason)
    _moved(locked, was, member)
    events.promise_moved(locked, "dropped", "dropped")
    return commitment


def _is_beside(update: ProgressUpdate, consultation: Consultation) -> bool:
    return agreeing.is_beside(consultation, update.author.as_of(update.at).organisation)


def _said_before(commitment: Commitment) -> set[str]:
    """The force’s updates so far, by their letters: told again they are no word of it, nor two of them in turn."""
    return {letters(one.text) for one in commitment.updates.select_related("author") if one.author.is_police}


def _spoke_last(commitment: Commitment) -> bool:
    """Whether nobody else has said anything of it since the force did: else the panel has looked between."""
    last = commitment.updates.select_related("author").order_by("pk").last()
    return last is not None and last.author.is_police


def _shown_before(commitment: Commitment) -> set[str]:
    """Links the force gave as evidence so far, and none: with another one, words may be the same."""
    return {"", *(one.evidence_url for one in commitment.updates.all())}


def last_report(commitment: Commitment) -> int:
    """The newest update on it; 0 where there is none. Evidence changes by an update alone."""
    return max((update.pk for update in commitment.updates.all()), default=0)


def _slug(commitment: Commitment) -> str:
    return commitment.answer.response.report.consultation.slug


def _with_its_question() -> QuerySet[Commitment]:
    return Commitment.objects.select_related(
        "answer__recommendation", "answer__response__report__consultation__force", "verified_by__user", "decision"
    )


def of(consultation: Consultation) -> QuerySet[Commitment]:
    """Every promise of a consultation, soonest due first, with what a page shows of it."""
    found = _with_its_question().filter(answer__response__report__consultation=consultation)
    return found.prefetch_related("updates__author__user", *TAKEN_BACK_BY)


def published(consultation: Consultation) -> QuerySet[Commitment]:
    """The promises the public may see: those of a signed answer."""
    return of(consultation).filter(answer__response__state=PoliceResponse.State.SIGNED)


_PRINTED: Prepared[Commitment, Commitment] = Prepared(
    lambda pk: Commitment.objects.filter(answer__response=pk).select_related("answer", "decision", "verified_by__user"),
    int,
)
_UPDATES: Prepared[ProgressUpdate, ProgressUpdate] = Prepared(
    lambda pk: ProgressUpdate.objects.filter(commitment__answer__response=pk).select_related("author__user"), int
)


def printed_of(response: PoliceResponse) -> list[Commitment]:
    """Every promise of a signed answer, soonest due first, as the list prints it: two queries, however many."""
    found, updates = _PRINTED(response.pk), defaultdict(list)
    for update in _UPDATES(response.pk):
        updates[update.commitment_id].append(update)
    for one in found:
        one.answer.response = response
        keep(one, "updates", updates[one.pk])
    return found


def public() -> QuerySet[Commitment]:
    """Every published promise of every consultation, with its consultation.

    Whether its answer is signed is asked of each: as a join, SQLite began with all answers there are and sorted all
    of their promises, where lists by date need the first few of an index.
    """
    signed = RecommendationResponse.objects.filter(pk=OuterRef("answer"), response__state=PoliceResponse.State.SIGNED)
    return _with_its_question().filter(Exists(signed))


def silence(commitment: Commitment) -> str:
    """In words, how long the force has said nothing of an open promise; empty where it spoke of late.

    What the panel says is no word of the force, nor what another force said before only the one that signed could. The
    days on which it had said “done” and waited for the panel, or counted as verified, are told beside.
    """
    if not commitment.is_open:
        return ""
    updates = list(commitment.updates.all())
    theirs = [one for one in updates if one.author.is_police and not _is_beside(one, commitment.of_consultation)]
    made = commitment.decision.decided_on if commitment.decision else commitment.answer.response.signed_at
    since = theirs[-1].at if theirs else made
    if since is None or (clock.today() - local_day(since)).days <= numbers.days_of(numbers.REPORT_MONTHS):
        return ""
    said = f"No word from the force for more than {counted(numbers.REPORT_MONTHS, 'month')}"
    if not theirs or theirs[-1].state != State.DONE_UNVERIFIED or updates[-1] == theirs[-1]:
        return said
    waited = many((local_day(updates[-1].at) - local_day(since)).days, "day")
    return f"{said}; after its last it had waited {waited} for the panel to say that it is not done"

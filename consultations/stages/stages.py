"""Stages and gates: the one transition table.

A gate is a list of checks: GATES in each app's `wiring.py`. Each check returns what is missing, in words a facilitator
understands. ARRIVALS there says what else happens when a stage begins.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.db import transaction

from audit import clock
from audit.models import Entry
from audit.record import record
from audit.wiring import wired, wired_by
from consultations import access, numbers, term_changes
from consultations.birds import NAMED, named_in
from consultations.models import Consultation, Membership, Role, Stage
from consultations.stages import afterwards, late_findings, open_time, pausing
from people.errors import Refused
from people.models import Person
from people.text.dates import local_day
from people.text.sanitising import one_line, shortened
from people.text.sentences import spelled

S = Stage
CLOCK = "clock"


@dataclass(frozen=True)
class Missing:
    """One thing that blocks (or, when `soft`, only warns at) a gate. `where` is a url name taking the slug.

    `panel`: what of the panel is waited for, "its statement on the draft", where nobody else can do it.
    """

    text: str
    where: str = "setup"
    soft: bool = False
    panel: str = ""


@dataclass(frozen=True)
class Transition:
    name: str
    source: Stage
    target: Stage
    by: str
    label: str
    effect: str  # what happens when it is done, shown beside the button
    needs_reason: bool = False
    part_of_act: bool = False  # no step of its own: another act takes it, and no button leads to it


TRANSITIONS = [
    Transition(
        "submit",
        S.DRAFT,
        S.IN_REVIEW,
        Role.FACILITATOR,
        "Send to the oversight panel",
        f"{spelled(numbers.SIGNATURES).capitalize()} panel members then read the briefing and sign it.",
    ),
    Transition(
        "take_back",
        S.IN_REVIEW,
        S.DRAFT,
        Role.FACILITATOR,
        "Take back to draft",
        "The panel sees it again when you send it back.",
    ),
    Transition(
        "announce",
        S.IN_REVIEW,
        S.ANNOUNCED,
        Role.FACILITATOR,
        "Announce",
        "The page becomes public, with its dates. The question can no longer change once it opens.",
    ),
    Transition(
        "open", S.ANNOUNCED, S.OPEN, Role.FACILITATOR, "Open", "People can join, answer the first poll and talk."
    ),
    Transition("close", S.OPEN, S.ANALYSIS, CLOCK, "Close", "Closes by itself at the closing time."),
    Transition(
        "close_early",
        S.OPEN,
        S.ANALYSIS,
        Role.OVERSIGHT,
        "Close early",
        f"Posting and voting stop at once when {spelled(numbers.SIGNATURES)} members of the panel agree. "
        "Each reason is published. What you can do alone, at once, is to pause it.",
        needs_reason=True,
    ),
    Transition(
        "publish_findings",
        S.ANALYSIS,
        S.FINDINGS_PUBLISHED,
        Role.FACILITATOR,
        "Publish the findings",
        "The report becomes public, ballots are cut loose from people for good, and the police clock starts.",
    ),
    Transition(
        "publish_response",
        S.FINDINGS_PUBLISHED,
        S.RESPONSE_PUBLISHED,
        Role.OFFICER,
        "Sign and publish",
        "The answer becomes public under the officer’s name and cannot be taken back.",
    ),
    Transition(
        "follow_up",
        S.RESPONSE_PUBLISHED,
        S.FOLLOW_UP,
        CLOCK,
        "Start the follow-up",
        "Starts by itself the day after the answer.",
    ),
    Transition(
        "complete",
        S.FOLLOW_UP,
        S.COMPLETED,
        Role.OVERSIGHT,
        "Complete",
        "Confirms that every promise is checked or dropped with a reason, and nothing is left undecided.",
    ),
    Transition(
        "reopen",
        S.COMPLETED,
        S.FOLLOW_UP,
        Role.OVERSIGHT,
        "Follow up again",
        "A promise that was checked is open again. The reason is published.",
        needs_reason=True,
        part_of_act=True,
    ),
]

#: Whence it can be withdrawn, a pause of these included. No row of the table: nobody takes that step alone.
WITHDRAWABLE = (S.ANNOUNCED, S.OPEN, S.ANALYSIS)

T = TypeVar("T")
_read: ContextVar[dict[Any, Any] | None] = ContextVar("read", default=None)


def transition_named(name: str) -> Transition:
    return next(t for t in TRANSITIONS if t.name == name)


def next_transition(consultation: Consultation) -> Transition | None:
    """The next step forward on the main path (never the side doors)."""
    side = {"take_back", "close_early"}
    ahead = (t for t in TRANSITIONS if t.name not in side and not t.part_of_act)
    return next((t for t in ahead if t.source == consultation.stage), None)


def missing(consultation: Consultation, transition: Transition) -> list[Missing]:
    """Everything the gate still asks for: hard ones block, soft ones are published as warnings."""
    with reading():
        return [item for check in wired_by("GATES", transition.name) for item in check(consultation)]


@contextmanager
def reading() -> Iterator[None]:
    """One look at a gate, or at a page that shows the same as its gate: what is `shared` is read once inside."""
    if _read.get() is not None:
        yield
        return
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def shared(consultation: Consultation, read: Callable[[Consultation], T]) -> T:
    """What several checks of a gate look at: read once while `reading`, and anew for the next look."""
    known = _read.get()
    if known is None:
        return read(consultation)
    key = (read, consultation.pk)
    if key not in known:
        known[key] = read(consultation)
    return cast(T, known[key])


def at_hand(consultation: Consultation, read: Callable[[Consultation], T], found: T) -> None:
    """What a page has read already is `shared` with the checks, while `reading`."""
    if (known := _read.get()) is not None:
        known[read, consultation.pk] = found


def blockers(consultation: Consultation, transition: Transition) -> list[Missing]:
    return [item for item in missing(consultation, transition) if not item.soft]


def move(consultation: Consultation, name: str, *, by: Person | None, reason: str = "") -> Consultation:
    """Take the transition called `name`. `by` is the person; None is the clock.

    Raises NotAllowed for the wrong role, Refused with every missing item otherwise.
    """
    with transaction.atomic():
        return move_within(consultation, name, by=by, reason=reason)


def move_within(consultation: Consultation, name: str, *, by: Person | None, reason: str = "") -> Consultation:
    """As `move`, as part of an act: inside its transaction, which must not go on when this says no."""
    transition = transition_named(name)
    locked = _locked(consultation)
    actor = _actor(locked, transition, by)
    if locked.stage != transition.source:
        raise Refused(
            f"This consultation is now “{locked.get_stage_display()}”, so it cannot be moved this way. "
            "Somebody may have moved it already: reload the page."
        )
    reason = public_reason(reason, "change", wanted=transition.needs_reason)
    found = missing(locked, transition)
    if blocking := [item.text for item in found if not item.soft]:
        raise Refused("Some things are still missing.", blocking)
    _enter(locked, transition, reason, actor)
    record(
        f"stage_{transition.name}",
        actor=actor,
        subject=locked,
        consultation=locked.slug,
        summary=f"{transition.source.label} → {transition.target.label}" + (f": {reason}" if reason else ""),
        warnings=[item.text for item in found if item.soft],
    )
    consultation.refresh_from_db()
    return consultation


def _locked(consultation: Consultation) -> Consultation:
    """As it stands now, held until the act is over: the one at hand may have been read before somebody moved it."""
    return Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)


def _actor(consultation: Consultation, transition: Transition, by: Person | None) -> Membership | None:
    if transition.by == CLOCK:
        if by is not None:
            raise access.NotAllowed(transition.name)
        return None
    member = access.acting(by, consultation)
    if member is None or member.role != transition.by:
        raise access.NotAllowed(transition.name)
    return member


def public_reason(reason: str, of: str, wanted: bool = True) -> str:
    """The reason as it is published and recorded, whole. Raises Refused without one; also for too long a one."""
    reason = one_line(reason)
    if wanted and not reason:
        raise Refused(f"Give a reason. It is published with the {of}.")
    if name := named_in(reason):
        raise Refused(NAMED.format(name=name))
    if len(reason) > numbers.MOST_REASON:
        raise Refused(f"Give the reason in {numbers.MOST_REASON} characters: this is {len(reason):,}.")
    return reason


def _enter(consultation: Consultation, transition: Transition, reason: str, by: Membership | None) -> None:
    consultation.stage = transition.target
    consultation.stage_reason = reason
    if transition.name == "reopen":
        consultation.followed_again = [*consultation.followed_again, _followed_again(consultation, reason)]
    if transition.target == S.ANNOUNCED:
        consultation.announced_at = clock.now()
    if transition.name == "close_early":
        _close_now(consultation, reason, by)
    if transition.target == S.FINDINGS_PUBLISHED:
        consultation.findings_published_at = clock.now()
        late_findings.give_back_days(consultation)
    if transition.target == S.RESPONSE_PUBLISHED:
        consultation.response_published_at = clock.now()
    consultation.save()
    for hook in wired_by("ARRIVALS", transition.target):
        hook(consultation)
    afterwards.ask(consultation)


def _followed_again(consultation: Consultation, reason: str) -> dict[str, str]:
    """What stays said of it: the day on which it was completed, from the record, and since when it is not, and why."""
    done = Entry.objects.filter(consultation=consultation.slug, action="stage_complete").order_by("number").last()
    completed = {"completed": local_day(done.at).isoformat()} if done is not None else {}
    return {**completed, "on": clock.today().isoformat(), "reason": reason}


def _close_now(consultation: Consultation, reason: str, by: Membership | None) -> None:
    """The day that was announced stays readable, with the reason, as every date that moves in public."""
    now, was = clock.now(), consultation.closes_at
    if was is not None:
        old, new = was.isoformat(), now.isoformat()
        term_changes.note(consultation, "closes_at", old, new, reason, by=by)
    if consultation.closes_at_before is not None and consultation.closes_at_before >= now:
        consultation.closes_at_before = None  # it moved later, and does not any more: both moves stand in the terms
    consultation.closes_at = now


def catch_up(consultation: Consultation) -> Consultation:
    """Let the clock do what is due: close at the closing time, start tracking the day after the answer."""
    if consultation.stage == S.OPEN and not consultation.is_open:
        move(consultation, "close", by=None)
    if consultation.stage == S.RESPONSE_PUBLISHED:
        transition = transition_named("follow_up")
        if not blockers(consultation, transition):
            move(consultation, "follow_up", by=None)
    for hook in wired("BY_CLOCK"):
        hook(consultation)
    return consultation


@transaction.atomic
def pause(consultation: Consultation, *, by: Person | None, reason: str) -> None:
    """Stop everything, with a public reason. Oversight only; not again and again against another member of it."""
    locked = _locked(consultation)
    member = access.require(by, locked, access.Do.PAUSE)
    if against := pausing.why_not(locked, member):
        raise Refused(against)
    reason = public_reason(reason, "pause")
    locked.stage_before_pause, locked.stage = locked.stage, S.PAUSED
    locked.stage_reason, locked.paused_at = reason, clock.now()
    locked.save()
    record("paused", actor=member, subject=locked, consultation=locked.slug, summary=reason)
    for tell in wired("ON_PAUSING"):
        tell(locked, member)
    consultation.refresh_from_db()


@transaction.atomic
def resume(consultation: Consultation, *, by: Person | None) -> None:
    """Go on where the pause began. Oversight only."""
    locked = _locked(consultation)
    member = access.require_role(by, locked, access.Do.PAUSE)
    if locked.stage != S.PAUSED:
        raise Refused("This consultation is not paused. Somebody may have let it go on already: reload the page.")
    for hook in wired("ON_RESUMING"):
        hook(locked)
    locked.stage, locked.stage_before_pause = locked.stage_before_pause, ""
    locked.stage_reason, locked.paused_at = "", None
    locked.save()
    record("resumed", actor=member, subject=locked, consultation=locked.slug)
    consultation.refresh_from_db()


def withdraw_within(locked: Consultation, *, actor: Membership | None, reason: str) -> None:
    """End it for good before any findings, as part of the panel’s act, which asks who may (withdrawing); `actor` None:
    they had agreed, and the clock does it.

    What was late on this day stays said: its days are counted to it.
    """
    source = Stage(locked.stage_behind_pause)
    if source not in WITHDRAWABLE or locked.findings_published_at is not None:
        raise Refused("Once the findings are out every recommendation is answered. It cannot be withdrawn.")
    held = open_time.held_up(locked) if locked.opening_days_late else ""
    locked.stage, locked.stage_before_pause, locked.paused_at = S.WITHDRAWN, "", None
    locked.stage_reason, locked.withdrawn_at, locked.withdrawn_from = reason, clock.now(), source
    locked.withdrawn_held = held
    locked.save()
    for hook in wired_by("ARRIVALS", S.WITHDRAWN):
        hook(locked)
    late = "".join(f" {said}" for said in locked.late_when_withdrawn)
    record(
        "stage_withdraw",
        actor=actor,
        subject=locked,
        consultation=locked.slug,
        summary=shortened(f"{source.label} → {S.WITHDRAWN.label}: {reason.rstrip('.')}.{late}", 500),
    )
    afterwards.ask(locked)

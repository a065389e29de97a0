"""Moderation: publish, remove, restore, and appeals heard by somebody else.

Every change here has a named decider; a removal has a reason too. Two facilitators cannot both decide: the
row is locked, and what each had on screen (`revision`, `seen`) is compared with what is there now.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from audit import clock
from audit.record import record
from audit.wiring import wired
from consultations import access, seating
from consultations.access import Do
from consultations.models import Membership
from consultations.stages import pauses
from deliberation.discussion import discussion
from deliberation.live import publish as live
from deliberation.models import (
    Appeal,
    AskedOfPanel,
    Claim,
    Contribution,
    ContributionRevision,
    ModerationDecision,
    Reason,
)
from deliberation.models.moderation import SAFETY, told_first
from deliberation.moderation import after_appeal, concerns, notifications, standing
from deliberation.moderation.own import refuse_own
from deliberation.moderation.queue import last_decision
from deliberation.safeguarding import safeguarding
from people.errors import Refused
from people.models import Person
from people.text.dates import until_day
from people.text.sanitising import within

Action, State, Outcome = ModerationDecision.Action, Contribution.State, Appeal.Outcome
Overtaken = concerns.Overtaken
MAX_NOTE = 600
MAX_REASONS = 1000
#: What is off topic is answered, not removed (domain 7.2).
REASONS_TO_REMOVE = [reason for reason in Reason if reason != Reason.OFFTOPIC]
#: Shown to every facilitator beside the choice.
NEVER_A_REASON = [
    "Criticism of the police, the force, the Mayor, a supplier or this consultation",
    "Anger, or swearing that is not aimed at someone",
    "Accounts of racism or misconduct that name nobody",
    "Disagreeing with the briefing, or facts that do not suit",
    "Spelling, or another language",
]


@dataclass(frozen=True)
class OnScreen:
    """What the facilitator had read: which revision, and which decision was the last one (0: none)."""

    revision: int
    decision: int = 0


@transaction.atomic
def note_overtaken(contribution: Contribution, *, by: Person) -> None:
    """The one who came too late is in the record too. Called once what they tried is undone."""
    member = access.require_role(by, contribution.thread.consultation, Do.DECIDE_APPEAL)
    _record("decision_overtaken", contribution, member, contribution)


# --- Decisions ------------------------------------------------------------------------------------
@transaction.atomic
def publish(contribution: Contribution, *, by: Person, revision: int, seen: OnScreen | None = None) -> Contribution:
    """Show a held post. `revision` is the text that was read: another text is refused."""
    member, locked = take(contribution, by, seen or OnScreen(revision, last_decision(contribution)))
    if locked.state != State.HELD:
        raise Refused(f"This post is not waiting any more. {where_it_stands(locked)}")
    require_consent(locked)
    standing.refuse_while_asked(locked)
    refuse_own(locked, member)
    return decide(locked, member, Action.PUBLISH)


@transaction.atomic
def remove(
    contribution: Contribution, *, by: Person, reason: str, note: str = "", seen: OnScreen | None = None
) -> Contribution:
    """Remove a post, for a reason its author reads. `note` adds the facilitator's own words (at most 600)."""
    member, locked = take(contribution, by, seen)
    if reason not in Reason.values:
        raise Refused("Choose a reason. The author reads it.")
    if reason == Reason.OFFTOPIC:
        raise Refused("Being about something else is no reason to remove a post. Move it, or say where it belongs.")
    if locked.state not in {State.HELD, State.VISIBLE}:
        raise Refused(f"This post is already removed. {where_it_stands(locked)}")
    standing.refuse_while_asked(locked)
    after_appeal.refuse_hiding_again(locked, member, reason, note)
    return decide(locked, member, Action.REMOVE, Reason(reason), within(note, MAX_NOTE))


@transaction.atomic
def restore(contribution: Contribution, *, by: Person, note: str = "", seen: OnScreen | None = None) -> Contribution:
    """Show a removed post again. Not while its author's appeal waits: somebody else decides that."""
    member, locked = take(contribution, by, seen)
    if locked.state != State.REMOVED:
        raise Refused(f"This post is not removed. {where_it_stands(locked)}")
    if Appeal.objects.filter(decision__contribution=locked, decided_at=None).exists():
        raise Refused("The author has asked for this to be looked at again. Answer that request instead.")
    require_consent(locked)
    refuse_own(locked, member)
    after_appeal.refuse_showing_again(locked, member, note)
    return decide(locked, member, Action.RESTORE, note=within(note, MAX_NOTE))


# --- Appeals --------------------------------------------------------------------------------------
@transaction.atomic
def appeal(decision: ModerationDecision, *, by: Person, grounds: str) -> Appeal:
    """The author asks for another look: at a removal, a hold, words taken out or a move, while there is time."""
    contribution = decision.contribution
    member = access.require(by, contribution.thread.consultation, Do.APPEAL)
    if contribution.membership_id != member.pk or decision.action not in standing.APPEALABLE:
        raise access.NotAllowed("appeal somebody else’s decision")
    locked = Contribution.objects.select_for_update(no_key=True).get(pk=contribution.pk)
    if Appeal.objects.filter(decision=decision).exists():
        raise Refused("You have already asked for this to be looked at again.")
    if decision not in standing.all_to_appeal(locked):
        raise Refused("This decision no longer stands, so there is nothing to look at again.")
    if clock.now() > appeal_ends(decision):
        raise Refused(f"You could ask for this until {until_day(appeal_ends(decision))}.")
    grounds = within(grounds, MAX_REASONS)
    if not grounds:
        raise Refused("Say why you think the decision was wrong.")
    asked = Appeal.objects.create(decision=decision, grounds=grounds)
    _record("appealed", asked, member, contribution)
    notifications.appeal_is_told(asked)
    return asked


def appeal_ends(decision: ModerationDecision) -> datetime:
    """The last moment an appeal against `decision` can be made. While the panel has all paused, nobody can."""
    return standing.appeal_ends(decision, pauses.of(decision.contribution.thread.consultation))


def answering(appeal: Appeal, by: Person) -> Membership:
    """Somebody who may answer it: not whoever decided, nor anybody of their side. Raises Refused."""
    member = access.require(by, appeal.decision.contribution.thread.consultation, Do.DECIDE_APPEAL)
    decided = appeal.decision.decided_by_id
    if decided == member.pk:
        raise Refused("You made the decision this is about. Somebody else has to answer.")
    if why := seating.why_not_second(member, [decided]):
        raise Refused(why)
    return member


@transaction.atomic
def decide_appeal(appeal: Appeal, *, by: Person, outcome: str, reasons: str) -> Appeal:
    """Answer an appeal. Never the person who made the decision. Upheld: the post is back, or its words are."""
    contribution = appeal.decision.contribution
    member = answering(appeal, by)
    locked = Contribution.objects.select_for_update(no_key=True).get(pk=contribution.pk)
    asked = Appeal.objects.select_for_update(no_key=True).get(pk=appeal.pk)
    if asked.decided_at is not None:
        raise Overtaken(f"This was already answered: {asked.said.lower()}.")
    if outcome not in Outcome.values:
        raise Refused("Choose whether the decision stands.")
    reasons = within(reasons, MAX_REASONS)
    if not reasons:
        raise Refused("Give your reasons. The author reads them.")
    locked.thread = contribution.thread
    asked.nothing_came_back = outcome == Outcome.UPHELD and not _undo(asked.decision, locked, member, reasons)
    asked.outcome, asked.reasons, asked.decided_by, asked.decided_at = outcome, reasons, member, clock.now()
    asked.save(update_fields=["outcome", "reasons", "decided_by", "decided_at", "nothing_came_back"])
    Claim.objects.filter(contribution=locked).delete()
    _record("appeal_" + outcome, asked, member, contribution)
    if outcome != Outcome.UPHELD or asked.nothing_came_back:
        live.posts_changed(
            (locked.thread_id, locked.pk)
        )  # nothing else has: the author’s open page says what came of it
    asked.decision.contribution.thread = contribution.thread
    notifications.outcome_is_told(asked)
    return asked


def _undo(decision: ModerationDecision, locked: Contribution, member: Membership, reasons: str) -> bool:
    """Whether anything is back by it. Nothing where its author has written anew what was cut or removed, or it was
    shown again, since; or where another decision keeps it out of sight."""
    if decision.action == Action.MOVE:
        return _move_back(decision, locked, member)
    if decision.action == Action.REDACT:
        words = standing.authors_words(decision)
        if not words or standing.written_since(decision) or locked.state == State.WITHDRAWN:
            return False
        locked.body, locked.revision = words, locked.revision + 1
        locked.save(update_fields=["body", "revision"])
        ContributionRevision.objects.create(contribution=locked, number=locked.revision, body=words)
        if locked.state == State.VISIBLE:
            decide(locked, member, Action.RESTORE, note=reasons)
        return locked.state == State.VISIBLE
    if (decision.action == Action.REMOVE and locked.state == State.REMOVED) or (
        decision.action == Action.HOLD and locked.state == State.HELD and standing.to_appeal(locked) == decision
    ):
        return decide(locked, member, Action.RESTORE, note=reasons).state == State.VISIBLE
    return False


def _move_back(decision: ModerationDecision, locked: Contribution, member: Membership) -> bool:
    """To where it stood before the moves this is about, with its replies, and as the reply it was."""
    first, here = standing.first_of_the_moves(decision), locked.thread
    newer = locked.decisions.filter(action=Action.MOVE, pk__gt=decision.pk)
    if first.moved_from is None or locked.state == State.WITHDRAWN or newer.exists():
        return False
    parent = first.replied_to
    there = parent is not None and parent.thread_id == first.moved_from_id and parent.reply_to_id is None
    locked.thread, locked.moved_from = first.moved_from, None
    locked.reply_to = parent if there and not locked.replies.exists() else None
    locked.came_at = clock.now()
    locked.save(update_fields=["thread", "moved_from", "reply_to", "came_at"])
    replies = list(locked.replies.values_list("pk", flat=True))
    locked.replies.update(thread=first.moved_from, came_at=locked.came_at)
    _record("contribution_moved_back", locked, member, locked)
    posts = [locked.pk, *replies]
    live.posts_changed(*[(place.pk, post) for place in (here, locked.thread) for post in posts])
    return locked.state != State.REMOVED


# --- Rules ----------------------------------------------------------------------------------------
def take(contribution: Contribution, by: Person, seen: OnScreen | None) -> tuple[Membership, Contribution]:
    """Lock the post for this facilitator, and refuse if it is not what they had on screen."""
    member = access.require(by, contribution.thread.consultation, Do.MODERATE)
    locked = Contribution.objects.select_for_update(no_key=True).get(pk=contribution.pk)
    locked.thread = contribution.thread
    if seen is None:
        return member, locked
    if seen.decision != last_decision(locked):
        raise Overtaken(f"Somebody else decided this while you were reading. {where_it_stands(locked)}")
    if seen.revision != locked.revision:
        raise Refused("The author changed the text while you were reading. Read the new text, then decide.")
    return member, locked


def decide(
    contribution: Contribution,
    member: Membership,
    action: str,
    reason: str = "",
    note: str = "",
    replied_to: Contribution | None = None,
) -> Contribution:
    """The only place that hides or shows a post on somebody's decision. `replied_to`: what a moved post replied to."""
    standard = told_first(action, Reason(reason)) if reason else ""
    decision = ModerationDecision.objects.create(
        contribution=contribution,
        revision=contribution.revision,
        action=action,
        reason=reason,
        message_to_author="\n\n".join(part for part in (standard, note) if part),
        decided_by=member,
        decided_at=clock.now(),
        moved_from=contribution.moved_from if action == Action.MOVE else None,
        replied_to=replied_to,
    )
    was_there = contribution.is_on_show and action != Action.MOVE
    contribution.state = State.REMOVED if action == Action.REMOVE else _state_after(contribution, action)
    if action != Action.MOVE:  # it changes nothing in it: what is on show while new words wait stays so
        contribution.shown_revision = None
    if contribution.is_on_show and not was_there:
        contribution.came_at = clock.now()
    contribution.save(update_fields=["state", "shown_revision", "came_at"])
    _reports_are_answered(contribution, member, action)
    Claim.objects.filter(contribution=contribution).delete()
    if contribution.state != State.HELD:
        AskedOfPanel.objects.filter(contribution=contribution).delete()
    notifications.author_is_told(decision)
    for follow in wired("ON_DECIDING_ABOUT_A_POST"):
        follow(decision)
    contribution.__dict__.pop("removal", None)
    if reason in SAFETY:
        safeguarding.alert(contribution, reason)
    label = Reason(reason).label if reason else ""
    _record(f"contribution_{DONE[action]}", contribution, member, contribution, label, revision=contribution.revision)  # type: ignore[index]
    _pages_are_told(contribution, action)
    return contribution


def _reports_are_answered(contribution: Contribution, member: Membership, action: str) -> None:
    """Not by a hold, nor by moving what is out of sight: whoever reported it hears what is decided in the end."""
    if action == Action.HOLD:
        notifications.reporters_are_told(contribution, action)
    elif action != Action.MOVE or not contribution.is_held or contribution.is_on_show:
        concerns.settle(contribution, member, notifications.TAKEN_BACK if contribution.is_withdrawn else action)


def _pages_are_told(contribution: Contribution, action: str) -> None:
    """Open pages of the thread; after a move of both, and of the replies that went with it."""
    if action != Action.MOVE:
        live.posts_changed((contribution.thread_id, contribution.pk))
        return
    moved = [contribution.pk, *contribution.replies.values_list("pk", flat=True)]
    threads = [contribution.moved_from_id or contribution.thread_id, contribution.thread_id]
    live.posts_changed(*[(thread, post) for thread in threads for post in moved])


DONE = {
    Action.PUBLISH: "published",
    Action.REMOVE: "removed",
    Action.RESTORE: "restored",
    Action.HOLD: "held",
    Action.REDACT: "redacted",
    Action.MOVE: "moved",
}


def _state_after(contribution: Contribution, action: str) -> str:
    """Shown, unless it is held or only moved, or its author has left in the meantime."""
    if action == Action.HOLD:
        return State.HELD
    if action == Action.MOVE:
        return contribution.state
    return State.VISIBLE if discussion.has_consent(contribution.membership) else State.WITHDRAWN


def require_consent(contribution: Contribution) -> None:
    if not discussion.has_consent(contribution.membership):
        raise Refused("The author has left the consultation, so their posts stay hidden.")


def where_it_stands(contribution: Contribution) -> str:
    """In one sentence, what became of it and who decided."""
    decision = contribution.decisions.select_related("decided_by__user").order_by("-pk").first()
    if contribution.state == State.WITHDRAWN:
        return "Its author has withdrawn it."
    waits = contribution.state == State.HELD
    if decision is None or (waits and (decision.action, decision.revision) != (Action.HOLD, contribution.revision)):
        return f"It is now: {contribution.get_state_display().lower()}."
    who = decision.decided_by.public_name
    why = f" ({decision.get_reason_display()})" if decision.reason else ""
    return f"{who} {DONE[Action(decision.action)]} it{why}."


def _record(
    action: str, subject: Model, member: Membership, contribution: Contribution, summary: str = "", **detail: object
) -> None:
    record(
        action,
        actor=member,
        subject=subject,
        consultation=contribution.thread.consultation.slug,
        summary=summary,
        **detail,
    )

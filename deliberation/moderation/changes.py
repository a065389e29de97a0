"""What facilitators do short of removing: hold what is on show, take words out, move it; and say that they read it."""

from django.db import transaction

from audit import clock
from consultations import access
from consultations.access import Do
from consultations.models import Membership
from deliberation.models import Appeal, Claim, Contribution, ContributionRevision, ModerationDecision, Reason, Thread
from deliberation.models.moderation import beside_words
from deliberation.moderation import after_appeal, standing
from deliberation.moderation.moderation import (
    MAX_NOTE,
    OnScreen,
    answering,
    decide,
    require_consent,
    take,
    where_it_stands,
)
from deliberation.moderation.own import refuse_answering_for_own
from deliberation.moderation.queue import is_fresh
from people.errors import Refused
from people.models import Person
from people.text.sanitising import within

Action, State = ModerationDecision.Action, Contribution.State
MAX_HOLD_NOTE = 110  # stands beside the post until it is read
BRACKET = "[taken out: {reason}]"
BARE = "[taken out]"


@transaction.atomic
def hold(
    contribution: Contribution, *, by: Person, reason: str, note: str = "", seen: OnScreen | None = None
) -> Contribution:
    """Take a visible post out of sight until somebody has read it. Its replies stay."""
    member, locked = take(contribution, by, seen)
    if locked.state != State.VISIBLE:
        raise Refused(f"Only a post on show can be held. {where_it_stands(locked)}")
    if reason not in Reason.values:
        raise Refused("Choose a reason. The author reads it.")
    note = within(note, MAX_HOLD_NOTE)
    after_appeal.refuse_hiding_again(locked, member, reason, note)
    held = decide(locked, member, Action.HOLD, Reason(reason), note)
    held.held_because = f"A facilitator holds it: {Reason(reason).label.lower()}. {note}".strip()
    held.save(update_fields=["held_because"])
    return held


@transaction.atomic
def redact(
    contribution: Contribution, *, by: Person, words: str, reason: str, note: str = "", seen: OnScreen | None = None
) -> Contribution:
    """Take words out wherever they stand; a bracket with the reason takes their place. The rest is shown.

    The earlier version stays on file for facilitators, as after an edit: for as long as the post is kept.
    """
    member, locked = take(contribution, by, seen)
    if locked.state not in {State.HELD, State.VISIBLE}:
        raise Refused(f"Words are taken out of what is on show or waits. {where_it_stands(locked)}")
    if reason not in Reason.values or reason == Reason.OFFTOPIC:  # it would turn a sentence round, for no harm done
        raise Refused("Choose why these words do harm. The reason stands where they were.")
    words = words.strip()
    if not words:
        raise Refused("Copy the words that should go, exactly as they stand in the post.")
    if words not in locked.body:
        raise Refused("These words are not in the post as it stands. Copy them exactly, from one place.")
    if words == locked.body.strip():
        raise Refused("That is the whole post. Remove it instead, so that its author can ask for another look.")
    require_consent(locked)
    standing.refuse_cutting_while_asked(locked)
    refuse_answering_for_own(locked, member)
    after_appeal.refuse_hiding_again(locked, member, reason, note)
    why = beside_words(Reason(reason))
    body = locked.body.replace(words, BRACKET.format(reason=why) if why else BARE)
    locked.body, locked.revision = within(body, Contribution.MAX_LENGTH), locked.revision + 1
    locked.save(update_fields=["body", "revision"])
    ContributionRevision.objects.create(contribution=locked, number=locked.revision, body=locked.body)
    return decide(locked, member, Action.REDACT, Reason(reason), within(note, MAX_NOTE))


@transaction.atomic
def move(
    contribution: Contribution, *, by: Person, to: Thread | None, note: str = "", seen: OnScreen | None = None
) -> Contribution:
    """Put a post, with its replies, where it belongs: among the same readers. A reply then stands on its own."""
    member, locked = take(contribution, by, seen)
    if locked.state not in {State.HELD, State.VISIBLE}:
        raise Refused(f"Only what is on show or waits can be moved. {where_it_stands(locked)}")
    if to is None or to.pk not in {thread.pk for thread in places_for(contribution)}:
        raise Refused("Choose a thread that the same people read.")
    standing.refuse_moving_while_asked(locked)
    refuse_answering_for_own(locked, member)
    note = within(note, MAX_NOTE)
    after_appeal.refuse_moving_again(locked, member, note)
    replied_to = locked.reply_to
    locked.moved_from, locked.thread, locked.reply_to = contribution.thread, to, None
    locked.save(update_fields=["moved_from", "thread", "reply_to"])
    Contribution.objects.filter(reply_to=locked).update(thread=to, came_at=clock.now())
    told = f"We moved this to “{to.title}”, where it belongs. Nothing in it was changed."
    said = "\n\n".join(part for part in (told, note) if part)
    return decide(locked, member, Action.MOVE, Reason.OFFTOPIC, said, replied_to=replied_to)


def places_for(contribution: Contribution) -> list[Thread]:
    """The other threads of the same group, or the other open ones: nobody else comes to read it, nobody loses it."""
    here = contribution.thread
    same = Thread.objects.filter(area__consultation=here.area.consultation_id, group=here.group_id, closed_at=None)
    return list(same.exclude(pk=here.pk).select_related("area__consultation", "group"))


@transaction.atomic
def claim(contribution: Contribution, *, by: Person) -> Claim:
    """Say that you are reading it. Somebody else is asked to take another, for twenty minutes; nothing is locked."""
    return _claimed(contribution, access.require(by, contribution.thread.consultation, Do.MODERATE))


@transaction.atomic
def claim_appeal(appeal: Appeal, *, by: Person) -> Claim:
    """The same of an appeal: facilitators and panel, but nobody who may not answer it."""
    member = answering(appeal, by)
    if Appeal.objects.get(pk=appeal.pk).decided_at is not None:
        raise Refused("This was already answered.")
    return _claimed(appeal.decision.contribution, member)


def _claimed(contribution: Contribution, member: Membership) -> Claim:
    Contribution.objects.select_for_update(no_key=True).get(pk=contribution.pk)
    held = Claim.objects.filter(contribution=contribution).select_related("by__user").first()
    if held is not None and held.by_id != member.pk and is_fresh(held):
        raise Refused(f"{held.by.public_name} is reading this one. Take the next, or ask them.")
    made, _ = Claim.objects.update_or_create(contribution=contribution, defaults={"by": member, "at": clock.now()})
    return made

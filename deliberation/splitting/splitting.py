"""Making two posts of one: a facilitator proposes, the author decides, nothing of the words changes."""

from django.db import transaction

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Membership
from deliberation.discussion import discussion
from deliberation.live import publish
from deliberation.models import Contribution, ContributionRevision, SplitProposal, Thread
from deliberation.moderation import changes, moderation, notifications, standing
from deliberation.moderation.moderation import MAX_NOTE, OnScreen, Overtaken, take, where_it_stands
from deliberation.splitting import notifications as telling
from people.errors import Refused
from people.models import Person
from people.text.dates import until_day
from people.text.sanitising import within

State = SplitProposal.State


@transaction.atomic
def propose(
    contribution: Contribution,
    *,
    by: Person,
    begins: str,
    to: Thread | None = None,
    note: str = "",
    seen: OnScreen | None = None,
) -> SplitProposal:
    """Ask the author whether the post becomes two; the second begins with `begins`, and goes to `to` or stays here."""
    member, locked = take(contribution, by, seen)
    if not locked.is_visible:
        raise Refused(f"Only a post on show is split. {where_it_stands(locked)}")
    begins = begins.strip()
    if not begins or locked.body.count(begins) != 1:
        raise Refused("Copy the first words of the second post, exactly, and so many that they stand there only once.")
    at = locked.body.index(begins)
    if not locked.body[:at].strip():
        raise Refused("That is the beginning of the post. Copy words from where the second one begins.")
    if to is not None and to.pk not in {thread.pk for thread in changes.places_for(contribution)}:
        raise Refused("Choose a thread that the same people read.")
    _refuse_while_cut(locked)
    if locked.splits.filter(state=State.WAITS).exists():
        raise Overtaken("Its author has been asked already.")
    asked = SplitProposal.objects.create(
        contribution=locked, revision=locked.revision, at=at, to=to, by=member, note=within(note, MAX_NOTE)
    )
    _record("split_proposed", contribution, member)
    notifications.split_is_told(contribution, asked.pk)
    return asked


def _refuse_while_cut(post: Contribution) -> None:
    """A split is a new version, and what was cut out of the one before could not be appealed against any more."""
    if post.record_id is not None:
        raise Refused(discussion.OF_RECORD)
    cut = standing.to_appeal(post)
    if cut is None:
        return
    if cut.appeal_waits:
        raise Refused("The author has asked for this to be looked at again. Answer that request first.")
    ends = moderation.appeal_ends(cut)
    if not hasattr(cut, "appeal") and clock.now() <= ends:
        raise Refused(f"Its author can still ask for another look at what was taken out, until {until_day(ends)}.")


@transaction.atomic
def agree(asked: SplitProposal, *, by: Person) -> Contribution | None:
    """The author agrees: two posts, each with the words it had. None where the post was changed or hidden meanwhile."""
    member, locked, post = _own(asked, by)
    if post.revision != locked.revision or not post.is_visible or (locked.to and locked.to.closed_at):
        _answered(locked, State.LAPSED)
        return None
    first, second = post.body[: locked.at].strip(), post.body[locked.at :].strip()
    post.body, post.revision = first, post.revision + 1
    post.save(update_fields=["body", "revision"])
    ContributionRevision.objects.create(contribution=post, number=post.revision, body=first)
    thread = locked.to or post.thread
    made = Contribution.objects.create(
        thread=thread,
        membership=post.membership,
        body=second,
        source_kind=post.source_kind,
        reply_to=post.reply_to if thread == post.thread else None,
        moved_from=post.thread if locked.to else None,
    )
    ContributionRevision.objects.create(contribution=made, number=1, body=second)
    _answered(locked, State.AGREED)
    _record("split_agreed", post, member)
    publish.posts_changed((post.thread_id, post.pk), (made.thread_id, made.pk))
    return made


@transaction.atomic
def decline(asked: SplitProposal, *, by: Person) -> None:
    """The author does not: the post stays whole, and nothing else comes of it."""
    member, locked, post = _own(asked, by)
    _answered(locked, State.DECLINED)
    _record("split_declined", post, member)


@transaction.atomic
def take_back(asked: SplitProposal, *, by: Person) -> None:
    """A facilitator asks no more, as long as the author has not answered. Whoever answers first is right."""
    member = access.require(by, asked.contribution.thread.consultation, Do.MODERATE)
    Contribution.objects.select_for_update(no_key=True).get(pk=asked.contribution_id)
    locked = SplitProposal.objects.get(pk=asked.pk)
    if locked.state != State.WAITS:
        raise Overtaken(f"This is answered already: {locked.get_state_display().lower()}.")
    _answered(locked, State.BACK)
    _record("split_taken_back", asked.contribution, member)


def _own(asked: SplitProposal, by: Person) -> tuple[Membership, SplitProposal, Contribution]:
    member = discussion.require_voice(asked.contribution.thread, by=by)
    post = Contribution.objects.select_for_update(no_key=True).get(pk=asked.contribution_id)
    if post.membership_id != member.pk:
        raise access.NotAllowed("answer for somebody else")
    locked = SplitProposal.objects.select_related("to").get(pk=asked.pk)
    if locked.state != State.WAITS:
        what = "This is not asked any more" if locked.state == State.BACK else "You have answered this already"
        raise Refused(f"{what}: {locked.get_state_display().lower()}.")
    post.thread = asked.contribution.thread
    return member, locked, post


def _answered(asked: SplitProposal, state: State) -> None:
    asked.state, asked.answered_at = state, clock.now()
    asked.save(update_fields=["state", "answered_at"])
    if state != State.BACK:
        telling.proposer_is_told(asked)


def _record(action: str, post: Contribution, member: Membership) -> None:
    record(action, actor=member, subject=post, consultation=post.thread.consultation.slug)

"""The discussion: threads, and what people say in them."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from audit import clock
from audit.prepared import Prepared
from audit.record import record
from audit.wiring import wired
from consultations import access
from consultations.access import Do
from consultations.models import Consent, Consultation, Group, Membership, Prompt, Role
from deliberation import numbers
from deliberation.discussion import holding
from deliberation.live import publish
from deliberation.models import Appeal, Contribution, ContributionRevision, ModerationDecision, Thread
from people.errors import Refused
from people.models import Person
from people.text.dates import until_day
from people.text.sanitising import within

State, Source, Action = Contribution.State, Contribution.Source, ModerationDecision.Action
CLOSED = "This thread is closed. You can still read it."
NO_CONSENT = "You have not agreed to take part. You can change that under “My part”."
OF_RECORD = "This came in with a record of a meeting. Correct the record instead: the change is then seen."


# --- Threads --------------------------------------------------------------------------------------
@transaction.atomic
def open_threads(consultation: Consultation, *, by: Person | None) -> list[Thread]:
    """One thread a prompt and group, and a public one a prompt where anyone may join. Makes only what is missing.

    `by` None is the clock. People who joined by themselves talk in the public threads, so their group has none.
    """
    actor = None if by is None else access.require(by, consultation, Do.OPEN_THREADS)
    missing = missing_threads(consultation)
    if missing:
        Thread.objects.bulk_create(missing)
        record(
            "threads_opened",
            actor=actor,
            subject=consultation,
            consultation=consultation.slug,
            summary=f"{len(missing)} threads",
        )
    return missing


def missing_threads(consultation: Consultation) -> list[Thread]:
    """The threads the topic guide and the groups ask for that are not there yet (unsaved)."""
    groups: list[Group | None] = list(consultation.groups.all())
    if consultation.joining_is_open:
        groups = [None, *(group for group in groups if group and not group.is_open)]
    known = set(Thread.objects.filter(area__consultation=consultation).values_list("area_id", "group_id", "title"))
    prompts = Prompt.objects.filter(area__consultation=consultation).select_related("area")
    return [
        Thread(area=prompt.area, group=group, title=prompt.question, probe=prompt.probe, order=prompt.order)
        for prompt in prompts.order_by("area__order", "order")
        for group in groups
        if (prompt.area_id, group.pk if group else None, prompt.question) not in known
    ]


# --- What people say ------------------------------------------------------------------------------
def post(
    thread: Thread,
    body: str,
    *,
    by: Person,
    reply_to: Contribution | None = None,
    quotes: Contribution | None = None,
    key: str = "",
) -> Contribution:
    """Say something. Open threads and automatic finds wait for a facilitator.

    `key` names one sending of one form: the same key gives the same contribution, however often it arrives.
    `quotes` is a post of the same thread: its words are read there, so that what is hidden is not quoted on.
    Raises NotAllowed outside the person's own group; Refused for the text, the stage, consent or the reply.
    """
    if quotes is not None and quotes.thread_id != thread.pk:
        raise access.NotAllowed("quote across threads")
    return _say_once(thread, body, by=by, key=key, reply_to=reply_to, quotes=quotes)


def add_note(thread: Thread, body: str, *, by: Person, key: str = "") -> Contribution:
    """A facilitator's note on what was said in the room. Everybody in the thread can read it."""
    return _say_once(thread, body, by=by, key=key, source_kind=Source.FACILITATOR_NOTE)


def _say_once(thread: Thread, body: str, *, by: Person, key: str, **fields: Any) -> Contribution:
    """The same form again, later or at the same moment, is refused by the database; then the first one is found."""
    try:
        with transaction.atomic():
            return _say(thread, body, by=by, key=key, **fields)
    except IntegrityError:
        known = _sent_before(access.require(by, thread.consultation, Do.POST), key, checked(body))
        if known is None:
            raise
        return known


def _say(
    thread: Thread, body: str, *, by: Person, key: str, reply_to: Contribution | None = None, **fields: Any
) -> Contribution:
    member = require_voice(thread, by=by)
    if fields.get("source_kind") == Source.FACILITATOR_NOTE and member.role != Role.FACILITATOR:
        raise access.NotAllowed("add a note")
    body = checked(body)
    if reply_to is not None:
        if known := _sent_before(member, key, body):  # before the look whether the other post is still there
            return known
        _check_reply(thread, reply_to)
    state, because, for_a_name = holding.of_new(thread, member, body)
    if state == State.HELD and (why := holding.why_no_more(member)):
        if known := _sent_before(member, key, body):
            return known
        raise Refused(why)
    contribution = Contribution(
        thread=thread,
        membership=member,
        body=body,
        reply_to=reply_to,
        state=state,
        held_because=because,
        held_for_a_name_at=clock.now() if for_a_name else None,
        submission_key=key or None,
        **fields,
    )
    contribution.save()
    _keep_words(contribution)
    _record("posted" if state == State.VISIBLE else "posted_held", contribution, member)
    if state == State.VISIBLE:
        publish.posts_changed((thread.pk, contribution.pk))
    return contribution


@transaction.atomic
def edit(contribution: Contribution, body: str, *, by: Person) -> Contribution:
    """Change your own words. The old words stay as an earlier revision: excerpts made from them still point there."""
    member = require_voice(contribution.thread, by=by)
    locked = _own(contribution, member)
    _refuse_unless_editable(locked)
    _refuse_of_record(locked)
    if locked.source_kind not in {Source.POST, Source.FACILITATOR_NOTE}:
        raise Refused("This was written down from a recording. Ask a facilitator if it is wrong.")
    body = checked(body)
    if body == locked.body and locked.is_removed:
        raise Refused("Change what led to the removal, then send it again.")
    if body == locked.body:
        return locked
    before, last_shown, was_there = locked.state, locked.revision, locked.is_on_show
    locked.body, locked.revision = body, locked.revision + 1
    locked.state, locked.held_because, for_a_name = holding.of_changed(locked, member)
    if before != State.HELD and locked.state == State.HELD and (why := holding.why_no_more(member)):
        raise Refused(why)
    if for_a_name and locked.held_for_a_name_at is None:
        locked.held_for_a_name_at = clock.now()
    if locked.state == State.VISIBLE or before == State.REMOVED:
        locked.shown_revision = None
    elif before == State.VISIBLE:
        locked.shown_revision = last_shown  # others go on reading those words, and replies keep their place
    if locked.is_on_show and not was_there:
        locked.came_at = clock.now()
    written = ["body", "revision", "state", "held_because", "shown_revision", "held_for_a_name_at", "came_at"]
    locked.save(update_fields=written)
    _keep_words(locked)
    _record("edited", locked, member)
    if State.VISIBLE in {before, locked.state}:
        publish.posts_changed((locked.thread_id, locked.pk))
    return locked


@transaction.atomic
def withdraw(contribution: Contribution, *, by: Person) -> Contribution:
    """Take back your own words: hidden from everybody at once. Possible until the findings are published."""
    member = access.require_role(by, contribution.thread.consultation, Do.POST)
    locked = _own(contribution, member)
    _refuse_of_record(locked)
    if contribution.thread.consultation.has_findings:
        raise Refused("The findings are published. You can still stop us quoting you: see “My part”.")
    if locked.state not in {State.VISIBLE, State.HELD}:
        raise Refused("This post is already removed.")
    locked.state = State.WITHDRAWN
    locked.save(update_fields=["state"])
    for settle in wired("ON_WITHDRAWING_A_POST"):
        settle(locked)
    _record("contribution_withdrawn", locked, member)
    publish.posts_changed((locked.thread_id, locked.pk))
    return locked


def hide_all_of(member: Membership) -> None:
    """Hide everything somebody said, as they leave. Called inside the act of leaving, which records it."""
    hide_all(member.contributions.all())


def hide_all(said: QuerySet[Contribution]) -> None:
    """All of it is held first, also what was removed: whoever is showing it again at this moment comes before, or finds
    afterwards that its author has left."""
    list(said.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    shown_or_held = said.filter(state__in=[State.VISIBLE, State.HELD])
    publish.all_changed(shown_or_held)  # before they are none of these any more
    shown_or_held.update(state=State.WITHDRAWN)


# --- Rules ----------------------------------------------------------------------------------------
def require_voice(thread: Thread, *, by: Person) -> Membership:
    """The membership that may speak in `thread` now. Raises NotAllowed (404) or Refused. Needs a transaction."""
    member = access.require(by, thread.consultation, Do.POST)
    agrees = _locked_agreement(member)
    if member.role == Role.PARTICIPANT:
        if thread.group_id is not None and thread.group_id != member.group_id:
            raise access.NotAllowed("post in another group")
        if not agrees:
            raise Refused(NO_CONSENT)
    if thread.closed_at is not None:
        raise Refused(CLOSED)
    return member


_ACTIVE = Consent.objects.filter(item=Consent.Item.TAKE_PART, withdrawn_at=None, membership__withdrawn_at=None)
_AGREED: Prepared[Consent, Consent] = Prepared(
    lambda member: (
        _ACTIVE.filter(membership=member)
        .select_related("membership")
        .order_by()
        .select_for_update(no_key=True, of=("membership", "self"))
    ),
    int,
)


def _locked_agreement(member: Membership) -> bool:
    """True when a participant agrees to take part. Raises NotAllowed when the person has left.

    The standing is locked, so that nobody speaks while they leave: leaving hides everything or comes after. A
    participant's consent is locked with it, after it: leaving takes them in this order too.
    """
    if member.role == Role.PARTICIPANT:
        for agreed in _AGREED(member.pk):
            member.group_id = agreed.membership.group_id
            return True
    if Membership.objects.select_for_update(no_key=True).current().filter(pk=member.pk).first() is None:
        raise access.NotAllowed("post after leaving")
    return False


def has_consent(author: Membership) -> bool:
    """True when what the author said may be shown: they are still here and agreed to take part (invariant 9)."""
    if author.role != Role.PARTICIPANT:
        return True
    return author.is_current and author.consents_to(Consent.Item.TAKE_PART)


def checked(body: str) -> str:
    """The words, made plain. Raises Refused when there are none or too many."""
    body = within(body, Contribution.MAX_LENGTH)
    if not body:
        raise Refused("Write something first.")
    return body


def edit_ends(contribution: Contribution) -> datetime:
    """Until when a post on show can be changed: afterwards others have answered what it said."""
    return contribution.created_at + timedelta(days=numbers.EDIT_DAYS)


LOOKED_AT = "Somebody else is looking at this again, as you asked. You can change it after the answer."


def _refuse_unless_editable(contribution: Contribution) -> None:
    """Removed words can be changed and sent again, unless an appeal waits or the law protects who they are about.

    So can words that wait, at any time; words on show only for a while.
    """
    if contribution.is_visible and clock.now() > edit_ends(contribution):
        until = until_day(edit_ends(contribution))
        raise Refused(f"You could change this until {until}. You can still reply to it, or withdraw it.")
    asked = Appeal.objects.filter(decision__contribution=contribution, decision__action=Action.HOLD, decided_at=None)
    if contribution.is_held and asked.exists():
        raise Refused(LOOKED_AT)
    if contribution.state in {State.VISIBLE, State.HELD}:
        return
    removal = contribution.removal if contribution.is_removed else None
    if removal is None or removal.protects_anonymity:
        raise Refused("This post is no longer shown, so it cannot be changed.")
    if Appeal.objects.filter(decision=removal, decided_at=None).exists():
        raise Refused(LOOKED_AT)


def why_not_edit(contribution: Contribution) -> str:
    """Why its author cannot change it now, in a sentence; empty when they can."""
    try:
        _refuse_unless_editable(contribution)
        _refuse_of_record(contribution)
    except Refused as error:
        return str(error)
    return ""


def _refuse_of_record(contribution: Contribution) -> None:
    """Notes, and words of nobody in particular, stand under whoever brought them in: they are the room’s."""
    if contribution.record_id is not None:
        raise Refused(OF_RECORD)


def _sent_before(member: Membership, key: str, body: str) -> Contribution | None:
    known = Contribution.objects.filter(membership=member, submission_key=key).first() if key else None
    if known is not None and known.revision == 1 and known.body != body:
        raise Refused(
            "Your post had already arrived, with the words you wrote before. Look for it in the thread: "
            "you can edit it. Post again only if you mean to add this as well."
        )
    return known


def _check_reply(thread: Thread, reply_to: Contribution) -> None:
    if reply_to.thread_id != thread.pk:
        raise access.NotAllowed("reply across threads")
    if reply_to.reply_to_id is not None:
        raise Refused("Replies go one level deep. Reply to the first post instead.")
    if not Contribution.objects.on_show().filter(pk=reply_to.pk).exists():
        raise Refused("The post you are replying to is no longer there. You can post this on its own.")


def _own(contribution: Contribution, member: Membership) -> Contribution:
    if contribution.membership_id != member.pk:
        raise access.NotAllowed("change somebody else’s words")
    locked = Contribution.objects.select_for_update(no_key=True).get(pk=contribution.pk)
    locked.thread = contribution.thread
    return locked


def _keep_words(contribution: Contribution) -> None:
    ContributionRevision.objects.create(contribution=contribution, number=contribution.revision, body=contribution.body)


def _record(action: str, contribution: Contribution, member: Membership) -> None:
    """Who did what, never the words themselves."""
    record(
        action,
        actor=member,
        subject=contribution,
        consultation=contribution.thread.consultation.slug,
        revision=contribution.revision,
    )


def may_be_reported(thread: Thread, member: Membership | None) -> bool:
    """True for whoever reads the thread, but for facilitators, who decide instead: the stage is another matter."""
    if member is None:
        return thread.is_readable_by(None)
    return member.role in Do.RAISE_CONCERN.roles and thread.is_readable_by(member)

"""A post that waits because of what the screening found, or of where it stands, and that nobody reads in time.

Nobody has decided to keep it out, so there is nothing to appeal. Past its day its author asks the panel to decide.
"""

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership
from consultations.notifications import notifications
from deliberation.discussion import holding
from deliberation.models import AskedOfPanel, Contribution, ModerationDecision, Reason
from deliberation.moderation import after_appeal, moderation, queue, standing
from deliberation.rules import rules
from people.errors import Refused
from people.models import Person
from people.text.dates import day
from people.text.sanitising import within

Action = ModerationDecision.Action
NOT_WAITING = "This post is not waiting any more."


@transaction.atomic
def ask_panel(contribution: Contribution, *, by: Person) -> AskedOfPanel:
    """Its author asks the panel to decide about it. Twice is once."""
    member = access.require(by, contribution.thread.consultation, Do.ASK_PANEL_TO_READ)
    if contribution.membership_id != member.pk:
        raise access.NotAllowed("ask about somebody else’s post")
    locked = Contribution.objects.select_for_update(no_key=True).get(pk=contribution.pk)
    if why := why_not_ask(locked):
        raise Refused(why)
    asked, made = AskedOfPanel.objects.get_or_create(contribution=locked)
    if made:
        consultation = contribution.thread.consultation
        record("panel_asked_to_read", actor=member, subject=contribution, consultation=consultation.slug)
        title = "A post was not read in time: its author asks you to decide"
        notifications.tell(consultation, notifications.PANEL, f"unread {clock.today()}", title, "appeals")  # once a day
    return asked


def why_not_ask(post: Contribution) -> str:
    """Why the panel is not asked about it; empty once it may be."""
    waits = queue.since(Contribution.objects.filter(pk=post.pk)).first()
    if waits is None:
        return NOT_WAITING
    if standing.holds_the_words(post):
        return "A facilitator decided to hold it. Ask for another look at that."
    due = queue.due(waits.waits_since)  # type: ignore[attr-defined]
    return "" if due < clock.today() else f"It is to be read by {day(due)}. After that you can ask the panel."


def of_the_panel(consultation: Consultation) -> QuerySet[Contribution]:
    """Those that still wait and about which the panel was asked, the oldest first."""
    held = queue.since(
        Contribution.objects.filter(thread__area__consultation=consultation, asked_of_panel__isnull=False)
    )
    return held.select_related("membership__user", "thread__group", "thread__area__consultation").order_by("pk")


def listed_for_panel(consultation: Consultation) -> list[Contribution]:
    """The same, each with `why` it waits, as facilitators read it."""
    rows, names = list(of_the_panel(consultation)), rules.names_of(consultation)
    for row in rows:
        row.why = holding.for_moderators(row, names)  # type: ignore[attr-defined]
    return rows


@transaction.atomic
def show(contribution: Contribution, *, by: Person, seen: moderation.OnScreen) -> Contribution:
    """The panel shows it."""
    member, locked = _take(contribution, by, seen)
    moderation.require_consent(locked)
    return moderation.decide(locked, member, Action.PUBLISH)


@transaction.atomic
def remove(
    contribution: Contribution, *, by: Person, seen: moderation.OnScreen, reason: str, note: str = ""
) -> Contribution:
    """The panel removes it, for a reason its author reads and can have looked at again, as any removal."""
    member, locked = _take(contribution, by, seen)
    if reason not in moderation.REASONS_TO_REMOVE:
        raise Refused("Choose a reason. The author reads it.")
    after_appeal.refuse_hiding_again(locked, member, reason, note)
    return moderation.decide(locked, member, Action.REMOVE, Reason(reason), within(note, moderation.MAX_NOTE))


def _take(contribution: Contribution, by: Person, seen: moderation.OnScreen) -> tuple[Membership, Contribution]:
    member = access.require(by, contribution.thread.consultation, Do.DECIDE_UNREAD)
    locked = Contribution.objects.select_for_update(no_key=True).get(pk=contribution.pk)
    locked.thread = contribution.thread
    if seen.decision != queue.last_decision(locked) or not locked.is_held:
        raise moderation.Overtaken(f"{NOT_WAITING} {moderation.where_it_stands(locked)}")
    if seen.revision != locked.revision:
        raise Refused("The author changed the text while you were reading. Read the new text, then decide.")
    if not AskedOfPanel.objects.filter(contribution=locked).exists():
        raise access.NotAllowed("decide about a post of which the panel was not asked")
    return member, locked


def mark(rows: list[Contribution]) -> None:
    """For its author: `due`, and whether the panel can be asked (`may_ask`) or was (`panel_asked`)."""
    held = {row.pk: row for row in rows if row.is_held}
    if not held:
        return
    asked = dict(AskedOfPanel.objects.filter(contribution__in=held).values_list("contribution", "at"))
    for pk, since in queue.since(Contribution.objects.filter(pk__in=held)).values_list("pk", "waits_since"):  # type: ignore[misc]
        row, due = held[pk], queue.due(since)
        row.due, row.panel_asked = due, asked.get(pk)  # type: ignore[attr-defined]
        open_now = access.fits_stage(row.thread.consultation, Do.ASK_PANEL_TO_READ)
        is_late = due < clock.today() and row.removal is None
        row.may_ask = open_now and is_late and pk not in asked  # type: ignore[attr-defined]

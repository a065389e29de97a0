"""What moderation asks of an author, on their list: to read why a post was removed, or to answer about a split."""

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from audit import clock
from consultations.models import Consultation, Membership, Role
from consultations.stages import pauses
from deliberation.models import Contribution, ModerationDecision, SplitProposal
from deliberation.moderation import standing
from deliberation.moderation.standing import Action
from people.text.dates import until_day

HERE = [Contribution.State.VISIBLE, Contribution.State.HELD]
MOST = 5  # of each, the newest: the others are in their threads


def about_my_posts(consultation: Consultation, membership: Membership | None) -> list[dict[str, object]]:
    if membership is None or membership.role != Role.PARTICIPANT or not consultation.is_open:
        return []
    slug = consultation.slug
    asked = SplitProposal.objects.filter(contribution__membership=membership, state=SplitProposal.State.WAITS)
    found = [
        _task(
            "May your post become two?", "A facilitator asks. You decide.", reverse("answer_split", args=[slug, one.pk])
        )
        for one in asked.order_by("-pk")[:MOST]
    ]
    gone = Q(action=Action.REMOVE, contribution__state=Contribution.State.REMOVED)
    held = Q(action=Action.HOLD, contribution__state=Contribution.State.HELD)
    cut = Q(action=Action.REDACT, contribution__state=Contribution.State.VISIBLE)
    moved_again = ModerationDecision.objects.filter(
        contribution=OuterRef("contribution"), action=Action.MOVE, pk__gt=OuterRef("pk")
    )
    moved = Q(
        ~Exists(moved_again),
        action=Action.MOVE,
        contribution__moved_from__isnull=False,
        contribution__state__in=HERE,
    )
    kept = standing.kept_out(consultation, standing.APPEALABLE).filter(contribution__membership=membership)
    removed = kept.filter(gone | (held | cut) & Q(revision=F("contribution__revision")) | moved)
    found_last = {
        one.contribution_id: one
        for one in reversed(removed.select_related("contribution__thread__area__consultation").order_by("-pk")[:MOST])
    }
    newest = sorted(found_last.values(), key=lambda one: -one.pk)
    paused = pauses.of(consultation) if newest else []
    ends = {decision.pk: standing.appeal_ends(decision, paused) for decision in newest}
    for decision in (one for one in newest if ends[one.pk] > clock.now()):
        there = f"{decision.contribution.thread.get_absolute_url()}?newest=1#mine"
        if decision.is_move:
            there = reverse("appeal", args=[slug, decision.contribution_id])
        until = until_day(ends[decision.pk])
        title = "Read about your post" if decision.is_about_safety else f"{decision.said_to_author}: read why"
        hint = (
            "There are people who can help."
            if decision.is_about_safety
            else f"You can ask for another look until {until}."
        )
        found.append(_task(title, hint, there, order=4 if decision.is_about_safety else 5))
    return found


def _task(title: str, hint: str, href: str, order: int = 5) -> dict[str, object]:
    """`order`: where help is stands before everything else."""
    return {"title": title, "hint": hint, "order": order, "href": href, "status": "For you", "tone": "warn"}

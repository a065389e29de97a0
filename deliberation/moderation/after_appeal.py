"""What an appeal or the panel decided is not undone by the person it was about, nor without a new reason."""

from consultations import seating
from consultations.models import Membership, Role
from consultations.notifications import notifications
from deliberation.models import Appeal, Contribution, ContributionRevision, ModerationDecision, Reason
from deliberation.moderation import standing
from people.errors import Refused

Outcome = Appeal.Outcome


def refuse_hiding_again(contribution: Contribution, member: Membership, reason: str, note: str) -> None:
    """Words that an appeal put back: not by whoever had hidden them or their side, nor for the reason it looked at.
    Words that the panel put on show, as nobody had read them: not without a word of what is new, and the panel hears.
    """
    _refuse_hiding_what_the_panel_showed(contribution, member, note)
    upheld = Appeal.objects.filter(decision__contribution=contribution, outcome=Outcome.UPHELD)
    for appeal in upheld.exclude(decision__action=ModerationDecision.Action.MOVE).select_related("decision"):
        if not _same_words(contribution, appeal.decision):
            continue
        if appeal.decision.decided_by_id == member.pk:
            raise Refused(
                "An appeal put these words back after you had removed them. If there is a new reason, another "
                "facilitator has to act on it."
            )
        if why := seating.why_not_second(member, [appeal.decision.decided_by_id]):
            raise Refused(f"An appeal put these words back after a facilitator of your side had hidden them. {why}")
        if reason in {"", appeal.decision.reason}:
            looked_at = Reason(appeal.decision.reason).label.lower()
            raise Refused(f"An appeal looked at this reason ({looked_at}) and put the words back. Choose a new one.")


def _refuse_hiding_what_the_panel_showed(contribution: Contribution, member: Membership, note: str) -> None:
    shown = contribution.decisions.filter(
        action=ModerationDecision.Action.PUBLISH, decided_by__role=Role.OVERSIGHT
    ).exclude(decided_by=member)
    if member.role == Role.OVERSIGHT or not any(_same_words(contribution, one) for one in shown):
        return
    if not note.strip():
        raise Refused(
            "The oversight panel read these words and put them on show. Say in your own words what is new: the author "
            "reads it, and the panel is told."
        )
    title = "A facilitator hides a post that the panel had put on show"
    key = f"hidden again {contribution.pk}-{contribution.revision}"
    notifications.tell(contribution.thread.consultation, notifications.PANEL, key, title, "moderation_log")


def refuse_moving_again(contribution: Contribution, member: Membership, note: str) -> None:
    """A post that an appeal put back in its place: not by whoever had moved it or their side, nor without a reason."""
    upheld = Appeal.objects.filter(
        decision__contribution=contribution, decision__action=ModerationDecision.Action.MOVE, outcome=Outcome.UPHELD
    )
    for appeal in upheld.select_related("decision"):
        if appeal.decision.decided_by_id == member.pk:
            raise Refused("An appeal put this back after you had moved it. If something is new, another one decides.")
        if why := seating.why_not_second(member, [appeal.decision.decided_by_id]):
            raise Refused(f"An appeal put this back after a facilitator of your side had moved it. {why}")
        if not note.strip():
            raise Refused("An appeal put this back here. Say what is new before you move it.")


def refuse_showing_again(contribution: Contribution, member: Membership, note: str) -> None:
    """A removal that an appeal confirmed: not by whoever had removed it, and not without saying what is new."""
    removal = contribution.decisions.filter(action=ModerationDecision.Action.REMOVE).order_by("-pk").first()
    if removal is None or not Appeal.objects.filter(decision=removal, outcome=Outcome.DISMISSED).exists():
        return
    if removal.decided_by_id == member.pk:
        raise Refused("An appeal confirmed that you removed this. If something is new, another facilitator decides.")
    if why := seating.why_not_second(member, [removal.decided_by_id]):
        raise Refused(f"An appeal confirmed this removal. {why}")
    if not note.strip():
        raise Refused("An appeal confirmed this removal. Say what is new before you put the post back.")


def _same_words(contribution: Contribution, decision: ModerationDecision) -> bool:
    if decision.action == ModerationDecision.Action.REDACT:
        return standing.authors_words(decision) == contribution.body
    if decision.revision == contribution.revision:
        return True
    words = ContributionRevision.objects.filter(contribution=contribution, number=decision.revision)
    return words.filter(body=contribution.body).exists()

"""What an appeal decided is not undone by the person it was about, nor without a new reason."""

from consultations import seating
from consultations.models import Membership
from deliberation.models import Appeal, Contribution, ContributionRevision, ModerationDecision, Reason
from deliberation.moderation import standing
from people.errors import Refused

Outcome = Appeal.Outcome


def refuse_hiding_again(contribution: Contribution, member: Membership, reason: str) -> None:
    """Words that an appeal put back: not by whoever had hidden them or their side, nor for the reason it looked at."""
    upheld = Appeal.objects.filter(decision__contribution=contribution, outcome=Outcome.UPHELD)
    for appeal in upheld.select_related("decision"):
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

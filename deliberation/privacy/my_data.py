"""“My data”: votes, everything somebody said, and what was decided about it."""

from collections.abc import Iterator

from consultations import numbers
from consultations.models import Membership
from consultations.privacy.my_data import no_longer_found, parts
from deliberation.models import (
    Appeal,
    Ballot,
    ContributionRevision,
    ModerationDecision,
    Option,
)
from people.models import User
from people.privacy import registry
from people.privacy.registry import Row
from people.text.dates import when
from people.text.sentences import many

WORDS_GONE = "These words are no longer kept."


@registry.holds(
    "ballots", "Your answers to the polls", order=50,
    why="To show how views moved. They are kept apart from your account.",
    kept="The link to you is destroyed when the findings are published. The answers stay, as nobody’s.",
)  # fmt: skip
def ballots(user: User) -> Iterator[Row]:
    for member in parts(user):
        if not hasattr(member, "token_link") or member.consultation.anonymised_at:
            yield no_longer_found(member, "Your answer")  # a link that is there is a follow-up poll's
        mine = Ballot.objects.filter(token__link__membership=member)
        for ballot in mine.select_related("question", "wave").order_by("wave", "question__order"):
            yield {
                "Consultation": str(member.consultation), "Poll": str(ballot.wave), "Question": ballot.question.text,
                "Your answer": said(ballot), "On": when(ballot.cast_on),
            }  # fmt: skip


def said(ballot: Ballot) -> str:
    """The chosen answers in words, or the person's own."""
    chosen = Option.objects.filter(pk__in=[int(pk) for pk in ballot.choice.split(",") if pk])
    return ballot.text or "; ".join(option.text for option in chosen)


def written_by(members: list[Membership]) -> list[int]:
    return [member.pk for member in members]


@registry.holds(
    "contributions", "What you wrote or said", order=60,
    why="It is what the findings rest on.",
    kept=f"{many(numbers.WORDS_MONTHS, 'month')} after the findings, or {numbers.SHORT_WORDS_MONTHS} where a "
    "consultation says so. Published quotes stay.",
)  # fmt: skip
def contributions(user: User) -> Iterator[Row]:
    """Every version of every contribution, whatever became of it."""
    mine = ContributionRevision.objects.filter(contribution__membership__in=written_by(places(user)))
    for revision in mine.select_related("contribution__thread__area__consultation").order_by("pk").iterator():
        contribution = revision.contribution
        yield {
            "Consultation": str(contribution.thread.consultation), "In": contribution.thread.title,
            "Words": revision.body or WORDS_GONE, "Written": when(revision.at), "Version": str(revision.number),
            "State": contribution.get_state_display(), "Why it waits": contribution.held_because,
        }  # fmt: skip


def places(user: User) -> list[Membership]:
    """Also facilitators write in threads."""
    return list(user.memberships.all())


@registry.holds(
    "decisions", "Decisions about what you wrote", order=65,
    why="So that nothing is hidden without a reason and a name.",
    kept=f"The decision for good, the message to you for {many(numbers.REMOVED_MONTHS, 'month')}.",
)  # fmt: skip
def decisions(user: User) -> Iterator[Row]:
    about = ModerationDecision.objects.filter(contribution__membership__in=written_by(parts(user)))
    for decision in about.select_related("contribution", "decided_by__user").order_by("pk"):
        yield {
            "About": decision.contribution.body[:80] or WORDS_GONE, "Decision": decision.get_action_display(),
            "Reason": decision.get_reason_display(), "Message to you": decision.message_to_author,
            "By": decision.decided_by.public_name, "On": when(decision.decided_at),
        }  # fmt: skip


@registry.holds(
    "appeals", "Decisions you asked us to look at again", order=66,
    why="So that somebody else looks at a decision.", 
    kept=f"The outcome for good, the words for {many(numbers.REMOVED_MONTHS, 'month')}.",
)  # fmt: skip
def appeals(user: User) -> Iterator[Row]:
    mine = Appeal.objects.filter(decision__contribution__membership__in=written_by(parts(user)))
    for appeal in mine.select_related("decided_by__user").order_by("pk"):
        yield {
            "You wrote": appeal.grounds, "Sent": when(appeal.submitted_at),
            "Outcome": appeal.get_outcome_display() if appeal.outcome else "Waiting", "Reasons": appeal.reasons,
            "By": appeal.decided_by.public_name if appeal.decided_by else "", "On": when(appeal.decided_at),
        }  # fmt: skip

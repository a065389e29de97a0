"""What goes when an account is erased: the words, never the places of others' replies nor a count."""

from typing import Any

from django.db.models import QuerySet

from consultations.models import Consultation, Membership, Role
from consultations.privacy import unlinking
from deliberation.models import (
    Appeal,
    Ballot,
    Concern,
    Contribution,
    ContributionRevision,
    ModerationDecision,
    PaperSheet,
)
from people.models import User
from people.privacy import registry
from people.privacy.registry import Erasing
from people.text.sentences import many

State = Contribution.State


@registry.erases(order=20)
def words(erasing: Erasing) -> None:
    """Everything the person said as a resident. What a facilitator wrote under their own name stays."""
    parts = Membership.objects.filter(user=erasing.user, role=Role.PARTICIPANT)
    said = Contribution.objects.filter(membership__in=parts)
    said.filter(state__in=[State.VISIBLE, State.HELD]).update(state=State.WITHDRAWN)
    blank(said)
    # Somebody's own words in a ballot go; that they answered stays counted.
    Ballot.objects.filter(token__link__membership__in=parts).exclude(text="").update(text="")


@registry.into(unlinking.on_cutting)
def own_words(consultation: Consultation) -> None:
    """Words can tell who wrote them, and once cut loose nobody could ask for them back. That they answered stays."""
    Ballot.objects.filter(wave__poll__consultation=consultation).exclude(text="").update(text="")


@registry.into(unlinking.on_cutting)
def numbers_of_sheets(consultation: Consultation) -> None:
    """The number on a paper ballot, which whoever typed it in knew, would lead back to its answers."""
    PaperSheet.objects.filter(wave__poll__consultation=consultation).delete()


def blank(said: QuerySet[Contribution]) -> int:
    """Take the words out of contributions, out of every version, and out of what was written about them.

    The rows stay: replies hang on them, and the report counts them. Returns how many had words.
    """
    keys = list(said.values_list("pk", flat=True))
    ContributionRevision.objects.filter(contribution__in=keys).update(body="")
    forget_messages(ModerationDecision.objects.filter(contribution__in=keys))
    Concern.objects.filter(contribution__in=keys).update(words="")
    return Contribution.objects.filter(pk__in=keys).update(body="", submission_key=None)


def forget_messages(decisions: QuerySet[ModerationDecision]) -> Any:
    """Messages quote what they are about. Action, reason, decider and day stay."""
    Appeal.objects.filter(decision__in=decisions).update(grounds="", reasons="")
    return decisions.update(message_to_author="")


@registry.into(registry.TELLS)
def what_goes(user: User) -> tuple[list[str], list[str]]:
    said = Contribution.objects.filter(membership__user=user, membership__role=Role.PARTICIPANT).exclude(body="")
    if not (number := said.count()):
        return [], []
    words = f"The words of everything you wrote: {many(number, 'post')}, in all their versions."
    return (
        [words, "Messages about what you wrote, and your requests to look at a decision again."],
        ["Replies of others, in their place under an empty post. What others wrote about you, if anybody did."],
    )

"""Own words of a poll in the coding: they go with whoever wrote them, and all of them as ballots are cut loose.

What a published report prints of them stays: its writer allowed that, and nothing leads to them any more.
"""

from django.db.models import QuerySet

from consultations.models import Consent, Consultation, Membership, Role
from deliberation.models import Ballot, Contribution, PollComment
from deliberation.poll_comments.comments import of_member
from deliberation.privacy.words import blank
from deliberation.questions.kinds import registry as kinds
from people.privacy.registry import Erasing

State = Contribution.State


def forget(member: Membership) -> None:
    """As somebody leaves, before their ballots go."""
    _empty(of_member(member))


def erase(erasing: Erasing) -> None:
    for member in Membership.objects.filter(user=erasing.user, role=Role.PARTICIPANT):
        forget(member)


def at_the_cut(consultation: Consultation) -> None:
    """Nobody could ask for their words back any more. The way to the ballots goes with them."""
    here = Contribution.objects.filter(
        thread__area__consultation=consultation, source_kind=Contribution.Source.POLL_COMMENT
    )
    PollComment.objects.filter(contribution__in=here).delete()
    _empty(here)


def no_quotes(member: Membership, item: Consent.Item) -> str:
    """Who takes back that they may be quoted is quoted from a poll neither."""
    if item != Consent.Item.QUOTES:
        return ""
    asked = kinds.matching(lambda kind: kind.is_for_findings, "question__")
    allowed = Ballot.objects.filter(asked, token__link__membership=member).exclude(choice="")
    return "Words of yours in a poll are not printed either." if allowed.update(choice="") else ""


def _empty(said: QuerySet[Contribution]) -> None:
    keys = list(said.values_list("pk", flat=True))
    found = Contribution.objects.filter(pk__in=keys)
    found.update(state=State.WITHDRAWN)
    blank(found)

"""Who took part: whoever answered a poll, said something, or had a seat in a session.

To be let in is not to take part: people who came by a code on the last day and did nothing would else make a minority
view of what all others said. Once ballots are cut loose nobody can tell any more who answered: what counts from then on
is kept by the act that cuts them, whenever that is (`idle`). docs/decisions/findings.md
"""

from django.db.models import Count, Exists, OuterRef, Q

from consultations.models import Consultation, TokenLink
from consultations.privacy import totals
from deliberation.models import Ballot, Contribution, ExpertQuestion, Seat, Session, Statement

IDLE = "idle"


def did_something() -> Q:
    """A condition on a `Membership`. What was removed later was said all the same."""
    me = OuterRef("pk")
    return (
        Q(Exists(Contribution.objects.filter(membership=me)))
        | Q(Exists(Seat.objects.filter(membership=me)))
        | Q(Exists(TokenLink.objects.filter(membership=me, had_seat=True)))
        | Q(Exists(Ballot.objects.filter(token__link__membership=me)))
        | Q(Exists(Statement.objects.filter(author=me)))
        | Q(Exists(ExpertQuestion.objects.filter(asked_by=me)))
    )


def keep_who_had_a_seat(session: Session) -> None:
    """Before a session forgets who came. With the link to their ballots, which goes as the findings are published."""
    TokenLink.objects.filter(membership__in=session.seats.values("membership")).update(had_seat=True)


def idle(consultation: Consultation) -> dict[str, int]:
    """Key of each group, "" without one → how many of those who are in it did nothing; as kept, once that is cut.

    Empty where it was cut before that was kept.
    """
    if consultation.anonymised_at is not None:
        return totals.kept(consultation, IDLE) or {}
    people = consultation.memberships.current().participants().exclude(did_something()).order_by()
    rows = people.values_list("group").annotate(n=Count("pk"))
    return {str(group or ""): n for group, n in rows}


def counted_by_link(consultation: Consultation) -> dict[str, dict[str, int]]:
    return {IDLE: idle(consultation)}

"""Beside each answer to the first poll: whether whoever gave it had talked by then. docs/decisions/sessions.md

Nobody is kept from answering by it: people come late, and they are no fewer people. The report says how many.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from audit.prepared import Prepared
from consultations.models import Membership, TokenLink
from deliberation.models import AgendaSegment, Ballot, Contribution, Seat, SegmentRun, Session, Wave
from people.models import Person

Kind = AgendaSegment.Kind
#: Parts of an agenda in which people talk. The first poll itself is asked at the beginning of many a session.
TALK = [Kind.DISCUSSION, Kind.CARDS, Kind.EXPERTS]


def note(wave: Wave, ballot: Ballot, by: Person) -> None:
    """In the transaction that stores the answer, for the one who gave it."""
    if wave.is_first and _HAS_TALKED(wave.consultation.pk, by.pk or 0):
        Ballot.objects.filter(pk=ballot.pk).update(talked=True)


def _have_talked(consultation: int) -> QuerySet[Membership]:
    posted = Contribution.objects.filter(membership=OuterRef("pk"), source_kind=Contribution.Source.POST)
    begun = SegmentRun.objects.filter(session=OuterRef("session"), segment__kind__in=TALK)
    sits = Seat.objects.filter(Exists(begun), membership=OuterRef("pk"))
    members = Membership.objects.current().filter(consultation=consultation)
    return members.filter(Exists(posted) | Exists(sits) | Q(token_link__sat_in_talk=True))


#: Asked with every answer to a first poll: (consultation, account) → their standing, if they have.
_HAS_TALKED: Prepared[Membership, Membership] = Prepared(
    lambda consultation, user: _have_talked(consultation).filter(user=user).only("pk"), int, int
)


def keep_who_sat(session: Session) -> None:
    """Before a session forgets who came: who may still answer the first poll after it.

    Only where that is open; with the link to their ballots, which goes as the findings are published.
    """
    polls = Wave.objects.filter(poll__consultation=session.consultation_id, session=None, kind=Wave.Kind.BEFORE)
    talked = SegmentRun.objects.filter(session=session, segment__kind__in=TALK)
    if polls.filter(state=Wave.State.OPEN).exists() and talked.exists():
        TokenLink.objects.filter(membership__in=session.seats.values("membership")).update(sat_in_talk=True)

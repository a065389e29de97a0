"""Beside each answer to the first poll: whether whoever gave it had talked by then. docs/decisions/sessions.md

Nobody is kept from answering by it: people come late, and they are no fewer people. The report says how many.
"""

from datetime import datetime, timedelta

from django.db.models import (
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from audit import clock
from audit.prepared import Prepared
from consultations.models import Membership, TokenLink
from deliberation import numbers
from deliberation.models import AgendaSegment, Ballot, Contribution, Seat, SegmentRun, Session, Wave
from people.models import Person


def note(wave: Wave, ballot: Ballot, by: Person) -> None:
    """In the transaction that stores the answer, for the one who gave it."""
    if wave.is_first and _HAS_TALKED(wave.consultation.pk, by.pk or 0, _long_before()):
        Ballot.objects.filter(pk=ballot.pk).update(talked=True)


_TALK = timedelta(minutes=numbers.TALK_MINUTES)


def _long_before() -> datetime:
    """A part that began by then and still goes on is a talk, whatever it is called."""
    return clock.now() - _TALK


def _went_on(long_before: datetime) -> QuerySet[SegmentRun]:
    """Parts that run and have gone on for as long as a talk does, breaks left aside.

    Not the welcome that a session begins with, nor the part in which the first poll itself is answered, where nothing
    else is asked in them: people come late, and wait for each other.
    """
    seconds = ExpressionWrapper(F("session__segment_paused"), IntegerField())
    breaks = ExpressionWrapper(seconds * Value(timedelta(seconds=1)), DurationField())
    begun = ExpressionWrapper(F("started_at") + breaks, DateTimeField())
    talked = ExpressionWrapper(F("begun") + Value(_TALK), DateTimeField())
    runs = SegmentRun.objects.filter(ended_at=None).annotate(begun=begun).annotate(talked=talked)
    runs = runs.filter(Q(session__paused_at=None, begun__lte=long_before) | Q(session__paused_at__gte=F("talked")))
    welcome = Q(segment__kind=AgendaSegment.Kind.WELCOME, started_at=F("session__started_at"))
    first_poll = Q(segment__kind=AgendaSegment.Kind.POLL, segment__poll__kind=Wave.Kind.BEFORE) & ~Exists(
        Wave.objects.filter(segment=OuterRef("segment"))
    )
    asks_nothing = Q(segment__prompt=None, segment__area=None)
    return runs.exclude(asks_nothing & (welcome | first_poll))


def _have_talked(consultation: int, long_before: datetime) -> QuerySet[Membership]:
    posted = Contribution.objects.filter(membership=OuterRef("pk"), source_kind=Contribution.Source.POST)
    here = {"session": OuterRef("session")}
    talks = Exists(SegmentRun.objects.filter(had_talk=True, **here)) | Exists(_went_on(long_before).filter(**here))
    sits = Seat.objects.filter(talks, membership=OuterRef("pk"))
    members = Membership.objects.current().filter(consultation=consultation)
    return members.filter(Exists(posted) | Exists(sits) | Q(token_link__sat_in_talk=True))


#: Asked with every answer to a first poll: (consultation, account, `_long_before`) → their standing, if they have.
_HAS_TALKED: Prepared[Membership, Membership] = Prepared(
    lambda consultation, user, long: _have_talked(consultation, long).filter(user=user).only("pk"), int, int, datetime
)


# --- What parts of a session were ------------------------------------------------------------------
def begin(session: Session, segment: AgendaSegment, at: datetime) -> None:
    """A part begins, as what it is now."""
    SegmentRun.objects.create(session=session, segment=segment, started_at=at, had_talk=segment.is_talk)


def keep_talk(segment: AgendaSegment) -> None:
    """A part that runs became a talk. One that was called so and is called otherwise now stays one."""
    if segment.is_talk:
        segment.runs.filter(ended_at=None).update(had_talk=True)


def keep_long(session: Session) -> None:
    """Before the part that runs ends, or is called otherwise: whether it went on for as long as a talk does."""
    long = _went_on(_long_before()).filter(session=session).values_list("pk", flat=True)
    session.runs.filter(pk__in=list(long)).update(had_talk=True)


def keep_who_sat(session: Session) -> None:
    """Before a session forgets who came: who may still answer the first poll after it.

    Only where that is open; with the link to their ballots, which goes as the findings are published.
    """
    polls = Wave.objects.filter(poll__consultation=session.consultation_id, session=None, kind=Wave.Kind.BEFORE)
    if polls.filter(state=Wave.State.OPEN).exists() and session.runs.filter(had_talk=True).exists():
        TokenLink.objects.filter(membership__in=session.seats.values("membership")).update(sat_in_talk=True)

"""The follow-up poll: the questions of both polls once more, some time after the police have answered.

By then nobody can tell who answered what (consultations.privacy.unlinking). So everybody who took part gets a new
link, to a new token that leads to nothing earlier; it holds them to one ballot, lets them change it, and is destroyed
when this poll closes. The answers stand beside the earlier ones and are never paired with them: other people may have
come back.
docs/decisions/follow-up.md
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from audit import clock
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Stage
from consultations.notifications import notifications
from consultations.privacy import unlinking
from consultations.stages import pauses
from consultations.stages.stages import Missing
from deliberation import numbers
from deliberation.models import Poll, Question, Wave
from deliberation.polls import polling
from deliberation.questions.kinds import registry as kinds
from people.errors import Refused
from people.models import Person
from people.text.dates import until as until_when

TITLE = "The follow-up poll"
ONCE = "The follow-up poll was opened already. There is one, so that its answers can be set beside the two before."
NO_QUESTIONS = "No question was asked in both polls, so there is nothing that can be asked again."
NOBODY_LEFT = "Nobody who took part can be asked any more: their contact details are no longer kept."


def wave_of(consultation: Consultation) -> Wave | None:
    """The follow-up poll; None before it was opened."""
    waves = Wave.objects.filter(poll__consultation=consultation, kind=Wave.Kind.FOLLOW_UP)
    return waves.select_related("poll__consultation").first()


def questions_of(poll: Poll) -> QuerySet[Question]:
    """What is asked again: every question of both polls, in its last round."""
    paired = poll.questions.filter(paired=True, next_round=None)
    paired = paired.exclude(kinds.matching(lambda kind: kind.is_for_findings))  # which are out by then
    return paired.exclude(asked_if__isnull=False, asked_if__question__paired=False)


@transaction.atomic
def ask_again(consultation: Consultation, *, by: Person) -> Wave:
    """Open the follow-up poll for some weeks. Raises Refused with what is missing; once a consultation."""
    member = access.require_held(by, consultation, Do.ASK_AGAIN)
    locked = member.consultation
    if wave_of(locked) is not None:
        raise Refused(ONCE)
    poll = Poll.objects.filter(consultation=locked, questions__paired=True).first()
    if poll is None:
        raise Refused(NO_QUESTIONS)
    until = clock.now() + timedelta(weeks=numbers.FOLLOW_UP_WEEKS)
    if not unlinking.link_again(locked, until=until):
        raise Refused(NOBODY_LEFT)
    wave = Wave.objects.create(poll=poll, kind=Wave.Kind.FOLLOW_UP, title=TITLE, order=9, closes_at=until)
    wave.questions.set(questions_of(poll))
    polling.open_for(wave, member)
    notifications.tell(locked, notifications.EXTRA, f"follow-up {wave.pk}", "You are asked once more", "consultation")
    return wave


def asked_until(consultation: Consultation) -> datetime | None:
    """Until when people can still answer it, with what pauses took so far; None where it is not open."""
    wave = wave_of(consultation) if consultation.has_answer else None
    if wave is None or wave.state != Wave.State.OPEN or wave.opened_at is None or wave.closes_at is None:
        return None
    end = wave.opened_at + timedelta(weeks=numbers.FOLLOW_UP_WEEKS)
    return max(wave.closes_at, pauses.lengthened(pauses.of(consultation), wave.opened_at, end))


def lengthen(consultation: Consultation) -> None:
    """As a pause ends: nobody could answer meanwhile. The links that hold people to one ballot last as long."""
    until = asked_until(consultation)
    if until is not None:
        Wave.objects.filter(poll__consultation=consultation, kind=Wave.Kind.FOLLOW_UP).update(closes_at=until)
        unlinking.link_longer(consultation, until=until)


def the_follow_up_is_over(consultation: Consultation) -> list[Missing]:
    """Gate G: nobody completes it over the heads of those who are still asked. Closed early it has a public reason."""
    wave = wave_of(consultation)
    if wave is None or not wave.is_open or (until := asked_until(consultation)) is None:
        return []
    said = f"People can still answer the follow-up poll, until {until_when(until)}. To close it before takes a reason."
    return [Missing(said, "polls")]


def is_due() -> Q:
    """Consultations with a follow-up poll whose time is over."""
    over = Q(closes_at__lte=clock.now()) | Q(poll__consultation__stage=Stage.COMPLETED)
    waves = Wave.objects.filter(over, kind=Wave.Kind.FOLLOW_UP, state=Wave.State.OPEN)
    return Q(pk__in=waves.order_by().values("poll__consultation"), stage__in=[Stage.FOLLOW_UP, Stage.COMPLETED])


def close_when_due(consultation: Consultation) -> None:
    """The clock's part: after its weeks, and when the consultation is completed."""
    if not consultation.has_answer:
        return
    wave = wave_of(consultation)
    if wave is not None and wave.state == Wave.State.OPEN and not wave.is_open:
        polling.close_by_clock(wave)

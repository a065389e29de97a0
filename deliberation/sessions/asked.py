"""Questions of a session: the queue as its facilitator, the phones and the screen see it. Nobody reads who asked."""

from dataclasses import dataclass

from consultations.models import Membership, Role
from deliberation.discussion import screening
from deliberation.experts import experts
from deliberation.models import ExpertQuestion, QuestionSupport, Session
from deliberation.rules import rules

ON_THE_WALL = 5
ON_A_CONSOLE = 8


@dataclass(frozen=True)
class Line:
    question: ExpertQuestion
    wanted: str  # how many would like to know, where that may be said
    found: tuple[str, ...] = ()  # why these words should be read twice, as for a post
    is_mine: bool = False

    @property
    def may_be_taken_up_as_it_is(self) -> bool:
        return self.question.is_received and not self.found


def on_the_console(session: Session) -> tuple[list[Line], int]:
    """What waits, and how many more there are than are listed."""
    queue, names = experts.live_queue(session), rules.names_of(session.consultation)
    lines = [_line(one, session, tuple(screening.findings(str(one), names))) for one in queue[:ON_A_CONSOLE]]
    return lines, len(queue[ON_A_CONSOLE:])


def on_the_wall(session: Session) -> list[Line]:
    return [_line(one, session) for one in experts.for_the_room(session)[:ON_THE_WALL]]


def on_a_phone(session: Session, member: Membership) -> list[Line]:
    mine: set[int] = set()
    if member.role == Role.PARTICIPANT:
        mine = set(QuestionSupport.objects.filter(membership=member).values_list("question", flat=True))
    return [_line(one, session, is_mine=one.pk in mine) for one in experts.for_phones(session)]


def _line(one: ExpertQuestion, session: Session, found: tuple[str, ...] = (), is_mine: bool = False) -> Line:
    backers: int = one.backers  # type: ignore[attr-defined]
    return Line(one, experts.how_wanted(backers, session.consultation), found, is_mine)

"""What this app holds about people, what goes, and until when. Importing it registers everything (people.privacy)."""

from deliberation.models import (
    Appeal,
    Ballot,
    Concern,
    Contribution,
    Hand,
    ModerationDecision,
    PauseSignal,
    Seat,
    Statement,
    StatementDecision,
)
from deliberation.privacy import concerns, going, held, rules, sessions, statements
from people.privacy import registry

__all__ = ["concerns", "going", "held", "rules", "sessions", "statements"]
registry.covers(
    Concern, Contribution, ModerationDecision, Appeal, Ballot, Statement, StatementDecision, Seat, Hand, PauseSignal
)

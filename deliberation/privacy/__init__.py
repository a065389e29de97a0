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
from deliberation.moderation import privacy as concerns
from deliberation.privacy import erasing, my_data, retention  # noqa: F401
from deliberation.sessions import privacy as sessions
from deliberation.statements import privacy as statements
from people.privacy import registry

__all__ = ["concerns", "going", "held", "rules", "sessions", "statements"]
registry.covers(
    Concern, Contribution, ModerationDecision, Appeal, Ballot, Statement, StatementDecision, Seat, Hand, PauseSignal
)

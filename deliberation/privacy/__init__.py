"""What this app holds about people, what goes, and until when. Importing it registers everything (people.privacy)."""

from deliberation.models import Appeal, Ballot, Contribution, ModerationDecision, Statement, StatementDecision
from deliberation.privacy import going, held, rules, statements
from people.privacy import registry

__all__ = ["going", "held", "rules", "statements"]
registry.covers(Contribution, ModerationDecision, Appeal, Ballot, Statement, StatementDecision)

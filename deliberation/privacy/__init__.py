"""What this app holds about people, what goes, and until when. Importing it registers everything (people.privacy)."""

from deliberation.models import Appeal, Ballot, Contribution, ModerationDecision
from deliberation.privacy import going, held, rules
from people.privacy import registry

__all__ = ["going", "held", "rules"]
registry.covers(Contribution, ModerationDecision, Appeal, Ballot)

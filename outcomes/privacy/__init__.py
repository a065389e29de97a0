"""What this app holds about people, what goes, and until when. Importing it registers everything (people.privacy)."""

from outcomes.models import FactualComment
from outcomes.privacy import erasing, my_data, retention  # noqa: F401
from people.privacy import registry

__all__ = ["going", "held", "rules"]
registry.covers(FactualComment)

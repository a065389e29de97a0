"""Bringing in what was said elsewhere: recorded rooms, and Polis conversations. All or nothing, and once only."""

from deliberation.importing.polis import import_polis
from deliberation.importing.rooms import Plan, import_transcript, plan_transcript

__all__ = ["Plan", "import_polis", "import_transcript", "plan_transcript"]

"""Transcripts that were sent and not brought in: with names in them, so not for long."""

from deliberation import numbers
from deliberation.importing.drafts import too_old
from people.privacy import retention
from people.text.sentences import many

KEPT = [
    retention.Rule(
        "record_drafts",
        "Transcripts that were sent and not brought in",
        "So that nothing is lost while they are looked at",
        f"Until they are brought in or deleted, or {many(numbers.RECORD_DRAFT_DAYS, 'day')} after the last change.",
        36,
        due=too_old,
        purge=retention.delete,
        since="changed_at",
    ),
]

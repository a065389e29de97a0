"""Gate E: what still waits to be read when the findings come out."""

from consultations.models import Consultation
from consultations.stages.stages import Missing
from deliberation.discussion import moderation_log


def nothing_waits_to_be_read(consultation: Consultation) -> list[Missing]:
    """Warnings that are published with the step: findings may not wait for ever, but nobody overlooks these."""
    log = moderation_log.statistics(consultation)
    counts = [
        (log.waiting, "Posts still waiting for a decision", "moderation"),
        (log.appeals_waiting, "Appeals still without an answer", "appeals"),
    ]
    return [Missing(f"{text}: {count}.", where, soft=True) for count, text, where in counts if count]

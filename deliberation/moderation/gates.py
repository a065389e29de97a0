"""Gate E: what still waits to be read when the findings come out."""

from consultations.models import Consultation
from consultations.stages.stages import Missing
from deliberation.models import Appeal, Contribution


def nothing_waits_to_be_read(consultation: Consultation) -> list[Missing]:
    """Warnings that are published with the step: findings may not wait for ever, but nobody overlooks these."""
    posts = Contribution.objects.filter(thread__area__consultation=consultation, state=Contribution.State.HELD)
    appeals = Appeal.objects.filter(decision__contribution__thread__area__consultation=consultation, outcome="")
    counts = [
        (posts.count(), "Posts still waiting for a decision", "moderation"),
        (appeals.count(), "Appeals still without an answer", "appeals"),
    ]
    return [Missing(f"{text}: {count}.", where, soft=True) for count, text, where in counts if count]

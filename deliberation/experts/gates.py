"""Gate E: nobody who answered in writing seems not to have, because a facilitator left it unread."""

from django.db.models import Count, Q

from consultations.models import Consultation
from consultations.stages.stages import Missing
from deliberation.models import ExpertAnswer, ExpertCorrection
from people.text.sentences import many


def answers_were_read(consultation: Consultation) -> list[Missing]:
    """What experts and police answered is published, or sent back with a reason, before the findings come out."""
    unread = Count("corrections", filter=Q(corrections__state=ExpertCorrection.State.WAITS), distinct=True)
    found = ExpertAnswer.objects.filter(question__consultation=consultation).aggregate(
        answers=Count("pk", filter=Q(state=ExpertAnswer.State.WAITS), distinct=True), corrections=unread
    )
    waits = found["answers"]
    text = f"{many(waits, 'answer')} of experts or police to read: publish it, or send it back with a reason."
    missing = [Missing(text, "expert_questions")] if waits else []
    if found["corrections"]:
        count = many(found["corrections"], "correction")
        text = f"{count} of an answer to read: publish it, or send it back with a reason."
        missing.append(Missing(text, "expert_questions"))
    return missing

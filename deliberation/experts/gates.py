"""Gate E: nobody who answered in writing seems not to have, because a facilitator left it unread."""

from consultations.models import Consultation
from consultations.stages.stages import Missing
from deliberation.models import ExpertAnswer, ExpertCorrection
from people.text.sentences import many


def answers_were_read(consultation: Consultation) -> list[Missing]:
    """What experts and police answered is published, or sent back with a reason, before the findings come out."""
    waits = ExpertAnswer.objects.filter(question__consultation=consultation, state=ExpertAnswer.State.WAITS).count()
    text = f"{many(waits, 'answer')} of experts or police to read: publish it, or send it back with a reason."
    missing = [Missing(text, "expert_questions")] if waits else []
    written = ExpertCorrection.objects.filter(answer__question__consultation=consultation)
    if unread := written.filter(state=ExpertCorrection.State.WAITS).count():
        text = f"{many(unread, 'correction')} of an answer to read: publish it, or send it back with a reason."
        missing.append(Missing(text, "expert_questions"))
    return missing

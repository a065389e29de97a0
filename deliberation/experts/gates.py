"""Gate E: nobody who asked, or answered in writing, seems not to have, because a facilitator left it unread.

Once each: what came back and is written anew, or corrects again, waits without holding the findings. The police would
else put them off by writing, and with them the day of their own answer (consultations/stages/late_findings.py).
"""

from django.db.models import Count, Exists, OuterRef, Q

from consultations.models import Consultation
from consultations.stages.stages import Missing
from deliberation.models import ExpertAnswer, ExpertCorrection, ExpertQuestion
from people.text.sentences import many


def questions_were_decided(consultation: Consultation) -> list[Missing]:
    """What was asked is put to the experts, joined to another question or left out with a reason."""
    waits = consultation.expert_questions.filter(state=ExpertQuestion.State.RECEIVED).count()
    text = f"{many(waits, 'question')} to experts to decide: take each up, join it, or leave it out with a reason."
    return [Missing(text, "expert_questions")] if waits else []


def answers_were_read(consultation: Consultation) -> list[Missing]:
    """What experts and police answered is published, or sent back with a reason, before the findings come out."""
    read_before = ExpertCorrection.objects.filter(answer=OuterRef("pk"), state=ExpertCorrection.State.PUBLISHED)
    unread = Q(state=ExpertAnswer.State.WAITS, sent_back_at=None)
    first = Q(corrections__state=ExpertCorrection.State.WAITS, corrections__sent_back_at=None, is_corrected=False)
    given = ExpertAnswer.objects.filter(question__consultation=consultation).annotate(is_corrected=Exists(read_before))
    found = given.aggregate(
        answers=Count("pk", filter=unread, distinct=True), corrections=Count("corrections", filter=first, distinct=True)
    )
    waits = found["answers"]
    text = f"{many(waits, 'answer')} of experts or police to read: publish it, or send it back with a reason."
    missing = [Missing(text, "expert_questions")] if waits else []
    if found["corrections"]:
        count = many(found["corrections"], "correction")
        text = f"{count} of an answer to read: publish it, or send it back with a reason."
        missing.append(Missing(text, "expert_questions"))
    return missing

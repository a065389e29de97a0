"""What became of answers in own words: for the annex. Part of the report room."""

from consultations.models import Consultation
from deliberation.counting import results
from deliberation.models import Question, Thread, Wave
from deliberation.questions.kinds import registry as kinds


def told(consultation: Consultation) -> list[str]:
    """A sentence for each question of a closed poll that people answered in their own words."""
    asked = kinds.matching(lambda kind: kind.is_own_words, "questions__")
    closed = Wave.objects.filter(asked, poll__consultation=consultation, state=Wave.State.CLOSED).distinct()
    waves = list(closed.select_related("poll__consultation", "session__group", "thread").order_by("order", "pk"))
    if not waves:
        return []
    coded = set(Thread.objects.filter(comments_in__in=waves).values_list("comments_in", "comments_on"))
    found = [(wave, *row) for wave in waves for row in results.wrote(wave)]
    return [
        f"“{question.text}” ({wave}): {people} wrote. {_became(question, coded=(wave.pk, question.pk) in coded)}"
        for wave, question, people in found
    ]


def _became(question: Question, *, coded: bool) -> str:
    if not kinds.of(question).is_for_findings:
        return "People were told that this stays out of the findings, so no finding counts or quotes it."
    if not coded:
        return "It was not coded."
    return "It was coded apart from what was said, and is in no label and no count of people who spoke."

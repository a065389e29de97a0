"""What became of answers in own words: for the annex. Part of the report room."""

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from consultations.models import Consultation
from deliberation.counting import results
from deliberation.models import Contribution, Question, Thread, Wave
from deliberation.questions.kinds import registry as kinds
from outcomes.models import Coding, NotRelevant


def told(consultation: Consultation) -> list[str]:
    """A sentence for each question of a closed poll that people answered in their own words."""
    asked = kinds.matching(lambda kind: kind.is_own_words, "questions__")
    closed = Wave.objects.filter(asked, poll__consultation=consultation, state=Wave.State.CLOSED).distinct()
    waves = list(closed.select_related("poll__consultation", "session__group", "thread").order_by("order", "pk"))
    if not waves:
        return []
    brought = {(one.comments_in_id, one.comments_on_id): one for one in _brought(waves)}
    found = [(wave, *row) for wave in waves for row in results.wrote(wave)]
    return [
        f"“{question.text}” ({wave}): {people} wrote. {_became(question, brought.get((wave.pk, question.pk)))}"
        for wave, question, people in found
    ]


def _brought(waves: list[Wave]) -> QuerySet[Thread]:
    """What came to the coding, each with `answers` that are still there, and how many of them somebody has `read`:
    coded, or set aside."""
    answers = Contribution.objects.filter(thread=OuterRef("pk")).exclude(body="").order_by().values("thread")
    codes = Coding.objects.that_count().filter(excerpt__revision__contribution=OuterRef("pk"))
    read = answers.filter(Exists(codes) | Exists(NotRelevant.objects.filter(contribution=OuterRef("pk"))))
    many = {"answers": answers, "read": read}
    counted = {name: Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0) for name, rows in many.items()}
    return Thread.objects.filter(comments_in__in=waves).annotate(**counted)


def _became(question: Question, there: Thread | None) -> str:
    if not kinds.of(question).is_for_findings:
        return "People were told that this stays out of the findings, so no finding counts or quotes it."
    if there is None:
        return "It was not coded."
    answers, read = there.answers, there.read  # type: ignore[attr-defined]
    if not answers:
        return "It was deleted before the findings came, so nothing in them rests on it."
    if not read:
        return "It was brought to the coding, and none of it was coded."
    how = "It was coded" if read == answers else "A part of it was coded,"
    return f"{how} apart from what was said, and is in no label and no count of people who spoke."

"""Answers of experts and their corrections as published texts. Part of the experts room."""

from collections.abc import Iterator

from audit.texts import Text
from deliberation.models import ExpertAnswer, ExpertCorrection


def answer_text(answer: ExpertAnswer) -> Text:
    consultation = answer.question.consultation
    parts: dict[str, object] = {
        "the words": answer.body,
        "the sources": answer.sources,
        "who gave it": [answer.author_id, answer.capacity],
        "what it leaves open": [answer.not_known, answer.leaves_open],
    }
    title = f"Answer {answer.pk} of an expert in “{consultation}”"
    return Text("expert answer", answer, title, consultation.slug, parts)


def correction_text(correction: ExpertCorrection) -> Text:
    consultation = correction.answer.question.consultation
    parts: dict[str, object] = {"the words": correction.body, "who made it": correction.author_id}
    title = f"Correction {correction.pk} of answer {correction.answer_id} of an expert in “{consultation}”"
    return Text("expert correction", correction, title, consultation.slug, parts)


def published() -> Iterator[Text]:
    answers = ExpertAnswer.objects.filter(state=ExpertAnswer.State.PUBLISHED).select_related("question__consultation")
    for answer in answers.order_by("pk"):
        yield answer_text(answer)
    corrections = ExpertCorrection.objects.filter(state=ExpertCorrection.State.PUBLISHED)
    for correction in corrections.select_related("answer__question__consultation").order_by("pk"):
        yield correction_text(correction)

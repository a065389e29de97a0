"""Poll questions as published texts, from the moment a poll opens: what the record holds fingerprints of."""

from collections.abc import Iterator

from audit.texts import Text
from deliberation.models import Question, Wave
from deliberation.questions.kinds.registry import of


def text_of(wave: Wave) -> Text:
    """Every question as people read it, with its answers. `wave` comes with its poll and consultation."""
    questions = wave.questions.order_by("order", "pk").prefetch_related("options")
    return Text(
        "poll",
        wave,
        f"Poll “{wave}” of “{wave.consultation}”",
        wave.consultation.slug,
        {f"question {n}": _asked(question) for n, question in enumerate(questions, start=1)},
    )


def _asked(question: Question) -> list[object]:
    options, kind = [option.text for option in question.options.all()], of(question).key
    return [kind, question.text, question.help, question.card, question.max_choices, question.round, options]


def published() -> Iterator[Text]:
    """Polls that are open or were. Not conversations, whose statements come in while they are open."""
    waves = Wave.objects.exclude(state=Wave.State.PLANNED).filter(conversation=None, opened_at__isnull=False)
    for wave in waves.select_related("poll__consultation").order_by("pk"):
        yield text_of(wave)

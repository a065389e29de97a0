"""What was said to have changed, and the words beside it, as published texts. Part of the changes room."""

from collections.abc import Iterator

from audit.texts import Text
from consultations.models import ChangeWord, TechnologyChange


def change_text(change: TechnologyChange) -> Text:
    parts: dict[str, object] = {
        "what changed": [change.technology_id, change.kind, change.since, change.description],
        "the source": change.source,
        "whether people are asked again": [change.triggers_reconsultation, change.reason],
        "its taking back": [change.taken_back_at, change.taken_back_reason],
    }
    if change.stage_to:
        parts["where it stands by it"] = [change.stage_from, change.stage_to]
    title = f"Change {change.pk} of “{change.technology}” as “{change.consultation}” says it"
    return Text("change", change, title, change.consultation.slug, parts)


def word_text(word: ChangeWord) -> Text:
    parts: dict[str, object] = {
        "the words": [word.says, word.words],
        "who said them, and when": [word.member_id, word.at],
    }
    title = f"Words beside change {word.change_id} in “{word.consultation}” ({word.pk})"
    return Text("words beside a change", word, title, word.consultation.slug, parts)


def published() -> Iterator[Text]:
    for change in TechnologyChange.objects.select_related("technology", "consultation").order_by("pk"):
        yield change_text(change)
    for word in ChangeWord.objects.select_related("consultation").order_by("pk"):
        yield word_text(word)

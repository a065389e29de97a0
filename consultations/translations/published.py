"""A briefing in other languages as published texts. Part of the translations room."""

from collections.abc import Iterator

from django.db.models import Q

from audit.texts import Text
from consultations.languages import LANGUAGES
from consultations.models import Translation


def translation_text(translation: Translation) -> Text:
    """What everybody reads of it: what a second person confirmed, or that the panel took it back."""
    version = translation.version
    parts: dict[str, object] = {
        "the words": translation.confirmed,
        "the text it says the same as": translation.confirmed_hash,
        "who wrote and who read it": [
            translation.confirmed_translator_id,
            translation.reviewer_id,
            translation.reviewed_at,
        ],
        "its taking back": [translation.withdrawn_by_id, translation.withdrawn_at, translation.withdrawn_why],
    }
    name = LANGUAGES[translation.language].name
    title = f"Briefing version {version.number} of “{version.consultation}” ({name})"
    return Text("translation", translation, title, version.consultation.slug, parts)


def published() -> Iterator[Text]:
    found = Translation.objects.filter(Q(reviewed_at__isnull=False) | Q(withdrawn_at__isnull=False))
    for translation in found.select_related("version__consultation").order_by("pk"):
        yield translation_text(translation)

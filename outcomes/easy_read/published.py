"""The report in easy words as a published text. Part of the easy read room."""

from collections.abc import Iterator

from django.db.models import Q

from audit.texts import Text
from outcomes.models import EasyRead

KIND = "easy read"


def text_of(easy: EasyRead) -> Text:
    """What everybody reads of it: what a second person confirmed, or that the panel took it back."""
    parts: dict[str, object] = {
        "the words": easy.confirmed,
        "the version of the report it says the same as": easy.confirmed_version,
        "who wrote and who read it": [easy.confirmed_writer_id, easy.reviewer_id, easy.reviewed_at],
        "its taking back": [easy.withdrawn_by_id, easy.withdrawn_at, easy.withdrawn_why],
    }
    consultation = easy.report.consultation
    return Text(KIND, easy, f"Report of “{consultation}” in easy words", consultation.slug, parts)


def published() -> Iterator[Text]:
    found = EasyRead.objects.filter(Q(reviewed_at__isnull=False) | Q(withdrawn_at__isnull=False))
    for easy in found.select_related("report__consultation").order_by("pk"):
        yield text_of(easy)

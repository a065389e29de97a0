"""The panel's signatures under a briefing as published texts. Part of the review room."""

from collections.abc import Iterator

from audit.texts import Text
from consultations.models import Signoff


def signature_text(signature: Signoff) -> Text:
    version = signature.version
    parts: dict[str, object] = {
        "who signed, and when": [signature.member_id, signature.signed_at],
        "the text that was signed": signature.content_hash,
        "the verdict": signature.verdict,
        "the public statement": signature.public_statement,
    }
    title = f"Signature {signature.pk} under briefing version {version.number} of “{version.consultation}”"
    return Text("signature", signature, title, version.consultation.slug, parts)


def published() -> Iterator[Text]:
    """From the moment they are given: nobody edits one, and one that other words made void stays."""
    for signature in Signoff.objects.select_related("version__consultation").defer("text").order_by("pk"):
        yield signature_text(signature)

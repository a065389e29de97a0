"""The briefing as a published text: what the record holds a fingerprint of. Of no room: terms read it too."""

from collections.abc import Iterator

from audit.texts import Text
from consultations.models import BriefingVersion, DataCard
from consultations.models.evidence import signed_rows
from consultations.models.terms import signed

PUBLIC = (BriefingVersion.Status.APPROVED, BriefingVersion.Status.SUPERSEDED)
BEHIND = {
    "retention_rows": "how long data is kept",
    "suppliers": "the suppliers",
    "figures": "the figures",
    "stories": "the cases",
    "sources": "the sources",
    "deployments": "the record of deployments",
    "path": "the decision path",
    "glossary": "the words explained",
}
CAME_LATER = {
    "deployments",
    "path",
    "glossary",
}  # named only where there are any: the fingerprint of an older text stays


def text_of(version: BriefingVersion) -> Text:
    """Every section, the data card, what stands behind them and the terms; the mark is the one the panel signed."""
    parts: dict[str, object] = {
        f"“{section.get_kind_display()}”": section.body for section in version.sections.order_by("kind")
    }
    parts["the data card"] = DataCard.signed(version.pk)
    for name, words in BEHIND.items():
        if (rows := signed_rows(getattr(version, name).model, version.pk)) or name not in CAME_LATER:
            parts[words] = rows
    if version.no_harm_known:
        parts["the statement that no harm is known"] = version.no_harm_known
    if states := [fact.signed for fact in version.facts.order_by("place")]:
        parts["what is not known"] = states
    if version.terms is not None:
        parts["its dates"] = [str(version.law_as_at), str(version.check_by)]
    if version.terms:
        parts["the terms"] = signed(version.terms)
    title = f"Briefing version {version.number} of “{version.consultation}”"
    return Text(
        "briefing", version, title, version.consultation.slug, parts, mark=version.compute_hash(version.terms or {})
    )


def published() -> Iterator[Text]:
    versions = BriefingVersion.objects.filter(status__in=PUBLIC).select_related("consultation")
    for version in versions.order_by("pk"):
        yield text_of(version)

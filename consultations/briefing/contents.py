"""The briefing pack arranged for reading: which version, which sections, figures with what they are a share of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape

from django.db.models import Q, QuerySet
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from consultations.briefing import cadence
from consultations.briefing.citing import MARK
from consultations.briefing.figures import bases, grouped
from consultations.briefing.pictures import Picture
from consultations.models import (
    ASKS,
    STAFF,
    BriefingSection,
    BriefingVersion,
    Consultation,
    EvidenceFigure,
    Membership,
    SectionKind,
)
from people.text.sanitising import shortened

K = SectionKind
Status = BriefingVersion.Status
GIST = 110  # characters of a section that show while its card is folded
ARGUMENTS = re.compile(r"<p><strong>([^<]+)</strong></p>\s*<ul>(.*?)</ul>", re.DOTALL)


@dataclass
class Part:
    """One section on the page; `kind` chooses what stands below its words."""

    kind: SectionKind
    heading: str
    html: SafeString
    gist: str = ""
    checks: list[object] = field(
        default_factory=list
    )  # what the polls asked about it, for whoever may know the answers


@dataclass
class Ask:
    key: str
    heading: str
    question: str
    parts: list[Part] = field(default_factory=list)
    picture: Picture | None = None


def readable_versions(consultation: Consultation, member: Membership | None) -> QuerySet[BriefingVersion]:
    """What this reader may open: staff every version; everyone else only what the panel signed."""
    versions = consultation.briefing_versions.all()
    if member is not None and member.role in STAFF:
        return versions
    signed = Q(status=Status.SUPERSEDED, signoffs__isnull=False)
    return versions.filter(Q(status=Status.APPROVED) | signed).distinct()


def version_to_read(
    consultation: Consultation, member: Membership | None, number: int | None
) -> BriefingVersion | None:
    """The version asked for, else the newest approved one, else (for staff) the newest."""
    return chosen(readable_versions(consultation, member).order_by("-number"), number)


def chosen(versions: Iterable[BriefingVersion], number: int | None) -> BriefingVersion | None:
    """The same, of what a reader may open, the newest first."""
    found = list(versions)
    if number is not None:
        return next((one for one in found if one.number == number), None)
    return next((one for one in found if one.status == Status.APPROVED), found[0] if found else None)


def asked_for(number: str) -> int | None:
    """The number of the version in an address; None for none."""
    return int(number) if number.isdecimal() and len(number) < 5 else None


def sections_of(version: BriefingVersion) -> dict[str, BriefingSection]:
    return {section.kind: section for section in version.sections.all()}


def part(kind: SectionKind, sections: dict[str, BriefingSection], extra: set[str]) -> Part | None:
    """The section, or None when it has neither words nor rows of its own."""
    found = sections.get(kind)
    if found is None and kind not in extra:
        return None
    html = found.body_html if found else ""
    # Sanitised when it was saved (people.text.sanitising).
    return Part(kind, str(K(kind).label), mark_safe(html), gist_of(html))  # noqa: S308


def gist_of(html: str) -> str:
    """The first sentence, without its marks: what a folded card shows. Cut between words where it is long."""
    first = unescape(strip_tags(re.split(r"</(?:p|li|h\d)>", html, maxsplit=1)[0]))
    words = " ".join(MARK.sub("", first).split())
    sentence = re.split(r"(?<=[.!?])\s", words, maxsplit=1)[0]
    return re.sub(r"\s+(?=[.,;:!?])", "", shortened(sentence, GIST))


def asks(sections: dict[str, BriefingSection], extra: set[str]) -> list[Ask]:
    """The four asks, in order, each with the sections that exist; `extra` are kinds with rows of their own."""
    found = []
    for key, heading, question, kinds in ASKS:
        parts = [p for kind in kinds if (p := part(kind, sections, extra))]
        found.append(Ask(key, heading, question, parts))
    return found


def argument_pairs(section: BriefingSection | None) -> dict[str, object] | None:
    """{heads: (for, against), pairs: [(…, …)]} when the text is two bold headings with equal lists; else None."""
    if section is None:
        return None
    blocks = ARGUMENTS.findall(section.body_html)
    if len(blocks) != 2 or any("<ul>" in block or "<ol>" in block for _, block in blocks):
        return None
    left, right = ([mark_safe(i.strip()) for i in re.findall(r"<li>(.*?)</li>", b, re.DOTALL)] for _, b in blocks)  # noqa: S308
    if not left or len(left) != len(right):
        return None
    heads = tuple(mark_safe(name) for name, _ in blocks)  # noqa: S308
    return {"heads": heads, "pairs": list(zip(left, right, strict=True))}


def figure_rows(figures: Iterable[EvidenceFigure]) -> list[dict[str, object]]:
    """Each figure with every base it has; an error rate always has two (the database insists)."""
    return [
        {"figure": one, "value": grouped(one.value), "out_of": bases(one), "late": cadence.late(one)} for one in figures
    ]

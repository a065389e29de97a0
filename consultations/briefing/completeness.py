"""What a briefing still lacks: read by the editor, the review page and gates A and B."""

import re
from dataclasses import dataclass

from consultations import numbers
from consultations.briefing.reading_age import reading_age, word_count
from consultations.models import (
    ASKS,
    BriefingVersion,
    Consultation,
    DataCard,
    RetentionRow,
    SectionKind,
    Technology,
    TechnologyDocument,
)
from consultations.models.briefing import ONLY_FOR_BIOMETRIC_OR_ALGORITHMIC, OPTIONAL

#: Where it can be read, and of which month or day it is: a year alone stands in any text.
_LINK = re.compile(r"https?://\w", re.IGNORECASE)
_DATED = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[.,]? 20\d\d\b|\b20\d\d-\d\d\b"
    r"|\b\d{1,2}[/.]\d{1,2}[/.]20\d\d\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"(?:yes|no)\b.{10,}", re.IGNORECASE | re.DOTALL)
ON_THE_CARD = TechnologyDocument.ON_THE_CARD
#: Kinds that look for somebody, or for a plate, on a list or in a collection.
COMPARING = frozenset({Technology.Kind.LFR, Technology.Kind.RFR, Technology.Kind.ANPR})
AFTER = [SectionKind.WEARABLES, SectionKind.CONTROL, SectionKind.SCOPE, SectionKind.UNKNOWNS]
OUTSIDE_THE_ASKS = [SectionKind.SUMMARY, SectionKind.ARGUMENTS, *AFTER]


@dataclass
class SectionState:
    """One section as the editor lists it."""

    kind: SectionKind
    heading: str
    required: bool
    body: str
    html: str
    words: int
    age: float | None

    @property
    def is_missing(self) -> bool:
        return self.required and not self.body.strip()

    @property
    def is_too_long(self) -> bool:
        return self.kind == SectionKind.SUMMARY and self.words > numbers.SUMMARY_WORDS

    @property
    def is_hard(self) -> bool:
        aim = numbers.ONE_MINUTE_AGE if self.kind == SectionKind.SUMMARY else numbers.TARGET_AGE
        return self.age is not None and self.age > aim


@dataclass
class AskState:
    """One of the four asks (or the rest) with its sections."""

    heading: str
    question: str
    sections: list[SectionState]

    @property
    def words(self) -> int:
        return sum(section.words for section in self.sections)


def needs_full_safeguards(consultation: Consultation) -> bool:
    """True when any technology identifies people by their bodies or lets a computer judge."""
    return any(technology.needs_full_safeguards for technology in consultation.technologies.all())


def states(version: BriefingVersion, full_safeguards: bool) -> dict[str, SectionState]:
    """Every section kind, written or not, in the order of the list of kinds."""
    written = {section.kind: section for section in version.sections.all()}
    found = {}
    for kind in SectionKind:
        body = written[kind].body if kind in written else ""
        html = written[kind].body_html if kind in written else ""
        required = kind not in OPTIONAL and (full_safeguards or kind not in ONLY_FOR_BIOMETRIC_OR_ALGORITHMIC)
        found[kind.value] = SectionState(kind, kind.label, required, body, html, word_count(body), reading_age(body))
    return found


def by_ask(version: BriefingVersion, full_safeguards: bool) -> list[AskState]:
    """The four asks in residents' order, between the one-minute version and the rest."""
    found = states(version, full_safeguards)
    first, *rest = OUTSIDE_THE_ASKS
    asks = [AskState(heading, question, [found[kind] for kind in kinds]) for _, heading, question, kinds in ASKS]
    return [
        AskState("The short version", "", [found[first]]),
        *asks,
        AskState("For a fair discussion", "", [found[kind] for kind in rest]),
    ]


def blank_card_fields(version: BriefingVersion) -> list[str]:
    """The labels of what the data card leaves blank; all of them when there is no card."""
    card = DataCard.of(version)
    rows = (card or DataCard(version=version)).rows()
    return [row["key"] for row in rows if not row["value"].strip()]


def undated_assessments(version: BriefingVersion) -> list[str]:
    """Assessments without a link and its date. That there is none is said by a state: the force was asked at the fact
    desk, on a day, whatever the row says of asking. What the force is to say blocks by itself."""
    card = DataCard.of(version)
    names = {
        "dpia": "data protection impact assessment",
        "equality": "equality impact assessment",
        "policy": "force’s own policy",
    }
    stated = {fact.place for fact in version.facts.all()}
    lacking = [name for name in names if card is None or not _is_linked(getattr(card, name))]
    listed = _listed_of_all(version)
    return [names[name] for name in lacking if f"card:{name}" not in stated and ON_THE_CARD[name] not in listed]


def _listed_of_all(version: BriefingVersion) -> set[str]:
    """Kinds of document that stand in the register, linked, beside every entry this is about: no row need repeat it."""
    entries = list(version.consultation.technologies.prefetch_related("documents"))
    linked = [{one.kind for one in entry.documents.all() if one.url} for entry in entries]
    return set.intersection(*linked) if linked else set()


def wanted_documents(version: BriefingVersion) -> list[tuple[Technology, TechnologyDocument.Kind, bool]]:
    """What is asked for beside each entry that identifies or judges people, and whether it stands there.

    It stands there with its link and date, or with the day on which it was asked for and why it cannot be read.
    """
    entries = version.consultation.technologies.prefetch_related("documents")
    full = [entry for entry in entries if entry.needs_full_safeguards]
    return [
        (entry, kind, any(one.kind == kind for one in entry.documents.all()))
        for entry in full
        for kind in TechnologyDocument.WANTED
    ]


def _is_linked(text: str) -> bool:
    return bool(_LINK.search(text) and _DATED.search(text))


def undecided_questions(version: BriefingVersion) -> list[str]:
    """The two questions of the card that want Yes or No and what shows it (T85), answered with neither."""
    card = DataCard.of(version)
    stated = {fact.place for fact in version.facts.all()}
    if card is None:
        return []
    rows = dict(zip(DataCard.FIELDS, card.rows(), strict=True))
    asked = [rows[name] for name in ("sole_basis", "sole_sanction") if f"card:{name}" not in stated]
    return [row["key"] for row in asked if row["value"].strip() and not _YES_OR_NO.match(row["value"].strip())]


def compares(consultation: Consultation) -> bool:
    """Whether people or plates are compared with others. “If you match” means nothing of anything else."""
    return any(one.biometric or one.kind in COMPARING for one in consultation.technologies.all())


def missing_retention(version: BriefingVersion) -> list[str]:
    """Whom the table of keeping times leaves out."""
    rows = {row.applies_to for row in version.retention_rows.all()}
    if not compares(version.consultation):
        return [] if rows else ["anybody"]
    labels = {
        RetentionRow.AppliesTo.MATCHED: "people who match",
        RetentionRow.AppliesTo.NOT_MATCHED: "people who do not match",
    }
    return [label for kind, label in labels.items() if kind not in rows]


def whole_text(version: BriefingVersion) -> str:
    return "\n\n".join(section.body for section in version.sections.all())

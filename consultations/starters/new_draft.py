"""Filling a new draft from a starter. Called by `setup.start` alone, inside its transaction."""

from datetime import date
from typing import Any

from audit import clock
from consultations.briefing import unknowns
from consultations.briefing.briefing import last_day_to_look_again
from consultations.models import (
    BriefingSection,
    BriefingVersion,
    CaseStory,
    Consultation,
    DataCard,
    DecisionStep,
    DiscussionArea,
    EvidenceFigure,
    Force,
    GlossaryTerm,
    Prompt,
    RetentionRow,
    Source,
    SupplierRow,
    Technology,
    UseCase,
)
from consultations.starters.starters import figure_fields, row_fields

COPIED = [
    "purpose_question",
    "decision_to_inform",
    "can_change",
    "cannot_change",
    "recruitment_note",
    "non_digital_route",
    "funding_note",
]


#: Who looked at the card, and when, is said of this card: nobody has yet.
NOT_CHECKED = frozenset({"checked_by", "checked_on"})


def fill(consultation: Consultation, version: BriefingVersion, starter: dict[str, Any]) -> None:
    """Copy the starter's texts, technologies, topic guide and briefing. An empty starter leaves empty pages."""
    for name in COPIED:
        if not getattr(consultation, name):
            setattr(consultation, name, starter.get(name, ""))
    for technology in starter.get("technologies", []):
        consultation.technologies.add(_technology(technology, consultation.force))
    for order, area in enumerate(starter.get("areas", []), start=1):
        _area(consultation, order, area)
    _briefing(version, starter.get("briefing", {}))
    unknowns.all_settled(version)
    unknowns.wants_documents(version)
    consultation.save()  # the terms are part of what the fingerprint covers
    version.content_hash = version.compute_hash()
    version.save(update_fields=["content_hash", "law_as_at", "check_by"])


def _technology(given: dict[str, Any], force: Force | None) -> Technology:
    """The force's own entry with this name and kind; a new one, with its uses, when it has none.

    A starter knows no force: a new entry is being discussed, its uses are to be talked about, nobody is named for it.
    Another force's is never taken: what it does is its own. Without a force yet, the entry is the draft's.
    """
    found = Technology.objects.filter(force=force, name=given["name"], kind=given["kind"]).first() if force else None
    if found is not None:
        return found
    fields = {k: v for k, v in given.items() if k not in {"key", "use_cases"}}
    technology = Technology.objects.create(force=force, stage=Technology.Lifecycle.ENGAGE, **fields)
    UseCase.objects.bulk_create(
        UseCase(technology=technology, status=UseCase.Status.DISCUSSED, **case) for case in given.get("use_cases", [])
    )
    return technology


def _area(consultation: Consultation, order: int, given: dict[str, Any]) -> None:
    area = DiscussionArea.objects.create(
        consultation=consultation,
        order=order,
        title=given["title"],
        aim=given.get("aim", ""),
        minutes=given.get("minutes", 30),
    )
    Prompt.objects.bulk_create(
        Prompt(area=area, order=n, question=p["question"], probe=p.get("probe", ""), minutes=p.get("minutes", 10))
        for n, p in enumerate(given.get("prompts", []), start=1)
    )


def _briefing(version: BriefingVersion, given: dict[str, Any]) -> None:
    for section in given.get("sections", []):
        BriefingSection.objects.create(version=version, **section)  # one by one: save() renders
    _dates(version, given)
    card = row_fields(given.get("data_card", {}))
    card = {name: value for name, value in card.items() if name not in NOT_CHECKED}
    DataCard.objects.create(version=version, **card)
    RetentionRow.objects.bulk_create(RetentionRow(version=version, **row) for row in _rows(given, "retention"))
    SupplierRow.objects.bulk_create(SupplierRow(version=version, **row) for row in _rows(given, "suppliers"))
    CaseStory.objects.bulk_create(CaseStory(version=version, **row) for row in _rows(given, "stories"))
    Source.objects.bulk_create(
        Source(version=version, number=number, **row) for number, row in enumerate(given.get("sources", []), start=1)
    )
    DecisionStep.objects.bulk_create(
        DecisionStep(version=version, place=place, **row) for place, row in enumerate(_rows(given, "path"), start=1)
    )
    GlossaryTerm.objects.bulk_create(GlossaryTerm(version=version, **row) for row in given.get("glossary", []))
    EvidenceFigure.objects.bulk_create(
        EvidenceFigure(version=version, **figure_fields(row)) for row in given.get("figures", [])
    )


def _rows(given: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [row_fields(row) for row in given.get(name, [])]


def _dates(version: BriefingVersion, given: dict[str, Any]) -> None:
    """As of when the law was read, and by when somebody looks again: a day that is past, or far off, is asked anew."""
    for name in ("law_as_at", "check_by"):
        if given.get(name):
            setattr(version, name, date.fromisoformat(given[name]))
    if version.check_by is not None and not clock.today() < version.check_by <= last_day_to_look_again():
        version.check_by = None

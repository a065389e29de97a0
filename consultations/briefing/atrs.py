"""A briefing as records of the Algorithmic Transparency Recording Standard, one a technology: docs/pack.md.

The names are those of version 2.1 of the standard. What the pack does not hold is said to be not known, never guessed.
"""

from typing import Any

from consultations.models import BriefingVersion, DataCard, DecisionStep, SectionKind, Technology
from consultations.register.signed import as_asked
from people.text.dates import day

STANDARD = "2.1"
NOT_KNOWN = "Not known"
K, Stage, Kind = SectionKind, Technology.Lifecycle, DecisionStep.Kind
PHASES = {
    Stage.IDEA: "Idea",
    Stage.ENGAGE: "Idea",
    Stage.DESIGN: "Design",
    Stage.TRIAL: "Beta/Pilot",
    Stage.OPERATIONAL: "Production",
    Stage.REVIEW: "Production",
    Stage.RETIRED: "Retired",
}


def records(version: BriefingVersion, address: str) -> dict[str, Any]:
    """`address`: where people read the briefing."""
    technologies = version.consultation.technologies.select_related("force").prefetch_related("documents")
    return {
        "standard_version": STANDARD,
        "records": [_record(version, one, address) for one in as_asked(version, technologies)],
    }


def _record(version: BriefingVersion, technology: Technology, address: str) -> dict[str, str]:
    written = {one.kind: one.body for one in version.sections.all()}
    card = DataCard.objects.filter(version=version).first() or DataCard(version=version)
    said = _of_sections(written) | _of_card(card) | _of_rows(version, technology)
    said |= {
        "date_completion": day(version.published_at),
        "title": technology.name,
        "name": technology.name,
        "organisation_name": technology.force.name if technology.force else "",
        "organisation": technology.force.name if technology.force else "",
        "senior_responsible_owner": technology.accountable_role,
        "phase": PHASES[Stage(technology.stage)],
        "website": address,
        "contact_email": "",  # a force's own: the pack holds none
    }
    return {name: value.strip() or NOT_KNOWN for name, value in said.items()}


def _of_sections(written: dict[str, str]) -> dict[str, str]:
    def text(*kinds: SectionKind) -> str:
        return "\n\n".join(written[kind] for kind in kinds if written.get(kind))

    return {
        "one_sentence_description": text(K.SUMMARY).split("\n")[0].split(". ")[0],
        "description": text(K.SUMMARY),
        "detailed_description": text(K.STEPS),
        "scope": text(K.DOES, K.DOES_NOT),
        "benefit": text(K.NECESSITY),
        "alternatives_considered": text(K.ALTERNATIVES),
        "process_integration": text(K.DECIDES),
        "appeals_and_review": text(K.ANSWERABLE),
        "frequency_and_scale_of_usage": text(K.USES),
        "risks": text(K.LIMITS),
    }


def _of_card(card: DataCard) -> dict[str, str]:
    stored = [card.held_where, card.security]
    return {
        "source_data_name": card.compared_with,
        "source_data_description": "\n".join(part for part in (card.collected, card.special_category) if part),
        "data_collection": card.about_whom,
        "data_sharing_agreements": card.shared_with,
        "data_access_and_storage": "\n".join(part for part in stored if part),
    }


def _of_rows(version: BriefingVersion, technology: Technology) -> dict[str, str]:
    steps, firms = list(version.path.all()), list(version.suppliers.all())
    card = DataCard.objects.filter(version=version).first() or DataCard(version=version)
    papers = [
        f"{p.get_kind_display()}: {p.title}, {day(p.dated)} {p.url or p.why_none}" for p in technology.documents.all()
    ]
    return {
        "external_supplier_involvement": "Yes" if firms else "",
        "external_supplier": "\n".join(firm.name for firm in firms),
        "companies_house_number": "\n".join(f"{f.name}: {f.company_number}" for f in firms if f.company_number),
        "external_supplier_role": "\n".join(f"{firm.name}: {firm.role}" for firm in firms if firm.role),
        "data_access_terms": "\n".join(f"{firm.name}: {firm.can_see_data}" for firm in firms if firm.can_see_data),
        "provided_information": "\n".join(step.title for step in steps if step.kind == Kind.MACHINE),
        "human_decisions_and_review": "\n".join(f"{step.who}: {step.title}" for step in steps if step.is_human),
        "model_performance": "\n".join(
            f"{one.metric}: {one.value}"
            + "".join(
                f", of {number} {label}"
                for label, number in (
                    (one.denominator_label, one.denominator_value),
                    (one.second_denominator_label, one.second_denominator_value),
                )
                if number
            )
            + f" ({one.area}, {one.period}; {one.source})"
            for one in version.figures.filter(is_error_rate=True)
        ),
        "impact_assessments": "\n".join([*filter(None, (card.dpia, card.equality)), *papers]),
    }

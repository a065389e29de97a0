"""What a translation is of, part by part in the order it is read: the question, the sections, all rows, the terms."""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from consultations.briefing import contents, deployments
from consultations.briefing.figures import bases
from consultations.briefing.glossary import words_of
from consultations.models import BriefingVersion, DataCard, EvidenceFigure, SectionKind
from consultations.models.terms import NAMES
from consultations.terms.words import LABELS, said
from people.text.dates import day

QUESTION, CARD, CASES = "question", "card_rows", "cases"
FIGURES, PATH, SUPPLIERS, TERMS, WORDS = "figure_rows", "path_steps", "supplier_rows", "terms", "glossary"
DEPLOYMENTS = "deployments"
#: Translations were public before these were parts of one.
CAME_LATER = frozenset({FIGURES, DEPLOYMENTS, PATH, SUPPLIERS, TERMS, WORDS})
ASKED_ABOVE = frozenset({"title", "purpose_question", "decision_to_inform", "can_change", "cannot_change"})
LONG = 40_000  # characters of the card, or of all rows of a table


@dataclass(frozen=True)
class Original:
    """One part of the signed text in English; `most`: how long its translation may be."""

    kind: str
    label: str
    body_html: SafeString
    most: int = 10_000


def originals(version: BriefingVersion) -> dict[str, Original]:
    """What is there, by kind. Keeping times stand with the card they belong to."""
    written = {one.kind: one for one in version.sections.all()}
    found = [Original(QUESTION, "The question", _question(version))]
    for kind in SectionKind:
        if kind.value in written:
            html = mark_safe(written[kind.value].body_html)  # noqa: S308 - sanitised when it was saved
            found.append(Original(kind.value, str(kind.label), html))
        if kind.shows_stories:
            found.append(Original(CASES, "The cases", _cases(version), LONG))
        if kind.shows_figures:
            found.append(Original(FIGURES, "The figures", _figures(version), LONG))
            found.append(Original(DEPLOYMENTS, "The record of deployments", _deployments(version)))
        if kind.shows_path:
            found.append(Original(PATH, "The decision, step by step", _path(version), LONG))
        if kind.shows_data_card:
            found.append(Original(CARD, "The data card", _card(version), LONG))
            found.append(Original(SUPPLIERS, "The companies", _suppliers(version), LONG))
    found.append(Original(WORDS, "Words explained", _words(version), LONG))
    found.append(Original(TERMS, "The terms", _terms(version), LONG))
    return {one.kind: one for one in found if one.body_html}


def _question(version: BriefingVersion) -> SafeString:
    of = version.consultation
    rows = [
        ("The question", of.purpose_question),
        ("The decision it informs", of.decision_to_inform),
        ("What it can change", of.can_change),
        ("What it cannot change", of.cannot_change),
    ]
    return _listed(rows)


def _card(version: BriefingVersion) -> SafeString:
    card = DataCard.objects.filter(version=version).first()
    rows = [(row["key"], row["value"]) for row in card.rows()] if card is not None else []
    for row in version.retention_rows.all():
        ends = f" Deleted when: {row.deletion_trigger}" if row.deletion_trigger else ""
        rows.append((f"{row.data_class}, {row.get_applies_to_display().lower()}", f"{row.kept_for}.{ends}"))
    return _listed(rows)


def _cases(version: BriefingVersion) -> SafeString:
    return _listed([(f"{one.title} ({one.get_outcome_display()})", one.text) for one in version.stories.all()])


def _figures(version: BriefingVersion) -> SafeString:
    """What was counted, out of what, where and when. The numbers stand in the text: they stay as they are."""
    rows = []
    for one in contents.figure_rows(version.figures.order_by("pk")):
        figure = one["figure"]
        assert isinstance(figure, EvidenceFigure)
        out_of = [f"out of {base.value} {base.label}" for base in bases(figure)]
        words = [str(one["value"]), *out_of, figure.area, figure.period, figure.cadence, figure.source]
        rows.append((figure.metric, "; ".join(word for word in words if word)))
    return _listed(rows)


def _deployments(version: BriefingVersion) -> SafeString:
    """The record in words. Its numbers stand below the translated words too, as they were signed."""
    found = deployments.totals(version)
    if found is None:
        return SafeString("")
    false = f"{found.false:,} of"
    rows = [
        ("Deployments", f"{found.deployments:,}, {day(found.first)} to {day(found.last)}"),
        (
            "False alerts, of 100,000 faces",
            f"{_rate(found.false_per_100_000_faces, 'faces')} ({false} {found.faces:,})",
        ),
        ("False alerts, of 100 alerts", f"{_rate(found.false_per_100_alerts, 'alerts')} ({false} {found.alerts:,})"),
        ("Arrests for each deployment", f"{found.arrests_per_deployment} ({found.arrests:,} arrests)"),
        ("Signs", found.signs_said),
    ]
    return _listed(rows)


def _rate(rate: float | None, of: str) -> str:
    return f"no {of}" if rate is None else str(rate)


def _path(version: BriefingVersion) -> SafeString:
    rows = []
    for step in version.path.all():
        more = [step.who, step.title, f"It can stop here: {step.can_stop}" if step.can_stop else ""]
        more.append(f"What you can challenge: {step.challenge}" if step.challenge else "")
        rows.append((f"{step.get_kind_display()}, {step.get_doer_display().lower()}", ". ".join(filter(None, more))))
    return _listed(rows)


def _suppliers(version: BriefingVersion) -> SafeString:
    rows = []
    for one in version.suppliers.order_by("pk"):
        sees = f"Can it see the data: {one.can_see_data}" if one.can_see_data else ""
        words = [one.role, sees, one.country]
        rows.append((one.name, "; ".join(word for word in words if word)))
    return _listed(rows)


def _words(version: BriefingVersion) -> SafeString:
    return _listed([(word.term, word.meaning) for word in words_of(version)])


def _terms(version: BriefingVersion) -> SafeString:
    """Who asks, who answers, the dates, how people take part. The question is a part of its own; what is asked in the
    polls, the rules and the guide are read where they are used."""
    terms = version.terms_now()
    names = terms.get(NAMES, {})
    told = [name for name in LABELS if name not in ASKED_ABOVE]
    return _listed([(LABELS[name], said(name, terms.get(name), names.get(name, {}))) for name in told])


def _listed(rows: list[tuple[str, str]]) -> SafeString:
    told = [row for row in rows if row[1].strip()]
    if not told:
        return SafeString("")
    return format_html("<ul>{}</ul>", format_html_join("", "<li><strong>{}:</strong> {}</li>", told))

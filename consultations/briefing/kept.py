"""The briefing as it is read, made once: what was signed cannot change, so its page is kept by its fingerprint."""

from collections import Counter
from collections.abc import Callable
from typing import Any, cast

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from audit.wiring import wired
from consultations.briefing import card as card_read
from consultations.briefing import (
    citing,
    completeness,
    contents,
    deployments,
    drawing,
    glossary,
    pictures,
    unknowns,
)
from consultations.models import (
    BriefingVersion,
    CaseStory,
    Consultation,
    DataCard,
    DecisionStep,
    RetentionRow,
    SectionKind,
    SupplierRow,
    Technology,
)
from consultations.register.signed import as_asked
from consultations.signed_texts import PUBLIC
from people.text.sentences import listed, many

K = SectionKind
SHOWN = 12  # figures in the briefing itself; the others have a page of their own
KEPT = 600  # seconds: a new release of the page is seen by then


def pack_of(
    version: BriefingVersion, consultation: Consultation, *, opened: bool = False, ask: str = "", on_paper: bool = False
) -> SafeString:
    """From the one minute to the sources; `opened`: with every card open. A draft is made anew each time.

    `on_paper`: without the pictures. `ask`: where a question about a part is asked, for whoever may. What the polls
    asked about a part is told from the findings on: before, it would tell what to look for, and they would measure it.
    """
    part = f"{consultation.slug}:{opened}:{ask}:{consultation.has_findings}:{on_paper}"
    shown = {"opened": opened, "ask_at": ask, "on_paper": on_paper}
    return _kept(version, part, lambda: _made(version, consultation, shown))


def checks_of(consultation: Consultation) -> dict[str, list[object]]:
    """What the polls ask about each part, with what is right: for whoever may know it."""
    return {part: checks for by_part in wired("CHECKS") for part, checks in by_part(consultation).items()}


def figures_of(version: BriefingVersion) -> SafeString:
    """Every figure and the sources. A draft is made anew each time."""
    return _kept(version, "figures", lambda: _all_figures(version))


def _kept(version: BriefingVersion, part: str, make: Callable[[], SafeString]) -> SafeString:
    if version.status not in PUBLIC or not version.content_hash:
        return make()
    name = f"briefing:{version.pk}:{version.content_hash}:{part}"
    made = cache.get(name)
    if made is None:
        made = str(make())
        cache.set(name, made, KEPT)
    return SafeString(made)  # made by our own template


def _all_figures(version: BriefingVersion) -> SafeString:
    figures, sources = contents.figure_rows(version.figures.order_by("pk")), citing.numbered(version)
    context = {"version": version, "figures": figures, "sources": sources}
    return SafeString(render_to_string("consultations/briefing/_all_figures.html", context))


def _made(version: BriefingVersion, consultation: Consultation, shown: dict[str, object]) -> SafeString:
    context = {"version": version, "consultation": consultation, **shown}
    context |= _with_checks(_reading(version), consultation)
    return SafeString(render_to_string("consultations/briefing/_pack.html", context))


def _reading(version: BriefingVersion) -> dict[str, object]:
    sections = contents.sections_of(version)
    card = DataCard.objects.filter(version=version).first()
    rows = _rows(version) | {"checked": card, "sign": card}
    rows["card_folds"] = card_read.folds(
        card, cast("list[RetentionRow]", rows["retention"]), cast("list[SupplierRow]", rows["suppliers"])
    )
    own_rows = [
        (K.FIGURES, "figures"),
        (K.FIGURES, "totals"),
        (K.STORIES, "stories"),
        (K.DATACARD, "card_folds"),
        (K.DECIDES, "path"),
    ]
    extra = {str(kind) for kind, key in own_rows if rows[key]}
    asks = contents.asks(sections, extra)
    technologies = as_asked(version, version.consultation.technologies.all())
    for one in (part for ask in asks for part in ask.parts):
        one.gist = _counted(one.kind, rows) or one.gist
        if one.kind is K.USES:
            one.gist = _where_it_stands(technologies) or one.gist
    drawn = pictures.of_pack(
        [technology.kind for technology in technologies],
        stories=cast("list[CaseStory]", rows["stories"]),
        retention=cast("list[RetentionRow]", rows["retention"]),
        path=cast("list[DecisionStep]", rows["path"]),
    )
    for ask in asks:
        ask.picture = drawn[ask.key]
    return rows | {
        "about_me": _about_me(technologies),
        "summary": contents.part(K.SUMMARY, sections, set()),
        "asks": asks,
        "arguments": contents.part(K.ARGUMENTS, sections, set()),
        "argument_pairs": contents.argument_pairs(sections.get(K.ARGUMENTS)),
        "after": [p for kind in completeness.AFTER if (p := contents.part(kind, sections, set()))],
    }


def _with_checks(read: dict[str, Any], consultation: Consultation) -> dict[str, Any]:
    checks = checks_of(consultation) if consultation.has_findings else {}
    parts = [*(part for ask in read["asks"] for part in ask.parts), *read["after"], read["summary"], read["arguments"]]
    for part in parts if checks else ():
        if part is not None:
            part.checks = checks.get(part.kind, [])
    return read


def _rows(version: BriefingVersion) -> dict[str, object]:
    figures = list(version.figures.order_by("pk"))
    totals = deployments.totals(version)
    return {
        "figures": contents.figure_rows(figures[:SHOWN]),
        "figure_count": len(figures),
        "people": drawing.of_figures(figures[:SHOWN]),
        "totals": totals,
        "months": deployments.months(version) if totals else [],
        "stories": list(version.stories.all()),
        "retention": list(version.retention_rows.all()),
        "suppliers": list(version.suppliers.all()),
        "sources": citing.numbered(version),
        "path": list(version.path.all()),
        "glossary": glossary.words_of(version),
        **_not_known(version),
    }


def _not_known(version: BriefingVersion) -> dict[str, object]:
    known = unknowns.places(version)
    count = unknowns.counted(version, known)
    return {
        "facts": unknowns.labelled(version, known),
        "unstated": unknowns.without_state(version, known),
        "count": count,
        "not_known": f"{count.unknown} of {count.of} facts are not known",
    }


def _counted(kind: SectionKind, rows: dict[str, Any]) -> str:
    """What a card that holds rows shows while it is folded: how many there are of what."""
    if kind.shows_figures and rows["figure_count"]:
        return f"{many(rows['figure_count'], 'figure')}, each with what it is a share of."
    if kind.shows_stories and rows["stories"]:
        outcomes = [story.get_outcome_display().lower() for story in rows["stories"]]
        return f"{many(len(outcomes), 'case')}: {listed(list(dict.fromkeys(outcomes)))}."
    if kind.shows_path and rows["path"]:
        people = sum(step.is_human for step in rows["path"])
        return f"{many(len(rows['path']), 'step')}, {people} by a person."
    return ""


def _where_it_stands(technologies: list[Technology]) -> str:
    """What the register says of each, so that no text can say “thinking about it” of what flies already."""
    if len(technologies) < 2:
        return "".join(f"{one.name}: {one.get_stage_display().lower()}." for one in technologies)
    stages = Counter(one.get_stage_display().lower() for one in technologies)
    said = listed([f"{count} {stage}" for stage, count in stages.most_common()])
    return f"{many(len(technologies), 'technology', 'technologies')}: {said}."


def _about_me(technologies: list[Technology]) -> str:
    """What residents ask first of the data card, as the link to it says it."""
    faces = {Technology.Kind.LFR, Technology.Kind.RFR}
    only_faces = bool(technologies) and all(one.kind in faces for one in technologies)
    return "What happens to my face" if only_faces else "What happens to my data"

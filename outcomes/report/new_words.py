"""The words of a correction, looked at as those of the draft were: where they stand, and in the text they stand in."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from consultations.birds import named_in
from deliberation.discussion import screening
from deliberation.rules import rules
from outcomes import corrections
from outcomes.coding import quoting
from outcomes.findings import wording
from outcomes.findings.claims import Borne
from outcomes.models import Finding, FindingQuote, FindingsReport, PoliceResponse, Recommendation
from people.errors import Refused
from people.text.sentences import listed

Reads = Callable[[str], str]


def look(report: FindingsReport, finding: Finding | None, old: str, new: str, reason: str) -> None:
    """Raises Refused where `old` is not what is printed there, or `new` is what no draft could have said."""
    place = f"Finding {finding.number}" if finding else "The report"
    asked = list(report.recommendations.prefetch_related("findings")) if finding is None else []
    earlier = [(one.old, one.new) for one in report.errata.filter(finding=finding)]
    reads = partial(corrections.reading, corrected=earlier)
    if not any(_says(report, finding, asked, old, read) for read in (reads, str)):
        raise Refused(f"{place} does not say these words. Copy them exactly as they are printed.")
    if any(_reads(item, old, read) for item in asked for read in (reads, str)) and _is_answered(report):
        raise Refused(
            "A recommendation says these words, and the police have signed their answer to it as it reads: what was "
            "agreed to would be another thing. For words of the report’s own, copy a longer passage."
        )
    if not _says(report, finding, asked, old, reads):
        raise Refused(corrections.REPLACED)
    if named := _pointing(report, old, f"{new}\n{reason}"):
        raise Refused(f"Take out {listed(named)}: everybody reads a correction, and nobody may be pointed to in it.")
    if wrong := _counting(report, finding, asked, reads, (old, new)):
        raise Refused("The new words count what was not counted.", wrong)
    if wrong := _reason(report, finding, reason):
        raise Refused("The reason counts what was not counted: it is printed too.", wrong)


def texts_at(report: FindingsReport, finding: Finding | None, asked: Iterable[Recommendation]) -> list[str]:
    """Every text of the place that a correction may be of, as published: of the finding, or of the report itself."""
    if finding is not None:
        beside = [stood.note for stood in wording.notes(finding)] + [theme.title for theme in finding.themes.all()]
        return [*(getattr(finding, name) for name in wording.FINDING), *beside]
    points = [str(point["text"]) for point in report.summary]
    own = [*(getattr(report, name) for name in wording.REPORT), *points, *report.conditions]
    return own + [text for item in asked for text in _texts(item)]


def _texts(item: Recommendation) -> list[str]:
    return [item.title, item.text, item.addressed_to]


def _says(report: FindingsReport, finding: Finding | None, asked: list[Recommendation], old: str, reads: Reads) -> bool:
    return corrections.says(map(reads, texts_at(report, finding, asked)), old)


def _reads(item: Recommendation, old: str, reads: Reads) -> bool:
    return corrections.says(map(reads, _texts(item)), old)


def _is_answered(report: FindingsReport) -> bool:
    """Signed: a softer recommendation would be kept more easily."""
    return PoliceResponse.objects.filter(report=report, state=PoliceResponse.State.SIGNED).exists()


def _pointing(report: FindingsReport, old: str, new: str) -> list[str]:
    """What could lead to somebody and did not stand there before. A web address leads to a source."""
    found = screening.marked(new, rules.names_of(report.consultation))
    kinds = {kind for words, kind in found if kind not in {"", screening.ADDRESS} and words not in old}
    if named_in(new):
        kinds.add("the name of somebody who takes part")
    return sorted(kinds)


def _counting(
    report: FindingsReport, finding: Finding | None, asked: list[Recommendation], reads: Reads, words: tuple[str, str]
) -> list[str]:
    """Words of number that the published counts do not bear, each text read whole, as it would then be.

    With the corrections before: what none of two claims, both together may.
    """
    bearing = _bearing(report)

    def then(text: str) -> str:
        return corrections.reading(reads(text), [words])

    if finding is not None:
        of_texts = partial(wording.of_texts, finding, bearing[finding.pk])
        now = {name: reads(getattr(finding, name)) for name in wording.FINDING}
        corrected = {name: then(getattr(finding, name)) for name in wording.FINDING}
        return _added(of_texts(now, reads), of_texts(corrected, then))
    before, after = (wording.of_report(report, bearing, _typed(report, read)) for read in (reads, then))
    return _added(before, after) + [problem for item in asked for problem in _asked(item, bearing, reads, then)]


def _reason(report: FindingsReport, finding: Finding | None, reason: str) -> list[str]:
    bearing = _bearing(report)
    if finding is not None:
        return wording.look("The reason", reason, [bearing[finding.pk]]).problems
    return wording.by_sentence("The reason", reason, {one.number: one for one in bearing.values()}).problems


def _bearing(report: FindingsReport) -> dict[int, Borne]:
    """What each finding bears as it was published."""
    quotes = quoting.judged(FindingQuote.objects.filter(finding__report=report))
    return {one.pk: wording.as_published(one, quotes[one.pk]) for one in report.findings.select_related("area")}


def _typed(report: FindingsReport, read: Reads) -> dict[str, Any]:
    """The report's own texts, read so."""
    typed: dict[str, Any] = {name: read(getattr(report, name)) for name in wording.REPORT}
    typed["conditions"] = [read(text) for text in report.conditions]
    typed["summary"] = [{**point, "text": read(str(point["text"]))} for point in report.summary]
    return typed


def _asked(item: Recommendation, bearing: dict[int, Borne], reads: Reads, then: Reads) -> list[str]:
    rests_on = [one.pk for one in item.findings.all()]
    before, after = (
        wording.of_asked(read(item.title), read(item.text), rests_on, bearing, read(item.addressed_to))
        for read in (reads, then)
    )
    return [f"Recommendation {item.number}: {problem}" for problem in _added(before, after)]


def _added(before: Iterable[wording.Wording], after: Iterable[wording.Wording]) -> list[str]:
    there = {problem for one in before for problem in one.problems}
    return [problem for one in after for problem in one.problems if problem not in there]

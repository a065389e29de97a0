"""The words of a correction, looked at as those of the draft were: where they stand, and in the text they stand in."""

import re
from collections.abc import Iterable
from functools import partial
from typing import Any

from consultations.birds import named_in
from deliberation.discussion import screening
from deliberation.rules import rules
from outcomes import corrections
from outcomes.findings import wording
from outcomes.findings.claims import Borne
from outcomes.models import Finding, FindingsReport, PoliceResponse, Recommendation
from people.errors import Refused
from people.text.sentences import listed


def look(report: FindingsReport, finding: Finding | None, old: str, new: str, reason: str) -> None:
    """Raises Refused where `old` is not what is printed there, or `new` is what no draft could have said."""
    place = f"Finding {finding.number}" if finding else "The report"
    asked = list(report.recommendations.prefetch_related("findings")) if finding is None else []
    if not _says(report, finding, asked, old):
        raise Refused(f"{place} does not say these words. Copy them exactly as they are printed.")
    if any(_reads(item, old) for item in asked) and _is_answered(report):
        raise Refused(
            "A recommendation says these words, and the police have signed their answer to it as it reads: what was "
            "agreed to would be another thing. For words of the report’s own, copy a longer passage."
        )
    if named := _pointing(report, old, f"{new}\n{reason}"):
        raise Refused(f"Take out {listed(named)}: everybody reads a correction, and nobody may be pointed to in it.")
    if wrong := _counting(report, finding, asked, old, new):
        raise Refused("The new words count what was not counted.", wrong)


def _says(report: FindingsReport, finding: Finding | None, asked: list[Recommendation], old: str) -> bool:
    if finding is not None:
        return corrections.says([getattr(finding, name) for name in wording.FINDING], old)
    points = [str(point["text"]) for point in report.summary]
    own = [*(getattr(report, name) for name in wording.REPORT), *points, *report.conditions]
    return corrections.says(own, old) or any(_reads(item, old) for item in asked)


def _reads(item: Recommendation, old: str) -> bool:
    return corrections.says([item.title, item.text], old)


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
    report: FindingsReport, finding: Finding | None, asked: list[Recommendation], old: str, new: str
) -> list[str]:
    """Words of number that the published counts do not bear, each text read whole, as it would then be."""
    bearing = {one.pk: wording.as_published(one) for one in report.findings.select_related("area")}
    put = partial(_put, old, new)
    if finding is not None:
        parts = {name: put(getattr(finding, name)) for name in wording.FINDING}
        of_texts = partial(wording.of_texts, finding, bearing[finding.pk])
        return _added(of_texts({}), of_texts(parts))
    typed: dict[str, Any] = {name: put(getattr(report, name)) for name in wording.REPORT}
    typed["conditions"] = [put(text) for text in report.conditions]
    typed["summary"] = [{**point, "text": put(str(point["text"]))} for point in report.summary]
    found = _added(wording.of_report(report, bearing), wording.of_report(report, bearing, typed))
    return found + [problem for item in asked for problem in _asked(item, bearing, old, new)]


def _asked(item: Recommendation, bearing: dict[int, Borne], old: str, new: str) -> list[str]:
    rests_on = [one.pk for one in item.findings.all()]
    before = wording.of_asked(item.title, item.text, rests_on, bearing)
    after = wording.of_asked(_put(old, new, item.title), _put(old, new, item.text), rests_on, bearing)
    return [f"Recommendation {item.number}: {problem}" for problem in _added(before, after)]


def _put(old: str, new: str, text: str) -> str:
    """The text with the new words in place of the old ones, however those are spaced."""
    return re.sub(r"\s+".join(map(re.escape, old.split())), lambda found: new, text)


def _added(before: Iterable[wording.Wording], after: Iterable[wording.Wording]) -> list[str]:
    there = {problem for one in before for problem in one.problems}
    return [problem for one in after for problem in one.problems if problem not in there]

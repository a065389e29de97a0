"""Where people stand on both sides of a finding and its quotes show one, it is said: to its writer and in public."""

from types import SimpleNamespace
from typing import Any

import pytest

from consultations.models import Consultation, Stage
from outcomes.findings import checking, findings, labels
from outcomes.models import Finding, FindingQuote, FindingsReport, Stance
from outcomes.report import findings_section
from outcomes.report import report as reports
from outcomes.report.findings_section import Entered, Quote
from tests.cast import Cast
from tests.outcomes import coded


def test_its_writer_is_warned_until_the_other_side_is_quoted(cast: Cast, client_for: Any) -> None:
    about = coded.theme(cast)
    quotes = [coded.quote(cast, who, about) for who in (cast.amina, cast.bilal)]
    cast.at(cast.consultation.stage)
    finding = coded.written(cast, about, quotes)
    assert checking.one_side(finding, labels.propose(finding)) == ""  # there is one side
    other = coded.code(cast, coded.say(cast, cast.carys, "Keep it for a year."), about, Stance.AGAINST).excerpt
    page = client_for(cast.moss).get(f"/consultations/street-cameras/findings/{finding.pk}/").content.decode()
    assert "2 of the 3 who spoke hold this view and 1 are against it" in page
    findings.set_quotes(finding, [*quotes, other], by=cast.moss)
    assert checking.one_side(Finding.objects.get(pk=finding.pk), labels.propose(finding)) == ""


@pytest.mark.parametrize(
    ("held", "base", "against", "sides", "words"),
    [
        (20, 30, 8, [False, False], "no words of theirs against it"),
        (20, 30, 8, [True], "no words of those who hold it"),
        (20, 30, 8, [False, True], ""),
        (20, 30, 0, [False], ""),  # the others took no side
        (20, 30, 8, [], ""),
        (28, 30, 0, [False], "no words of theirs against it"),  # few: the line stands whether or not they are against
        (28, 30, 2, [False], "no words of theirs against it"),
        (30, 30, 0, [False], ""),
    ],
)
def test_the_report_says_so_and_no_more_than_its_counts(
    held: int, base: int, against: int, sides: list[bool], words: str
) -> None:
    computed = {"holders": held, "base": base, "by_group": [{"against": against}]}
    quotes = [Quote("Words", "Group 1", True, is_against=side) for side in sides]
    evidence: Any = SimpleNamespace()
    said = Entered(Finding(computed=computed), "", quotes, [], [], evidence, 5).one_side
    assert words in said and bool(said) == bool(words)


def entered(cast: Cast, finding: Finding) -> Entered:
    report = reports.build(Consultation.objects.get(pk=cast.consultation.pk), viewer=cast.moss)
    return next(entry for part in report.parts for entry in part.findings if entry.finding.pk == finding.pk)


@pytest.mark.parametrize(
    ("who", "told"),
    [
        (["amina", "bilal"], "The quotes are all of Group 1, and it was raised in other groups too."),
        (["amina", "carys"], ""),
        (["amina", "carys", "amina"], "These 3 quotes are of 2 people."),
        (["amina", "amina"], "The quotes are all of Group 1, and it was raised in other groups too. "
                             "These 2 quotes are of one person."),
    ],
)  # fmt: skip
def test_quotes_of_one_group_or_one_person_are_told_to_writer_and_reader(
    cast: Cast, client_for: Any, who: list[str], told: str
) -> None:
    """Counts of people stand in the label, and what is read is the quotes."""
    about = coded.theme(cast)
    coded.quote(cast, cast.carys, about)
    quotes = [coded.quote(cast, getattr(cast, name), about) for name in who]
    cast.at(Stage.ANALYSIS)
    finding = coded.written(cast, about, quotes)
    findings.recount(finding)
    page = client_for(cast.moss).get(f"/consultations/street-cameras/findings/{finding.pk}/").content.decode()
    assert ("or the report says so" in page) is bool(told) and told in page
    assert entered(cast, finding).spread == told
    findings_section.keep_evidence(finding.report)
    FindingsReport.objects.update(state="published")
    printed = FindingQuote.objects.filter(finding=finding)
    for quote, name in zip(printed.order_by("order"), who, strict=True):
        printed.filter(pk=quote.pk).update(printed="Words", printed_group=cast.member(getattr(cast, name)).group.name)
    assert entered(cast, finding).spread == told
    printed.filter(pk=printed.order_by("order").first().pk).update(printed="")  # taken out: what was said is of all
    assert entered(cast, finding).spread == ""

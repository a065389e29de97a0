"""Where people stand on both sides of a finding and its quotes show one, it is said: to its writer and in public."""

from types import SimpleNamespace
from typing import Any

import pytest

from outcomes.findings import checking, findings, labels
from outcomes.models import Finding, Stance
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

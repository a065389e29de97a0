"""The counts of two findings over nearly the same people: whoever subtracts one from the other reads nobody’s view."""

import pytest

from consultations.models import Stage
from deliberation.counting.disclosure import Counted, told_together
from outcomes.findings import checking, findings, gates
from outcomes.models import Finding, FindingsReport, Stance
from tests.cast import Cast
from tests.outcomes import coded


def two(cast: Cast, more: int, position: list[Stance], also: bool) -> list[str]:
    """Nine people on cameras, six for it; `more` others on signs, for them with conditions. What the second needs."""
    cast.at(Stage.ANALYSIS)
    cameras, signs = coded.theme(cast), coded.theme(cast, "Signs")
    people = [coded.newcomer(cast, cast.group1, f"Wren {n}") for n in range(9 + more)]
    for n, member in enumerate(people):
        stance = Stance.FOR_WITH_CONDITIONS if n >= 9 else Stance.FOR if n < 6 else Stance.AGAINST
        coded.code(cast, coded.say(cast, member), signs if n >= 9 else cameras, stance=stance)
    report = coded.report(cast)
    for themes, stances in (([cameras], [Stance.FOR]), ([cameras, signs] if also else [signs], position)):
        findings.add_finding(report, cameras.area, by=cast.moss, title="More of it", themes=themes, position=stances)
    first, second = (texts for _, texts in checking.missing_in(FindingsReport.objects.get()))
    assert not [text for text in first if "subtracts" in text], "it is said once, at the later one"
    return [text for text in second if "subtracts" in text]


BOTH = [Stance.FOR, Stance.FOR_WITH_CONDITIONS]


@pytest.mark.parametrize(
    ("more", "position", "also", "tells"),
    [
        (1, [Stance.FOR], True, True),  # 6 of 9, and 6 of 10: the tenth does not hold it
        (1, BOTH, True, True),  # and 7 of 10: the tenth does
        (5, BOTH, True, False),  # five are nobody
        (0, BOTH, True, False),  # the same count twice
        (1, [Stance.FOR], False, False),  # other people altogether
        (1, [Stance.AGAINST], True, True),  # 6 of 9, and 3 of 10: the base alone tells of one
    ],
)
def test_what_two_findings_tell_together(
    cast: Cast, more: int, position: list[Stance], also: bool, tells: bool
) -> None:
    found = two(cast, more, position, also)
    assert bool(found) is tells
    if tells:
        one, other = (finding.number for finding in Finding.objects.all())
        assert f"the counts of findings {one} and {other} reads how fewer than 5 people stand" in found[0]
        blocked = [missing.text for missing in gates.findings_are_complete(cast.consultation)]
        assert any("Whoever subtracts" in text for text in blocked)


@pytest.mark.parametrize(("on_both", "tells"), [(1, True), (0, False), (10, False)])
def test_what_three_findings_tell_together(cast: Cast, on_both: int, tells: bool) -> None:
    """Twenty on cameras, twenty on signs, and a third finding on both: 39 are one person who spoke on both."""
    cast.at(Stage.ANALYSIS)
    cameras, signs = coded.theme(cast), coded.theme(cast, "Signs")
    people = [coded.newcomer(cast, cast.group1, f"Wren {n}") for n in range(40 - on_both)]
    for about, some in ((cameras, people[:20]), (signs, people[20 - on_both :])):
        for n, member in enumerate(some):
            coded.code(cast, coded.say(cast, member), about, stance=Stance.FOR if n % 2 else Stance.AGAINST)
    report = coded.report(cast)
    for themes in ([cameras], [signs], [cameras, signs]):
        findings.add_finding(report, cameras.area, by=cast.moss, title="More", themes=themes, position=[Stance.FOR])
    *_, last = (texts for _, texts in checking.missing_in(FindingsReport.objects.get()))
    numbers = [finding.number for finding in Finding.objects.all()]
    said = [text for text in last if f"counts of findings {numbers[0]}, {numbers[1]} and {numbers[2]}" in text]
    assert bool(said) is tells


def test_what_four_findings_tell_together() -> None:
    """20 on cameras or signs, 20 on signs or noise, 14 on signs, 25 on any: one on cameras and noise, not signs."""
    cameras, signs, noise = 1, 2, 4
    counts = [
        Counted(things, people)
        for things, people in ((cameras | signs, 20), (signs | noise, 20), (signs, 14), (cameras | signs | noise, 25))
    ]
    assert list(told_together(counts, 5)) == [(0, 1, 3, 2)]
    assert not list(told_together([*counts[:2], Counted(signs, 10), counts[3]], 5))

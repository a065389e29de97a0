"""Invariant 36: majority, divided and consensus take enough voices among those who took part; both are printed."""

import pytest

from outcomes.findings import findings, labels
from outcomes.findings.labels import Said, label
from outcomes.models import Breadth, Finding, Stance
from tests.cast import Cast
from tests.outcomes import coded

GROUPS = {1: "Group 1", 2: "Group 2", 3: "Group 3"}
FOR, AGAINST = Stance.FOR, Stance.AGAINST


def crowd(held: int, against: int = 0, groups: int = 3) -> list[Said]:
    stances = [FOR] * held + [AGAINST] * against
    return [Said(n, 1 + n % groups, stance, 2) for n, stance in enumerate(stances)]


@pytest.mark.parametrize(
    ("held", "against", "took_part", "expected"),
    [
        (6, 0, 24, Breadth.CONSENSUS),  # six, and exactly a quarter
        (6, 0, 25, Breadth.MINORITY),  # one more took part: the report's own "6 of the 6" of 32
        (5, 0, 5, Breadth.MINORITY),  # everybody, but five
        (4, 0, 32, Breadth.MINORITY),  # "consensus across groups" on four voices
        (5, 2, 36, Breadth.MINORITY),  # "majority" on 7 of 36
        (4, 4, 36, Breadth.MINORITY),  # "divided" on 8 of 36
        (5, 4, 36, Breadth.MAJORITY),  # nine of 36 are a quarter
        (5, 5, 36, Breadth.DIVIDED),
        (2, 0, 36, Breadth.SINGLE),
    ],
)
def test_without_enough_voices_nothing_is_more_than_a_minority_view(
    held: int, against: int, took_part: int, expected: str
) -> None:
    assert label(crowd(held, against), {FOR}, GROUPS, took_part).breadth == expected


def test_consensus_takes_two_speakers_in_every_group() -> None:
    two_each, one_alone = crowd(6), [*crowd(6, groups=2), Said(9, 3, FOR, 2)]
    assert label(two_each, {FOR}, GROUPS, 8).breadth == Breadth.CONSENSUS
    assert label(one_alone, {FOR}, GROUPS, 8).breadth == Breadth.MAJORITY


def test_those_who_said_nothing_on_it_are_among_those_who_took_part(cast: Cast) -> None:
    about = coded.theme(cast)
    coded.chorus(cast, about)
    for n in range(21):  # they talked of other things
        coded.say(cast, coded.newcomer(cast, cast.group2, f"Silent {n}"), "Where do I park?")
    coded.say(cast, cast.carys, "Where do I park?")
    coded.code(cast, coded.say(cast, cast.amina), about)
    coded.code(cast, coded.say(cast, cast.bilal), about)
    finding = coded.written(cast, about, [])
    supported = labels.propose(finding)
    assert (supported.base, supported.took_part, supported.enough) == (5, 27, False)
    assert finding.voices == "5 of the 5 who spoke on this, of 27 who took part" and finding.is_thin


def test_somebody_who_left_took_no_part(cast: Cast) -> None:
    about = coded.theme(cast)
    coded.chorus(cast, about)
    gone = coded.newcomer(cast, cast.group2, "Silent 1")
    coded.say(cast, gone, "Where do I park?")
    gone.withdrawn_at = gone.joined_at
    gone.save()
    assert labels.propose(coded.written(cast, about, [])).took_part == 3


def test_a_report_from_before_keeps_what_it_said(cast: Cast, ready_finding: Finding) -> None:
    del ready_finding.computed["took_part"]
    assert ready_finding.voices == "3 of the 3 who spoke on this"


def test_both_numbers_stand_wherever_the_label_stands(cast: Cast, ready_finding: Finding, client_for) -> None:  # type: ignore[no-untyped-def]
    base, both = "/consultations/street-cameras/", "3 of the 3 who spoke on this, of 3 who took part"
    pages = {"findings/": cast.moss, "findings/check/": cast.amina, "report/": cast.moss}
    pages[f"findings/{ready_finding.pk}/"] = cast.moss
    for page, who in pages.items():
        assert both in client_for(who).get(base + page).content.decode(), page


def test_nothing_is_labelled_that_nobody_holds(cast: Cast) -> None:
    about = coded.theme(cast)
    coded.code(cast, coded.say(cast, cast.amina), about, AGAINST)
    finding = findings.add_finding(
        coded.report(cast), about.area, by=cast.moss, title="T", themes=[about], position=[FOR]
    )
    with pytest.raises(findings.Refused, match="nothing to label"):
        findings.choose_label(finding, by=cast.moss, breadth=Breadth.MAJORITY, strongly_felt=False, override_reason="x")

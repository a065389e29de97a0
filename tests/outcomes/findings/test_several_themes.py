"""A label is not made by adding a theme: nobody against it is counted for it, and a label that not every theme bears
alone takes a printed reason, or the panel’s agreement where it says more (domain 6.2, invariant 15)."""

from collections.abc import Callable

import pytest
from django.test import Client

from outcomes.findings import agreeing, checking, findings, gates, labels, since_sent
from outcomes.findings.labels import Said
from outcomes.models import Breadth, Finding, HigherLabel, Stance, Theme
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded
from tests.pages import flat

SignIn = Callable[[User | None], Client]
FOR, AGAINST, NEUTRAL, BOTH, IF = (
    Stance.FOR, Stance.AGAINST, Stance.NEUTRAL, Stance.BOTH, Stance.FOR_WITH_CONDITIONS,
)  # fmt: skip
GROUPS = {1: "Group 1", 2: "Group 2"}
Room = tuple[Finding, Theme, Theme]


def spoken(cast: Cast, about: Theme, stances: list[str]) -> None:
    """Six people, three of each group, say something on it: a stance each, "" for nothing."""
    people = [cast.member(user) for user in (cast.amina, cast.bilal, cast.carys)]
    here = cast.consultation.memberships.filter(pseudonym__startswith="More").order_by("pk")
    groups = [cast.group1, cast.group2, cast.group2]
    people += list(here) or [coded.newcomer(cast, group, f"More {n}") for n, group in enumerate(groups)]
    for member, stance in zip(people, stances, strict=True):
        if stance:
            coded.code(cast, coded.say(cast, member, f"On “{about.title}” I say: {stance}."), about, stance)


def finding_on(cast: Cast, cameras: list[str], polite: list[str], title: str = "People want cameras") -> Room:
    one, other = coded.theme(cast, "Cameras in the square"), coded.theme(cast, "Officers should be polite")
    spoken(cast, one, cameras)
    spoken(cast, other, polite)
    made = findings.add_finding(
        coded.report(cast), one.area, by=cast.moss, title=title, themes=[one], position=[FOR],
        said="They want them.", inferred="Put them up.", differences="Those against said that nobody asked them.",
    )  # fmt: skip
    return made, one, other


@made_once
def opposed(cast: Cast) -> Room:
    """Two of six want the cameras and four are against them; all six want officers to be polite."""
    return finding_on(cast, [FOR, AGAINST, AGAINST, AGAINST, AGAINST, FOR], [FOR] * 6)


@made_once
def silent(cast: Cast) -> Room:
    """Two of six want the cameras and four take no side: nobody is against anything."""
    return finding_on(cast, [FOR, NEUTRAL, NEUTRAL, NEUTRAL, NEUTRAL, FOR], [FOR] * 6)


# --- Who is against it is not counted for it ----------------------------------------------------------
def test_whoever_is_against_one_of_its_themes_does_not_hold_it(cast: Cast, opposed: Room) -> None:
    finding, one, other = opposed
    findings.write_finding(finding, by=cast.moss, themes=[one, other])
    found = labels.propose(finding)
    assert (found.holders, found.base, sum(group.against for group in found.by_group)) == (2, 6, 4)
    assert found.breadth == Breadth.SINGLE
    finding.differences = "None found."
    assert any("Somebody is coded against it" in text for text in checking.missing(finding))


@pytest.mark.parametrize(
    ("stances", "position", "held", "against"),
    [
        ({FOR, AGAINST}, {FOR}, 0, 1),  # on two posts of one theme, or on two themes
        ({FOR, AGAINST}, {FOR, BOTH}, 0, 1),
        ({FOR, AGAINST}, {AGAINST}, 0, 1),
        ({IF, AGAINST}, {FOR, IF}, 0, 1),
        ({NEUTRAL, AGAINST}, {NEUTRAL}, 0, 1),  # takes a side after all
        ({FOR, IF}, {FOR}, 1, 0),  # one side, said twice
        ({FOR, IF}, {IF}, 1, 0),
        ({FOR, BOTH}, {FOR}, 1, 0),  # torn: the live tension
        ({BOTH, AGAINST}, {BOTH}, 1, 0),
        ({FOR, NEUTRAL}, {FOR}, 1, 0),
    ],
)
def test_one_person_on_both_sides_is_against_it(stances: set[str], position: set[str], held: int, against: int) -> None:
    found = labels.label([Said(1, 1, stance, 2) for stance in stances], position, GROUPS, 1)
    assert (found.holders, sum(group.against for group in found.by_group)) == (held, against)


def test_nobody_who_is_against_it_makes_it_strongly_felt() -> None:
    said = [Said(n, 1, FOR, 1) for n in range(3)]
    said += [Said(n, 1, stance, 3) for n in range(3, 9) for stance in (FOR, AGAINST)]
    assert labels.label(said, {FOR}, GROUPS, 9).strongly_felt is False


# --- A label that its themes do not bear alone ---------------------------------------------------------
def choose(cast: Cast, finding: Finding, breadth: str, reason: str = "") -> Finding:
    return findings.choose_label(finding, by=cast.moss, breadth=breadth, strongly_felt=False, override_reason=reason)


def test_a_wider_label_by_an_added_theme_takes_the_panel(cast: Cast, silent: Room) -> None:
    finding, one, other = silent
    choose(cast, finding, Breadth.SINGLE)
    findings.write_finding(finding, by=cast.moss, themes=[one, other])
    assert labels.propose(finding).breadth == Breadth.CONSENSUS
    with pytest.raises(Refused, match="alone: “Cameras in the square”: single account"):
        choose(cast, finding, Breadth.CONSENSUS)
    finding = choose(cast, finding, Breadth.CONSENSUS, "It is one matter.")
    assert finding.breadth == Breadth.SINGLE, "what the weakest of its themes bears, until the panel agrees"
    assert any("panel has not answered" in text for text in checking.missing(finding))
    agreeing.answer(HigherLabel.objects.get(), by=cast.hale, agreed=False, why="It is two matters.")
    finding.refresh_from_db()
    assert any("Look at it again" in text for text in checking.missing(finding))


def test_no_way_round_by_saving_the_label_first(cast: Cast, silent: Room) -> None:
    finding, one, other = silent
    findings.write_finding(finding, by=cast.moss, themes=[other])
    choose(cast, finding, Breadth.CONSENSUS)
    findings.write_finding(finding, by=cast.moss, themes=[one, other])
    assert "Choose its label." in checking.missing(finding) and not finding.breadth


def test_what_the_panel_agreed_to_holds_for_these_themes_alone(cast: Cast, silent: Room) -> None:
    finding, one, other = silent
    findings.write_finding(finding, by=cast.moss, themes=[one, other])
    choose(cast, finding, Breadth.CONSENSUS, "It is one matter.")
    agreeing.answer(HigherLabel.objects.get(), by=cast.hale, agreed=True, why="We heard it so.")
    finding.refresh_from_db()
    about_it = [text for text in checking.missing(finding) if "label" in text]
    assert finding.breadth == Breadth.CONSENSUS and finding.is_overridden and about_it == []
    third = coded.theme(cast, "Opening hours")
    spoken(cast, third, [FOR, "", "", "", "", ""])
    findings.write_finding(finding, by=cast.moss, themes=[one, other, third])
    assert "Choose its label." in checking.missing(finding) and finding.agreement is None


def test_a_question_to_the_panel_falls_with_the_themes_it_was_asked_on(cast: Cast, silent: Room) -> None:
    finding, one, other = silent
    findings.write_finding(finding, by=cast.moss, themes=[one, other])
    choose(cast, finding, Breadth.CONSENSUS, "It is one matter.")
    third = coded.theme(cast, "Opening hours")
    spoken(cast, third, [FOR, "", "", "", "", ""])
    findings.write_finding(finding, by=cast.moss, themes=[one, other, third])
    with pytest.raises(Refused, match="taken back already"):
        agreeing.answer(HigherLabel.objects.get(), by=cast.hale, agreed=True, why="Yes.")


def test_a_narrower_label_by_an_added_theme_takes_a_printed_reason(cast: Cast) -> None:
    finding, one, other = finding_on(cast, [FOR] * 6, [FOR, FOR, "", "", "", ""])
    for n in range(8):  # on the other theme eight more take no side: of all who spoke, six in fourteen hold it
        coded.code(cast, coded.say(cast, coded.newcomer(cast, cast.group2, f"Eight {n}")), other, NEUTRAL)
    assert choose(cast, finding, Breadth.CONSENSUS).breadth == Breadth.CONSENSUS
    findings.write_finding(finding, by=cast.moss, themes=[one, other])
    narrower = labels.propose(finding).breadth
    assert narrower == Breadth.DIVIDED
    with pytest.raises(Refused, match="alone: “Cameras in the square”: consensus across groups"):
        choose(cast, finding, narrower)
    with pytest.raises(Refused, match="Each of its themes alone"):
        choose(cast, finding, Breadth.SINGLE)  # whatever is chosen, one of its themes bears another
    chosen = choose(cast, finding, Breadth.SINGLE, "The weakest of the two.")
    assert chosen.breadth == Breadth.SINGLE and chosen.is_overridden and not HigherLabel.objects.exists()
    assert not any("label" in text.lower() for text in checking.missing(chosen))


def test_themes_that_each_bear_the_label_need_nothing(cast: Cast) -> None:
    finding, one, other = finding_on(cast, [FOR] * 6, [FOR] * 6)
    findings.write_finding(finding, by=cast.moss, themes=[one, other])
    chosen = choose(cast, finding, Breadth.CONSENSUS)
    assert chosen.breadth == Breadth.CONSENSUS and not chosen.is_overridden and chosen.override_reason == ""


def test_a_theme_of_its_own_finding_needs_nothing(cast: Cast, silent: Room) -> None:
    """The way out that nobody has to be asked for."""
    finding, one, other = silent
    assert choose(cast, finding, Breadth.SINGLE).override_reason == ""
    apart = findings.add_finding(
        finding.report, one.area, by=cast.moss, title="Be polite", themes=[other], position=[FOR]
    )
    assert choose(cast, apart, Breadth.CONSENSUS).override_reason == ""


# --- Where it is told -----------------------------------------------------------------------------------
def test_the_report_says_what_each_theme_bears_alone(cast: Cast, silent: Room, client_for: SignIn) -> None:
    finding, one, other = silent
    findings.write_finding(finding, by=cast.moss, themes=[one, other])
    choose(cast, finding, Breadth.CONSENSUS, "It is one matter.")
    desk = flat(client_for(cast.hale).get("/consultations/street-cameras/findings/labels/").content.decode())
    assert "Each of its themes alone: “Cameras in the square”: single account" in desk
    agreeing.answer(HigherLabel.objects.get(), by=cast.hale, agreed=True, why="We heard it so.")
    report = flat(client_for(cast.moss).get("/consultations/street-cameras/report/").content.decode())
    assert "Every label is the one the coding supports" not in report
    told = "alone: “Cameras in the square”: single account; “Officers should be polite”: consensus across groups."
    assert report.count(told) >= 2, "with the finding, and in annex G"
    assert any("of several themes together" in item.text for item in gates.warnings(cast.consultation))
    page = flat(client_for(cast.moss).get(f"/consultations/street-cameras/findings/{finding.pk}/").content.decode())
    assert told in page


def test_themes_added_while_people_check_are_told(cast: Cast, ready_finding: Finding) -> None:
    other = coded.theme(cast, "Officers should be polite")
    spoken(cast, other, [FOR] * 6)
    findings.write_finding(ready_finding, by=cast.moss, themes=[*ready_finding.themes.all(), other])
    changes = {change.what: (change.old, change.new) for change in since_sent.changed(ready_finding.report)}
    assert changes["themes it rests on"] == ("Keeping and deleting", "Keeping and deleting; Officers should be polite")


def test_a_draft_sent_before_themes_were_kept_has_not_changed(cast: Cast, ready_finding: Finding) -> None:
    report = ready_finding.report
    for row in report.sent.values():
        row.pop("themes", None)
    report.save()
    assert since_sent.changed(report) == []

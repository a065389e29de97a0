"""Where people differ: computed between groups and ages, and "none found" only where it was looked for and is true."""

import pytest

from consultations.models import Membership, ParticipantProfile, ParticipationToken, TokenLink
from consultations.privacy import unlinking
from deliberation.models import ShownFigure
from outcomes.findings import checking, differences, findings
from outcomes.models import Finding, Stance
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded


def group(name: str, spoke: int, held: int) -> dict[str, object]:
    return {"name": name, "spoke": spoke, "held": held, "against": spoke - held}


def test_groups_that_lean_apart_are_named_without_counts() -> None:
    differ, words, _ = differences.between_groups(
        [group("Group 1", 5, 4), group("Group 2", 4, 1), group("Group 3", 2, 2)]
    )
    assert differ and "hold it in Group 1, and not in Group 2." in words and "too few spoke: Group 3" in words


def test_groups_that_lean_alike_are_said_to_have_been_looked_at() -> None:
    differ, words, looked = differences.between_groups([group("Group 1", 5, 4), group("Group 2", 4, 3)])
    assert looked and not differ and "Group 1 and Group 2" in words


def test_one_group_alone_is_no_comparison() -> None:
    assert not differences.between_groups([group("Group 1", 5, 4), group("Group 2", 1, 0)]).looked


@pytest.mark.parametrize("words", ["None found.", "They did not differ.", "No differences between groups."])
def test_none_was_found_where_nobody_looked(cast: Cast, words: str) -> None:
    about = coded.theme(cast)
    finding = coded.written(cast, about, [coded.quote(cast, who, about) for who in (cast.amina, cast.bilal)])
    assert "Choose a quote." not in checking.missing(finding)
    findings.write_finding(finding, by=cast.moss, differences=words)
    assert any("says that it was looked for" in text for text in checking.missing(finding))
    findings.write_finding(finding, by=cast.moss, differences=differences.NOT_LOOKED)
    assert not any("looked for" in text for text in checking.missing(finding))


@made_once
def split(cast: Cast) -> Finding:
    """Group 1 for it, Group 2 against."""
    about = coded.theme(cast)
    for home, stance in ((cast.group1, Stance.FOR), (cast.group2, Stance.AGAINST)):
        for n in range(10):
            member = coded.newcomer(cast, home, f"{home.name} {n}")
            coded.code(cast, coded.say(cast, member), about, stance)
            token = ParticipationToken.objects.create(consultation=cast.consultation)
            TokenLink.objects.create(token=token, membership=member)
            band = "18-24" if n % 2 else "65+"
            ParticipantProfile.objects.create(token=token, group=home, age_band=band)
    for n in range(2):  # with the cast's three: five who did not speak
        coded.newcomer(cast, cast.group1, f"Silent {n}")
    return coded.written(cast, about, [])


def test_none_found_is_refused_where_groups_differ(cast: Cast, split: Finding) -> None:
    findings.write_finding(split, by=cast.moss, differences="None found.")
    assert any("“None found” is not what the counts say" in text for text in checking.missing(split))
    findings.write_finding(split, by=cast.moss, differences="Group 1 wants it and Group 2 does not.")
    assert not any("None found" in text for text in checking.missing(split))


@pytest.mark.parametrize(
    "words",
    [
        "None found.",
        "None",
        "No clear differences were found.",
        "no difference found",
        "None found between groups.",
        "We found none.",
        "There were no differences between groups.",
        "The groups did not differ.",
        "We looked. None.",
        "Group 1 spoke first. No group differed.",
        "Groups agreed on it.",
        "It was the same in both groups.",
        "We didn’t find that they differ.",
        "Nothing divided them.",
    ],
)
def test_however_it_is_put(cast: Cast, split: Finding, words: str) -> None:
    findings.write_finding(split, by=cast.moss, differences=words)
    assert any("not what the counts say" in text for text in checking.missing(split)), words
    other = ["Group 1 wants it, Group 2 does not. They fear for young people.", "They differed on cost."]
    for fine in other:
        findings.write_finding(split, by=cast.moss, differences=fine)
        assert not any("not what the counts say" in text for text in checking.missing(split)), fine


def test_somebody_against_is_not_passed_over(cast: Cast) -> None:
    about = coded.theme(cast)
    coded.chorus(cast, about)
    for who, stance in ((cast.amina, Stance.AGAINST), (cast.bilal, Stance.FOR), (cast.carys, Stance.FOR)):
        coded.code(cast, coded.say(cast, who), about, stance)
    finding = coded.written(cast, about, [])
    findings.write_finding(finding, by=cast.moss, differences="None found.")
    assert any("Somebody is coded against it" in text for text in checking.missing(finding))


def test_ages_are_not_counted_while_the_draft_is_the_writers_own(split: Finding) -> None:
    assert differences.between_ages(split) == {"withheld": differences.LATER}


def test_ages_are_shown_where_every_cell_is_large_enough(split: Finding) -> None:
    split.report.state = "checking"
    found = differences.between_ages(split)
    assert found == {"rows": [["18-24", 10, 5], ["65+", 10, 5]]}


@pytest.mark.parametrize(
    ("words", "tells"),
    [
        ("Age made the clearest difference.", True),
        ("Group 1 wants it. Older people were mostly reassured, and younger people uneasy.", True),
        ("No difference by age was found.", True),
        ("Younger and older people alike were surprised.", True),
        ("Those over 60 said no.", True),
        ("The young wanted more of it.", True),
        ("Group 1 feared for young people, and Group 2 wants older cameras gone.", False),
    ],
)
def test_nothing_is_said_of_ages_that_may_not_be_shown(cast: Cast, split: Finding, words: str, tells: bool) -> None:
    """Who takes part reads it in the draft, and it would stand in the report beside “withheld”."""
    findings.write_finding(split, by=cast.moss, differences=words)

    def told() -> list[str]:
        return [text for text in checking.missing(split) if "tells of ages" in text]

    assert bool(told()) == tells and all(differences.LATER in text for text in told())
    split.computed = {"looked": {"ages": {"withheld": "Withheld: few."}}}
    assert bool(told()) == tells and all("Withheld: few. Nothing can be said of them here" in text for text in told())
    split.computed = {"looked": {"ages": {"rows": [["18-24", 10, 9], ["65+", 10, 2]]}}}
    assert not told()
    leans = [text for text in checking.missing(split) if "one age leans the other way" in text]
    assert bool(leans) == ("No difference" in words)


def test_one_small_cell_withholds_all(cast: Cast, split: Finding) -> None:
    split.report.state = "checking"
    ParticipantProfile.objects.filter(age_band="65+").first().delete()  # type: ignore[union-attr]
    assert "withheld" in differences.between_ages(split)


def test_few_who_did_not_speak_withhold_all(cast: Cast, split: Finding) -> None:
    """Who took part is published by age: those who did not speak are found by subtraction."""
    split.report.state = "checking"
    Membership.objects.filter(pseudonym="Silent 1").delete()
    assert "withheld" in differences.between_ages(split)


def test_a_second_table_of_nearly_the_same_people_is_withheld(cast: Cast, split: Finding) -> None:
    split.report.state = "checking"
    assert "rows" in differences.between_ages(split)
    late = coded.newcomer(cast, cast.group1, "Late 1")
    coded.code(cast, coded.say(cast, late), split.themes.get())
    token = ParticipationToken.objects.create(consultation=cast.consultation)
    TokenLink.objects.create(token=token, membership=late)
    ParticipantProfile.objects.create(token=token, group=cast.group1, age_band="65+")
    split.refresh_from_db()
    split.report.state = "checking"
    assert "withheld" in differences.between_ages(split)


def test_once_ballots_are_cut_loose_the_table_stands_while_it_is_of_what_is_counted(cast: Cast, split: Finding) -> None:
    """Nobody’s age is known any more: counted anew, everybody would be of no age."""
    split.report.state = "checking"
    findings.recount(split)
    unlinking.cut_ballots_loose(cast.consultation)
    split.report.consultation.refresh_from_db()
    findings.recount(split)
    assert split.computed["looked"]["ages"]["rows"] == [["18-24", 10, 5], ["65+", 10, 5]]
    assert not ShownFigure.objects.filter(people="ages").exclude(crowd=[]).exists()  # whose age is whose
    for n in range(6):
        late = coded.newcomer(cast, cast.group1, f"Late {n}")
        coded.code(cast, coded.say(cast, late), split.themes.get(), Stance.AGAINST if n % 2 else Stance.FOR)
    findings.recount(split)
    assert split.computed["base"] == 26 and split.computed["looked"]["ages"] == {"withheld": differences.UNLINKED}

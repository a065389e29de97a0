"""Where people differ: computed between groups and ages, and "none found" only where it was looked for and is true."""

import pytest

from consultations.models import Membership, ParticipantProfile, ParticipationToken, TokenLink
from outcomes.findings import checking, differences, findings
from outcomes.models import Finding, Stance
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded


def group(name: str, spoke: int, held: int) -> dict[str, object]:
    return {"name": name, "spoke": spoke, "held": held, "against": spoke - held}


def test_groups_that_lean_apart_are_named_without_counts() -> None:
    differ, words = differences.between_groups([group("Group 1", 5, 4), group("Group 2", 4, 1), group("Group 3", 2, 2)])
    assert differ and "hold it in Group 1, and not in Group 2." in words and "too few spoke: Group 3" in words


def test_groups_that_lean_alike_are_said_to_have_been_looked_at() -> None:
    differ, words = differences.between_groups([group("Group 1", 5, 4), group("Group 2", 4, 3)])
    assert not differ and "Group 1 and Group 2" in words


def test_one_group_alone_is_no_comparison() -> None:
    assert differences.between_groups([group("Group 1", 5, 4), group("Group 2", 1, 0)])[0] is False


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
    assert any("“None found” is not what the counts say" in text for text in checking.missing(split))
    findings.write_finding(split, by=cast.moss, differences="Group 1 wants it and Group 2 does not.")
    assert not any("None found" in text for text in checking.missing(split))


@pytest.mark.parametrize("words", ["None found.", "None", "No clear differences were found.", "no difference found"])
def test_however_it_is_put(cast: Cast, split: Finding, words: str) -> None:
    findings.write_finding(split, by=cast.moss, differences=words)
    assert any("not what the counts say" in text for text in checking.missing(split))


def test_somebody_against_is_not_passed_over(cast: Cast) -> None:
    about = coded.theme(cast)
    coded.chorus(cast, about)
    coded.code(cast, coded.say(cast, cast.amina), about, Stance.AGAINST)
    finding = coded.written(cast, about, [])
    assert any("Somebody is coded against it" in text for text in checking.missing(finding))


def test_ages_are_not_counted_while_the_draft_is_the_writers_own(split: Finding) -> None:
    assert differences.between_ages(split) == {"withheld": differences.LATER}


def test_ages_are_shown_where_every_cell_is_large_enough(split: Finding) -> None:
    split.report.state = "checking"
    found = differences.between_ages(split)
    assert found == {"rows": [["18-24", 10, 5], ["65+", 10, 5]]}


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

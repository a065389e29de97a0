"""Labels at every boundary of domain 6.2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.models import Group
from outcomes.findings import labels
from outcomes.findings.labels import Label, Said
from outcomes.models import Breadth, Stance
from tests.cast import Cast
from tests.outcomes import coded

GROUPS = {1: "Group 1", 2: "Group 2", 3: "Group 3"}
FOR, AGAINST, NEUTRAL, BOTH, IF = (
    Stance.FOR, Stance.AGAINST, Stance.NEUTRAL, Stance.BOTH, Stance.FOR_WITH_CONDITIONS,
)  # fmt: skip


def label(said: list[Said], position: set[str], groups: dict[int, str], apart: list[Said] | None = None) -> Label:
    """The label where everybody who took part spoke."""
    return labels.label(said, position, groups, len({item.person for item in said}), apart)


def crowd(*stances: tuple[str, int], groups: int = 3, intensity: int = 2) -> list[Said]:
    """So many people of each stance, spread over the groups in turn."""
    people = [stance for stance, count in stances for _ in range(count)]
    return [Said(n, 1 + n % groups, stance, intensity) for n, stance in enumerate(people)]


def breadth(*stances: tuple[str, int], position: set[str] | None = None) -> str:
    return label(crowd(*stances), position or {FOR}, GROUPS).breadth


@pytest.mark.parametrize(
    ("held", "other", "expected"),
    [
        (17, 3, Breadth.CONSENSUS),  # 85%
        (84, 16, Breadth.MAJORITY),
        (56, 44, Breadth.MAJORITY),
        (55, 45, Breadth.DIVIDED),  # exactly 55% is not more than 55%
        (45, 55, Breadth.DIVIDED),
        (3, 97, Breadth.MINORITY),
        (2, 98, Breadth.SINGLE),
        (2, 0, Breadth.SINGLE),  # two people are accounts, even when nobody else spoke
        (1, 0, Breadth.SINGLE),
        (0, 10, ""),
    ],
)
def test_breadth_at_each_boundary(held: int, other: int, expected: str) -> None:
    assert breadth((FOR, held), (NEUTRAL, other)) == expected


def test_just_under_45_percent_is_a_minority_where_no_other_stance_is_large() -> None:
    assert breadth((FOR, 44), (NEUTRAL, 30), (BOTH, 26)) == Breadth.MINORITY


def test_exactly_45_percent_divides_people() -> None:
    assert breadth((FOR, 45), (NEUTRAL, 30), (BOTH, 25)) == Breadth.DIVIDED


def test_two_stances_of_35_percent_divide_people() -> None:
    assert breadth((FOR, 35), (AGAINST, 35), (NEUTRAL, 30)) == Breadth.DIVIDED
    assert breadth((FOR, 34), (AGAINST, 35), (NEUTRAL, 31)) == Breadth.MINORITY


def test_the_position_counts_as_one_stance_however_it_is_made_up() -> None:
    assert (
        breadth((FOR, 20), (IF, 20), (AGAINST, 25), (NEUTRAL, 20), (BOTH, 15), position={FOR, IF}) == Breadth.MINORITY
    )


def test_consensus_falls_to_one_person_against() -> None:
    assert breadth((FOR, 19), (NEUTRAL, 1)) == Breadth.CONSENSUS
    assert breadth((FOR, 19), (AGAINST, 1)) == Breadth.MAJORITY
    assert breadth((FOR, 19), (IF, 1)) == Breadth.MAJORITY  # another side is another side


def test_somebody_who_says_the_opposite_as_well_is_against() -> None:
    said = [*crowd((FOR, 12)), Said(0, 1, AGAINST, 1)]
    found = label(said, {FOR}, GROUPS)
    assert (found.breadth, found.holders, found.base) == (Breadth.MAJORITY, 11, 12)


def test_consensus_needs_every_group_that_has_participants() -> None:
    said = crowd((FOR, 12), groups=2)
    assert label(said, {FOR}, {1: "Group 1", 2: "Group 2"}).breadth == Breadth.CONSENSUS
    assert label(said, {FOR}, GROUPS).breadth == Breadth.MAJORITY


@pytest.mark.parametrize(
    ("levels", "expected"),
    [([3, 3, 1], True), ([3, 2, 2], False), ([3, 3, 2, 2], True), ([3, 2, 2, 2], False), ([2], False), ([3], True)],
)
def test_strongly_felt_is_half_of_the_holders_at_three(levels: list[int], expected: bool) -> None:
    said = [Said(n, 1, FOR, level) for n, level in enumerate(levels)]
    assert label(said, {FOR}, GROUPS).strongly_felt is expected


def test_strong_words_for_another_stance_do_not_make_it_strongly_felt() -> None:
    said = [Said(n, 1, FOR, 1) for n in range(4)] + [Said(n, 1, AGAINST, 3) for n in range(4)]
    assert label(said, {FOR}, GROUPS).strongly_felt is False


def test_tension_is_a_quarter_of_the_holders_coded_both() -> None:
    three, four = crowd((FOR, 5)), crowd((FOR, 4))
    assert label([*four, Said(0, 1, BOTH, 2)], {FOR}, GROUPS).tension is True
    assert label([*three, Said(0, 1, BOTH, 2)], {FOR}, GROUPS).tension is False
    assert label([*four, Said(9, 1, BOTH, 2)], {FOR}, GROUPS).tension is False  # not a holder


@pytest.mark.parametrize(
    ("homes", "code", "words"),
    [
        ([1, 2, 3], "all", "in all 3 groups"),
        ([1, 2], "most", "in 2 of 3 groups"),
        ([2], "one", "in Group 2 only"),
    ],
)
def test_spread_names_where_it_is_held(homes: list[int], code: str, words: str) -> None:
    found = label([Said(n, home, FOR, 2) for n, home in enumerate(homes)], {FOR}, GROUPS)
    assert (found.spread, found.spread_words) == (code, words)


def test_counts_by_group_add_up() -> None:
    found = label(crowd((FOR, 5), (AGAINST, 3), (NEUTRAL, 2)), {FOR}, GROUPS)
    assert (found.base, found.holders) == (10, 5)
    assert [sum(column) for column in zip(*[(g.spoke, g.held, g.against) for g in found.by_group], strict=True)] == [
        10,
        5,
        3,
    ]
    assert [group.name for group in found.by_group] == ["Group 1", "Group 2", "Group 3"]


said_by_few = st.lists(
    st.builds(Said, st.integers(0, 30), st.just(1), st.sampled_from(Stance.values), st.integers(1, 3)), max_size=120
)


@given(said_by_few, st.sets(st.sampled_from(Stance.values), max_size=4))
def test_labels_hold_together_whatever_was_said(said: list[Said], position: set[str]) -> None:
    said = [Said(item.person, 1 + item.person % 3, item.stance, item.intensity) for item in said]
    found = label(said, position, GROUPS)
    share = found.holders / found.base if found.base else 0
    assert found.holders <= found.base == len({item.person for item in said})
    assert found.base == sum(group.spoke for group in found.by_group)
    assert all(group.held + group.against <= group.spoke for group in found.by_group)
    assert (found.breadth == "") == (found.holders == 0)
    assert (found.breadth == Breadth.SINGLE) == (0 < found.holders < 3)
    if found.breadth == Breadth.CONSENSUS:
        assert share >= 0.85 and found.spread == "all" and not any(group.against for group in found.by_group)
    if found.breadth == Breadth.MAJORITY:
        assert share > 0.55
    if found.breadth == Breadth.MINORITY:
        assert share < 0.45 or not found.enough
    if found.breadth in {Breadth.CONSENSUS, Breadth.MAJORITY, Breadth.DIVIDED}:
        assert found.enough and found.base >= 6


@given(said_by_few, said_by_few)
def test_open_responses_never_change_the_label(said: list[Said], apart: list[Said]) -> None:
    assert label(said, {FOR}, GROUPS).breadth == label(said, {FOR}, GROUPS, apart).breadth
    assert label(said, {FOR}, GROUPS).base == label(said, {FOR}, GROUPS, apart).base


def test_only_people_who_still_take_part_are_counted(cast: Cast) -> None:
    about = coded.theme(cast)
    for who in (cast.amina, cast.bilal, cast.carys):
        coded.code(cast, coded.say(cast, who), about)
    finding = coded.written(cast, about, [])
    assert labels.propose(finding).base == 3
    gone = cast.member(cast.bilal)
    gone.consents.update(withdrawn_at=gone.joined_at)
    assert labels.propose(finding).base == 2


def test_open_group_is_counted_apart(cast: Cast) -> None:
    about = coded.theme(cast)
    open_group = Group.objects.create(consultation=cast.consultation, name="Open responses", is_open=True)
    passer_by = coded.newcomer(cast, open_group, "Wren 7")
    coded.code(cast, coded.say(cast, cast.amina), about)
    coded.code(cast, coded.say(cast, passer_by), about)
    found = labels.propose(coded.written(cast, about, []))
    assert (found.base, found.open_base) == (1, 1)
    assert "Open responses" not in [group.name for group in found.by_group]


def test_words_changed_since_are_not_counted(cast: Cast) -> None:
    about = coded.theme(cast)
    said = coded.say(cast, cast.amina)
    coded.code(cast, said, about)
    finding = coded.written(cast, about, [])
    assert labels.propose(finding).base == 1
    coded.change(said, "I have changed my mind.")
    assert labels.propose(finding).base == 0


def test_one_persons_many_posts_count_once(cast: Cast) -> None:
    about = coded.theme(cast)
    for n in range(5):
        coded.code(cast, coded.say(cast, cast.amina, f"Delete it, I say for the time {n}."), about)
    assert labels.propose(coded.written(cast, about, [])).base == 1

"""The first screen: findings as dots for people, in their groups only where that may be shown."""

from types import SimpleNamespace
from typing import Any

import pytest

from outcomes.models import Finding
from outcomes.report import first_screen
from tests.cast import Cast

Entry: Any = SimpleNamespace


def picture(holders: int, base: int, took_part: int, groups: list[tuple[int, int, int]]) -> first_screen.Picture:
    """`groups`: (took part, spoke, hold it) of each."""
    by_group = [
        {"name": f"Group {n}", "people": people, "spoke": spoke, "held": held}
        for n, (people, spoke, held) in enumerate(groups, start=1)
    ]
    computed = {"holders": holders, "base": base, "took_part": took_part, "by_group": by_group}
    entry = Entry(finding=Finding(pk=1, title="Delete it", computed=computed), least=5, themes=(1,))
    [drawn] = first_screen.pictures([("Point", entry)], [], 10)
    return drawn


def test_every_person_is_a_dot() -> None:
    drawn = picture(6, 10, 36, [(18, 5, 3), (18, 5, 3)])
    kinds = [dot.kind for dot in drawn.dots]
    rings = {kind: path.count("a4 4 0 1 0 8 0") for kind, _, path in drawn.outlines}
    assert rings == {kind: kinds.count(kind) for kind in kinds}
    assert (kinds.count("held"), kinds.count("other"), kinds.count("silent")) == (6, 4, 26)
    assert len({(dot.x, dot.y) for dot in drawn.dots}) == 36 and max(dot.x for dot in drawn.dots) < drawn.width
    assert "6 of the 10 who spoke on this, of 36 who took part" in drawn.words


def test_small_groups_are_drawn_together() -> None:
    assert [row.name for row in picture(6, 10, 36, [(18, 5, 3), (18, 5, 3)]).rows] == ["Everybody who took part"]


def test_groups_stand_apart_where_every_count_is_large_enough() -> None:
    drawn = picture(20, 40, 60, [(30, 20, 10), (30, 20, 10)])
    assert [(row.name, row.held, row.other, row.silent) for row in drawn.rows] == [
        ("Group 1", 10, 10, 10), ("Group 2", 10, 10, 10),
    ]  # fmt: skip
    assert [name for name, _ in drawn.names] == ["Group 1", "Group 2"]


def test_one_small_count_draws_all_together() -> None:
    assert len(picture(19, 40, 60, [(30, 20, 10), (30, 24, 9)]).rows) == 2
    assert len(picture(14, 40, 60, [(30, 20, 10), (30, 20, 4)]).rows) == 1


@pytest.mark.parametrize(("more", "apart"), [([1, 7], False), ([0, 0], True), ([8, 7], True)])
def test_a_wider_finding_is_not_drawn_by_group_where_one_group_tells_of_a_few(more: list[int], apart: bool) -> None:
    """Over everybody eight came, which is told; but in Group 1 it is one person, and how that person stands."""
    entries = []
    for pk, came in ((1, [0, 0]), (2, more)):
        groups = [
            {"name": f"Group {n}", "people": 40, "spoke": 20 + plus, "held": 10 + plus} for n, plus in enumerate(came)
        ]
        sums = {"holders": 20 + sum(came), "base": 40 + sum(came), "took_part": 80}
        finding = Finding(pk=pk, title="T", position=["for"], computed={**sums, "by_group": groups})
        entries.append(Entry(finding=finding, least=5, themes=(1, 2)[:pk]))
    first, second = first_screen.pictures([("Point", one) for one in entries], [], 10)
    assert len(first.rows) == 2 and (len(second.rows) == 2) is apart


def test_a_crowd_has_few_dots_and_says_so() -> None:
    drawn = picture(900, 1200, 2400, [(2400, 1200, 900)])
    assert drawn.people_a_dot == 20 and len(drawn.dots) == 120


def test_a_finding_from_before_has_no_picture() -> None:
    entry = Entry(finding=Finding(pk=1, title="T", computed={"holders": 3, "base": 3, "by_group": []}), least=5)
    assert first_screen.pictures([("Point", entry)], [entry], 10) == []


@pytest.mark.usefixtures("ready_finding")
def test_it_stands_on_the_page_with_its_table(cast: Cast, client_for) -> None:  # type: ignore[no-untyped-def]
    page = client_for(cast.moss).get("/consultations/street-cameras/report/").content.decode()
    first = page[: page.index("In brief")]
    assert (
        first.count('data-kind="held"') == 1
        and first.count("a4 4 0 1 0 8 0") >= 3
        and "The dots as a table" in first
        and "not answered yet" in first
    )
    assert "Delete what is not needed" in first and 'role="img"' in first

"""κ and α: against figures that were published, and the edges."""

import pytest

from outcomes.coding import agreement
from outcomes.coding.agreement import Reading


def test_kappa_by_hand() -> None:
    """Observed 35/50, by chance 0.5: 0.4."""
    assert agreement.kappa(20, 5, 10, 15) == pytest.approx(0.4)
    assert agreement.kappa(0, 5, 5, 0) == pytest.approx(-1.0)


@pytest.mark.parametrize("table", [(0, 0, 0, 0), (9, 0, 0, 0), (0, 0, 0, 9)])
def test_kappa_is_unknown_where_nothing_could_differ(table: tuple[int, int, int, int]) -> None:
    assert agreement.kappa(*table) is None


def test_alpha_of_a_published_example() -> None:
    """Krippendorff, Computing Krippendorff's alpha-reliability (2011), section A: ten units, two observers, 0.095."""
    jon = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    han = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert agreement.alpha(jon, han) == pytest.approx(0.095, abs=0.001)


def test_alpha_of_words_is_alpha_of_a_nominal_scale() -> None:
    """The same document, section B: twelve articles, five categories, 0.692."""
    assert agreement.alpha(list("aabbdcccedda"), list("babbbccceddd")) == pytest.approx(0.692, abs=0.001)


def test_alpha_is_unknown_where_one_value_occurs() -> None:
    assert agreement.alpha(["for"] * 5, ["for"] * 5) is None and agreement.alpha([], []) is None


def test_measuring_two_readings() -> None:
    first: Reading = {(1, 7): (frozenset({"for"}), 3), (2, 7): (frozenset({"for"}), 2), (3, 8): (frozenset({"for"}), 1)}
    second: Reading = {(1, 7): (frozenset({"against"}), 3), (2, 7): (frozenset({"for"}), 2)}
    found = agreement.measure([1, 2, 3, 4], [7, 8], first, second)
    assert [(row.both, row.first_only, row.second_only, row.neither) for row in found.themes] == [
        (2, 0, 0, 2),
        (0, 1, 0, 3),
    ]
    assert [row.kappa for row in found.themes] == [1.0, 0.0]
    assert found.intensity == 1.0 and found.units == 4
    assert agreement.differing(first, second) == [(1, 7), (3, 8)]

import pytest

from deliberation.opinion.intervals import wilson


def test_known_intervals() -> None:
    assert wilson(15, 30) == pytest.approx((0.3315, 0.6685), abs=1e-4)
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)  # Newcombe 1998, table I


def test_the_ends_stay_inside() -> None:
    low, high = wilson(0, 40)
    assert low == 0
    assert 0 < high < 0.1
    assert wilson(40, 40)[1] == 1


def test_no_base_has_no_interval() -> None:
    with pytest.raises(ValueError, match="base"):
        wilson(0, 0)

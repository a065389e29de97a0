"""Shares that are parts of one whole and are printed as 99% or 101% together say so."""

from deliberation.counting.figures import rounding
from outcomes.report.exports import drawing


def test_99_and_101_are_said_and_100_is_not() -> None:
    assert rounding([1 / 3, 1 / 3, 1 / 3]) == "Rounded: the shares add up to 99%."
    assert rounding([0.336, 0.336, 0.328]) == "Rounded: the shares add up to 101%."
    assert rounding([0.5, 0.5]) == rounding([]) == rounding([None, None]) == ""


def test_several_answers_of_one_person_are_no_whole() -> None:
    assert rounding([0.6, 0.7, 0.333]) == ""


def test_the_picture_says_it_too() -> None:
    chart = {"id": "q1", "title": "Which?", "base": "33 people", "rows": [], "rounding": rounding([1 / 3] * 3)}
    assert "Rounded: the shares add up to 99%." in drawing.svg(drawing.of_chart(chart)).decode()

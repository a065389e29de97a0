"""Days and moments in words: in the time of the place, not of the server."""

from datetime import UTC, date, datetime

import pytest

from people.text.dates import appointment, day, moment, until, until_day, when, written_date

LATE = datetime(2026, 6, 3, 23, 30, tzinfo=UTC)  # half past midnight on the 4th in London


def test_a_day_is_the_day_where_the_consultation_happens() -> None:
    assert (day(LATE), day(date(2026, 6, 3)), day(None)) == ("4 June 2026", "3 June 2026", "")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-06-01", "1 June 2026"),
        ("2025-05", "May 2025"),
        ("2019", "2019"),
        ("spring 2020", "spring 2020"),
        ("", ""),
    ],
)
def test_a_date_typed_as_figures_is_read_in_words(typed: str, read: str) -> None:
    assert written_date(typed) == read


def test_moments_for_readers_and_for_records() -> None:
    assert (moment(LATE), when(LATE)) == ("4 June 2026 at 12:30am", "4 June 2026, 00:30")
    assert (appointment(LATE), appointment(None)) == ("Thursday 4 June 2026 at 12:30am", "")
    assert (moment(None), when(date(2026, 6, 3)), when(None)) == ("", "3 June 2026", "")


@pytest.mark.parametrize(
    ("ends", "read", "on"),
    [
        (datetime(2026, 12, 31, 0, 0, tzinfo=UTC), "the end of 30 December 2026", "30 December 2026"),
        (datetime(2026, 6, 3, 23, 0, tzinfo=UTC), "the end of 3 June 2026", "3 June 2026"),  # midnight in London
        (datetime(2026, 12, 30, 23, 59, tzinfo=UTC), "the end of 30 December 2026", "30 December 2026"),
        (datetime(2026, 3, 30, 23, 0, tzinfo=UTC), "the end of 30 March 2026", "30 March 2026"),  # after a short day
        (LATE, "4 June 2026 at 12:30am", "4 June 2026"),
        (datetime(2026, 12, 4, 17, 0, tzinfo=UTC), "4 December 2026 at 5pm", "4 December 2026"),
        (None, "", ""),
    ],
)
def test_what_ends_at_midnight_ends_with_the_day_before(ends: datetime | None, read: str, on: str) -> None:
    assert (until(ends), until_day(ends), until_day(date(2026, 6, 3))) == (read, on, "3 June 2026")

"""The days of the life, and the working days, apart from the product: bank holidays as England published them."""

from datetime import date, timedelta

CREATED, ANNOUNCED, JOINED, OPENS = date(2026, 9, 7), date(2026, 9, 21), date(2026, 9, 24), date(2026, 10, 1)
CLOSES = date(2027, 1, 14)  # the answer is due at most twelve weeks later
FINDINGS_DUE, FINDINGS = date(2027, 2, 22), date(2027, 3, 8)
#: Good Friday, two days before the clocks change; then as many days later as the findings came late.
ANSWER_SET, ANSWER_DUE, ANSWERED = date(2027, 3, 26), date(2027, 4, 9), date(2027, 4, 13)
JUDGED, PAUSED, RESUMED = date(2027, 4, 20), date(2027, 4, 26), date(2027, 4, 29)
REPLIED, ASKED_AGAIN = date(2027, 5, 14), date(2027, 9, 1)
COMPLETED = date(2027, 11, 22)  # the clocks went back on 31 October
#: Name → its last day, the day of each report of it, and how it ended on which day.
KEPT_DUE, KEPT_DONE, KEPT_BACK, KEPT_AGAIN, KEPT_SEEN = (
    date(2027, 6, 14),
    date(2027, 6, 1),
    date(2027, 6, 8),
    date(2027, 6, 10),
    date(2027, 6, 28),
)
LATE_DUE, LATE_UPDATE, LATE_DONE, LATE_SEEN = (
    date(2027, 8, 30),
    date(2027, 7, 5),
    date(2027, 9, 14),
    date(2027, 9, 20),
)
DROPPED_DUE, DROPPED = date(2027, 9, 30), date(2027, 10, 5)
DECISION_DUE, DECIDED = date(2027, 10, 11), date(2027, 10, 21)
FOUND_DUE, FOUND_DONE, FOUND_SEEN = date(2027, 11, 15), date(2027, 11, 12), date(2027, 11, 16)

BANK_HOLIDAYS = {
    date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 3),
    date(2027, 5, 31), date(2027, 8, 30), date(2027, 12, 27), date(2027, 12, 28),
}  # fmt: skip


def working(day: date) -> date:
    """That day, or the last one before it on which people work."""
    while day.weekday() > 4 or day in BANK_HOLIDAYS:
        day -= timedelta(days=1)
    return day


def monday_after(day: date) -> date:
    """When a weekly e-mail brings what happened on `day`, from eight in the morning."""
    return day + timedelta(days=7 - day.weekday())


def every_day() -> list[date]:
    return [CREATED + timedelta(days=n) for n in range((COMPLETED - CREATED).days + 1)]

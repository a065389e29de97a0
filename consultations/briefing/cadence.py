"""How often a figure is published, held against the day of its last: when a newer one should have been out."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from audit import clock
from consultations.models import EvidenceFigure
from people.privacy.retention import months_after
from people.text.dates import day

Cadence = EvidenceFigure.Cadence
DAYS = {Cadence.DAY: 1, Cadence.WEEK: 7}
MONTHS = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.HALF: 6, Cadence.YEAR: 12}


def next_by(figure: EvidenceFigure) -> date | None:
    """The day by which a newer one is out, if it is published as often as is said; None where nothing is promised."""
    if figure.updated is None:
        return None
    if (days := DAYS.get(figure.cadence)) is not None:  # type: ignore[call-overload]
        return figure.updated + timedelta(days)
    if (months := MONTHS.get(figure.cadence)) is None:  # type: ignore[call-overload]
        return None
    return months_after(timezone.make_aware(datetime.combine(figure.updated, time(12))), months).date()


def late(figure: EvidenceFigure) -> str:
    """ "Should have been updated by 3 April 2026"; empty while the one that is told is the last there should be."""
    due = next_by(figure)
    return f"Should have been updated by {day(due)}" if due is not None and due < clock.today() else ""

"""Until when the law in a starter was to be looked at again.

What ships grows old. The days in it stay true, and whoever starts from it is told when that day has passed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from audit import clock
from consultations.models import BriefingVersion
from consultations.starters import starters
from people.errors import Refused
from people.text.dates import day


@dataclass(frozen=True)
class Freshness:
    read: date  # the law was read up to this day
    again: date  # and was to be looked at again by this one

    @property
    def is_past(self) -> bool:
        return self.again <= clock.today()

    @property
    def said(self) -> str:
        told = f"Law read up to {day(self.read)}."
        return f"{told} It was to be looked at again by {day(self.again)}: read it anew." if self.is_past else told


def of(starter: dict[str, Any]) -> Freshness:
    given = starter["briefing"]
    return Freshness(date.fromisoformat(given["law_as_at"]), date.fromisoformat(given["check_by"]))


def not_read_since(version: BriefingVersion) -> Freshness | None:
    """Of a text under way that still gives the starter's day for the law, though the day to look again has passed."""
    key = version.consultation.starter
    if not key or not version.is_under_way or version.law_as_at is None:
        return None
    try:
        found = of(starters.load(key))
    except Refused:  # the starter that it began with does not ship any more
        return None
    return found if found.is_past and version.law_as_at <= found.read else None

"""How long each kind of data is kept (domain §7.5), and deleting what is due.

The table of rules is also what the data card prints: what is promised and what is done cannot differ.
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min, QuerySet

from audit import clock
from audit.record import record
from audit.wiring import wired
from people.models.privacy import DeletionRun
from people.privacy import storage

EVERY = timedelta(hours=20)  # at least this long between two runs: once a day, whenever the clock comes round


@dataclass(frozen=True)
class Rule:
    """One kind of data. `due` gives the rows that have to go; `purge` deletes them and says how many.

    A rule without `purge` is only said on the data card: what is kept for good, or what another act deletes, which
    `act` names. `since` is the column that tells how old a due row is.
    """

    key: str
    what: str
    why: str
    kept: str
    order: int
    due: Callable[[datetime], QuerySet[Any]] | None = None
    purge: Callable[[QuerySet[Any]], int] | None = None
    since: str = ""
    act: Callable[..., object] | None = None


@dataclass(frozen=True)
class Line:
    rule: Rule
    rows: int
    oldest: datetime | None


def rules() -> list[Rule]:
    """RETENTION of every `wiring.py`, in `order`: rows that point at others go first."""
    found: list[Rule] = wired("RETENTION")
    return sorted(found, key=lambda rule: rule.order)


def delete(rows: QuerySet[Any]) -> int:
    """The plainest purge: whole rows."""
    return rows.delete()[0]


def months_after(moment: datetime, months: int) -> datetime:
    """The same day and time of day, `months` calendar months later (or the last day of a shorter month)."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


# --- Looking -----------------------------------------------------------------------------------------
def due(now: datetime | None = None) -> list[Line]:
    """Every rule that deletes, with how many rows are due and how old the oldest is."""
    now = now or clock.now()
    return [_line(rule, now) for rule in rules() if rule.due is not None]


def _line(rule: Rule, now: datetime) -> Line:
    assert rule.due is not None
    rows = rule.due(now)
    oldest = rows.aggregate(oldest=Min(rule.since))["oldest"] if rule.since else None
    return Line(rule, rows.count(), oldest)


# --- Deleting ----------------------------------------------------------------------------------------
def purge(*, by: str = DeletionRun.By.CLOCK) -> list[DeletionRun]:
    """Delete everything that is due, a rule at a time, each with its line in the published log."""
    runs = [run for rule in rules() if rule.purge is not None and (run := _run(rule, by))]
    if not runs:
        DeletionRun.objects.update_or_create(
            rule=DeletionRun.NOTHING_DUE, defaults={"what": "Nothing was due", "rows": 0, "at": clock.now(), "by": by}
        )
    storage.vacuum()
    return runs


@transaction.atomic
def _run(rule: Rule, by: str) -> DeletionRun | None:
    assert rule.due is not None and rule.purge is not None
    rows = rule.due(clock.now())
    if not rows.exists():
        return None
    run = DeletionRun.objects.create(rule=rule.key, what=rule.what, rows=rule.purge(rows), by=by)
    record("purged", actor=None, subject=run, summary=f"{run.rows} × {rule.what}")
    return run


def daily() -> list[DeletionRun]:
    """`purge`, if the last run was about a day ago. For the clock, which comes round every few minutes."""
    last = DeletionRun.objects.filter(by=DeletionRun.By.CLOCK).exclude(rule="account").first()
    if last is not None and clock.now() - last.at < EVERY:
        return []
    return purge()

"""The record of deployments behind a briefing: put in whole, taken out whole, given out as a table (domain 8.3).

What is always shown together is worked out here: false alerts per 100,000 faces and per 100 alerts, and arrests per
deployment.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, Max, Min, Q, Sum
from django.db.models.functions import TruncMonth

from consultations.briefing.briefing import hold, seal
from consultations.briefing.deployment_table import COLUMNS, MOST_ROWS, read
from consultations.models import BriefingVersion, DeploymentRecord
from people.errors import Refused
from people.models import Person
from people.text.dates import month as month_name
from people.text.sentences import many
from people.text.spreadsheets import csv_cell

MONTHS = 24  # in the chart


@dataclass
class Totals:
    """The whole record in a few numbers, each rate on the base it needs."""

    deployments: int
    first: date
    last: date
    faces: int
    alerts: int
    false: int
    arrests: int
    signed: int  # deployments at which signs were up
    unsigned: int  # at which none were; of the others the record says nothing

    @property
    def signs_said(self) -> str:
        """How many were signed, and of how many nobody knows: “not said” is no “yes”."""
        if not self.signed + self.unsigned:
            return "The record does not say at which deployments signs were up."
        unsaid = self.deployments - self.signed - self.unsigned
        rest = f" Of {unsaid:,} the record does not say." if unsaid else ""
        every = many(self.deployments, "deployment")
        return f"Signs were up at {self.signed:,} of {every}, none at {self.unsigned:,}.{rest}"

    @property
    def false_per_100_000_faces(self) -> float | None:
        return round(100_000 * self.false / self.faces, 2) if self.faces else None

    @property
    def false_per_100_alerts(self) -> float | None:
        return round(100 * self.false / self.alerts, 2) if self.alerts else None

    @property
    def arrests_per_deployment(self) -> float:
        return round(self.arrests / self.deployments, 1)


@transaction.atomic
def add(version: BriefingVersion, table: str, *, by: Person) -> int:
    """Add the rows of a table with a first line of column names. Returns how many.

    Raises Refused with every faulty row, and then keeps none. What is there already is such a fault: a second press,
    or a second tab, would count every arrest twice.
    """
    edit = hold(version, by)
    there = list(edit.version.deployments.only("date", "start", "borough", "place"))
    rows = read(table, there)
    if len(there) + len(rows) > MOST_ROWS:
        raise Refused(f"At most {MOST_ROWS:,} deployments. There are {len(there):,}, and these are {len(rows):,}.")
    for row in rows:
        row.version = edit.version
    DeploymentRecord.objects.bulk_create(rows, batch_size=500)
    seal(edit, "deployments_added", f"Deployments: {many(len(rows), 'row')}")
    return len(rows)


@transaction.atomic
def take_out(version: BriefingVersion, *, by: Person) -> None:
    """Take the whole record out, to put a better one in."""
    edit = hold(version, by)
    edit.version.deployments.all().delete()
    seal(edit, "deployments_taken_out", "Deployments")


def totals(version: BriefingVersion) -> Totals | None:
    """One query; None without a record."""
    found = version.deployments.aggregate(
        deployments=Count("pk"),
        first=Min("date"),
        last=Max("date"),
        faces=Sum("faces_seen_est"),
        alerts=Sum("alerts"),
        false=Sum("alerts_false"),
        arrests=Sum("arrests"),
        signed=Count("pk", filter=Q(signs=True)),
        unsigned=Count("pk", filter=Q(signs=False)),
    )
    return Totals(**found) if found["deployments"] else None


@dataclass
class Month:
    """One month of the record, for the chart: widths are parts of the fullest month, out of 100."""

    name: str
    alerts: int
    false: int
    width: float
    false_width: float


def months(version: BriefingVersion) -> list[Month]:
    """The alerts of the last MONTHS months, and how many of them were false. One query."""
    by_month = version.deployments.annotate(month=TruncMonth("date")).values("month").order_by("-month")
    found = list(by_month.annotate(all_alerts=Sum("alerts"), false=Sum("alerts_false"))[:MONTHS])[::-1]
    most = max((row["all_alerts"] for row in found), default=0) or 1
    return [
        Month(
            month_name(row["month"]), row["all_alerts"], row["false"], *_widths(row["all_alerts"], row["false"], most)
        )
        for row in found
    ]


def _widths(alerts: int, false: int, most: int) -> tuple[float, float]:
    return round(100 * alerts / most, 2), round(100 * false / most, 2)


def as_csv(version: BriefingVersion) -> str:
    """The record as a table, every cell made safe for spreadsheet programs; `add` takes it back."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for row in version.deployments.order_by("date", "pk").values_list(*COLUMNS):
        rows.writerow([csv_cell(_written(value)) for value in row])
    return out.getvalue()


def _written(value: object) -> object:
    return {True: "y", False: "n"}[value] if isinstance(value, bool) else "" if value is None else value

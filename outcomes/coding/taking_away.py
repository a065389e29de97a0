"""The coding as a file, and the line in the record that says who took it."""

from dataclasses import dataclass

from django.db import transaction

from audit import clock
from audit.record import record
from consultations.models import Consultation, Membership
from outcomes.coding import refi, tables
from people.errors import Refused
from people.text.spreadsheets import XLSX


@dataclass(frozen=True)
class Taken:
    name: str
    kind: str  # of the content, for the browser
    data: bytes


@transaction.atomic
def take(consultation: Consultation, what: str, *, by: Membership) -> Taken:
    """The codebook ("qdc"), the project ("qdpx"), the table of codes ("csv", "xlsx"), or a table of the codebook’s page
    ("groups.csv", "pairs.csv"). Raises Refused for others.
    """
    match what:
        case "qdc":
            data, kind = refi.codebook(consultation), "application/xml"
        case "qdpx":
            data, kind = refi.project(consultation, clock.now()), "application/zip"
        case "csv":
            data, kind = tables.codings_csv(consultation).encode(), "text/csv; charset=utf-8"
        case "groups.csv" | "pairs.csv":
            table = tables.matrix_csv(consultation, what.removesuffix(".csv"))
            data, kind = table.encode(), "text/csv; charset=utf-8"
        case "xlsx":
            data, kind = tables.codings_xlsx(consultation), XLSX
        case _:
            raise Refused("Choose a file.")
    record("coding_exported", actor=by, subject=consultation, consultation=consultation.slug, summary=what)
    return Taken(f"coding-{consultation.slug}.{what}", kind, data)

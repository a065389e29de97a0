"""Tables about who took part, kept as they were published, for when the answers behind them are deleted."""

from typing import Any

from audit.wiring import wired
from consultations.models import Consultation, KeptTable


def keep(consultation: Consultation) -> None:
    """Store every table made from the answers. Call in the transaction that deletes them."""
    for tables in wired("TABLES_TO_KEEP"):
        for key, table in tables(consultation).items():
            KeptTable.objects.get_or_create(consultation=consultation, key=key, defaults={"table": table})


def kept(consultation: Consultation, key: str) -> Any:
    """The table as it was kept; None while the answers are still there. For many tables, prefetch "kept_tables"."""
    if consultation.anonymised_at is None:
        return None
    return next((kept.table for kept in consultation.kept_tables.all() if kept.key == key), None)

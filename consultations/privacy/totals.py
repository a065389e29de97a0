"""Tables about who took part, kept as they were, for when what they were counted from is deleted."""

from collections.abc import Callable
from typing import Any

from audit.wiring import wired
from consultations.models import Consultation, KeptTable


def keep(consultation: Consultation) -> None:
    """Store every table made from the answers. Call in the transaction that deletes them."""
    _store(consultation, wired("TABLES_TO_KEEP"))


def keep_while_linked(consultation: Consultation) -> None:
    """Store what only the link to ballots tells. Call in the transaction that destroys it, before it goes."""
    _store(consultation, wired("COUNTED_BY_LINK"))


def _store(consultation: Consultation, found: list[Callable[[Consultation], dict[str, Any]]]) -> None:
    for tables in found:
        for key, table in tables(consultation).items():
            KeptTable.objects.get_or_create(consultation=consultation, key=key, defaults={"table": table})


def kept(consultation: Consultation, key: str) -> Any:
    """The table as it was kept; None before ballots are cut loose. For many tables, prefetch "kept_tables"."""
    if consultation.anonymised_at is None:
        return None
    return next((kept.table for kept in consultation.kept_tables.all() if kept.key == key), None)

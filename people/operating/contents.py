"""What a database holds, in figures: to compare a copy with what it is a copy of."""

from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from audit.models import Head
from audit.wiring import wired

Contents = dict[str, Any]


def contents() -> Contents:
    """Rows of every table, the end of the record, how every vote adds up, and the schema."""
    head = Head.now()
    tallies = sorted(line for totals in wired("TALLIES") for line in totals())
    return {
        "tables": {name: _rows(name) for name in sorted(connection.introspection.table_names())},
        "head": [head.number, head.hash],
        "tallies": sha256("\n".join(tallies).encode()).hexdigest(),
        "tallied": len(tallies),
        "schema": sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
    }


def _rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 (a name it gave us)
        return int(cursor.fetchone()[0])


def differences(one: Contents, other: Contents) -> list[str]:
    """What is not the same, in words."""
    tables = sorted({*one["tables"], *other["tables"]})
    rows = [(name, one["tables"].get(name, 0), other["tables"].get(name, 0)) for name in tables]
    found = [f"{name}: {before} rows, in the copy {after}" for name, before, after in rows if before != after]
    words = {"head": "the end of the record", "tallies": "the totals of votes", "schema": "the schema"}
    return found + [f"{what} is not the same" for key, what in words.items() if one[key] != other[key]]

"""Triggers that make the database itself refuse to change or delete an entry.

They stop a mistake, a stray query and an injected one. Whoever owns the database can drop them: the hash chain
and the published heads (audit/heads.py) are for that.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE = [
    f"CREATE TRIGGER audit_entry_no_{what.lower()} BEFORE {what} ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'The record is append-only.'); END"
    for what in ("UPDATE", "DELETE")
]
_POSTGRESQL = [
    "CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'The record is append-only.'; END $$",
    *(
        f"CREATE TRIGGER audit_entry_no_{what.lower()} BEFORE {what} ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()"
        for what in ("UPDATE", "DELETE", "TRUNCATE")
    ),
]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on the entry table."""
    _run(connection, _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take them off: for undoing the migration, and for tests that attack the record."""
    if connection.vendor == "postgresql":
        names = ("update", "delete", "truncate")
        _run(connection, [f"DROP TRIGGER IF EXISTS audit_entry_no_{name} ON audit_entry" for name in names])
    else:
        _run(connection, [f"DROP TRIGGER IF EXISTS audit_entry_no_{name}" for name in ("update", "delete")])


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

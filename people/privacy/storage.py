"""Deleted rows are also taken off the disk, as far as the database lets us."""

from django.db import connection
from django.db.utils import OperationalError


def tidy() -> None:
    """Empty SQLite's log, so that it holds no old pages (deleted ones are overwritten: see settings). Outside a
    transaction. PostgreSQL does this itself; `vacuum` hurries it."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except OperationalError:  # somebody is reading: the next one will do it
        return


def vacuum() -> None:
    """Once a day, after the purge: free the space of deleted rows, so that it is written over."""
    if connection.vendor != "postgresql":
        tidy()
    elif not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (SKIP_LOCKED)")

"""SQLite's helper files (-wal, -shm) stay as long as one connection is open, and cannot be made anew on a full disk."""

import sqlite3

from django.db import connections

_held: list[sqlite3.Connection] = []


def hold() -> None:
    """Keep one idle connection for the life of this process, so that pages are read while the disk is full."""
    kept = connections["default"].settings_dict
    if kept["ENGINE"].endswith("sqlite3") and ":memory:" not in str(kept["NAME"]) and not _held:
        try:
            one = sqlite3.connect(kept["NAME"], check_same_thread=False)
            one.execute("SELECT count(*) FROM sqlite_master").fetchall()
        except sqlite3.Error:
            return  # away or full already: the pages say so
        _held.append(one)

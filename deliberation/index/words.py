"""The index of words: FTS5 in SQLite, full text search in PostgreSQL. It follows the table of posts by itself.

Put on after every migrate, because SQLite drops a table's triggers when a migration rebuilds it.
"""

import re

from django.apps import AppConfig
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL

TABLE, INDEX = "deliberation_contribution", "deliberation_words"
MOST_WORDS = 8  # of a search: the rest is not looked for
_WORD = re.compile(r"\w+")
_OUT = f"INSERT INTO {INDEX}({INDEX}, rowid, body) VALUES ('delete', OLD.id, OLD.body);"
_IN = f"INSERT INTO {INDEX}(rowid, body) VALUES (NEW.id, NEW.body);"
_SQLITE = [
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5(body, content='{TABLE}', content_rowid='id', "
    "tokenize='porter unicode61 remove_diacritics 2')",
    f"DROP TRIGGER IF EXISTS {INDEX}_in",
    f"CREATE TRIGGER {INDEX}_in AFTER INSERT ON {TABLE} BEGIN {_IN} END",
    f"DROP TRIGGER IF EXISTS {INDEX}_out",
    f"CREATE TRIGGER {INDEX}_out AFTER DELETE ON {TABLE} BEGIN {_OUT} END",
    f"DROP TRIGGER IF EXISTS {INDEX}_anew",
    f"CREATE TRIGGER {INDEX}_anew AFTER UPDATE OF body ON {TABLE} WHEN OLD.body IS NOT NEW.body BEGIN {_OUT} {_IN} END",
    f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')",
]
_POSTGRESQL = [f"CREATE INDEX IF NOT EXISTS {INDEX} ON {TABLE} USING gin (to_tsvector('english', body))"]


def install(on: BaseDatabaseWrapper) -> None:
    """Put the index on, or on again."""
    with on.cursor() as cursor:
        for statement in _POSTGRESQL if on.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


def install_after_migrate(sender: AppConfig, using: str, **_: object) -> None:
    from django.db import connections

    if sender.name != "deliberation":
        return
    if TABLE in connections[using].introspection.table_names():
        install(connections[using])


def with_words(typed: str) -> RawSQL | None:
    """Keys of the posts that have all these words in their newest version, in any form of the word; None: no word."""
    words = _WORD.findall(typed)[:MOST_WORDS]
    if not words:
        return None
    if connection.vendor == "postgresql":
        return _in_postgresql(" ".join(words))
    asked = f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s"
    return RawSQL(asked, [" ".join(f'"{word}"' for word in words)])


def _in_postgresql(words: str) -> RawSQL:
    """“Who” and “not now” are no words to its English index, and find nothing. Words of which nothing else is left are
    looked for as they are typed, without the index: the threads and the stage limit what is read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT numnode(plainto_tsquery('english', %s))", [words])
        ((left,),) = cursor.fetchall()
    how = "english" if left else "simple"
    asked = f"SELECT id FROM {TABLE} WHERE to_tsvector('{how}', body) @@ plainto_tsquery('{how}', %s)"
    return RawSQL(asked, [words])


def tidy() -> None:
    """After words were emptied: nothing of them stays in the index. PostgreSQL's VACUUM does it by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('optimize')")

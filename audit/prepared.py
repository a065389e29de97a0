"""A query whose SQL is written once. Django writes it anew each time, which costs more than many a query itself."""

from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime
from typing import Generic, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Expression, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=Model)
T = TypeVar("T")
Key = int | str | datetime
MARK = 2_147_000_000  # fits every whole number of a database, and none of our queries compares with it


def _mark(kind: type[Key], place: int) -> Key:
    if kind is datetime:
        return datetime(9990, 1, 1 + place, tzinfo=UTC)
    return str(MARK + place) if kind is str else MARK + place


def _as_stored(key: Key) -> object:
    """As a value of the SQL: a moment is what the database at hand makes of it."""
    return connection.ops.adapt_datetimefield_value(key) if isinstance(key, datetime) else key


class Written(NamedTuple):
    """What the database is asked, and how Django reads the answer."""

    queryset: "QuerySet[Model, object]"
    compiler: SQLCompiler
    sql: str
    values: list[tuple[int | None, object]]  # the place of a key, or a value that is always the same
    read: list[tuple[int, Expression]]  # columns that are not taken as the database gives them


class Prepared(Generic[M, T]):
    """`build` makes the queryset from its keys, each of one of `kinds`; calling this runs it with other keys.

    Only the values of the SQL change with the keys: `build` may compare with a key, and not look at it. Rows are read
    as that queryset reads them. A key longer than its column may be refused by the database.
    """

    def __init__(self, build: Callable[..., "QuerySet[M, T]"], *kinds: type[Key]) -> None:
        self.build = build
        # Keys that no row has. Where one stands among the values of the SQL, a key goes.
        self.marks = [_mark(kind, place) for place, kind in enumerate(kinds)]
        self.written: dict[str, Written] = {}

    def __call__(self, *keys: Key) -> list[T]:
        written = self.written.get(connection.vendor) or self._write()
        if written.queryset.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("a lock is for the length of a transaction")
        params = tuple(value if place is None else _as_stored(keys[place]) for place, value in written.values)
        read = {
            column: (connection.ops.get_db_converters(of) + of.get_db_converters(connection), of)
            for column, of in written.read
        }
        mine = copy(written.compiler)
        mine.connection = connection
        mine.as_sql = lambda *_, **__: (written.sql, params)  # type: ignore[method-assign, assignment]
        mine.get_converters = lambda _: read  # type: ignore[method-assign, assignment]
        rows = written.queryset.all()
        rows.query.get_compiler = lambda *_, **__: mine  # type: ignore[method-assign]
        return list(rows)  # type: ignore[arg-type]

    def _write(self) -> Written:
        queryset = self.build(*self.marks)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        places = {_as_stored(mark): place for place, mark in enumerate(self.marks)}
        values = [(places.get(value) if isinstance(value, Key) else None, value) for value in params]
        assert {place for place, _ in values} >= set(places.values()), "a key stands nowhere in the SQL"
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        read = [(place, of) for place, (_, of) in compiler.get_converters(columns).items()]
        self.written[connection.vendor] = written = Written(queryset, compiler, sql, values, read)
        return written

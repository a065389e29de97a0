"""A query whose SQL is written once. Django writes it anew each time, which costs more than many a query itself."""

from collections.abc import Callable
from copy import copy
from typing import Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
T = TypeVar("T")
Key = int | str


class Prepared(Generic[M, T]):
    """`build` makes the queryset from its keys, each of one of `kinds`; calling this runs it with other keys.

    Only the values of the SQL change with the keys: `build` may compare with a key, and not look at it. Rows are read
    as that queryset reads them. A key longer than a column may be refused by the database: addresses are no keys yet.
    """

    def __init__(self, build: Callable[..., "QuerySet[M, T]"], *kinds: type[Key]) -> None:
        self.build = build
        # Keys that no row has. Where one stands among the values of the SQL, a key goes.
        self.marks = [kind(2**61 + place) for place, kind in enumerate(kinds)]
        self.written: dict[str, tuple[QuerySet[M, T], SQLCompiler, str, list[tuple[int | None, object]]]] = {}

    def __call__(self, *keys: Key) -> list[T]:
        if connection.vendor not in self.written:
            self.written[connection.vendor] = self._write()
        queryset, compiler, sql, values = self.written[connection.vendor]
        params = tuple(value if place is None else keys[place] for place, value in values)
        mine = copy(compiler)
        mine.connection = connection
        mine.as_sql = lambda *_, **__: (sql, params)  # type: ignore[method-assign]
        rows = queryset.all()
        rows.query.get_compiler = lambda *_, **__: mine  # type: ignore[method-assign]
        return list(rows)

    def _write(self) -> "tuple[QuerySet[M, T], SQLCompiler, str, list[tuple[int | None, object]]]":
        queryset = self.build(*self.marks)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        places = {mark: place for place, mark in enumerate(self.marks)}
        values = [(places.get(value) if isinstance(value, int | str) else None, value) for value in params]
        assert {place for place, _ in values} >= set(places.values()), "a key stands nowhere in the SQL"
        return queryset, compiler, sql, values

"""Where each app says what it holds about a person, and what goes when they ask for it to go."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from people.models import User

Row = dict[str, str]  # heading → words, as the person reads them


@dataclass(frozen=True)
class Section:
    """One kind of data. `rows` may read a lot, so it yields."""

    key: str
    title: str
    why: str
    kept: str
    rows: Callable[[User], Iterable[Row]]
    order: int


@dataclass(frozen=True)
class Erasing:
    """One account being erased. `stays`: the name has to stay on what this member of staff did in public."""

    user: User
    stays: bool
    delete_votes: bool


SECTIONS: list[Section] = []
STEPS: list[tuple[int, Callable[[Erasing], None]]] = []
#: True when the person has acted in public under their own name.
ACTED: list[Callable[[User], bool]] = []
#: What erasing would do: user → (what goes, what stays), in sentences. The same order as the steps.
TELLS: list[Callable[[User], tuple[list[str], list[str]]]] = []
#: True when votes of the person can still be found, so that they may choose.
VOTES_CAN_GO: list[Callable[[User], bool]] = []
#: Tables that a section shows and a step erases. What hangs on a person and is not named is shown and deleted whole.
COVERED: set[type[models.Model]] = set()


def holds(key: str, title: str, *, order: int, why: str, kept: str) -> Callable[[Any], Any]:
    """Register a function (user) → rows as a part of “My data”."""

    def register(rows: Callable[[User], Iterable[Row]]) -> Callable[[User], Iterable[Row]]:
        SECTIONS.append(Section(key, title, why, kept, rows, order))
        SECTIONS.sort(key=lambda section: section.order)
        return rows

    return register


def erases(order: int) -> Callable[[Any], Any]:
    """Register a step of erasing an account. Later apps go first (small numbers): their rows point at earlier ones."""

    def register(step: Callable[[Erasing], None]) -> Callable[[Erasing], None]:
        STEPS.append((order, step))
        STEPS.sort(key=lambda item: item[0])
        return step

    return register


def into(places: list[Any]) -> Callable[[Any], Any]:
    """Register a function in one of the lists above, or in a list of hooks elsewhere."""

    def register(function: Any) -> Any:
        places.append(function)
        return function

    return register


def covers(*kinds: type[models.Model]) -> None:
    """These tables are shown by a section and dealt with by a step of their own."""
    COVERED.update(kinds)


def others(target: type[models.Model]) -> list[models.ForeignObjectRel]:
    """Whatever else hangs on a person and would go with them: tables nobody here has heard of."""
    return [
        relation
        for relation in target._meta.related_objects
        if relation.related_model not in COVERED and getattr(relation, "on_delete", None) is models.CASCADE
    ]


def rows_of(relation: models.ForeignObjectRel, owners: Any) -> models.QuerySet[Any]:
    """The rows of that table that hang on `owners` (a list or a query)."""
    model: Any = relation.related_model
    return model._base_manager.filter(**{f"{relation.field.name}__in": owners})

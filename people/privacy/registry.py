"""What each app says in its `wiring.py`: what it holds about a person, and what goes when they ask for it to go."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from audit.wiring import wired
from people.models import User

Row = dict[str, str]  # heading → words, as the person reads them


@dataclass(frozen=True)
class Section:
    """One kind of data. `rows` may read a lot, so it yields."""

    key: str
    title: str
    rows: Callable[[User], Iterable[Row]]
    order: int
    why: str
    kept: str


@dataclass(frozen=True)
class Erasing:
    """One account being erased. `stays`: the name has to stay on what this member of staff did in public."""

    user: User
    stays: bool
    delete_votes: bool


def sections() -> list[Section]:
    """The parts of “My data”, in their order."""
    found: list[Section] = wired("MY_DATA")
    return sorted(found, key=lambda section: section.order)


def steps() -> list[Callable[[Erasing], None]]:
    """What erases an account, in its order. Later apps go first (small numbers): their rows point at earlier ones."""
    return [step for _, step in sorted(wired("ERASING"), key=lambda step: int(step[0]))]


def covered() -> set[type[models.Model]]:
    """Tables that a section shows and a step erases. What hangs on a person otherwise is shown and deleted whole."""
    return set(wired("COVERED"))


def others(target: type[models.Model]) -> list[models.ForeignObjectRel]:
    """Whatever else hangs on a person and would go with them: tables nobody here has heard of."""
    known = covered()
    return [
        relation
        for relation in target._meta.related_objects
        if relation.related_model not in known and getattr(relation, "on_delete", None) is models.CASCADE
    ]


def rows_of(relation: models.ForeignObjectRel, owners: object) -> models.QuerySet[Any]:
    """The rows of that table that hang on `owners` (a list or a query)."""
    model: type[models.Model] = relation.related_model
    return model._base_manager.filter(**{f"{relation.field.name}__in": owners})

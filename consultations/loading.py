"""Reading what belongs together in one query, where `prefetch_related` takes one more for each kind."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import FilteredRelation, Model, QuerySet

M = TypeVar("M", bound=Model)
ONE = "one_of_them"


def with_many(rows: QuerySet[M], path: str) -> list[M]:
    """The rows, each with all that is at the end of `path` ("prompts", "answer__commitments") as if prefetched.

    One query, which gives a row once for each of these: for short lists. What is on the way must be selected.
    """
    *way, many = path.split("__")
    relation: Any = rows.model._meta.get_field((way or [many])[0])
    for step in [*way, many][1:]:
        relation = relation.related_model._meta.get_field(step)
    first: Any = rows.query.order_by or rows.model._meta.ordering
    order = [*first, *_within(relation.related_model._meta.ordering)]
    reading = rows.annotate(**{ONE: FilteredRelation(path)}).select_related(ONE).order_by(*order)
    found: dict[M, list[Model | None]] = {}
    for row in reading:
        found.setdefault(row, []).append(getattr(row, ONE, None))  # Django leaves out what is not there
    for row, those in found.items():
        owner: Model | None = row
        for step in way:
            owner = getattr(owner, step, None)
        if owner is not None:
            keep(owner, many, [one for one in those if one is not None])
    return list(found)


def _within(ordering: Iterable[str]) -> list[str]:
    return [f"{'-' * name.startswith('-')}{ONE}__{name.lstrip('-')}" for name in ordering]


def keep(owner: Model, many: str, those: list[Any]) -> None:
    """As `prefetch_related` keeps them: of a foreign key, each knows its owner."""
    relation: Any = owner._meta.get_field(many)
    for one in [] if relation.many_to_many else those:
        setattr(one, relation.field.name, owner)
    name = relation.name if relation.many_to_many else relation.get_accessor_name()
    kept = getattr(owner, name).all()
    kept._result_cache, kept._prefetch_done = those, True
    vars(owner).setdefault("_prefetched_objects_cache", {})[name] = kept

"""Writing the record. Called by every act, inside the act's own transaction."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC
from typing import Any, Protocol

from django.db import models, transaction

from audit import clock
from audit.models import Entry, Head
from audit.prepared import Prepared

_waiting: ContextVar[list[Entry] | None] = ContextVar("waiting", default=None)


class Actor(Protocol):
    """Whoever can act: a membership (pseudonym, role) or a staff account."""

    @property
    def audit_name(self) -> str: ...
    @property
    def audit_role(self) -> str: ...


def record(
    action: str,
    *,
    actor: Actor | None,
    subject: models.Model,
    consultation: str = "",
    summary: str = "",
    **detail: object,
) -> Entry:
    """Append one entry. `actor` None means the clock. `consultation` is its slug.

    Raises RuntimeError outside a transaction: an act and its entry stand or fall together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() must be called inside the act's transaction")
    entry = Entry(
        at=clock.now().astimezone(UTC),
        actor=_short(actor.audit_name if actor else "the clock", "actor"),
        role=actor.audit_role if actor else "",
        action=action,
        subject=f"{subject._meta.model_name}:{subject.pk}",
        consultation=consultation,
        summary=_short(summary, "summary"),
        detail=as_stored(detail),
        salt=secrets.token_hex(16),
    )
    waiting = _waiting.get()
    if waiting is None:
        _append([entry])
    else:
        waiting.append(entry)
    return entry


def last_of(consultation: str) -> int:
    """The number of the last act that may have changed something in it: what happens to accounts stands in none."""
    entries = Entry.objects.filter(consultation__in=[consultation, ""])
    return entries.aggregate(last=models.Max("number"))["last"] or 0


@contextmanager
def together() -> Iterator[None]:
    """What is recorded inside goes in at the end of the block, in this order: one look at the chain for all of it.

    For an act made of acts, inside its transaction; all of it or none. Nothing inside may be undone alone: the entry
    of a savepoint that was rolled back would stay.
    """
    if _waiting.get() is not None:  # inside another: that one's end is the end
        yield
        return
    waiting: list[Entry] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    if waiting:
        _append(waiting)


_HEAD: Prepared[Head, Head] = Prepared(lambda pk: Head.objects.filter(pk=pk).select_for_update(), int)


def _append(entries: Sequence[Entry]) -> None:
    """Put them at the end of the chain, which stays locked until the transaction is over."""
    head = next(iter(_HEAD(1)), None) or Head.objects.select_for_update().get_or_create(pk=1)[0]
    for entry in entries:
        entry.number, entry.previous = head.number + 1, head.hash
        entry.hash = entry.compute_hash()
        head.number, head.hash = entry.number, entry.hash
    Entry.objects.bulk_create(entries)
    Head.objects.filter(pk=1).update(number=head.number, hash=head.hash)


def as_stored(value: Any) -> Any:
    """`value` as any database gives it back from a JSON column, so that its hash can be computed again.

    Keys become text, tuples lists, and fractions text: PostgreSQL may write a fraction in another way.
    """
    if isinstance(value, dict):
        return {str(key): as_stored(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [as_stored(item) for item in value]
    if value is None or isinstance(value, bool | int):
        return value
    return _storable(str(value))


def _storable(text: str) -> str:
    """Without what a database refuses: NUL, and halves of a surrogate pair."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _short(text: str, field: str) -> str:
    """Storable, and cut to what its column holds."""
    return _storable(text)[: Entry._meta.get_field(field).max_length]  # type: ignore[union-attr]

"""Writing the record. Called by every act, inside the act's own transaction."""

from datetime import UTC
from typing import Any, Protocol

from django.db import models, transaction

from audit import clock
from audit.models import Entry, Head


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
    **detail: Any,
) -> Entry:
    """Append one entry. `actor` None means the clock. `consultation` is its slug.

    Raises RuntimeError outside a transaction: an act and its entry stand or fall together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() must be called inside the act's transaction")
    head, _ = Head.objects.select_for_update().get_or_create(pk=1)
    entry = Entry(
        number=head.number + 1,
        at=clock.now().astimezone(UTC),
        actor=actor.audit_name if actor else "the clock",
        role=actor.audit_role if actor else "",
        action=action,
        subject=f"{subject._meta.model_name}:{subject.pk}",
        consultation=consultation,
        summary=summary[:500],
        detail=detail,
        previous=head.hash,
    )
    entry.hash = entry.compute_hash()
    entry.save(force_insert=True)
    Head.objects.filter(pk=1).update(number=entry.number, hash=entry.hash)
    return entry


def broken_links() -> list[str]:
    """What is wrong with the chain, one plain sentence a fault; empty when it is whole."""
    faults: list[str] = []
    number, previous = 0, "0" * 64
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != number + 1:
            faults.append(f"Entry {number + 1} is missing.")
        if entry.previous != previous:
            faults.append(f"Entry {entry.number} does not follow from the entry before it.")
        if entry.compute_hash() != entry.hash:
            faults.append(f"Entry {entry.number} was changed after it was written.")
        number, previous = entry.number, entry.hash
    head = Head.objects.filter(pk=1).first()
    if head and (head.number, head.hash) != (number, previous):
        faults.append(f"The chain should end at entry {head.number} but ends at {number}.")
    return faults

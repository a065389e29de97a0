"""Checking the record: is the chain whole, and does it hold every head that was published?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from audit.models import START, Content, Entry, Head


class PublishedHead(NamedTuple):
    """An end of the chain as somebody outside the database once noted it."""

    number: int
    hash: str


def broken_links(published: Iterable[PublishedHead] = ()) -> list[str]:
    """What is wrong with the record, one plain sentence a fault; empty when it is whole."""
    noted: dict[int, set[str]] = defaultdict(set)
    for head in published:
        noted[head.number].add(head.hash)
    faults: list[str] = []
    number, previous = 0, START
    for content, own_hash in _entries():
        faults += _faults_of(content, own_hash, number, previous)
        if noted.pop(content.number, {own_hash}) != {own_hash}:
            faults.append(f"Entry {content.number} is not the one that was published: the chain was written again.")
        number, previous = content.number, own_hash
    return faults + _faults_at_the_end(number, previous) + _never_reached(noted, number)


def _entries() -> Iterator[tuple[Content, str]]:
    """Every entry in order, without making model instances: a hundred thousand are checked in seconds."""
    rows = Entry.objects.order_by("number").values_list(*Content._fields, "hash")
    for *content, own_hash in rows.iterator(chunk_size=2000):
        yield Content(*content), own_hash


def _faults_of(content: Content, own_hash: str, number: int, previous: str) -> list[str]:
    faults = []
    if content.number > number + 1:
        faults.append(f"Entry {number + 1} is missing.")
    if content.number <= 0:
        faults.append(f"Entry {content.number} stands before the first.")
    if content.previous != previous:
        faults.append(f"Entry {content.number} does not follow from the entry before it.")
    if content.hash() != own_hash:
        faults.append(f"Entry {content.number} was changed after it was written.")
    return faults


def _faults_at_the_end(number: int, own_hash: str) -> list[str]:
    head = Head.now()
    if (head.number, head.hash) == (number, own_hash):
        return []
    if head.number == number:
        return [f"The chain ends at entry {number}, but not with the fingerprint it should have."]
    return [f"The chain should end at entry {head.number} but ends at {number}."]


def _never_reached(noted: dict[int, set[str]], number: int) -> list[str]:
    """Heads whose entry was not met: the tail was cut off (or a note was made of another record)."""
    lost = sorted(noted.keys() - ({0} if noted.get(0) == {START} else set()))
    return [f"Entry {n} was published, but the chain ends at {number}: its end was cut off." for n in lost]

"""Checking the record: is the chain whole, and does it hold every head that was published?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from audit import clock
from audit.models import START, Content, Entry, Head

RESTORED = "restored"
JUMP = timedelta(hours=1)  # by which a clock may be put back


class PublishedHead(NamedTuple):
    """An end of the chain as somebody outside the database once noted it, and when."""

    number: int
    hash: str
    at: datetime | None = None


class PublishedDay(NamedTuple):
    """The end of the chain at the end of a day, as anybody may read it."""

    day: date
    hash: str


Published = Iterable[PublishedHead | PublishedDay]


@dataclass
class Checked:
    """What is wrong, and what was lost in restores that were declared: one plain sentence each."""

    faults: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Restore:
    """A restore as its entry declares it: the backup ended at `kept`; entries after it up to `lost` are gone."""

    at: datetime
    source: str
    kept: int
    kept_at: datetime
    lost: int

    @classmethod
    def of(cls, at: datetime, detail: dict[str, Any]) -> "Restore":
        kept_at = datetime.fromisoformat(str(detail["kept_at"]))
        return cls(at, str(detail["source"]), int(detail["kept"]), kept_at, int(detail["lost"]))

    def why_not(self, number: int, at: datetime | None) -> str:
        """Why it declares something else than happened: the chain went up to entry `number`, of `at`, before it."""
        if self.kept != number or self.kept_at != at:
            return f"says that entry {self.kept} was the last one kept, which is not the one before it"
        if self.lost < self.kept:
            return "names a last lost entry before the one it ends with"
        return "is dated ahead of now" if self.at > clock.now() + JUMP else ""

    def covers(self, head: PublishedHead | PublishedDay) -> bool:
        """Was it noted between the end of the backup and the restore? Nothing before, and nothing after."""
        if isinstance(head, PublishedDay):
            return timezone.localdate(self.kept_at) <= head.day <= timezone.localdate(self.at)
        if head.at is None:
            return self.kept < head.number <= self.lost
        # heads are noted to the second
        return self.kept < head.number and self.kept_at.replace(microsecond=0) <= head.at <= self.at


@dataclass
class Ended:
    """What the published heads that the chain has passed say is over: the last such day, and the last such moment."""

    day: date | None = None
    at: datetime | None = None

    def pass_by(self, heads: Iterable[PublishedHead | PublishedDay]) -> None:
        """These ends are those of the entry that was just read."""
        for head in heads:
            if isinstance(head, PublishedDay):
                self.day = max(self.day or head.day, head.day)
            elif head.at is not None:
                self.at = max(self.at or head.at, head.at)

    def why_not(self, at: datetime) -> str:
        """Why an entry that stands after them is not of this moment. A clock that is put back within a day passes."""
        if self.day is not None and timezone.localdate(at) <= self.day:
            return f"is dated {timezone.localdate(at)}, and the end published for {self.day} stands before it"
        if self.at is not None and at < self.at - JUMP:
            return f"is dated before {timezone.localtime(self.at):%Y-%m-%d %H:%M}, when an end before it was noted"
        return ""


def broken_links(published: Published = ()) -> list[str]:
    """What is wrong with the record, one plain sentence a fault; empty when it is whole."""
    return check(published).faults


def check(published: Published = ()) -> Checked:
    """Recompute the whole chain and hold it against the published heads."""
    noted: dict[int, set[PublishedHead]] = defaultdict(set)
    days: dict[str, set[PublishedDay]] = defaultdict(set)
    for head in published:
        if isinstance(head, PublishedDay):
            days[head.hash].add(head)
        else:
            noted[head.number].add(head)
    checked, restores = Checked(), list[Restore]()
    strangers: list[PublishedHead | PublishedDay] = []
    ended, number, previous, at = Ended(), 0, START, None
    for content, own_hash in _entries():
        checked.faults += _faults_of(content, own_hash, number, previous)
        if why := ended.why_not(content.at):
            checked.faults.append(f"Entry {content.number} {why}.")
        here = noted.pop(content.number, set())
        strangers += [head for head in here if head.hash != own_hash]
        ended.pass_by([*(head for head in here if head.hash == own_hash), *days.pop(own_hash, ())])
        if content.action == RESTORED:
            _declared(content, number, at, restores, checked)
        number, previous, at = content.number, own_hash, content.at
    checked.faults += _faults_at_the_end(number, previous)
    beyond = [head for heads in noted.values() for head in heads if (head.number, head.hash) != (0, START)]
    missing: list[PublishedHead | PublishedDay] = [*strangers, *beyond]
    missing += [day for heads in days.values() for day in heads]
    checked.faults += _uncovered(missing, restores, number)
    checked.notices += [_told(restore, missing) for restore in restores]
    return checked


def _declared(content: Content, number: int, at: datetime | None, restores: list[Restore], checked: Checked) -> None:
    """A restore that declares what did not happen covers nothing, and is a fault."""
    try:
        restore = Restore.of(content.at, content.detail)
        why = restore.why_not(number, at)
    except (KeyError, TypeError, ValueError):
        why = "does not say what was restored"
    if why:
        checked.faults.append(f"Entry {content.number} declares a restore and {why}: it accounts for nothing.")
    else:
        restores.append(restore)


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


# --- Heads that the chain does not hold --------------------------------------------------------------
def _uncovered(missing: list[PublishedHead | PublishedDay], restores: list[Restore], number: int) -> list[str]:
    """Heads that no declared restore accounts for: written again, or the tail was cut off."""
    alarming = [head for head in missing if not any(restore.covers(head) for restore in restores)]
    days = sorted(head.day for head in alarming if isinstance(head, PublishedDay))
    heads = sorted({head.number for head in alarming if isinstance(head, PublishedHead)})
    return [
        *(_about(n, number) for n in heads),
        *(f"The end published for {day} is not in this chain: written again, or its end was cut off." for day in days),
    ]


def _about(head: int, number: int) -> str:
    if head <= number:
        return f"Entry {head} is not the one that was published: the chain was written again."
    return f"Entry {head} was published, but the chain ends at {number}: its end was cut off."


def _told(restore: Restore, missing: list[PublishedHead | PublishedDay]) -> str:
    at, kept_at = (f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" for moment in (restore.at, restore.kept_at))
    lost = sum(restore.covers(head) for head in missing)
    seen = f" {lost} of the heads given here are among them." if lost else ""
    return (
        f"Restored at {at} from {restore.source}: heads between {kept_at} (entry {restore.kept}) and then are not in "
        f"this chain.{seen}"
    )

"""Whether the sources of a briefing can still be opened: a person opens each and says so.

No program does it. The product runs where nothing leaves the house, a server that fetches whatever address was typed
can be turned against its own network, and a page that answers may not say any more what is cited. Only somebody who
reads it knows that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from audit import clock
from audit.record import record
from consultations import access, numbers
from consultations.access import Do
from consultations.briefing import citing
from consultations.models import BriefingVersion, OpenedSource, Source
from consultations.stages.stages import Missing
from people.errors import Refused
from people.models import Person
from people.text.dates import day
from people.text.sentences import many


@dataclass(frozen=True)
class Standing:
    """A source, and what was last seen at its address; None: nobody has looked."""

    source: Source
    seen: OpenedSource | None

    @property
    def is_broken(self) -> bool:
        return self.seen is not None and not self.seen.opens

    @property
    def is_due(self) -> bool:
        """Nobody has opened it for as long as a briefing may go without being looked at again."""
        return self.seen is None or self.seen.on < clock.today() - timedelta(days=numbers.LOOK_AGAIN_DAYS)

    @property
    def label(self) -> str:
        return f"[{self.source.number}] “{self.source.title}”"


def standings(version: BriefingVersion) -> list[Standing]:
    """Every source that has an address, in the order of their numbers."""
    seen = {one.url: one for one in version.consultation.opened_sources.select_related("by__user")}
    return [Standing(source, seen.get(source.url)) for source in citing.numbered(version) if source.url]


@transaction.atomic
def say(version: BriefingVersion, source: Source, *, by: Person, opens: bool) -> OpenedSource:
    """Somebody has opened it today, or tried to. The text and its signatures stay as they are."""
    member = access.require(by, version.consultation, Do.EDIT_BRIEFING)
    if source.version_id != version.pk or not source.url:
        raise Refused("This source has no web address that could be opened.")
    seen, _ = OpenedSource.objects.update_or_create(
        consultation=version.consultation,
        url=source.url,
        defaults={"opens": opens, "on": clock.today(), "by": member},
    )
    record(
        "source_opened" if opens else "source_did_not_open",
        actor=member,
        subject=source,
        consultation=version.consultation.slug,
        summary=f"[{source.number}] {source.title}"[:200],
    )
    return seen


def broken(found: list[Standing]) -> list[str]:
    """In words, those at whose address somebody found something else, or nothing."""
    return [
        f"{one.label} could not be opened on {day(one.seen.on)}."
        for one in found
        if one.seen is not None and one.is_broken
    ]


@dataclass(frozen=True)
class Basis:
    """What a text rests on, as far as a program can tell: for whoever writes it, and for whoever signs it."""

    uncited: list[citing.Uncited]
    broken: list[str]  # in words
    not_opened: int
    of: int  # sources with an address

    @property
    def is_whole(self) -> bool:
        return not (self.uncited or self.broken or self.not_opened)


def basis(version: BriefingVersion) -> Basis:
    found = standings(version)
    told = citing.dangling(version) + citing.broken(version) + broken(found)
    return Basis(citing.uncited(version), told, sum(one.is_due for one in found), len(found))


def warnings(version: BriefingVersion) -> Iterator[Missing]:
    found = standings(version)
    yield from (Missing(text, "open_sources", soft=True) for text in broken(found))
    if due := sum(one.is_due for one in found):
        text = f"Sources that were not opened here in the last {many(numbers.LOOK_AGAIN_DAYS, 'day')}: {due}."
        yield Missing(text, "open_sources", soft=True)

"""How far the coding has come, and what is next: one byte for each contribution, kept between two acts.

Every act leaves an entry in the record. What was recorded since the last look is looked at: an act that codes one
contribution changes one byte, after any other all of it is worked out anew (`coding.states`, the one truth). What is
kept names the entry it stands at by its hash, so that an entry that was rolled back is not taken for another.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Exists, F, OuterRef

from audit.models import Entry
from consultations.models import Consultation
from deliberation.models import Contribution
from outcomes.coding import coding
from outcomes.models import Coding, SuggestionRun, Theme

T = TypeVar("T")
KEPT = 600  # seconds
#: What a byte says. Of nobody: counts for nobody. Blind: in a sample, so for everybody else it is left.
OF_NOBODY, OF_NOBODY_DEALT_WITH, OF_NOBODY_BLIND, DEALT_WITH, LEFT, BLIND = range(6)
#: Acts that change nothing here, and those that deal with the contribution they are about.
QUIET = {"excerpt_made", "quote_edited", "quote_checked", "quote_refused", "suggestion_taken", "suggestion_rejected"}
DEALING = {"coded", "marked_not_relevant"}


@dataclass(frozen=True)
class Standing:
    number: int  # the entry it stands at
    entry: str  # its hash
    since: (
        str  # the hash of the last entry that was more than coding: until then themes, people and places are the same
    )
    pks: "array[int]"  # what may be coded, in order
    states: bytes  # of each
    has_themes: bool
    has_suggestions: bool  # they were once asked for

    @property
    def done(self) -> int:
        return self.states.count(DEALT_WITH)

    @property
    def total(self) -> int:
        """All that counts for somebody."""
        return sum(self.states.count(one) for one in (DEALT_WITH, LEFT, BLIND))

    def of(self, contribution: int) -> int | None:
        """Its state; None for what nobody may code."""
        place = bisect_left(self.pks, contribution)
        return self.states[place] if self.pks[place : place + 1] == array("Q", [contribution]) else None

    def next(self, *, after: int = 0) -> int | None:
        """The next one left to code, going round to the first at the end. A blind sample has its own way."""
        left = bytes([LEFT])
        place = self.states.find(left, bisect_right(self.pks, after))
        place = self.states.find(left) if place < 0 else place
        return None if place < 0 else self.pks[place]

    def with_dealt(self, contributions: Iterable[int]) -> bytes:
        """The states once these are dealt with. What is blind stays so, and what is nobody's."""
        states = bytearray(self.states)
        for one in contributions:
            now = self.of(one)
            if now in (LEFT, OF_NOBODY):
                states[bisect_left(self.pks, one)] = DEALT_WITH if now == LEFT else OF_NOBODY_DEALT_WITH
        return bytes(states)

    def put_on(self, item: Contribution) -> None:
        """`is_done` and `is_blind` of it, as the bench lists them."""
        now = self.of(item.pk)
        item.is_done = now in (DEALT_WITH, OF_NOBODY_DEALT_WITH)  # type: ignore[attr-defined]
        item.is_blind = now in (BLIND, OF_NOBODY_BLIND)  # type: ignore[attr-defined]


def of(consultation: Consultation) -> Standing:
    """Where the coding stands now."""
    key, found = f"coding-standing:{consultation.pk}", None
    kept: Standing | None = cache.get(key)
    entries = Entry.objects.filter(consultation__in=[consultation.slug, ""])
    told: list[tuple[int, str, str, str]] = []
    if kept is not None:
        since = entries.filter(number__gte=kept.number).order_by("number")
        told = list(since.values_list("number", "hash", "action", "subject"))
        # The first is the one it stands at, if that is still what it was; nothing is, where nothing was recorded yet.
        begins = [(kept.number, kept.entry)] if kept.number else []
        if [one[:2] for one in told[: len(begins)]] == begins:
            found = _carried_on(kept, told[len(begins) :])
    if found is None:
        last = told[-1][:2] if told else entries.order_by("-number").values_list("number", "hash").first()
        found = _worked_out(consultation, *(last or (0, "")))
    if found is not kept:
        cache.set(key, found, KEPT)
    return found


def kept_with(name: str, consultation: Consultation, now: Standing, make: Callable[[], T]) -> T:
    """What is the same for all who code until more than codes changes: made once, and kept under this name."""
    key = f"coding-{name}:{consultation.pk}:{now.since}"
    kept: T | None = cache.get(key)
    if kept is None:
        kept = make()
        cache.set(key, kept, KEPT)
    return kept


def _carried_on(kept: Standing, entries: list[tuple[int, str, str, str]]) -> Standing | None:
    """The same after these acts; None where it has to be worked out anew."""
    if not entries:
        return kept
    actions = {action for _, _, action, _ in entries}
    if not actions <= QUIET | DEALING:
        return None
    marked = [_pk(subject) for _, _, action, subject in entries if action == "marked_not_relevant"]
    codes = [_pk(subject) for _, _, action, subject in entries if action == "coded"]
    if codes:
        said = "excerpt__revision__contribution"
        newest = Coding.objects.filter(pk__in=codes, excerpt__revision__number=F(f"{said}__revision"))
        marked += newest.values_list(said, flat=True)
    number, entry = entries[-1][:2]
    return replace(kept, number=number, entry=entry, states=kept.with_dealt(marked))


def _pk(subject: str) -> int:
    return int(subject.rpartition(":")[2])


def _worked_out(consultation: Consultation, number: int, entry: str) -> Standing:
    pks, states = array("Q"), bytearray()
    for pk, counts, is_dealt_with, is_blind in coding.states(consultation).order_by("pk").iterator(5000):
        pks.append(pk)
        states.append(_state(counts, is_dealt_with, is_blind))
    of_it = {"consultation": OuterRef("pk")}
    asked = Exists(Theme.objects.filter(**of_it)), Exists(SuggestionRun.objects.filter(**of_it))
    has_themes, has_suggestions = Consultation.objects.filter(pk=consultation.pk).values_list(*asked).get()
    return Standing(number, entry, entry, pks, bytes(states), has_themes, has_suggestions)


def _state(counts: bool, is_dealt_with: bool, is_blind: bool) -> int:
    if is_blind:
        return BLIND if counts else OF_NOBODY_BLIND
    if is_dealt_with:
        return DEALT_WITH if counts else OF_NOBODY_DEALT_WITH
    return LEFT if counts else OF_NOBODY

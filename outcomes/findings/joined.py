"""Themes that were merged, split, renamed or emptied after they had been coded: a count is then made of two views, of
one of two, or under another name.

So it is said. What was coded as what before stays in the codebook’s history (outcomes/coding/history.py), and is read
there as it was: a code that is taken off and made again is another row, of the same words. Codes made since a merge
belong to the theme as it is now, and are in none of the parts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from consultations.birds import named_in
from deliberation.discussion import screening
from outcomes.coding import quoting
from outcomes.coding.coding import included
from outcomes.coding.history import Row
from outcomes.findings import breadths, labels
from outcomes.models import Coding, Excerpt, Finding, Theme, ThemeChange
from people.text.dates import day, local_day
from people.text.sentences import listed

Kind = ThemeChange.Kind
PASSAGES_OFF = 3  # taken off a theme: one or two are mended mistakes
PERSON = f"{labels.SAID}__membership"
FIELDS = ("pk", "theme", "excerpt", labels.SAID, PERSON, f"{PERSON}__group", "stance", "intensity")
#: A name that was taken back, and under which words were coded meanwhile (`history.undo`).
CALLED = Q(kind=Kind.EDITED, undone_at__isnull=False, before__has_key="was")
STANDING = Q(kind__in=[Kind.MERGED, Kind.SPLIT, Kind.LEFT, Kind.EDITED], undone_at=None)
#: Of a query of findings: whether `told` has anything to look for.
IS_REGROUPED = Exists(ThemeChange.objects.filter(STANDING | CALLED, consultation=OuterRef("report__consultation")))


class Code(NamedTuple):
    """A code of somebody whose words count, as it is or as a change of the codebook met it."""

    pk: int
    theme: int
    excerpt: int
    contribution: int
    said: labels.Said


class Past:
    """The changes of the codebook that stand, the oldest first, and what a finding counts now."""

    def __init__(self, finding: Finding) -> None:
        self.finding, self.consultation = finding, finding.report.consultation
        changes = list(self.consultation.theme_changes.filter(STANDING | CALLED).order_by("pk"))
        self.changes = [change for change in changes if change.undone_at is None]
        self.called = [change for change in changes if change.undone_at is not None]
        self.themes = sorted(finding.themes.all(), key=lambda one: one.pk)
        self.is_regrouped = any(change.kind != Kind.EDITED for change in self.changes)
        if not self.is_regrouped:
            return
        self.ground = labels.ground_of(finding)
        rows = [row for change in self.changes for row in _rows(change)]
        older = {int(row["excerpt_id"]) for row in rows if "contribution" not in row}
        places = Excerpt.objects.filter(pk__in=older).values_list("pk", "revision__contribution")
        self._place: dict[int, int] = dict(places) if older else {}
        said = {where for row in rows if (where := self._where(row))}
        people = included(self.consultation).filter(pk__in=said).order_by()
        self._home = {pk: (who, at) for pk, who, at in people.values_list("pk", "membership", "membership__group")}
        self.mine = list(self.of(labels.codings_on(finding)))
        self.now = self.label(self.mine)

    def _where(self, row: Row) -> int | None:
        known = row.get("contribution")
        return int(known) if known is not None else self._place.get(int(row["excerpt_id"]))

    def of(self, codes: QuerySet[Coding]) -> Iterator[Code]:
        """Codes as they are now."""
        for pk, theme, excerpt, contribution, who, at, stance, felt in codes.values_list(*FIELDS):
            if at in self.ground.groups:
                yield Code(pk, theme, excerpt, contribution, labels.Said(who, at, stance, felt))

    def met(self, rows: Iterable[Row]) -> list[Code]:
        """Of rows as a change kept them: those that counted, of words that still do."""
        found = []
        for row in rows:
            where = self._where(row)
            who, at = self._home.get(where or 0, (0, None))
            if where and at in self.ground.groups and row["state"] == Coding.State.COUNTS:
                said = labels.Said(who, at, row["stance"], int(row["intensity"]))
                found.append(Code(int(row["id"]), int(row["theme_id"]), int(row["excerpt_id"]), where, said))
        return found

    def gone(self, codes: Iterable[Code]) -> list[Code]:
        """Those of `codes` that the finding counts no more: neither these words, nor the same of the contribution."""
        read = {one.excerpt for one in self.mine}
        said = {(one.contribution, one.said.stance) for one in self.mine}
        return [one for one in codes if one.excerpt not in read and (one.contribution, one.said.stance) not in said]

    def label(self, codes: Iterable[Code]) -> str:
        """A label and no counts: beside those of the finding these would tell how a few people stood."""
        ground, said = self.ground, [one.said for one in codes]
        one = labels.label(said, set(self.finding.position), ground.groups, ground.took_part, None, ground.sizes)
        return breadths.words(one.breadth, one.strongly_felt)

    def is_on(self, theme: int, since: ThemeChange) -> bool:
        """Whether the finding rests on a theme, or on the one that it was merged into."""
        for change in self.changes:
            if change.pk > since.pk and change.kind == Kind.MERGED and _merged(change) == theme:
                theme = _into(change) or theme
        return theme in {one.pk for one in self.themes}


def told(finding: Finding) -> str:
    """In words, for everybody: of which themes its own were made, what was taken out of them or off them, how they were
    called, and what label that bears; empty where nothing of it changed what is counted.
    """
    past = Past(finding)
    regrouped = [*_made_of(past), *_parted(past), *_left(past)] if past.is_regrouped else []
    return ". ".join([*regrouped, *_renamed(past)])


def _rows(change: ThemeChange) -> list[Row]:
    return [*change.before["codings"], *change.before.get("stayed", [])]


# --- Merged -------------------------------------------------------------------------------------
def _made_of(past: Past) -> Iterator[str]:
    first, parts = _firsts(past)
    titles = {int(row["id"]): row["title"] for change in past.changes for row in change.before["themes"]}
    titles |= dict(Theme.objects.filter(pk__in=parts).values_list("pk", "title"))
    for theme in past.themes:
        here = [first.get((one.contribution, theme.pk), set()) for one in past.mine if one.theme == theme.pk]
        made_of = sorted(set().union(*here), key=lambda pk: (titles.get(pk, ""), pk))
        if len(made_of) < 2:
            yield from _coded_as(theme, [titles.get(pk, "") for pk in made_of if pk != theme.pk])
            continue
        names = [(pk, _named(titles.get(pk, ""))) for pk in made_of]
        each = "; ".join(f"{name}: {past.label(parts[pk])}" for pk, name in names)
        whole = listed([name for _, name in names])
        yield f"Its theme “{theme}” was made of {whole}, which were coded apart. Each of them alone until then: {each}"


def _coded_as(theme: Theme, title: Iterable[str]) -> Iterator[str]:
    """Words coded under one name are counted under another: the old one went into an empty theme, or wholly apart."""
    for was in title:
        if was != theme.title:
            yield f"What its theme “{theme}” holds was coded as {_called(theme, was)}"


def _firsts(past: Past) -> tuple[dict[tuple[int, int], set[int]], dict[int, list[Code]]]:
    """(contribution, theme) → the themes it had been coded with before the first merge; and the codes of each of these
    as they were then. By the contribution, not by the code: one that is made again is another row.
    """
    first: dict[tuple[int, int], set[int]] = defaultdict(set)
    parts: dict[int, list[Code]] = defaultdict(list)
    for change in past.changes:
        if change.kind not in {Kind.MERGED, Kind.SPLIT}:
            continue
        to = _into(change) if change.kind == Kind.MERGED else next(iter(change.before["made"]), None)
        moved: list[tuple[int, set[int]]] = []
        for one in past.met(change.before["codings"]):
            before = first.get((one.contribution, one.theme), set())
            if not before and change.kind == Kind.MERGED:
                before = {one.theme}
                parts[one.theme].append(one)
            moved.append((one.contribution, before))
        for contribution, before in moved:
            if to is not None:
                first[contribution, to] |= before
    return first, parts


def _merged(change: ThemeChange) -> int:
    return int(change.before["themes"][0]["id"])


def _into(change: ThemeChange) -> int | None:
    """The theme that stayed. A change from before it was kept tells it by the codes that it met there."""
    if "into" in change.before:
        return int(change.before["into"])
    there = {int(row["theme_id"]) for row in change.before["codings"]} - {_merged(change)}
    codes = [int(row["id"]) for row in change.before["codings"]]
    return min(there, default=None) or Coding.objects.filter(pk__in=codes).values_list("theme", flat=True).first()


# --- Split --------------------------------------------------------------------------------------
def _parted(past: Past) -> Iterator[str]:
    """Splits with one side here and the other away, where both together bear another label: else those against would
    be put elsewhere, or left behind.
    """
    for change in past.changes:
        if change.kind != Kind.SPLIT:
            continue
        whole = past.met(_rows(change)) + _stayed(past, change)
        origin, made = int(change.before["codings"][0]["theme_id"]), [int(pk) for pk in change.before["made"]]
        if not any(past.is_on(pk, change) for pk in (origin, *made)):
            continue
        together = past.label([*past.mine, *past.gone(whole)])
        if not change.before.get("stayed", [None]):  # all of it went: another name, and no part
            was = Theme.objects.filter(pk=origin).values_list("title", flat=True)
            for one in [theme for theme in past.themes if theme.pk in made]:
                yield from _coded_as(one, was)
        elif together != past.now:
            new = Theme.objects.filter(pk__in=made).values_list("title", flat=True).first() or ""
            old = Theme.objects.filter(pk=origin).values_list("title", flat=True).first() or ""
            yield f"{_named(new)} was made out of {_named(old)}, and this counts one part. Coded as before: {together}"


def _stayed(past: Past, change: ThemeChange) -> list[Code]:
    """The codes that a split left where they were, of a change from before these were kept: as they are now, wherever a
    later change has put them.
    """
    if "stayed" in change.before:
        return []
    origin = int(change.before["codings"][0]["theme_id"])
    later = [row for one in past.changes if one.pk > change.pk for row in one.before["codings"]]
    moved = past.met(row for row in later if int(row["theme_id"]) == origin)
    there = labels.codings(past.consultation).filter(theme=origin, coded_at__lte=change.at)
    return [*past.of(there), *moved]


# --- Taken off, renamed -------------------------------------------------------------------------
def _left(past: Past) -> Iterator[str]:
    """More than a few passages taken off one of its themes since there were findings, where with them it bears another
    label: else a split is made one code at a time.
    """
    off: dict[int, list[Code]] = defaultdict(list)
    for change in past.changes:
        if change.kind == Kind.LEFT:
            for one in past.met(change.before["codings"]):
                if past.is_on(one.theme, change):
                    off[one.theme].append(one)
    gone = past.gone(one for codes in off.values() for one in codes)
    if len({one.contribution for one in gone}) < PASSAGES_OFF:
        return
    together = past.label([*past.mine, *gone])
    if together != past.now:
        yield f"Passages were taken off its themes after findings had been begun. Coded as before: {together}"


def _renamed(past: Past) -> Iterator[str]:
    """Words coded under one name are not counted under another unsaid."""
    edits = [change for change in past.changes if change.kind == Kind.EDITED and change.before.get("coded", True)]
    named = [(_merged(change), change.before["themes"][0]["title"], change.at) for change in edits]
    named += [(_merged(change), change.before["was"], change.undone_at or change.at) for change in past.called]
    for theme in past.themes:
        mine = sorted(((at, title) for pk, title, at in named if pk == theme.pk), key=itemgetter(0))
        titles = [*(title for _, title in mine), theme.title]
        then = [
            f"{_called(theme, title)} until {day(local_day(at))}"
            for (title, after), (at, _) in zip(pairwise(titles), mine, strict=True)
            if title not in {after, theme.title}
        ]
        if then:
            yield f"Its theme “{theme}” was called {listed(then)}, and had been coded by then"


def _called(theme: Theme, title: str) -> str:
    """A name of before, where it may be printed as a name of today may."""
    if named_in(title) or screening.findings(title) or quoting.was_in_own_words(theme, title):
        return "something else"
    return f"“{title}”"


def _named(title: str) -> str:
    return "another theme" if not title or named_in(title) or screening.findings(title) else f"“{title}”"

"""Themes that were merged or split after they had been coded: a count is then made of two views, or of one of two.

So it is said. What was coded as what before stays in the codebook’s history (outcomes/coding/history.py). Codes made
since a merge belong to the theme as it is now, and are in none of the parts.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from consultations.birds import named_in
from consultations.models import Consultation
from outcomes.findings import breadths, labels
from outcomes.models import Coding, Finding, Theme, ThemeChange
from people.text.sentences import listed

Kind = ThemeChange.Kind
PERSON = f"{labels.SAID}__membership"
STANDING = Q(kind__in=[Kind.MERGED, Kind.SPLIT], undone_at=None)
#: Of a query of findings: whether `told` has anything to look for.
IS_REGROUPED = Exists(ThemeChange.objects.filter(STANDING, consultation=OuterRef("report__consultation")))
Parts = dict[int, str]  # a code, by number → the title of the theme it was first coded with


def told(finding: Finding) -> str:
    """In words, for everybody: of which themes its own were made, or what was taken out of them, and what label these
    bear; empty where nothing of it changed what is counted.
    """
    changes = _standing(finding.report.consultation)
    if not changes:
        return ""
    ground = labels.ground_of(finding)
    first = _first_theme([one for one in changes if one.kind == Kind.MERGED])
    themes = sorted(finding.themes.all(), key=lambda one: one.pk)
    said = [_made_of(finding, theme, ground, first) for theme in themes]
    return ". ".join(filter(None, [*said, *_parted(finding, ground, changes)]))


def _standing(consultation: Consultation) -> list[ThemeChange]:
    kept = consultation.theme_changes.filter(STANDING)
    return list(kept.order_by("pk"))


def _first_theme(merges: list[ThemeChange]) -> Parts:
    """Of each code that a merge moved or met: the theme it had before the first of them."""
    gone = {int(row["id"]): row["title"] for change in merges for row in change.before["themes"]}
    there = {int(row["theme_id"]) for change in merges for row in change.before["codings"]}
    titles = {**gone, **dict(Theme.objects.filter(pk__in=there).values_list("pk", "title"))}
    first: Parts = {}
    for change in merges:
        for row in change.before["codings"]:
            first.setdefault(int(row["id"]), titles.get(int(row["theme_id"]), ""))
    return first


def _made_of(finding: Finding, theme: Theme, ground: labels.Ground, first: Parts) -> str:
    parts: dict[str, list[labels.Said]] = defaultdict(list)
    for pk, said in _said(labels.codings_on(finding).filter(theme=theme, pk__in=first), ground):
        parts[first[pk]].append(said)
    if len(parts) < 2:
        return ""
    each = [f"{_named(title)}: {_label(finding, ground, codes)}" for title, codes in sorted(parts.items())]
    made_of = listed([_named(title) for title in sorted(parts)])
    alone = "; ".join(each)
    return f"Its theme “{theme}” was made of {made_of}, which were coded apart. Each of them alone until then: {alone}"


def _parted(finding: Finding, ground: labels.Ground, changes: list[ThemeChange]) -> Iterable[str]:
    """Splits with one side here and the other away, where both together bear another label: else those against would
    be put elsewhere, or left behind.
    """
    mine = dict(_said(labels.codings_on(finding), ground))
    now = _label(finding, ground, list(mine.values()))
    for change in changes:
        if change.kind != Kind.SPLIT:
            continue
        off = {int(row["id"]) for row in change.before["codings"]}
        whole = off | _stayed(change, changes)
        if not whole & mine.keys():
            continue
        away = labels.codings(finding.report.consultation).filter(pk__in=whole - mine.keys())
        together = _label(finding, ground, [*mine.values(), *(said for _, said in _said(away, ground))])
        if together != now:
            new = Theme.objects.filter(pk__in=change.before["made"]).values_list("title", flat=True).first() or ""
            old = Theme.objects.filter(pk=_origin(change)).values_list("title", flat=True).first() or ""
            yield f"{_named(new)} was made out of {_named(old)}, and this counts one part. Coded as before: {together}"


def _origin(change: ThemeChange) -> int:
    return int(change.before["codings"][0]["theme_id"])


def _stayed(change: ThemeChange, changes: list[ThemeChange]) -> set[int]:
    """The codes, by number, that a split left where they were, wherever a later change has put them."""
    origin = _origin(change)
    there = Coding.objects.filter(theme=origin, coded_at__lte=change.at).values_list("pk", flat=True)
    later = [row for one in changes if one.pk > change.pk for row in one.before["codings"]]
    moved = {int(row["id"]) for row in later if int(row["theme_id"]) == origin}
    return {*there, *moved}


def _said(codes: QuerySet[Coding], ground: labels.Ground) -> list[tuple[int, labels.Said]]:
    rows = codes.values_list("pk", PERSON, f"{PERSON}__group", "stance", "intensity")
    return [(pk, labels.Said(who, at, stance, felt)) for pk, who, at, stance, felt in rows if at in ground.groups]


def _label(finding: Finding, ground: labels.Ground, said: list[labels.Said]) -> str:
    """A label and no counts: beside those of the finding these would tell how a few people stood."""
    one = labels.label(said, set(finding.position), ground.groups, ground.took_part, None, ground.sizes)
    return breadths.words(one.breadth, one.strongly_felt)


def _named(title: str) -> str:
    return "another theme" if not title or named_in(title) else f"“{title}”"

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
    split = [one for one in changes if one.kind == Kind.SPLIT]
    said = []
    for theme in sorted(finding.themes.all(), key=lambda one: one.pk):
        said += [_made_of(finding, theme, ground, first), *_taken_out(finding, theme, ground, split)]
    return ". ".join(filter(None, said))


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


def _taken_out(finding: Finding, theme: Theme, ground: labels.Ground, split: list[ThemeChange]) -> Iterable[str]:
    """What was split off, where all of it together bears another label: else those against would be put elsewhere."""
    left = [said for _, said in _said(labels.codings_on(finding).filter(theme=theme), ground)]
    now = _label(finding, ground, left)
    for change in split:
        off = [int(row["id"]) for row in change.before["codings"] if int(row["theme_id"]) == theme.pk]
        away = labels.codings(finding.report.consultation).filter(pk__in=off).exclude(theme=theme)
        together = _label(finding, ground, left + [said for _, said in _said(away, ground)]) if off else now
        if together != now:
            title = Theme.objects.filter(pk__in=change.before["made"]).values_list("title", flat=True).first() or ""
            yield f"Out of its theme “{theme}” {_named(title)} was made. As it was coded before: {together}"


def _said(codes: QuerySet[Coding], ground: labels.Ground) -> list[tuple[int, labels.Said]]:
    rows = codes.values_list("pk", PERSON, f"{PERSON}__group", "stance", "intensity")
    return [(pk, labels.Said(who, at, stance, felt)) for pk, who, at, stance, felt in rows if at in ground.groups]


def _label(finding: Finding, ground: labels.Ground, said: list[labels.Said]) -> str:
    """A label and no counts: beside those of the finding these would tell how a few people stood."""
    one = labels.label(said, set(finding.position), ground.groups, ground.took_part, None, ground.sizes)
    return breadths.words(one.breadth, one.strongly_felt)


def _named(title: str) -> str:
    return "another theme" if not title or named_in(title) else f"“{title}”"

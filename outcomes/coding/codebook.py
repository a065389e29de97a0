"""The codebook as a tree: themes lie below themes; they are moved and split, each with a way back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, DiscussionArea, Membership
from outcomes.coding import history
from outcomes.coding.themes import add_theme, with_counts
from outcomes.models import Coding, Disagreement, Theme, ThemeChange
from people.errors import Refused
from people.models import Person

Kind = ThemeChange.Kind
DEEPEST = 5  # levels: deeper than anybody reads


@dataclass(frozen=True)
class Node:
    theme: Theme
    depth: int
    times: int  # coded with it
    below: int  # coded with it or with a theme below it


def tree(consultation: Consultation) -> list[Node]:
    """All themes, each after the one above it: one query. `depth` begins with 0."""
    below: dict[int | None, list[Theme]] = defaultdict(list)
    for theme in with_counts(consultation):
        below[theme.parent_id].append(theme)
    nodes: list[Node] = []

    def walk(parent: int | None, depth: int) -> int:
        total = 0
        for theme in below[parent]:
            at = len(nodes)
            nodes.append(Node(theme, depth, theme.times, 0))  # type: ignore[attr-defined]
            sub = theme.times + walk(theme.pk, depth + 1)  # type: ignore[attr-defined]
            nodes[at] = Node(theme, depth, theme.times, sub)  # type: ignore[attr-defined]
            total += sub
        return total

    walk(None, 0)
    return nodes


def levels_above(theme: Theme | None) -> int:
    count = 0
    while theme is not None:
        count, theme = count + 1, theme.parent
    return count


def levels_below(theme: Theme) -> int:
    return 1 + max((levels_below(one) for one in theme.children.all()), default=0)


# --- Acts ---------------------------------------------------------------------------------------
@transaction.atomic
def move(theme: Theme, *, by: Person, parent: Theme | None, area: DiscussionArea | None = None) -> Theme:
    """Below another theme, or to the top (`parent` None) of a part. A theme lies in the part of the one above it."""
    consultation = theme.consultation
    member = access.require(by, consultation, Do.CODE)
    moved = theme.family()
    if parent is not None:
        if parent.consultation_id != theme.consultation_id:
            raise Refused("That theme belongs to another consultation.")
        if parent.pk in {one.pk for one in moved}:
            raise Refused("A theme cannot lie below itself.")
        if levels_above(parent) + levels_below(theme) > DEEPEST:
            raise Refused(f"Themes lie at most {DEEPEST} levels deep.")
        area = parent.area
    where = f"below “{parent}”" if parent else f"to the top of “{area}”" if area else "to the top"
    history.keep(consultation, Kind.MOVED, f"“{theme}” {where}", by=member, themes=moved)
    theme.parent, theme.order = parent, consultation.themes.filter(parent=parent, area=area).count() + 1
    theme.save()
    Theme.objects.filter(pk__in=[one.pk for one in moved]).update(area=area)
    theme.area = area
    record("theme_moved", actor=member, subject=theme, consultation=consultation.slug, summary=f"{theme} {where}")
    return theme


@transaction.atomic
def reorder(theme: Theme, *, by: Person, up: bool) -> None:
    """One place up or down among the themes beside it."""
    consultation = theme.consultation
    member = access.require(by, consultation, Do.CODE)
    beside = list(consultation.themes.filter(parent=theme.parent_id, area=theme.area_id).order_by("order", "pk"))
    at = next(n for n, one in enumerate(beside) if one.pk == theme.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(beside):
        return
    history.keep(consultation, Kind.MOVED, f"“{theme}” {'up' if up else 'down'}", by=member, themes=beside)
    beside.insert(to, beside.pop(at))
    for place, one in enumerate(beside, start=1):
        Theme.objects.filter(pk=one.pk).update(order=place)
    record("theme_moved", actor=member, subject=theme, consultation=consultation.slug, summary=str(theme))


@transaction.atomic
def split(theme: Theme, title: str, codings: Sequence[Coding], *, by: Person) -> Theme:
    """A new theme beside `theme`, with the chosen codes of it. Every coder's code of the same words goes along."""
    consultation = theme.consultation
    member = access.require(by, consultation, Do.CODE)
    excerpts = {one.excerpt_id for one in codings if one.theme_id == theme.pk}
    if not excerpts:
        raise Refused("Choose the passages that go to the new theme.")
    moved = theme.codings.filter(excerpt__in=excerpts)
    if moved.filter(~Q(sample=None)).exists():
        raise Refused("Some of these words are in a sample of two coders: what was measured of it stays.")
    differences = Disagreement.objects.filter(theme=theme, excerpt__in=excerpts)
    change = history.keep(
        consultation,
        Kind.SPLIT,
        f"“{title}” out of “{theme}”",
        by=member,
        codings=moved,
        disagreements=differences,
        stayed=history.rows_of(theme.codings.exclude(excerpt__in=excerpts)),
    )
    new = add_theme(consultation, title, by=by, area=theme.area, parent=theme.parent, is_kept=False)
    history.made(change, [new])
    differences.update(theme=new)
    moved.update(theme=new)
    record("theme_split", actor=member, subject=new, consultation=consultation.slug, summary=f"{theme} → {new}")
    return new


def passages_of(theme: Theme, member: Membership) -> QuerySet[Coding]:
    """The codes that count under a theme, with their words: what one chooses from when it is split."""
    codes = Coding.objects.that_count().shown_to(member).filter(theme=theme)
    return codes.select_related("excerpt__revision__contribution__membership").order_by("pk")

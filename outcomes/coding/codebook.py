"""The codebook as a tree: themes lie below themes; they are moved, merged and split, each with a way back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, DiscussionArea, Membership
from outcomes.coding import history, settling
from outcomes.coding.themes import add_theme, keep_themes, with_counts
from outcomes.models import Coding, Disagreement, Finding, Theme, ThemeChange
from people.errors import Refused
from people.models import Person
from people.text.sanitising import within

Kind, State = ThemeChange.Kind, Coding.State
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


def _levels_above(theme: Theme | None) -> int:
    count = 0
    while theme is not None:
        count, theme = count + 1, theme.parent
    return count


def _levels_below(theme: Theme) -> int:
    return 1 + max((_levels_below(one) for one in theme.children.all()), default=0)


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
        if _levels_above(parent) + _levels_below(theme) > DEEPEST:
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
def merge(theme: Theme, into: Theme, *, by: Person) -> Theme:
    """Everything coded with `theme` is coded with `into`, what lay below it lies below that, and it goes.

    Words that one coder had under both keep the code of `into`. Findings on `theme` rest on `into`.
    """
    consultation = theme.consultation
    member = access.require(by, consultation, Do.CODE)
    if into.consultation_id != theme.consultation_id or into.pk in {one.pk for one in theme.family()}:
        raise Refused("Choose another theme, not one that lies below this one.")
    keep_themes([theme, into])
    both = Coding.objects.filter(theme__in=[theme, into])
    if both.filter(state=State.SEALED).exists():
        raise Refused("Words in a sample that is read blind are coded with it. Finish the sample first.")
    differences = Disagreement.objects.filter(theme__in=[theme, into])
    if differences.filter(outcome=Disagreement.Outcome.OPEN).exists():
        raise Refused("Coders differ on words under these themes. Settle that first.")
    if _levels_above(into) + _levels_below(theme) > DEEPEST + 1:
        raise Refused(f"Themes lie at most {DEEPEST} levels deep.")
    history.keep(
        consultation,
        Kind.MERGED,
        f"“{theme}” into “{into}”",
        by=member,
        themes=theme.family(),
        codings=both,
        disagreements=differences,
    )
    _recode(theme, into)
    _differences(theme, into)
    for finding in Finding.objects.filter(themes=theme):
        finding.themes.add(into)
        finding.themes.remove(theme)
    under = theme.family()[1:]
    Theme.objects.filter(pk__in=[one.pk for one in under]).update(area=into.area)
    Theme.objects.filter(parent=theme).update(parent=into)
    record("themes_merged", actor=member, subject=into, consultation=consultation.slug, summary=f"{theme} → {into}")
    theme.delete()
    return into


def _recode(theme: Theme, into: Theme) -> None:
    """Codes of `theme` under `into`: one a coder, and one that counts, for the same words."""
    there = {(one.excerpt_id, one.coded_by_id): one for one in into.codings.filter(settles=None)}
    counting = set(into.codings.that_count().values_list("excerpt", flat=True))
    shared = set()
    for one in theme.codings.order_by("pk"):
        double = there.get((one.excerpt_id, one.coded_by_id)) if one.settles_id is None else None
        if double is not None:
            if one.memo:
                double.memo = within(f"{double.memo} {one.memo}", 4000, "The memos of the same words, joined,")
                double.save()
            one.delete()
            continue
        if one.excerpt_id in counting:
            one.state = State.KEPT if one.state == State.COUNTS else one.state
            shared.add(one.excerpt)
        one.theme = into
        one.save()
    for excerpt in shared:
        settling.compare(excerpt, into)


def _differences(theme: Theme, into: Theme) -> None:
    taken = set(Disagreement.objects.filter(theme=into).values_list("sample", "contribution", "excerpt"))
    for one in Disagreement.objects.filter(theme=theme):
        if (one.sample_id, one.contribution_id, one.excerpt_id) not in taken:
            Disagreement.objects.filter(pk=one.pk).update(theme=into)


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
        consultation, Kind.SPLIT, f"“{title}” out of “{theme}”", by=member, codings=moved, disagreements=differences
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

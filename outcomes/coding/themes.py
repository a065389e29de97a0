"""Themes: the names under which words are gathered. Part of the coding room; `coding` offers these acts."""

from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, DiscussionArea
from consultations.starters import starters
from outcomes.coding import history
from outcomes.models import Coding, Theme, ThemeChange
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within, within
from people.text.sentences import many, stop

Kind = ThemeChange.Kind


@transaction.atomic
def add_theme(
    consultation: Consultation,
    title: str,
    *,
    by: Person,
    area: DiscussionArea | None = None,
    definition: str = "",
    examples: str = "",
    parent: Theme | None = None,
    key: str = "",
    is_kept: bool = True,
) -> Theme:
    """A new theme, last among those beside it, in the part of its `parent`. `is_kept`: a change of its own."""
    member = access.require(by, consultation, Do.CODE)
    title = _new_title(consultation, title)
    area = parent.area if parent else area
    theme = Theme.objects.create(
        consultation=consultation,
        area=area,
        parent=parent,
        key=key,
        title=title,
        definition=line_within(definition, 500, "The definition"),
        examples=within(examples, 1000, "The examples"),
        order=consultation.themes.filter(area=area, parent=parent).count() + 1,
    )
    if is_kept:
        history.made(history.keep(consultation, Kind.ADDED, f"“{title}”", by=member), [theme])
    record("theme_added", actor=member, subject=theme, consultation=consultation.slug, summary=title)
    return theme


def _new_title(consultation: Consultation, title: str, besides: Theme | None = None) -> str:
    title = line_within(title, 120, "The title")
    if not title:
        raise Refused("Give the theme a name.")
    others = consultation.themes.exclude(pk=besides.pk if besides else 0)
    if others.filter(title__iexact=title).exists():
        raise Refused(f"There is already a theme called “{title}”{stop(title)} Choose another name.")
    return title


@transaction.atomic
def edit_theme(
    theme: Theme,
    *,
    by: Person,
    title: str,
    area: DiscussionArea | None,
    definition: str = "",
    examples: str | None = None,
) -> Theme:
    """Rename, define, or put into another part with all below it. What was coded with it stays coded."""
    member = access.require(by, theme.consultation, Do.CODE)
    was = Theme.objects.get(pk=theme.pk)
    new = _new_title(theme.consultation, title, besides=theme)
    said = f"“{was.title}” is now “{new}”" if new != was.title else f"“{new}”: its words"
    area = theme.parent.area if theme.parent else area
    coded = was.codings.exists()
    history.keep(theme.consultation, Kind.EDITED, said, by=member, themes=was.family(), coded=coded)
    theme.title, theme.area, theme.definition = new, area, line_within(definition, 500, "The definition")
    theme.examples = theme.examples if examples is None else within(examples, 1000, "The examples")
    theme.save()
    if was.area_id != theme.area_id:
        Theme.objects.filter(pk__in=[one.pk for one in theme.family()]).update(area=theme.area)
    record(
        "theme_edited",
        actor=member,
        subject=theme,
        consultation=theme.consultation.slug,
        summary=f"{was.title} → {theme.title}",
    )
    return theme


def keep_themes(themes: list[Theme]) -> None:
    """Nobody merges or removes them until this transaction is over. Raises Refused when somebody just has."""
    asked = {theme.pk for theme in themes}
    here = Theme.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=asked).order_by("pk")
    there = set(here.values_list("pk", flat=True))
    if gone := [theme.title for theme in themes if theme.pk not in there]:
        raise Refused(f"Somebody has just merged or removed “{gone[0]}”. Look at the themes again and choose another.")


@transaction.atomic
def remove_theme(theme: Theme, *, by: Person) -> None:
    """Remove a theme that nothing is coded with and nothing lies below."""
    member = access.require(by, theme.consultation, Do.CODE)
    keep_themes([theme])
    if theme.codings.exists() or theme.findings.exists():
        raise Refused(f"“{theme.title}” is in use. Take it off the words coded with it, and out of findings, first.")
    if theme.children.exists():
        raise Refused(f"Other themes lie below “{theme.title}”{stop(theme.title)} Move them first.")
    history.keep(theme.consultation, Kind.REMOVED, f"“{theme.title}”", by=member, themes=[theme])
    record("theme_removed", actor=member, subject=theme, consultation=theme.consultation.slug, summary=theme.title)
    theme.delete()


def with_counts(consultation: Consultation) -> QuerySet[Theme]:
    """The themes, each with `times`: how often it was coded."""
    times = Count("codings", filter=Q(codings__state=Coding.State.COUNTS))
    # Said again: grouping drops the order of the table.
    return consultation.themes.select_related("area").annotate(times=times).order_by("area__order", "order", "pk")


def starter_themes_missing(consultation: Consultation) -> list[dict[str, Any]]:
    """Of the starter, as it is written there: those whose title is not here yet."""
    if not consultation.starter:
        return []
    here = {title.casefold() for title in consultation.themes.values_list("title", flat=True)}
    return [item for item in starters.load(consultation.starter)["themes"] if item["title"].casefold() not in here]


@transaction.atomic
def use_starter_themes(consultation: Consultation, *, by: Person) -> list[Theme]:
    """Add the starter's themes that are not here yet."""
    member = access.require(by, consultation, Do.CODE)
    if not consultation.starter:
        raise Refused("This consultation was not made from a starter, so it has no starter themes. Add your own.")
    areas = {area.order: area for area in consultation.areas.all()}
    missing = starter_themes_missing(consultation)
    if not missing:
        return []
    change = history.keep(consultation, Kind.IMPORTED, f"{many(len(missing), 'theme')} of the starter", by=member)
    added = [
        add_theme(
            consultation,
            item["title"],
            by=by,
            area=areas.get(item["area"]),
            definition=item.get("definition", ""),
            key=item.get("key", ""),
            is_kept=False,
        )
        for item in missing
    ]
    history.made(change, added)
    return added

"""Themes: the names under which words are gathered. Part of the coding room; `coding` offers these acts."""

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, DiscussionArea
from consultations.starters import starters
from outcomes.models import Coding, Theme
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within


@transaction.atomic
def add_theme(
    consultation: Consultation,
    title: str,
    *,
    by: Person,
    area: DiscussionArea | None = None,
    definition: str = "",
    key: str = "",
) -> Theme:
    """A new theme, last in its area."""
    member = access.require(by, consultation, Do.CODE)
    title = _new_title(consultation, title)
    theme = Theme.objects.create(
        consultation=consultation,
        area=area,
        key=key,
        title=title,
        definition=line_within(definition, 500, "The definition"),
        order=consultation.themes.filter(area=area).count() + 1,
    )
    record("theme_added", actor=member, subject=theme, consultation=consultation.slug, summary=title)
    return theme


def _new_title(consultation: Consultation, title: str, besides: Theme | None = None) -> str:
    title = line_within(title, 120, "The title")
    if not title:
        raise Refused("Give the theme a name.")
    others = consultation.themes.exclude(pk=besides.pk if besides else 0)
    if others.filter(title__iexact=title).exists():
        raise Refused(f"There is already a theme called “{title}”. Choose another name.")
    return title


@transaction.atomic
def edit_theme(theme: Theme, *, by: Person, title: str, area: DiscussionArea | None, definition: str = "") -> Theme:
    """Rename, define or move a theme. What was coded with it stays coded."""
    member = access.require(by, theme.consultation, Do.CODE)
    before, theme.title = theme.title, _new_title(theme.consultation, title, besides=theme)
    theme.area, theme.definition = area, line_within(definition, 500, "The definition")
    theme.save()
    record(
        "theme_edited",
        actor=member,
        subject=theme,
        consultation=theme.consultation.slug,
        summary=f"{before} → {theme.title}",
    )
    return theme


@transaction.atomic
def remove_theme(theme: Theme, *, by: Person) -> None:
    """Remove a theme that nothing is coded with."""
    member = access.require(by, theme.consultation, Do.CODE)
    if theme.codings.exists() or theme.findings.exists():
        raise Refused(f"“{theme.title}” is in use. Take it off the words coded with it, and out of findings, first.")
    record("theme_removed", actor=member, subject=theme, consultation=theme.consultation.slug, summary=theme.title)
    theme.delete()


def with_counts(consultation: Consultation) -> QuerySet[Theme]:
    """The themes, each with `times`: how often it was coded."""
    return consultation.themes.select_related("area").annotate(times=Count("codings", filter=Q(codings__state=Coding.State.COUNTS)))


@transaction.atomic
def use_starter_themes(consultation: Consultation, *, by: Person) -> list[Theme]:
    """Add the starter's themes that are not here yet."""
    access.require(by, consultation, Do.CODE)
    if not consultation.starter:
        raise Refused("This consultation was not made from a starter, so it has no starter themes. Add your own.")
    areas = {area.order: area for area in consultation.areas.all()}
    here = {title.casefold() for title in consultation.themes.values_list("title", flat=True)}
    return [
        add_theme(
            consultation,
            item["title"],
            by=by,
            area=areas.get(item["area"]),
            definition=item.get("definition", ""),
            key=item.get("key", ""),
        )
        for item in starters.load(consultation.starter)["themes"]
        if item["title"].casefold() not in here
    ]

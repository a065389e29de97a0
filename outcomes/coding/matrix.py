"""Themes by group: how many people spoke on each, and on which side, for those who code. Nothing of it is published."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F

from consultations.models import Consultation, Group
from outcomes.coding import coding
from outcomes.models import Coding, Theme
from outcomes.models.coding import Stance

IN_FAVOUR = {Stance.FOR, Stance.FOR_WITH_CONDITIONS}


@dataclass(frozen=True)
class Cell:
    """People of one group on one theme, each once: `spoke` = `favour` + `against` + `between`."""

    group: Group
    favour: int
    against: int
    between: int  # both at once, at different times, or neutral

    @property
    def spoke(self) -> int:
        return self.favour + self.against + self.between


@dataclass(frozen=True)
class Row:
    theme: Theme
    cells: list[Cell]


def by_group(consultation: Consultation) -> tuple[list[Group], list[Row]]:
    """(the groups, a row for each theme that somebody spoke on), counted from the newest words of each contribution."""
    said = "excerpt__revision__contribution"
    told = (
        Coding.objects.that_count()
        .filter(**{f"{said}__in": coding.included(consultation), "excerpt__revision__number": F(f"{said}__revision")})
        .values_list("theme", f"{said}__membership__group", f"{said}__membership", "stance")
    )
    stances: dict[tuple[int, int | None], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for theme, group, person, stance in told:
        stances[theme, group][person].add(stance)
    groups = list(consultation.groups.all())
    spoken_on = {theme for theme, _ in stances}
    themes = [theme for theme in consultation.themes.all() if theme.pk in spoken_on]
    return groups, [
        Row(theme, [_cell(group, stances.get((theme.pk, group.pk), {})) for group in groups]) for theme in themes
    ]


def _cell(group: Group, people: dict[int, set[str]]) -> Cell:
    favour = sum(said <= IN_FAVOUR for said in people.values())
    against = sum(said == {Stance.AGAINST} for said in people.values())
    return Cell(group, favour, against, len(people) - favour - against)

"""Themes by group: how many people spoke on each, and on which side, for those who code. Nothing of it is published."""

from collections import defaultdict
from collections.abc import Sequence
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
    def not_against(self) -> int:
        return self.favour + self.between

    @property
    def spoke(self) -> int:
        return self.favour + self.against + self.between


@dataclass(frozen=True)
class Row:
    theme: Theme
    cells: list[Cell]


@dataclass(frozen=True)
class Told:
    """One code that counts: what the tables of the codebook are made of."""

    theme: int
    group: int | None
    person: int
    contribution: int
    stance: str


def told(consultation: Consultation) -> list[Told]:
    """Every code that counts, of the newest words of each contribution: one query."""
    said = "excerpt__revision__contribution"
    codes = Coding.objects.that_count().filter(
        **{f"{said}__in": coding.included(consultation), "excerpt__revision__number": F(f"{said}__revision")}
    )
    person = f"{said}__membership"
    return [Told(*row) for row in codes.values_list("theme", f"{person}__group", person, said, "stance")]


def by_group(consultation: Consultation, codes: list[Told], themes: Sequence[Theme]) -> tuple[list[Group], list[Row]]:
    """(the groups, a row for each of the themes that somebody spoke on)."""
    stances: dict[tuple[int, int | None], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in codes:
        stances[one.theme, one.group][one.person].add(one.stance)
    groups = list(consultation.groups.all())
    spoken_on = {theme for theme, _ in stances}
    return groups, [
        Row(theme, [_cell(group, stances.get((theme.pk, group.pk), {})) for group in groups])
        for theme in themes
        if theme.pk in spoken_on
    ]


def _cell(group: Group, people: dict[int, set[str]]) -> Cell:
    favour = sum(said <= IN_FAVOUR for said in people.values())
    against = sum(said == {Stance.AGAINST} for said in people.values())
    return Cell(group, favour, against, len(people) - favour - against)

"""Where to look for what presses most, for a person with any number of standings, in one query.

The sources of DESK_TODOS know what waits in the consultations they are given. Beside each stands a `Look`: the rows
that can make something wait there, and by when. It may find a consultation too many, or name a day too early; never
the other way round. So the sources are asked about the few consultations with the first days, not about all.

Few standings are listed by their keys. With many, each row is asked in the order of its days whether the person stands
there: the database stops at the first that fill a page, so the page costs the same at 100 and at 10,000.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import DateField, Exists, F, IntegerField, Min, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import TruncDate

from audit import clock
from consultations.models import Membership, Role, Stage

FEW = 50
NO_CLOCK = date.max
TODAY = "today"  # as a day: due at once


Rows = QuerySet[Model] | list[QuerySet[Model]]  # a list where an index holds the days of each part apart


@dataclass(frozen=True)
class Look:
    """Rows that can make something wait in the consultation at `place`, while it is in one of `stages`."""

    rows: Callable[[], Rows]
    place: str  # the path from a row to its consultation
    stages: Collection[Stage] | None = None  # None: in every stage
    day: str = ""  # the path to the day; empty: no clock runs
    at: str = ""  # the path to a moment instead,
    later: int = 0  # and how many days later, at the earliest, it is due
    each: bool = False  # rows are things that wait, one by one; else a consultation counts once
    own: str = ""  # the path to the person whose alone the row is
    leads_safeguarding: bool = False  # for the lead alone

    @property
    def has_day(self) -> bool:
        return bool(self.day or self.at)


#: Where nothing says more: every standing.
EVERYWHERE = Look(lambda: Membership.objects.current(), "consultation", own="user")


class Standing(NamedTuple):
    consultation: int
    role: Role
    stage: Stage
    leads_safeguarding: bool


class Standings:
    """What one person is, everywhere: one by one while they are few, else as a condition."""

    def __init__(self, user_pk: int) -> None:
        self.user_pk = user_pk
        self.all = Membership.objects.current().filter(user_id=user_pk).order_by()
        found = self.all.values_list("consultation", "role", "consultation__stage", "is_safeguarding_lead")[: FEW + 1]
        known = [Standing(place, Role(role), Stage(stage), leads) for place, role, stage, leads in found]
        self.few = known if len(known) <= FEW else None
        roles = (
            [one.role for one in known] if self.few is not None else self.all.values_list("role", flat=True).distinct()
        )
        self.roles = {Role(role) for role in roles}

    def there(self, look: Look, roles: Collection[Role]) -> Q | None:
        """Rows of consultations in which they stand so; None where that is plainly nowhere."""
        if self.few is not None:
            places = [one.consultation for one in self.few if _stands_so(one, look, roles)]
            return Q(**{f"{look.place}__in": places}) if places else None
        standing = self.all.filter(consultation=OuterRef(look.place), role__in=roles)
        if look.stages is not None:
            standing = standing.filter(consultation__stage__in=look.stages)
        if look.leads_safeguarding:
            standing = standing.filter(is_safeguarding_lead=True)
        return Q(Exists(standing))


def _stands_so(one: Standing, look: Look, roles: Collection[Role]) -> bool:
    in_stage = look.stages is None or one.stage in look.stages
    return in_stage and one.role in roles and (one.leads_safeguarding or not look.leads_safeguarding)


Row = tuple[date, int, int]  # by when, the number of the source, the consultation


@dataclass(frozen=True)
class Places:
    """Which sources to ask about which consultations, and the day up to which nothing can be missing."""

    of_source: dict[int, set[int]]
    until: date
    complete: bool


def first_places(standings: Standings, looks: Iterable[tuple[int, Collection[Role], Look]], most: int) -> Places:
    """The `most` first rows of all looks: (number of the source, its roles, where to look)."""
    held = [(number, standings.roles & set(roles), look) for number, roles, look in looks]
    dated = _union(standings, [one for one in held if one[2].has_day])
    rows = list(dated.order_by(F("due").asc(nulls_first=True))[: most + 1]) if dated is not None else []
    if len(rows) <= most and (others := _union(standings, [one for one in held if not one[2].has_day])) is not None:
        rows += others[: most + 1 - len(rows)]  # in no order: the first that are found will do
    of_source: dict[int, set[int]] = {}
    for _, number, place in rows[:most]:
        of_source.setdefault(number, set()).add(place)
    until = (rows[-1][0] or date.min) if rows else NO_CLOCK
    return Places(of_source, until, len(rows) <= most)


def _union(standings: Standings, looks: list[tuple[int, set[Role], Look]]) -> QuerySet[Model, Row] | None:
    parts = [part for number, roles, look in looks if roles for part in _parts(standings, number, roles, look)]
    return parts[0].union(*parts[1:], all=True) if parts else None


def _parts(standings: Standings, number: int, roles: set[Role], look: Look) -> Iterator[QuerySet[Model, Row]]:
    """The (due, source, consultation) of one look."""
    there = standings.there(look, roles)
    if there is None:
        return
    found = look.rows()
    for rows in found if isinstance(found, list) else [found]:
        if look.own:
            rows = rows.filter(**{look.own: standings.user_pk})
        elif standings.few is None and not (look.has_day or look.each):
            # What waits is few: it is found first. Else SQLite goes through all places, and asks each for what waits.
            rows = rows.model._default_manager.filter(pk__in=rows.order_by().values("pk"))
        rows = rows.filter(there).order_by()
        places = _dated(look, rows.values(of=F(look.place)))
        yield places.annotate(source=Value(number, IntegerField())).values_list("due", "source", "of")


def _dated(look: Look, places: QuerySet[Model, dict[str, int]]) -> QuerySet[Model, dict[str, int]]:
    """With the day by which each is due, as `due`."""
    dated: QuerySet[Model, dict[str, int]]
    if look.day == TODAY or not look.has_day:
        due = Value(clock.today() if look.day else NO_CLOCK, DateField())
        dated = places.annotate(due=due) if look.each else places.annotate(due=due).distinct()
    else:
        day = F(look.day) if look.day else TruncDate(F(look.at) + timedelta(days=look.later))
        dated = places.annotate(due=day if look.each else Min(day))
    return dated

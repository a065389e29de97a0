"""Finding a consultation: by words, technology, force, area, year and state. Also what the register filters by."""

from dataclasses import dataclass

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from audit import clock
from audit.wiring import wired
from consultations.models import Area, Consultation, Force, Technology
from consultations.stages import places
from people.requests.everybodys import kept
from people.text.sanitising import number

LONGEST = 80  # characters of a search


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; "" is anything."""

    words: str = ""
    technology: str = ""
    force: str = ""
    area: str = ""
    year: str = ""
    state: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        names = {"words": "q", **{name: name for name in ("technology", "force", "area", "year", "state")}}
        return cls(**{name: query.get(sent, "").strip()[:LONGEST] for name, sent in names.items()})

    @property
    def anything(self) -> bool:
        return any(vars(self).values())


def find(asked: Asked) -> QuerySet[Consultation]:
    """Public consultations that fit. What is no choice of ours finds nothing, and says so on the page."""
    found = places.at(asked.state) if asked.state in places.PLACES else Consultation.objects.public()
    if asked.state and asked.state not in places.PLACES:
        return found.none()
    if asked.words:
        found = found.filter(_bears(asked.words))
    if asked.technology:
        about = Technology.objects.filter(consultations=OuterRef("pk"), kind=asked.technology)
        found = found.filter(Exists(about))
    if asked.force:
        joint = Force.objects.filter(joint_consultations=OuterRef("pk"), slug=asked.force)
        found = found.filter(Q(force__slug=asked.force) | Exists(joint))
    if asked.area:
        found = found.filter(Exists(Area.objects.filter(consultations=OuterRef("pk"), slug=asked.area)))
    if asked.year:
        found = found.filter(announced_at__year=asked.year) if number(asked.year) in years() else found.none()
    return found


def _bears(words: str) -> Q:
    """In what was asked, or in what came of it: later apps add FOUND_BY, each (words) → keys of consultations."""
    said = Q(title__icontains=words) | Q(purpose_question__icontains=words)
    for keys in wired("FOUND_BY"):
        said |= Q(pk__in=keys(words))
    return said


def choices() -> dict[str, list[tuple[str, str]]]:
    """What can be chosen, by name of the filter."""
    return {
        "technology": [(str(value), str(label)) for value, label in Technology.Kind.choices],
        "force": [(force.slug, force.called) for force in Force.objects.all()],
        "area": [(area.slug, area.name) for area in Area.objects.all()],
        "year": [(str(year), str(year)) for year in years()],
        "state": [(name, words) for name, (words, _) in places.PLACES.items()],
    }


def chosen(asked: Asked, offered: dict[str, list[tuple[str, str]]]) -> list[str]:
    """In words, what is chosen from the lists; as it was sent where it is no choice of ours."""
    made = {name: value for name, value in vars(asked).items() if value and name in offered}
    return [dict(offered[name]).get(value, value) for name, value in made.items()]


def years() -> list[int]:
    """From the first that was announced to this one, newest first."""
    first = kept("first-year", lambda: Consultation.objects.public().aggregate(first=Min("announced_at"))["first"])
    this = clock.today().year
    return list(range(this, (timezone.localtime(first).year if first else this) - 1, -1))

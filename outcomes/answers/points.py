"""The four asks on the answer, by the five points that make it complete (domain T13, T93): where it says each of them.

A point is found in the opening statement, in answers to recommendations, or nowhere, with a reason: all public.
"""

from dataclasses import dataclass

from django.db import transaction

from audit.record import record
from consultations.models import ASKS
from outcomes import numbers
from outcomes.answers import drafts
from outcomes.answers.drafts import Points
from outcomes.answers.lacking import different_words
from outcomes.answers.responses import drafting
from outcomes.models import PoliceResponse
from outcomes.models.answers import POINTS
from people.errors import Refused
from people.models import Person
from people.text.sanitising import one_line

LONGEST = 300  # characters of why a point is not in it


@dataclass(frozen=True)
class Shown:
    """One point on a page: in which answers it is (0: the opening statement), or why in none."""

    words: str
    places: list[int]
    why_not: str


@transaction.atomic
def say(response: PoliceResponse, *, by: Person, points: Points) -> None:
    """Say for each point {"in": numbers of recommendations, 0 for the opening; "why_not": words}."""
    locked, member = drafting(response, by)
    known = {0, *locked.answers.values_list("recommendation__number", flat=True)}
    said: Points = {}
    for key in POINTS:
        row = points.get(key, {})
        places, why_not = sorted(set(row.get("in", []))), one_line(row.get("why_not", ""))
        if not set(places) <= known:
            raise Refused("Choose answers to recommendations of this consultation.")
        if len(why_not) > LONGEST:
            raise Refused(f"Say why it is not in the answer in at most {LONGEST} characters.")
        if why_not and not places and different_words(why_not) < numbers.POINT_WORDS:
            raise Refused(f"Say in a sentence why the answer does not say {POINTS[key][1]}: it is public.")
        if places and why_not:
            raise Refused(f"Say either where the answer says {POINTS[key][1]}, or why it does not.")
        said[key] = {"in": places, "why_not": why_not}
    drafts.save_points(locked, member, said)
    response.points, response.version = said, locked.version
    record("points_said", actor=member, subject=response, consultation=response.report.consultation.slug)


def by_ask(response: PoliceResponse) -> list[tuple[str, str, list[Shown]]]:
    """(Ask, residents' question, its points); nothing for an answer that was signed before this was asked."""
    if not response.points:
        return []
    found = []
    for ask, heading, question, _ in ASKS:
        mine = [(words, response.points.get(key, {})) for key, (of, words) in POINTS.items() if of == ask]
        found.append((heading, question, [Shown(w, row.get("in", []), row.get("why_not", "")) for w, row in mine]))
    return found


def checked(response: PoliceResponse) -> list[tuple[str, bool]]:
    """The list beside the signing: each point, and whether it is said."""
    missing = response.points_missing
    return [(words, key not in missing) for key, (_, words) in POINTS.items()]

"""What is overdue anywhere, and how a force keeps its word, as open data."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from consultations import keyed
from consultations.models import Force
from outcomes.scorecards import overdue, scorecard
from people.requests.everybodys import kept
from people.requests.open_data import Table

OVERDUE = Table(
    "overdue",
    "for each thing that is overdue, kind by kind, the longest first",
    {
        "kind": f"one of: {'; '.join(overdue.KINDS.values())}",
        "what": "what is overdue",
        "address": "the page that says so",
        "consultation": "of which it is part",
        "force": "the police force that must answer there",
        "due": "the day that has passed",
        "said": "how late it is, in words",
        "example": "Yes for a demonstration with invented people",
    },
)


def overdue_rows(kinds: list[str], among: overdue.Among) -> Iterator[list[object]]:
    for kind in kinds:
        after = ""
        while True:
            found, after = overdue.of(kind, after, among, keyed.A_PIECE)
            yield from (_overdue(kind, one) for one in found)
            if not after:
                break


def _overdue(kind: str, one: overdue.Overdue) -> list[object]:
    c = one.consultation
    address = settings.SITE_URL + one.href
    return [overdue.KINDS[kind], one.title, address, c.title, c.force, one.due, one.said, c.is_demonstration]


def numbers(force: Force) -> Iterator[list[object]]:
    """The numbers of the page of the force, newest year first."""
    for line in kept(f"scorecard-{force.pk}", lambda: scorecard.lines(force)):
        for about, parts in scorecard.PARTS:
            for name, words, drawn in parts:
                href = settings.SITE_URL + reverse("scorecard_list", args=[force.slug, line.year, name])
                yield [force.name, line.year, about, words, line.numbers.get(name, 0), bool(drawn), href]

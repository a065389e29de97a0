"""Every public consultation as open data: the rows of the archive, with all their dates."""

from collections.abc import Iterable, Iterator
from functools import partial

from django.conf import settings

from consultations import keyed
from consultations.archive import archive
from consultations.home import home
from consultations.models import Consultation
from people.requests.open_data import Table
from people.text.dates import last_day

TABLE = Table(
    "consultations",
    "for each consultation, the newest first",
    {
        "address": "its page here",
        "title": "what it is called",
        "question": "what people are asked",
        "force": "the police force that must answer",
        "beside": "other forces named beside it, whether or not they agreed to answer",
        "areas": "boroughs or districts it is about",
        "places": "where, in the words of those who run it",
        "technologies": "what it is about, as the register calls it",
        "standing": "where it stands today, with what is late",
        "announced": "day it became public",
        "opens": "day from which people take part, as announced",
        "closes": "the last day on which they can",
        "findings_due": "day by which the findings are promised",
        "findings_published": "day they came",
        "answer_due": "day by which the police must answer",
        "answer_due_before": "the day before the force moved it",
        "answered": "day the answer was published",
        "answer_days_late": "days after its day that the answer came, or has not come so far",
        "withdrawn": "day it was withdrawn",
        "example": "Yes for a demonstration with invented people",
    },
)


def rows(asked: archive.Asked) -> Iterator[list[object]]:
    found = archive.find(asked).select_related("force").prefetch_related("joint_forces", "in_areas", "technologies")
    for some in keyed.whole(partial(keyed.newest_first, found, size=keyed.A_PIECE)):
        yield from (_row(one.consultation, one.clock["text"]) for one in home.rows(some))


def _row(c: Consultation, standing: str) -> list[object]:
    return [
        settings.SITE_URL + c.get_absolute_url(),
        c.title,
        c.purpose_question,
        c.force,
        _names(c.joint_forces.all()),
        _names(c.in_areas.all()),
        c.places,
        _names(c.technologies.all()),
        standing,
        c.announced_at,
        c.opens_at,
        c.closes_at and last_day(c.closes_at),
        c.findings_due,
        c.findings_published_at,
        c.response_due,
        c.response_due_before,
        c.response_published_at,
        c.days_late or c.answered_days_late or None,
        c.withdrawn_at,
        c.is_demonstration,
    ]


def _names(several: Iterable[object]) -> str:
    return "; ".join(map(str, several))

"""Every public promise as open data: who made it, by when, and what became of it."""

from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from consultations import keyed
from outcomes.models import Commitment
from outcomes.promises.standings import STANDINGS
from people.requests.open_data import Table

TABLE = Table(
    "promises",
    "for each promise, the newest first",
    {
        "address": "its page here",
        "promise": "what was promised",
        "owner": "the role that keeps it",
        "force": "the force that signed it, as it was called then",
        "consultation": "in which it was asked for",
        "recommendation": "number of what was asked for",
        "asked": "what was asked for",
        "due": "day by which it is to be done",
        "standing": f"one of: {', '.join(STANDINGS.values())}",
        "days_late": "days after its day that it was reported done or dropped, or is open so far",
        "lateness": "the same in words, with what of it was not the force’s",
        "reported_done": "day of the report that stands",
        "checked": "day the panel checked it",
        "evidence": "address of what shows that it is done",
        "taken_back": "what the panel took back of an earlier check",
        "dropped": "day it was dropped",
        "why_dropped": "the reason the force gave",
        "example": "Yes for a demonstration with invented people",
    },
)


def rows(found: QuerySet[Commitment]) -> Iterator[list[object]]:
    for some in keyed.whole(partial(keyed.newest_first, found, size=keyed.A_PIECE)):
        yield from map(_row, some)


def _row(one: Commitment) -> list[object]:
    consultation, asked = one.of_consultation, one.answer.recommendation
    return [
        settings.SITE_URL + reverse("promise", args=[consultation.slug, one.pk]),
        one.text,
        one.owner_role,
        one.answer.response.signed_for_words or consultation.force,
        consultation.title,
        asked.number,
        asked.title,
        one.due,
        STANDINGS[standing(one)],
        one.days_late or None,
        one.lateness,
        one.reported_done_on,
        one.verified_at,
        one.evidence_url,
        one.taken_back_words,
        one.dropped_on,
        one.dropped_reason,
        consultation.is_demonstration,
    ]


def standing(one: Commitment) -> str:
    """Its name in STANDINGS, as `standings.condition` finds it."""
    if one.is_late:
        return "late"
    names = {Commitment.State.DONE_VERIFIED: "kept", Commitment.State.DROPPED: "dropped"}
    return names.get(Commitment.State(one.state), "open" if one.is_open else "unverified")

"""How a force keeps its word, on a card for other sites: none of its lateness is left out."""

import pytest
from django.test import Client

from audit import clock
from consultations.models import Stage
from outcomes.models import Commitment, RecommendationResponse
from outcomes.scorecards import card, scorecard
from tests.cast import Cast, force
from tests.outcomes.scorecards.test_scorecard import answered, asked, days, on_the_day, promised
from tests.pages import flat

__all__ = ["on_the_day"]
pytestmark = pytest.mark.django_db
Status, State = RecommendationResponse.Status, Commitment.State


def page() -> str:
    return flat(Client().get(f"{force().get_absolute_url()}card/?anew={clock.now().timestamp()}").content.decode())


def kept_by(cast: Cast) -> dict[str, object]:
    return {"verified_by": cast.member(cast.hale), "verified_at": clock.now()}


def test_a_force_of_which_there_is_nothing_to_count() -> None:
    assert "Nothing to count yet." in page()
    assert Client().get("/forces/none/card/").status_code == 404


def test_it_counts_all_years_and_leaves_nothing_late_out(cast: Cast) -> None:
    answered("in-time", days(-400), days(-400))
    late = answered("late", days(-30), days(-18))
    answered("owed", days(-5), None)
    slot, open_, _ = asked(late, Status.ACCEPTED, Status.UNDER_CONSIDERATION, Status.NOT_ACCEPTED)
    RecommendationResponse.objects.filter(pk=open_.pk).update(decision_by=days(-1))
    promised(slot, "Signs", days(-9), State.ON_TRACK)
    promised(slot, "Kept late", days(-9), State.DONE_VERIFIED, reported_done_on=days(-2), **kept_by(cast))
    shown = page()
    for words in (
        "<b>1</b>on time", "<b>1</b>late", "<b>1</b>overdue now", "<b>1</b>of these, overdue", "<b>1</b>late now",
        "<b>1</b>kept and checked", "<b>1</b>of these, late",
    ):  # fmt: skip
        assert words in shown, words
    assert "not accepted" not in shown
    told = {words for part in card.parts(force()) for _, words, is_bad in part.numbers if is_bad}
    lines = scorecard.lines(force())
    bad = {name for line in lines for name, n in line.numbers.items() if n and name in scorecard.BAD}
    assert {scorecard.OF_THESE.get(name, ((), scorecard.NAMES[name]))[1] for name in bad} == told


def test_the_card_of_a_consultation_tells_what_became_of_its_promises(cast: Cast) -> None:
    late = answered("kept", days(-90), days(-90), stage=Stage.COMPLETED)
    (slot,) = asked(late, Status.ACCEPTED)
    promised(slot, "Kept", days(-9), State.DONE_VERIFIED, reported_done_on=days(-9), **kept_by(cast))
    address = f"{late.get_absolute_url()}card/"
    assert "Promises: 1 kept and checked." in flat(Client().get(address).content.decode())
    promised(slot, "Kept late", days(-9), State.DONE_VERIFIED, reported_done_on=days(-2), **kept_by(cast))
    promised(slot, "Not kept", days(-9), State.ON_TRACK)
    shown = flat(Client().get(f"{address}?anew").content.decode())
    assert "Promises: 1 late now, 2 kept and checked (1 of these late)." in shown
    assert "Completed – 1 promise 9 days late; 1 promise done 7 days late" in shown


def test_its_page_offers_what_to_copy() -> None:
    shown = Client().get(force().get_absolute_url()).content.decode()
    assert "forces/riverside-police-example/card/" in shown and "how it keeps its word" in shown

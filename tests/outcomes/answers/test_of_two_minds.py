"""No member of the panel has the last word on what is in place by saying the same again and again."""

from typing import Any

import pytest
from django.urls import reverse

from consultations.signing import as_told
from outcomes.answers import deciding, other_evidence
from outcomes.models import RecommendationResponse
from people.errors import Refused
from tests.cast import Cast
from tests.outcomes.answers.test_deciding import Status, after_the_verdict, signed

EVIDENCE = "https://example.org/policy"
OTHERWISE = "You have said so two times of these words"


@pytest.fixture
def slot(cast: Cast) -> RecommendationResponse:
    """Said to be in place; one member has twice found that it is not shown, another has twice seen that it is."""
    made, _ = signed(cast, status=Status.ALREADY_IN_PLACE, evidence_url=EVIDENCE)
    for time in ("first", "again"):
        deciding.not_shown(made, by=cast.quill, why=f"It says nothing of deleting, {time}.")
        deciding.saw_in_place(made, by=cast.hale, seen=EVIDENCE, why=f"Page 4 orders it, {time}.")
    return made


def test_nobody_puts_aside_a_third_time_what_another_has_seen(cast: Cast, slot: RecommendationResponse) -> None:
    with pytest.raises(Refused, match=OTHERWISE):
        deciding.not_shown(slot, by=cast.quill, why="Nothing.")
    slot.refresh_from_db()
    assert slot.outcome == "did" and slot.seen_in_place_why == "Page 4 orders it, again."


def test_who_has_seen_it_can_still_take_their_own_back(cast: Cast, slot: RecommendationResponse) -> None:
    deciding.not_shown(slot, by=cast.hale, why="I misread page 4.")
    assert slot.outcome == "claimed"
    deciding.saw_in_place(slot, by=cast.hale, seen=EVIDENCE, why="Page 4 after all.")
    assert slot.outcome == "did"


def other(slot: RecommendationResponse, cast: Cast, link: str) -> None:
    as_told(other_evidence.give, slot, by=cast.okoro, link=link, why="This one shows it better.")


def test_evidence_given_twice_on_one_day_silences_nobody(cast: Cast) -> None:
    """An officer and one friendly member cannot use up what another may say: each look is of what was looked at."""
    slot, _ = signed(cast, status=Status.ALREADY_IN_PLACE, evidence_url=EVIDENCE)
    with after_the_verdict():
        deciding.not_shown(slot, by=cast.quill, why="It says nothing of deleting.")
        for n in (1, 2):
            other(slot, cast, f"{EVIDENCE}/{n}")
            deciding.saw_in_place(slot, by=cast.hale, seen=slot.evidence, why="It is there.")
            deciding.not_shown(slot, by=cast.quill, why=f"Nor does page {n}.")
            assert slot.outcome == "claimed"
        deciding.saw_in_place(slot, by=cast.hale, seen=slot.evidence, why="It is there, I say.")
        deciding.not_shown(slot, by=cast.quill, why="Once more of this page.")
        with pytest.raises(Refused, match=OTHERWISE):
            deciding.saw_in_place(slot, by=cast.hale, seen=slot.evidence, why="A third time of one page.")


@pytest.mark.parametrize("end", ["#page", "/", "?", "/#"])
def test_the_same_page_is_no_other_evidence(cast: Cast, end: str) -> None:
    slot, _ = signed(cast, status=Status.ALREADY_IN_PLACE, evidence_url=EVIDENCE)
    with after_the_verdict():
        deciding.not_shown(slot, by=cast.quill, why="It says nothing of deleting.")
        with pytest.raises(Refused, match="given already"):
            other(slot, cast, f"{EVIDENCE}{end}")


def test_no_page_offers_what_is_refused(cast: Cast, slot: RecommendationResponse, client_for: Any) -> None:
    address = reverse("recommendation", args=[cast.consultation.slug, slot.recommendation.number])
    page = client_for(cast.quill).get(address).content.decode()
    assert OTHERWISE in page and "Publish that it is not shown" not in page
    assert "Publish that it is not shown" in client_for(cast.hale).get(address).content.decode()

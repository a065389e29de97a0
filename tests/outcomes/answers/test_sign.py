"""Answering and signing: every recommendation, with reasons, by the officer who accepted the duty."""

from datetime import timedelta

import pytest

from audit import clock
from audit.models import Entry
from consultations import access
from consultations.models import Stage
from consultations.signing import as_told
from outcomes.answers import drafts, earlier, lacking, points, promising, responses
from outcomes.models import PoliceResponse, RecommendationResponse
from people.errors import Refused
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.published import LONG, SAID, publish

pytestmark = pytest.mark.django_db
Status = RecommendationResponse.Status


@made_once
def response(cast: Cast) -> PoliceResponse:
    return publish(cast)


def complete(response: PoliceResponse, cast: Cast) -> None:
    responses.write_opening(response, by=cast.reyes, text="We have read every word.")
    points.say(response, by=cast.reyes, points=SAID)
    for slot in response.answers.all():
        responses.answer(slot, by=cast.reyes, status=Status.ACCEPTED, reasons="It is right.")
        promising.promise(
            slot, by=cast.reyes, text="Put up signs", owner_role="Superintendent", due=clock.today() + timedelta(30)
        )


def test_signing_publishes_under_a_name(response: PoliceResponse, cast: Cast) -> None:
    complete(response, cast)
    assert responses.unready(response) == []
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    cast.consultation.refresh_from_db()
    assert cast.consultation.stage == Stage.RESPONSE_PUBLISHED
    assert (response.signed_by_name, response.signed_by_role) == ("N. Okoro", "Chief Superintendent")
    assert response.content_hash == responses.fingerprint(response)
    assert set(Entry.objects.values_list("action", flat=True)) >= {"response_signed", "stage_publish_response"}


def test_a_response_cannot_be_signed_while_a_recommendation_lacks_an_answer(
    response: PoliceResponse, cast: Cast
) -> None:
    complete(response, cast)
    slot = response.answers.first()
    RecommendationResponse.objects.filter(pk=slot.pk).update(status="")
    with pytest.raises(Refused) as refusal:
        as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    assert refusal.value.problems == ["Recommendation 1: choose an answer."]
    response.refresh_from_db()
    assert not response.is_signed, "a refused signature must leave nothing behind"


@pytest.mark.parametrize(("lies", "fine"), [(29, True), (30, False), (45, False)])
def test_no_promise_is_signed_whose_day_has_come(response: PoliceResponse, cast: Cast, lies: int, fine: bool) -> None:
    """Drafted in time, and left to lie until there is nothing to keep; an earlier draft does not bring it back."""
    complete(response, cast)
    with clock.travel(clock.now() + timedelta(lies)):
        wrong = [said for said in responses.unready(response) if "is not after today" in said]
        assert len(wrong) == (0 if fine else response.answers.count())
        if not fine:
            with pytest.raises(Refused, match="still missing"):
                as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
            slot = response.answers.first()
            kept = drafts.of(response, slot)[0]
            promising.take_out(slot.commitments.get(), by=cast.reyes)
            earlier.bring_back(kept, by=cast.reyes, seen=drafts.of(response, slot)[0].number)
            assert [said for said in responses.unready(response) if "is not after today" in said] == wrong


def test_a_response_cannot_be_signed_without_an_opening_statement(response: PoliceResponse, cast: Cast) -> None:
    complete(response, cast)
    responses.write_opening(response, by=cast.okoro, text="")
    with pytest.raises(Refused) as refusal:
        as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    assert refusal.value.problems == ["Write an opening statement: a few plain sentences."]


@pytest.mark.parametrize("who", ["reyes", "moss", "hale", "amina", "outsider"])
def test_only_the_accountable_officer_signs(response: PoliceResponse, cast: Cast, who: str) -> None:
    complete(response, cast)
    with pytest.raises(access.NotAllowed):
        as_told(responses.sign, response, by=getattr(cast, who), previewed=responses.fingerprint(response))


@pytest.mark.parametrize("who", ["moss", "hale", "amina", "outsider"])
def test_only_police_draft(response: PoliceResponse, cast: Cast, who: str) -> None:
    with pytest.raises(access.NotAllowed):
        responses.write_opening(response, by=getattr(cast, who), text="Hello")


def test_what_changed_after_the_preview_is_not_signed(response: PoliceResponse, cast: Cast) -> None:
    complete(response, cast)
    previewed = responses.fingerprint(response)
    responses.answer(response.answers.first(), by=cast.reyes, status=Status.ALREADY_IN_PLACE, reasons="Done before.")
    with pytest.raises(Refused, match="changed after you opened the preview"):
        as_told(responses.sign, response, by=cast.okoro, previewed=previewed)


def test_a_signed_response_cannot_be_changed_or_signed_again(response: PoliceResponse, cast: Cast) -> None:
    complete(response, cast)
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    with pytest.raises(Refused, match="signed and public"):
        responses.write_opening(response, by=cast.okoro, text="On second thoughts")
    with pytest.raises(Refused):
        as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"status": "", "reasons": "x"}, ["choose an answer"]),
        ({"status": Status.ALREADY_IN_PLACE, "reasons": "", "evidence_url": "https://example.org"}, ["give reasons"]),
        ({"status": Status.NOT_ACCEPTED, "reasons": "No."}, ["give fuller reasons: 1 of at least 40 words"]),
        ({"status": Status.NOT_ACCEPTED, "reasons": LONG}, []),
        ({"status": Status.ACCEPTED, "reasons": "Yes."}, ["add a promise with an owner and a date"]),
        ({"status": Status.ACCEPTED_IN_PART, "reasons": LONG}, ["add a promise with an owner and a date"]),
        ({"status": Status.UNDER_CONSIDERATION, "reasons": "Soon."}, ["say when it will be decided"]),
        (
            {"status": Status.REFERRED, "reasons": "Theirs."},
            ["say when an answer is expected", "name the body it was sent to and the date"],
        ),
    ],
)
def test_what_each_answer_needs(response: PoliceResponse, cast: Cast, fields: dict, problem: list[str]) -> None:
    slot = responses.answer(response.answers.first(), by=cast.reyes, **fields)
    assert lacking.problems(slot) == problem


@pytest.mark.parametrize(("days", "fine"), [(21, False), (22, True), (183, True), (184, False), (-1, False)])
def test_consideration_ends_within_six_months(response: PoliceResponse, cast: Cast, days: int, fine: bool) -> None:
    slot = responses.answer(
        response.answers.first(), by=cast.reyes, status=Status.UNDER_CONSIDERATION, reasons="We need the figures.",
        decision_by=clock.today() + timedelta(days=days),
    )  # fmt: skip
    assert (lacking.problems(slot) == []) is fine


def test_there_is_no_noted() -> None:
    assert not [label for label in Status.labels if "noted" in label.lower()]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "mailto:chief@force.example", "signs.example"])
def test_evidence_links_must_be_links(response: PoliceResponse, cast: Cast, address: str) -> None:
    with pytest.raises(Refused, match="must begin with https"):
        responses.answer(
            response.answers.first(), by=cast.reyes, status=Status.ACCEPTED, reasons="x",
            evidence_url=address,
        )  # fmt: skip

"""What makes an answer complete: five points under the four asks, a framework that can be opened, every force named.

And what helps to write one: the words of an earlier answer, the conditions beside the draft.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.models import Consultation
from consultations.signing import as_told
from deliberation.counting.counting import RECRUITED
from outcomes.answers import carrying, deciding, points, responses
from outcomes.models import PoliceResponse, Recommendation, RecommendationResponse
from outcomes.report import conditions
from people.errors import Refused
from tests.cast import Cast, force
from tests.made_once import made_once
from tests.outcomes.answers.test_sign import complete
from tests.outcomes.published import LONG, SAID, publish
from tests.pages import flat

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@made_once
def response(cast: Cast) -> PoliceResponse:
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    response = publish(cast)
    complete(response, cast)
    return response


def sign(response: PoliceResponse, cast: Cast) -> None:
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))


def test_it_is_not_signed_while_a_point_is_said_nowhere(response: PoliceResponse, cast: Cast) -> None:
    points.say(response, by=cast.reyes, points={**SAID, "who": {}})
    with pytest.raises(Refused) as refusal:
        sign(response, cast)
    assert refusal.value.problems == ["Say where the answer says who is involved, or why it does not."]
    mark = responses.fingerprint(response)
    points.say(response, by=cast.reyes, points={**SAID, "who": {"why_not": "No supplier is chosen yet."}})
    assert responses.fingerprint(response) != mark, "part of what is signed"
    sign(response, cast)


def test_the_four_asks_stand_on_the_public_answer(response: PoliceResponse, cast: Cast, client_for: SignIn) -> None:
    slug, reyes = cast.consultation.slug, client_for(cast.reyes)
    page = reverse("four_asks", args=[slug])
    sent: dict[str, Any] = {f"in_{key}": "0" for key in SAID} | {"in_works": ["2"], "why_who": ""}
    sent["seen"] = reyes.get(page).context["form"]["seen"].value()
    points.say(response, by=cast.okoro, points={})
    stale = reyes.post(page, sent)
    assert stale.status_code == 422 and "Another text of this was saved" in stale.content.decode()
    sent["seen"] = stale.context["form"]["seen"].value()
    assert reyes.post(page, {**sent, "why_who": "None."}).status_code == 422, "said, and not said"
    assert reyes.post(page, sent).status_code == 302
    signing = client_for(cast.okoro).get(reverse("sign", args=[slug])).content.decode()
    assert "Five things people want to read" in signing and "still to say" not in signing
    response.refresh_from_db()
    sign(response, cast)
    text = client_for(None).get(reverse("answer", args=[slug])).content.decode()
    for heading in ("Show us how it works", "Prove it is useful", "Explain the safeguards", "Keep a human accountable"):
        assert f"<h3>{heading}</h3>" in text
    assert 'href="#recommendation-2">recommendation 2</a>' in text and "#opening-statement" in text
    with pytest.raises(Refused, match="signed"):
        points.say(response, by=cast.reyes, points=SAID)


def test_what_is_no_place_in_the_answer(response: PoliceResponse, cast: Cast) -> None:
    for row, why in (({"in": [9]}, "of this consultation"), ({"in": [0], "why_not": "No."}, "either"),
                     ({"why_not": "x" * 301}, "at most 300")):  # fmt: skip
        with pytest.raises(Refused, match=why):
            points.say(response, by=cast.reyes, points={**SAID, "works": row})


def test_a_framework_that_is_granted_is_linked(response: PoliceResponse, cast: Cast) -> None:
    Recommendation.objects.filter(number=1).update(category="framework")
    assert responses.unready(response) == [
        "Recommendation 1: link the framework, or the page on which it will be published."
    ]
    slot = response.answers.get(recommendation__number=1)
    link = "https://example.org/framework"
    responses.answer(slot, by=cast.reyes, status="accepted", reasons="Yes.", evidence_url=link)
    assert responses.unready(response) == []
    sign(response, cast)
    RecommendationResponse.objects.filter(pk=slot.pk).update(status="under_consideration", decision_by=clock.today())
    slot.refresh_from_db()
    cast.consultation.refresh_from_db()
    with pytest.raises(Refused, match="Link the framework"):
        as_told(deciding.decide, slot, by=cast.okoro, status="already_in_place", reasons=LONG)
    as_told(deciding.decide, slot, by=cast.okoro, status="already_in_place", reasons=LONG, evidence_url=link)


def test_a_joint_answer_names_each_force_and_a_referral_each_body(
    response: PoliceResponse, cast: Cast, client_for: SignIn
) -> None:
    cast.consultation.joint_forces.add(force("Hillside Police (example)"))
    assert responses.unready(response) == [
        "Name Hillside Police (example) in an answer: it is named beside you, and has not agreed to answer."
    ]
    first, second = response.answers.order_by("recommendation__number")
    joint = {"status": "accepted", "reasons": "Both of us.", "answered_with": "Hillside Police (example)"}
    responses.answer(first, by=cast.reyes, **joint)
    today = clock.today()
    sent = {
        "referred_to": "City Hall",
        "referred_on": today,
        "decision_by": today + timedelta(days=90),
        "answered_with": "The Mint\nA Court",
    }
    responses.answer(second, by=cast.reyes, status="referred", reasons="Theirs.", **sent)
    assert responses.unready(response) == []
    sign(response, cast)
    text = client_for(None).get(reverse("answer", args=[cast.consultation.slug])).content.decode()
    assert "Together with" not in flat(text), "it never said yes"
    said = "Hillside Police (example), which has not agreed to answer and has not signed here."
    assert f"Named beside the force that signed: {said}" in flat(text)
    assert (
        "Sent to City Hall, The Mint and A Court" in text
        and "Hillside Police (example) has not agreed to answer." in flat(text)
    )


def test_an_earlier_opening_fills_what_is_empty_and_nothing_else(
    response: PoliceResponse, cast: Cast, elsewhere: Cast, client_for: SignIn
) -> None:
    new = publish(elsewhere)
    page = reverse("response", args=[elsewhere.consultation.slug])
    reyes = client_for(elsewhere.reyes)
    assert "Start from your answer" not in reyes.get(page).content.decode(), "a draft is nobody's to copy"
    sign(response, cast)
    assert "Start from your answer to" in reyes.get(page).content.decode()
    reyes.post(reverse("carry_over", args=[elsewhere.consultation.slug]))
    new.refresh_from_db()
    assert new.opening_statement == "We have read every word."
    responses.write_opening(new, by=elsewhere.reyes, text="Our own words.")
    with pytest.raises(Refused, match="They stay"):
        carrying.carry_over(new, by=elsewhere.reyes)
    Consultation.objects.filter(pk=elsewhere.consultation.pk).update(force=force("Hillside Police (example)"))
    elsewhere.consultation.refresh_from_db()
    assert carrying.earlier_answer(elsewhere.consultation) is None
    assert Entry.objects.filter(action="response_opening_drafted").exists()


def test_conditions_stand_by_what_people_chose(
    response: PoliceResponse, cast: Cast, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From what the report prints; what it withholds is not in `by_question`, so not here."""

    class Kind:
        is_read_by_option, keeps_order = True, False

    class Made:
        def __init__(self, **fields: Any) -> None:
            self.__dict__.update(fields)

    rows = [Made(label="A sign", count=12), Made(label="A warrant", count=22)]
    asked = Made(key="q_conditions", text="What would have to be true?")
    last = Made(kind="after", session_id=None, thread_id=None)
    result = Made(question=asked, wave=last, kind=RECRUITED, rows=rows, base=34)
    monkeypatch.setattr(conditions.kinds, "of", lambda question: Kind)
    monkeypatch.setattr(conditions, "measure", lambda consultation, viewer: Made(by_question={1: [result]}))
    ranked = conditions.ranked(cast.consultation)
    assert ranked == [
        ("What would have to be true?", [("A warrant", "22 of 34 people"), ("A sign", "12 of 34 people")])
    ]
    page = reverse("answer_recommendation", args=[cast.consultation.slug, 1])
    text = client_for(cast.reyes).get(page).content.decode()
    assert "Which safeguard buys most support" in text and text.index("A warrant") < text.index("A sign")

"""The response workspace in the browser's terms: who gets in, what is kept, what the public sees."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.joining import consents, joining
from consultations.models import Consent, Consultation, Stage
from deliberation.models import Contribution
from outcomes.answers import promising, responses
from outcomes.models import FindingsReport, PoliceResponse
from outcomes.report import versions
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.answers.test_sign import complete
from tests.outcomes.published import publish
from tests.pages import anew, flat

pytestmark = pytest.mark.django_db


@made_once
def response(cast: Cast) -> PoliceResponse:
    made = publish(cast)
    Consultation.objects.filter(pk=cast.consultation.pk).update(
        findings_published_at=clock.now(), response_due=clock.today() + timedelta(days=20)
    )
    return made


def url(name: str, cast: Cast, *args: object) -> str:
    return reverse(name, args=[cast.consultation.slug, *args])


@pytest.mark.parametrize("page", ["response", "sign"])
@pytest.mark.parametrize("who", ["moss", "hale", "amina", "outsider", None])
def test_nobody_but_police_finds_the_workspace(
    response: PoliceResponse, cast: Cast, client_for: Callable, page: str, who: str | None
) -> None:
    client: Client = client_for(getattr(cast, who) if who else None)
    assert client.get(url(page, cast)).status_code == 404
    assert client.post(url(page, cast), {"opening_statement": "x"}).status_code == 404


def test_what_the_answer_still_lacks_stands_on_the_desk_of_the_police_alone(
    response: PoliceResponse, cast: Cast, client_for: Callable
) -> None:
    """It tells which recommendations they have drafted; and it leads where nobody else gets in."""
    for who, reads in ((cast.okoro, True), (cast.moss, False), (cast.finch, False), (cast.hale, False)):
        desk = client_for(who).get(url("consultation_desk", cast)).content.decode()
        assert ("choose an answer" in desk, url("response", cast) in desk) == (reads, reads), who
        assert "accountable officer takes this step" in desk or reads


def test_the_responder_drafts_but_cannot_sign(response: PoliceResponse, cast: Cast, client_for: Callable) -> None:
    client = client_for(cast.reyes)
    assert client.get(url("response", cast)).status_code == 200
    assert client.get(url("sign", cast)).status_code == 404


def test_police_of_another_consultation_find_nothing(
    response: PoliceResponse, cast: Cast, elsewhere: Cast, client_for: Callable
) -> None:
    assert client_for(elsewhere.okoro).get(url("response", cast)).status_code == 404


def test_a_draft_answer_is_saved_and_shown_again(response: PoliceResponse, cast: Cast, client_for: Callable) -> None:
    client = client_for(cast.reyes)
    page = url("answer_recommendation", cast, 1)
    sent = client.post(page, {"act": "answer", "status": "not_accepted", "reasons": "Too early to say."})
    assert sent.status_code == 302
    shown = client.get(page).content.decode()
    assert "Too early to say." in shown
    assert "4 of at least 40 words" in shown


def test_a_refused_promise_keeps_what_was_typed(response: PoliceResponse, cast: Cast, client_for: Callable) -> None:
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    sent = client_for(cast.reyes).post(
        url("answer_recommendation", cast, 1),
        {"act": "promise", "text": "Signs at every site", "owner_role": "Superintendent", "due": yesterday},
    )
    assert sent.status_code == 422
    assert "in the future" in sent.content.decode()
    assert "Signs at every site" in sent.content.decode()


def test_neither_button_throws_away_what_was_typed_for_the_other(
    response: PoliceResponse, cast: Cast, client_for: Callable
) -> None:
    client, page = client_for(cast.reyes), url("answer_recommendation", cast, 1)
    soon = (clock.today() + timedelta(days=30)).isoformat()
    typed = {"status": "accepted", "reasons": "It is right.", "text": "Signs up", "owner_role": "Superintendent"}
    refused = client.post(page, {**typed, "act": "answer", "due": ""})
    assert refused.status_code == 422
    assert "It is right." in refused.content.decode() and "Signs up" in refused.content.decode()
    assert client.post(page, {**typed, "act": "promise", "due": soon}).status_code == 302
    slot = response.answers.get(recommendation__number=1)
    assert (slot.reasons, slot.commitments.get().text) == ("It is right.", "Signs up")
    client.post(page, {"act": "promise", "text": "A map", "owner_role": "Superintendent", "due": soon})
    slot.refresh_from_db()
    assert (slot.reasons, slot.commitments.count()) == ("It is right.", 2)


def test_the_signature_is_asked_for_only_when_nothing_is_missing(
    response: PoliceResponse, cast: Cast, client_for: Callable
) -> None:
    page = client_for(cast.okoro).get(url("sign", cast)).content.decode()
    assert "No answer yet" in page and 'name="confirmed"' not in page
    complete(response, cast)
    assert 'name="confirmed"' in client_for(cast.okoro).get(url("sign", cast)).content.decode()


def test_signing_an_unready_answer_lists_what_is_missing(
    response: PoliceResponse, cast: Cast, client_for: Callable
) -> None:
    form = {"name": "N. Okoro", "role": "Chief", "previewed": responses.fingerprint(response), "confirmed": "on"}
    sent = client_for(cast.okoro).post(url("sign", cast), form)
    assert sent.status_code == 422
    assert "Recommendation 1: choose an answer." in sent.content.decode()
    assert PoliceResponse.objects.get().state == "draft"


def test_the_workspace_counts_what_stands_on_it_and_the_preview_names_each(
    response: PoliceResponse, cast: Cast, client_for: Callable
) -> None:
    page = flat(client_for(cast.okoro).get(url("response", cast)).content.decode())
    assert "Complete 2 of 2 answers." in page and "Recommendation 1: choose" not in page
    assert "Say where the answer says five of the five things below, or why not." in page
    assert "Say where the answer says that it works" in flat(
        client_for(cast.okoro).get(url("sign", cast)).content.decode()
    )
    complete(response, cast)
    slots = responses.slots_of(response)
    assert responses.unready_in_short(response, slots) == responses.unready(response, slots) == []
    assert "Everything is there." in client_for(cast.okoro).get(url("response", cast)).content.decode()


def test_the_public_sees_the_clock_until_there_is_an_answer(
    response: PoliceResponse, cast: Cast, client: Client
) -> None:
    assert "20 days left to answer" in client.get(url("answer", cast)).content.decode()
    Consultation.objects.update(response_due=clock.today() - timedelta(days=3))
    anew()
    assert "Answer 3 days late" in client.get(url("answer", cast)).content.decode()


def test_a_draft_answer_is_not_public(response: PoliceResponse, cast: Cast, client: Client) -> None:
    responses.write_opening(response, by=cast.reyes, text="An early draft nobody may see")
    assert "An early draft" not in client.get(url("answer", cast)).content.decode()


def test_draft_promises_are_not_public(response: PoliceResponse, cast: Cast, client: Client) -> None:
    made = promising.promise(
        response.answers.first(), by=cast.reyes, text="A secret plan", owner_role="Supt",
        due=clock.today() + timedelta(days=9),
    )  # fmt: skip
    for address in (url("promises", cast), reverse("all_promises")):
        assert "A secret plan" not in client.get(address).content.decode()
    assert client.get(url("promise", cast, made.pk)).status_code == 404


def test_the_answer_page_is_absent_before_findings(cast: Cast, client: Client) -> None:
    assert cast.consultation.stage == Stage.OPEN
    assert client.get(url("answer", cast)).status_code == 404


@pytest.mark.usefixtures("published_finding")
@pytest.mark.parametrize("gone", ["took back the quotes", "left", "was removed"])
def test_police_read_what_the_report_prints_until_its_next_version(cast: Cast, client_for: Callable, gone: str) -> None:
    report, page = FindingsReport.objects.get(), url("answer_recommendation", cast, 1)

    def read() -> list[bool]:
        pages = client_for(cast.reyes).get(page), client_for(None).get(url("report", cast))
        return ["my face kept" in answer.content.decode() for answer in pages]

    assert read() == [True, True]
    if gone == "took back the quotes":
        for user in (cast.amina, cast.bilal, cast.carys):
            consents.set_consent(cast.consultation, Consent.Item.QUOTES, False, by=user)
    elif gone == "left":
        for user in (cast.amina, cast.bilal, cast.carys):
            joining.withdraw(cast.consultation, by=user)
    else:
        Contribution.objects.update(state=Contribution.State.REMOVED)
    assert read() == [True, True], "what went, the day and whose wish it was would be told"
    assert bool(versions.turn(report)) == (gone != "was removed")
    assert read() == [gone == "was removed"] * 2

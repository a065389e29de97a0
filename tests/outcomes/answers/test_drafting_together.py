"""Two who draft one answer: nobody's words are overwritten unseen, every draft is kept, and any comes back."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from audit import clock
from outcomes.answers import drafts, earlier, responses
from outcomes.models import DraftVersion, PoliceResponse
from people.errors import Refused
from people.text.differences import by_words
from tests.cast import Cast
from tests.outcomes.answers.test_sign import complete
from tests.outcomes.published import publish

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def response(cast: Cast) -> PoliceResponse:
    return publish(cast)


def test_the_second_save_is_refused_and_both_texts_are_on_the_page(
    response: PoliceResponse, cast: Cast, client_for: SignIn
) -> None:
    page = reverse("answer_recommendation", args=[cast.consultation.slug, 1])
    reyes, okoro = client_for(cast.reyes), client_for(cast.okoro)
    assert 'name="seen" value="0"' in reyes.get(page).content.decode()
    form = {"act": "answer", "status": "not_accepted", "reasons": "We cannot pay for signs.", "seen": "0"}
    assert okoro.post(page, form).status_code == 302
    mine = {"act": "answer", "status": "accepted", "reasons": "We will pay for signs.", "seen": "0"}
    sent = reyes.post(page, mine)
    text = sent.content.decode()
    assert sent.status_code == 422 and "N. Okoro saved another text" in text
    assert "We will pay for signs." in text and re.search(r"<del>cannot </del><ins\s*>will </ins>", text)
    slot = response.answers.get(recommendation__number=1)
    assert slot.reasons == "We cannot pay for signs."
    assert 'name="seen" value="1"' in text
    assert reyes.post(page, {**mine, "seen": "1"}).status_code == 302
    slot.refresh_from_db()
    assert slot.reasons == "We will pay for signs."
    assert [v.by_name for v in drafts.of(response, slot)] == ["L. Reyes", "N. Okoro"]


def test_the_promise_beside_a_text_that_was_overtaken_is_kept_on_the_page(
    response: PoliceResponse, cast: Cast, client_for: SignIn
) -> None:
    page = reverse("answer_recommendation", args=[cast.consultation.slug, 1])
    responses.answer(response.answers.first(), by=cast.okoro, status="accepted", reasons="Yes.")
    due = (clock.today() + timedelta(days=30)).isoformat()
    sent = client_for(cast.reyes).post(
        page, {"act": "promise", "status": "accepted", "reasons": "Yes, in spring.", "seen": "0",
               "text": "Put up a sign", "owner_role": "Head of signs", "due": due},
    )  # fmt: skip
    text = sent.content.decode()
    assert sent.status_code == 422 and "Put up a sign" in text and "Yes, in spring." in text
    assert not response.answers.first().commitments.exists()


def test_nobody_is_overtaken_by_their_own_save(response: PoliceResponse, cast: Cast, client_for: SignIn) -> None:
    """The answer is kept though the promise beside it is refused; pressed again, both are saved."""
    page = reverse("answer_recommendation", args=[cast.consultation.slug, 1])
    sent = {
        "act": "promise",
        "status": "accepted",
        "reasons": "Yes.",
        "seen": "0",
        "text": "Signs",
        "owner_role": "Head",
    }
    client = client_for(cast.reyes)
    text = client.post(page, {**sent, "due": "2020-01-01"}).content.decode()
    (seen,) = re.findall(r'name="seen" value="(\d+)"', text)
    due = (clock.today() + timedelta(days=30)).isoformat()
    assert client.post(page, {**sent, "due": due, "seen": seen}).status_code == 302
    assert response.answers.first().commitments.count() == 1


def test_the_opening_statement_too(response: PoliceResponse, cast: Cast, client_for: SignIn) -> None:
    page = reverse("response", args=[cast.consultation.slug])
    client_for(cast.okoro).post(page, {"opening_statement": "We have read it.", "seen": "0"})
    sent = client_for(cast.reyes).post(page, {"opening_statement": "We thank you.", "seen": "0"})
    assert sent.status_code == 422 and "We thank you." in sent.content.decode()
    response.refresh_from_db()
    assert response.opening_statement == "We have read it."


def test_every_draft_is_kept_and_comes_back_as_the_newest(
    response: PoliceResponse, cast: Cast, client_for: SignIn
) -> None:
    slot = response.answers.first()
    day = clock.today() + timedelta(days=20)
    responses.answer(slot, by=cast.reyes, status="under_consideration", reasons="Not yet.", decision_by=day)
    responses.answer(slot, by=cast.okoro, status="accepted", reasons="Yes.")
    page = reverse("earlier_drafts", args=[cast.consultation.slug, 1])
    text = client_for(cast.reyes).get(page).content.decode()
    assert "<del>Not yet.</del>" in text and "N. Okoro" in text
    client_for(cast.reyes).post(page, {"version": "1"})
    slot.refresh_from_db()
    assert (slot.status, slot.reasons, slot.decision_by, slot.version) == ("under_consideration", "Not yet.", day, 3)
    assert DraftVersion.objects.count() == 3
    for who in (cast.moss, cast.hale, cast.amina, None):
        assert client_for(who).get(page).status_code == 404


def test_nothing_comes_back_once_it_is_signed(response: PoliceResponse, cast: Cast) -> None:
    complete(response, cast)
    first = drafts.of(response, response.answers.first()).last()
    responses.sign(response, by=cast.okoro, previewed=responses.fingerprint(response))
    with pytest.raises(Refused):
        earlier.bring_back(first, by=cast.reyes)


@given(st.text(alphabet="ab \n", max_size=30), st.text(alphabet="ab \n", max_size=30))
def test_both_texts_can_be_read_out_of_the_difference(old: str, new: str) -> None:
    words = by_words(old, new)
    assert "".join(piece.text for piece in words if piece.kind != "in") == old
    assert "".join(piece.text for piece in words if piece.kind != "out") == new

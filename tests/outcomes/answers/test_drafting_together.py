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
from consultations.seen import Overtaken
from consultations.signing import as_told
from outcomes.answers import drafts, earlier, points, promising, responses
from outcomes.models import DraftVersion, PoliceResponse
from people.errors import Refused
from people.text.differences import by_words
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.answers.test_sign import complete
from tests.outcomes.published import SAID, publish
from tests.pages import flat

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@made_once
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


NOT_SAID = "We were not asked about this and will say it in spring."


def test_what_is_said_of_the_five_points_is_kept_as_it_was(
    response: PoliceResponse, cast: Cast, client_for: SignIn
) -> None:
    """Whoever takes out an awkward reason before signing leaves it in the drafts, with who wrote it."""
    responses.write_opening(response, by=cast.okoro, text="We have read every word.")
    points.say(response, by=cast.reyes, points={"works": {"why_not": NOT_SAID}, "use": {"in": [1]}})
    points.say(response, by=cast.okoro, points=SAID)
    responses.write_opening(response, by=cast.okoro, text="We have read every word twice.")
    kept = list(drafts.of(response, None).order_by("number"))
    assert [(one.number, one.by_name) for one in kept] == [
        (1, "N. Okoro"), (2, "L. Reyes"), (3, "N. Okoro"), (4, "N. Okoro"),
    ]  # fmt: skip
    page = flat(client_for(cast.okoro).get(reverse("earlier_openings", args=[cast.consultation.slug])).content.decode())
    assert NOT_SAID in page and "Where it says that it works" in page and "recommendation 1" in page
    response.refresh_from_db()
    assert response.points == kept[3].fields["points"]
    earlier.bring_back(kept[1], by=cast.okoro, seen=4)
    response.refresh_from_db()
    assert response.points["works"]["why_not"] == NOT_SAID and response.opening_statement == "We have read every word."


def test_whoever_writes_the_opening_is_not_overtaken_by_the_points(response: PoliceResponse, cast: Cast) -> None:
    responses.write_opening(response, by=cast.okoro, text="We have read every word.")
    points.say(response, by=cast.reyes, points=SAID)
    responses.write_opening(response, by=cast.okoro, text="We read it twice.", seen=1)
    with pytest.raises(Overtaken):
        responses.write_opening(response, by=cast.okoro, text="We read it thrice.", seen=2)


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
    sent = {"version": "1", "seen": "2"}
    client_for(cast.reyes).post(page, sent)
    slot.refresh_from_db()
    assert (slot.status, slot.reasons, slot.decision_by, slot.version) == ("under_consideration", "Not yet.", day, 3)
    assert DraftVersion.objects.count() == 3
    client_for(cast.okoro).post(page, sent)
    assert DraftVersion.objects.count() == 3, "what came since is not written over unseen"
    for who in (cast.moss, cast.hale, cast.amina, None):
        assert client_for(who).get(page).status_code == 404


def test_nothing_comes_back_once_it_is_signed(response: PoliceResponse, cast: Cast) -> None:
    complete(response, cast)
    first = drafts.of(response, response.answers.first()).last()
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    with pytest.raises(Refused):
        earlier.bring_back(first, by=cast.reyes, seen=2)


def test_a_post_that_has_seen_nothing_overwrites_nothing(
    response: PoliceResponse, cast: Cast, client_for: SignIn
) -> None:
    responses.answer(response.answers.first(), by=cast.okoro, status="accepted", reasons="Yes.")
    responses.write_opening(response, by=cast.okoro, text="We have read it.")
    reyes, slug = client_for(cast.reyes), cast.consultation.slug
    page = reverse("answer_recommendation", args=[slug, 1])
    assert reyes.post(page, {"status": "not_accepted", "reasons": "No.", "seen": ""}).status_code == 422
    assert reyes.post(reverse("response", args=[slug]), {"opening_statement": "Thanks.", "seen": ""}).status_code == 422
    response.refresh_from_db()
    assert (response.answers.first().reasons, response.opening_statement) == ("Yes.", "We have read it.")


def test_promises_come_and_go_with_the_drafts(response: PoliceResponse, cast: Cast, client_for: SignIn) -> None:
    slot, due = response.answers.first(), clock.today() + timedelta(days=30)
    responses.answer(slot, by=cast.reyes, status="accepted", reasons="Yes.")
    signs = promising.promise(slot, by=cast.reyes, text="Put up signs", owner_role="Head of signs", due=due)
    with_signs = drafts.of(response, slot).first()
    promising.take_out(signs, by=cast.okoro)
    promising.promise(slot, by=cast.okoro, text="Draw a map", owner_role="Head of maps", due=due)
    page = reverse("earlier_drafts", args=[cast.consultation.slug, 1])
    text = client_for(cast.reyes).get(page).content.decode()
    assert "Put up signs (Head of signs, by" in text and "Promises taken out" in text
    earlier.bring_back(with_signs, by=cast.reyes, seen=4)
    assert [one.text for one in slot.commitments.all()] == ["Put up signs"]
    earlier.bring_back(drafts.of(response, slot).get(number=1), by=cast.reyes, seen=5)
    assert not slot.commitments.exists()


def test_more_versions_than_fit_on_a_page(response: PoliceResponse, cast: Cast, client_for: SignIn) -> None:
    slot = response.answers.first()
    for n in range(1, earlier.SHOWN + 3):
        responses.answer(slot, by=cast.reyes, status="accepted", reasons=f"Text{n}.")
    page, client = reverse("earlier_drafts", args=[cast.consultation.slug, 1]), client_for(cast.reyes)
    first = client.get(page).content.decode()
    assert "Version 22" in first and "Version 2<" not in first and '?before=3"' in first
    second = client.get(f"{page}?before=3").content.decode()
    assert "Version 2<" in second and "Version 1<" in second and "Older ones" not in second
    assert "Bring version 2 back" in second


def test_what_belongs_to_another_answer_goes_and_what_was_typed_too_late_is_shown(
    response: PoliceResponse, cast: Cast, client_for: SignIn
) -> None:
    slot, today = response.answers.first(), clock.today()
    sent = {"referred_to": "City Hall", "referred_on": today, "decision_by": today + timedelta(days=9)}
    responses.answer(slot, by=cast.reyes, status="referred", reasons="Theirs.", **sent)
    responses.answer(slot, by=cast.reyes, status="under_consideration", reasons="Ours.", **sent)
    assert (slot.referred_to, slot.referred_on, slot.decision_by) == ("", None, sent["decision_by"])
    complete(response, cast)
    page, client = reverse("answer_recommendation", args=[cast.consultation.slug, 1]), client_for(cast.reyes)
    form = client.get(page).content.decode()
    assert 'data-for="under_consideration referred"' in form and "If it is not decided yet" in form
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    late = client.post(page, {"status": "accepted", "reasons": "One word more.", "seen": "4"}).content.decode()
    assert "One word more." in late and "was not saved" in late and "Save draft" not in late


@given(st.text(alphabet="ab \n", max_size=30), st.text(alphabet="ab \n", max_size=30))
def test_both_texts_can_be_read_out_of_the_difference(old: str, new: str) -> None:
    words = by_words(old, new)
    assert "".join(piece.text for piece in words if piece.kind != "in") == old
    assert "".join(piece.text for piece in words if piece.kind != "out") == new


def test_what_is_added_at_the_end_strikes_out_no_word() -> None:
    assert by_words("It flies.", "It flies.\n\nBy itself.") == [("same", "It flies."), ("in", "\n\nBy itself.")]

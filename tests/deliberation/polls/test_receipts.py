import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from consultations import access
from consultations.joining import joining
from consultations.privacy import unlinking
from deliberation.models import Receipt
from deliberation.polls import polling, receipts
from people import limits
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once

SignIn = Callable[[object], Client]


@pytest.fixture(autouse=True)
def no_earlier_tries() -> None:
    cache.clear()


def voted(cast: Cast, text: str = "Not sure") -> str:
    """amina's receipt for the first poll, in which she answered one question."""
    wave = rooms.open_first(cast)
    rooms.answer(cast, cast.amina, "before", "q_use", text)
    return receipts.make(wave, by=cast.amina)


def said(code: str) -> list[str]:
    return [words for _, words in receipts.look_up(code, keys=["test"]).answers if words]


@made_once
def code(cast: Cast) -> str:
    return voted(cast)


def test_a_receipt_shows_what_is_stored(cast: Cast, code: str) -> None:
    assert said(code) == ["Not sure"]
    assert said(code.lower().replace("-", " ")) == ["Not sure"]


def test_the_code_is_long_and_only_its_hash_is_kept(cast: Cast, code: str) -> None:
    plain = code.replace("-", "")
    assert len(plain) * 5 >= 80
    assert len(set(receipts.ALPHABET)) == 32
    kept = Receipt.objects.values().get()
    assert not any(plain in str(value) or code in str(value) for value in kept.values())
    assert {f.name for f in Receipt._meta.get_fields()} == {"id", "token", "wave", "code_hash", "made_on"}


def test_it_shows_the_latest_answer(cast: Cast, code: str) -> None:
    rooms.answer(cast, cast.amina, "before", "q_use", "No, never")
    assert said(code) == ["No, never"]


def test_a_new_receipt_ends_the_old_one(cast: Cast, code: str) -> None:
    old = code
    new = receipts.make(rooms.wave(cast, "before"), by=cast.amina)
    assert said(new) == ["Not sure"]
    with pytest.raises(Refused, match="No ballot is stored under this code"):
        said(old)


def test_it_works_after_ballots_are_cut_loose(cast: Cast, code: str) -> None:
    for user in rooms.crowd(cast, 5):
        rooms.answer(cast, user, "before", "q_use", "No, never")
    rooms.close_wave(rooms.wave(cast, "before"), by=cast.moss)
    unlinking.cut_ballots_loose(cast.consultation)
    assert joining.token_for(cast.member(cast.amina)) is None
    stored = receipts.look_up(code, keys=["test"])
    assert [words for _, words in stored.answers if words] == ["Not sure"]
    assert stored.cast_on is None
    with pytest.raises(Refused, match="cut loose"):
        receipts.make(rooms.wave(cast, "before"), by=cast.amina)


def test_whoever_leaves_takes_the_receipt_along(cast: Cast, code: str) -> None:
    joining.withdraw(cast.consultation, by=cast.amina)
    with pytest.raises(Refused, match="left the consultation"):
        said(code)


def test_every_voter_can_find_theirs(cast: Cast) -> None:
    wave = rooms.open_first(cast)
    texts = ["Yes, generally", "Yes, with safeguards", "No, never", "Not sure"]
    codes = {}
    for n, user in enumerate(rooms.crowd(cast, 12)):
        rooms.answer(cast, user, "before", "q_use", texts[n % 4])
        codes[receipts.make(wave, by=user)] = texts[n % 4]
    assert len(codes) == 12
    assert all(said(code) == [text] for code, text in codes.items())


def test_without_an_answer_there_is_no_receipt(cast: Cast) -> None:
    wave = rooms.open_first(cast)
    with pytest.raises(Refused, match="Answer at least one question"):
        receipts.make(wave, by=cast.amina)


@pytest.mark.parametrize("who", ["moss", "hale", "okoro", "outsider"])
def test_only_participants_make_one(cast: Cast, who: str) -> None:
    wave = rooms.open_first(cast)
    with pytest.raises(access.NotAllowed):
        receipts.make(wave, by=getattr(cast, who))


def test_ten_wrong_codes_and_no_more(cast: Cast, code: str) -> None:
    for _ in range(10):
        with pytest.raises(Refused, match="No ballot is stored"):
            said("A" * 20)
    with pytest.raises(limits.TooMany):
        said(code)


def test_right_codes_are_not_counted(cast: Cast, code: str) -> None:
    for _ in range(12):
        assert said(code)


# --- Pages --------------------------------------------------------------------------------------
def test_the_code_is_shown_once_and_checked_without_signing_in(cast: Cast, client_for: SignIn) -> None:
    wave = rooms.open_first(cast)
    rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")
    client = client_for(cast.amina)
    page = client.post(reverse("make_receipt", args=[cast.consultation.slug, wave.pk])).content.decode()
    [code] = re.findall(r"<strong>((?:[A-Z2-9]{5}-){3}[A-Z2-9]{5})</strong>", page)
    assert "<svg" in page
    assert code not in client.get(reverse("my_answers", args=[cast.consultation.slug])).content.decode()
    assert code not in str(dict(client.session))
    shown = client_for(None).post(reverse("receipt"), {"code": code})
    text = shown.content.decode()
    assert "This ballot is stored as cast" in text
    assert "Not sure" in text
    for secret in (cast.member(cast.amina).pseudonym, cast.amina.email, "Group 1"):
        assert secret not in text


def test_a_wrong_code_is_refused_in_words(cast: Cast, client_for: SignIn) -> None:
    page = client_for(None).post(reverse("receipt"), {"code": "ABCDE-ABCDE-ABCDE-ABCDE"})
    assert page.status_code == 422
    assert "Check each letter" in page.content.decode()


def test_a_code_is_never_taken_from_the_address(cast: Cast, client_for: SignIn, code: str) -> None:
    text = client_for(None).get(reverse("receipt"), {"code": code}).content.decode()
    assert "Not sure" not in text


def test_too_many_tries_say_so(cast: Cast, client_for: SignIn) -> None:
    client = client_for(None)
    for _ in range(10):
        client.post(reverse("receipt"), {"code": "A" * 20})
    page = client.post(reverse("receipt"), {"code": "A" * 20})
    assert page.status_code == 429
    assert "too many tries" in page.content.decode()


def test_nobody_makes_a_receipt_in_another_consultation(cast: Cast, elsewhere: Cast, client_for: SignIn) -> None:
    wave = rooms.open_first(elsewhere)
    client = client_for(cast.amina)
    assert client.post(reverse("make_receipt", args=[cast.consultation.slug, wave.pk])).status_code == 404
    assert client.post(reverse("make_receipt", args=[elsewhere.consultation.slug, wave.pk])).status_code == 404


def test_a_bare_step_of_a_scale_is_said_between_its_ends(cast: Cast) -> None:
    scale = {**rooms.USE, "key": "q_scale", "kind": "scale", "options": ["1: Safety", "2", "3: Privacy"]}
    rooms.prepare(cast, [scale])
    polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)
    for chosen, read in (("2", "2, between “1: Safety” and “3: Privacy”"), ("1: Safety", "1: Safety")):
        ballot = rooms.answer(cast, cast.amina, "before", "q_scale", chosen)
        assert receipts.in_words(rooms.question(cast, "q_scale"), ballot) == read

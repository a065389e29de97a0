"""Coming back on another device with one's own code: the same person, no second ballot."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from consultations.joining import typed_codes
from consultations.models import Membership, Role
from people.guests import guests
from people.models import ReturnCode, User
from tests.cast import Cast
from tests.consultations.joining.ways import YES, arrive, guest, invitation, letter, me, without_session
from tests.deliberation import rooms
from tests.made_once import made_once

As = Callable[[User | None], Client]


def back(user: User) -> str:
    return f"/back/{guests.return_code(user)}/"


@made_once
def arrived(cast: Cast) -> tuple[Client, Membership]:
    return arrive(cast)


def test_the_code_brings_the_same_person_to_another_device(cast: Cast, arrived: tuple[Client, Membership]) -> None:
    first, member = arrived
    code = guests.return_code(member.user)
    assert guests.spoken(code) in first.get(me(cast)).content.decode()
    second = Client()
    typed = second.post("/join/", {"code": guests.spoken(code).lower()})
    assert typed["Location"] == f"/back/{code}/"
    assert f"Come back as {member.pseudonym}?" in second.get(typed["Location"]).content.decode()
    assert second.post(typed["Location"])["Location"] == me(cast)
    for device in (first, without_session(first), second, without_session(second)):
        assert f"Here you are {member.pseudonym}" in device.get(me(cast)).content.decode()


def test_opening_the_link_alone_signs_nobody_in(cast: Cast) -> None:
    stranger = Client()
    stranger.get(back(guest(cast)))
    assert stranger.get(me(cast)).status_code == 302


def test_the_code_has_60_bits_and_is_not_in_the_database(cast: Cast) -> None:
    user = guest(cast)
    code = guests.return_code(user)
    assert len(code) == 12 and len(set(guests.SIGNS)) == 32 and set(code) <= set(guests.SIGNS)
    assert code == guests.return_code(user)
    assert code not in str(vars(ReturnCode.objects.get()))


def test_two_guests_have_two_codes(cast: Cast) -> None:
    assert guests.return_code(guest(cast, "a")) != guests.return_code(guest(cast, "b"))


def test_a_new_code_ends_the_old_one_and_signs_other_devices_out(
    cast: Cast, arrived: tuple[Client, Membership]
) -> None:
    first, member = arrived
    old = back(member.user)
    second = Client()
    second.post(old)
    assert second.get(me(cast)).status_code == 200
    first.post(me(cast, "code/"))
    assert Client().get(old).status_code == 404
    assert second.get(me(cast)).status_code == 302
    assert without_session(second).get(me(cast)).status_code == 302
    assert first.get(me(cast)).status_code == 200
    assert without_session(first).get(me(cast)).status_code == 200
    assert Client().get(back(member.user)).status_code == 200


def test_wrong_old_and_left_look_alike(cast: Cast, arrived: tuple[Client, Membership]) -> None:
    client, member = arrived
    left = back(member.user)
    client.post(me(cast, "leave/"))
    pages = [Client().get(address) for address in (left, "/back/ABCDEFGHJKLM/", "/back/x/")]
    assert {page.status_code for page in pages} == {404}
    assert not [page for page in pages if member.pseudonym in page.content.decode()]
    assert not [page for page in pages if cast.consultation.title in page.content.decode()]


def test_somebody_signed_in_is_signed_out_first(cast: Cast, client_for: As) -> None:
    client = client_for(cast.bilal)
    user = guest(cast)
    assert "signed in here as somebody else" in client.get(back(user)).content.decode()
    client.post(back(user))
    assert client.session["_auth_user_id"] == str(user.pk)


def test_only_guests_have_a_code(cast: Cast, client_for: As) -> None:
    for key in ("amina", "moss", "okoro", "outsider"):
        client = client_for(getattr(cast, key))
        assert client.get(me(cast, "code.svg")).status_code == 404
        assert client.post(me(cast, "code/")).status_code == 404
    assert "return-code" not in client_for(cast.amina).get(me(cast)).content.decode()


def test_the_picture_is_the_link(cast: Cast, arrived: tuple[Client, Membership]) -> None:
    client, _ = arrived
    picture = client.get(me(cast, "code.svg"))
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture["Cache-Control"] == "private, no-store"


def test_nobody_else_sees_the_code(cast: Cast, client_for: As, arrived: tuple[Client, Membership]) -> None:
    _, member = arrived
    code = guests.return_code(member.user)
    slug = cast.consultation.slug
    for key in ("amina", "moss", "hale", "okoro"):
        for page in ("", "people/", "groups/", "discussion/", "record/"):
            body = client_for(getattr(cast, key)).get(f"/consultations/{slug}/{page}").content.decode()
            assert code not in body and guests.spoken(code) not in body


def test_coming_back_makes_no_second_standing(cast: Cast, arrived: tuple[Client, Membership]) -> None:
    _, member = arrived
    before = Membership.objects.filter(role=Role.PARTICIPANT).count()
    for _ in range(3):
        Client().post(back(member.user))
    assert Membership.objects.filter(role=Role.PARTICIPANT).count() == before


WRONG = ["/join/AAAAAAAAAA/", "/back/AAAAAAAAAAAA/", "/live/BBBBBBBBB/"]


@pytest.mark.parametrize("address", WRONG)
def test_ten_wrong_codes_in_a_browser_shut_out_that_browser_alone(cast: Cast, address: str) -> None:
    right, letter_ = back(guest(cast)), f"/join/{letter(cast).code}/"
    browser = Client()
    assert [browser.get(address).status_code for _ in range(12)] == [404] * 10 + [429] * 2
    for code in (right, letter_):
        page = browser.get(code)
        assert page.status_code == 429 and "too many tries" in page.content.decode()
        assert Client().get(code).status_code == 200
    browser.cookies.clear()
    assert browser.get(address).status_code == 404, "without its cookie it is counted with its network"


def test_who_types_nonsense_keeps_nobody_with_a_letter_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A guesser without cookies, in the same network: a session’s code stops, letters and return codes much later."""
    monkeypatch.setattr(typed_codes, "A_NETWORK", 6)
    monkeypatch.setattr(typed_codes, "BEFORE_LONG_CODES", 12)
    session, _ = rooms.running(cast)
    on_the_wall = f"/live/{session.code}/"
    long = [back(guest(cast)), f"/join/{letter(cast).code}/", f"/join/{invitation(cast).code}/"]
    assert [Client().get(WRONG[number % 3]).status_code for number in range(7)] == [404] * 6 + [429]
    for page in (Client().get(on_the_wall), Client().get(on_the_wall, headers={"x-forwarded-for": "8.8.8.8"})):
        assert page.status_code == 429 and "too many tries" in page.content.decode()
    assert [Client().get(code).status_code for code in long] == [200] * 3
    assert {Client().get(WRONG[0]).status_code for _ in range(8)} == {429}, "counted on, and told nothing"
    assert [Client().get(code).status_code for code in long] == [429] * 3
    assert [Client(REMOTE_ADDR="10.0.0.9").get(code).status_code for code in [*long, on_the_wall]] == [200] * 4


IMAGE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image", "Sec-Fetch-Mode": "no-cors"}
FRAME = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe", "Accept": "text/html"}
NEIGHBOUR = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "empty"}
OLDER = {"Accept": "image/avif,image/webp,*/*;q=0.8"}
LINK = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document", "Accept": "text/html,*/*;q=0.8"}
TYPED = {"Sec-Fetch-Site": "none", "Sec-Fetch-Dest": "document"}


@pytest.mark.parametrize("headers", [IMAGE, FRAME, NEIGHBOUR, OLDER])
def test_pictures_on_another_website_shut_nobody_out(cast: Cast, headers: dict[str, str]) -> None:
    """Nor do they tell a guesser who sends the same words: right and wrong read alike."""
    session, _ = rooms.running(cast)
    right = [back(guest(cast)), f"/join/{letter(cast).code}/", f"/live/{session.code}/"]
    browser = Client()
    for method in (browser.get, browser.head):
        assert {method(address, headers=headers).status_code for address in [*WRONG * 5, *right]} == {403}
    page = browser.get(right[1], headers=headers).content.decode()
    assert "press the button" in page and cast.consultation.title not in page
    for address in right:
        page = browser.get(address, headers=headers).content.decode()
        assert f'value="{address.split("/")[-2]}"' in page and f'action="{reverse("enter_code")}"' in page
    assert [browser.get(address).status_code for address in right] == [200] * 3
    assert [browser.get(address).status_code for address in WRONG] == [404] * 3


@pytest.mark.parametrize("headers", [{"Accept": "*/*"}, FRAME | {"Sec-Fetch-Site": "same-site"}])
def test_whoever_presses_the_button_is_looked_at(cast: Cast, headers: dict[str, str]) -> None:
    """A browser inside another app asks for pages as for pictures, after the button too. Wrong ones count as ever."""
    session, _ = rooms.running(cast)
    right = [back(guest(cast)), f"/join/{letter(cast).code}/", f"/live/{session.code}/"]
    after = headers if "Sec-Fetch-Site" not in headers else headers | {"Sec-Fetch-Site": "same-origin"}
    for address in right:
        browser = Client()
        assert browser.get(address, headers=headers).status_code == 403
        sent = browser.post(reverse("enter_code"), {"code": address.split("/")[-2]}, headers=after)
        assert sent["Location"] == address and browser.get(address, headers=after).status_code == 200
        assert browser.get(right[0] if address != right[0] else right[1], headers=headers).status_code == 403
    browser = Client()
    for number in range(11):
        sent = browser.post(reverse("enter_code"), {"code": "AAAAAAAAAA"}, headers=after)
        assert browser.get(sent["Location"], headers=after).status_code == (404 if number < 10 else 429)
    assert Client().post(reverse("enter_code"), {"code": "AAAAAAAAAA"}).cookies.get("sessionid") is None


@pytest.mark.parametrize("headers", [LINK, TYPED])
def test_a_link_that_somebody_follows_is_looked_at(cast: Cast, headers: dict[str, str]) -> None:
    assert Client().get(f"/join/{letter(cast).code}/", headers=headers).status_code == 200
    browser = Client()
    assert [browser.get(WRONG[0], headers=headers).status_code for _ in range(11)] == [404] * 10 + [429]


def test_any_number_of_right_codes_pass(cast: Cast) -> None:
    right = back(guest(cast))
    assert {Client().get(right).status_code for _ in range(15)} == {200}


def test_an_account_is_counted_wherever_it_is(cast: Cast, client_for: As) -> None:
    client = client_for(cast.outsider)
    for number in range(10):
        assert client.get("/join/AAAAAAAAAA/", REMOTE_ADDR=f"10.0.0.{number}").status_code == 404
    assert client.get(back(guest(cast)), REMOTE_ADDR="10.0.0.77").status_code == 429


def test_joining_oneself_buys_no_more_guesses(cast: Cast) -> None:
    browser = Client()
    for _ in range(9):
        browser.get("/join/AAAAAAAAAA/")
    assert browser.post(f"/join/{letter(cast).code}/", YES).status_code == 302
    assert browser.get("/join/AAAAAAAAAA/").status_code == 404
    assert browser.get("/join/AAAAAAAAAA/").status_code == 429

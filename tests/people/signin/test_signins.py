"""Where one is signed in: seen, ended one by one or all at once, and over when it must be."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from audit import clock
from consultations.groups import appointing
from people.accounts import administration
from people.models import SignIn, User
from people.signin import sign_ins
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = "/accounts/sign-ins/"
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0"


def signed_in(client: Client) -> bool:
    return client.get("/accounts/").status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Android"),
        (EDGE, "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        ("curl/8.1", "A device"),
        ("", "A device"),
        ("<script>alert(1)</script>", "A device"),
    ],
)  # fmt: skip
def test_a_device_is_named_in_words(user_agent: str, words: str) -> None:
    assert sign_ins.device_of(user_agent) == words


def test_the_page_lists_own_sign_ins_and_marks_this_one(cast: Cast, client_for: Callable[..., Client]) -> None:
    here, there, other = client_for(cast.amina), client_for(cast.amina), client_for(cast.bilal)
    SignIn.objects.filter(session_key=there.session.session_key).update(device="Firefox on Android")
    SignIn.objects.filter(session_key=other.session.session_key).update(device="Bilal’s device")
    page = here.get(PAGE).content.decode()
    assert page.count("This one") == 1
    assert "Firefox on Android" in page and "Bilal" not in page
    assert here.session.session_key not in page and there.session.session_key not in page


def test_no_network_address_is_kept(cast: Cast, client_for: Callable[..., Client]) -> None:
    client_for(cast.amina)
    kept = SignIn.objects.values().get()
    assert set(kept) == {"id", "user_id", "session_key", "device", "began_at", "used_at"}


def test_one_sign_in_is_ended_and_the_other_stays(cast: Cast, client_for: Callable[..., Client]) -> None:
    here, there = client_for(cast.amina), client_for(cast.amina)
    assert signed_in(there)
    ended = SignIn.objects.get(session_key=there.session.session_key)
    assert here.post(f"{PAGE}{ended.pk}/end/")["Location"] == PAGE
    assert not signed_in(there)
    assert signed_in(here)


def test_nobody_ends_anothers_sign_in(cast: Cast, client_for: Callable[..., Client]) -> None:
    amina, bilal = client_for(cast.amina), client_for(cast.bilal)
    theirs = SignIn.objects.get(user=cast.bilal)
    assert amina.post(f"{PAGE}{theirs.pk}/end/").status_code == 404
    assert amina.post(f"{PAGE}999999/end/").status_code == 404
    assert signed_in(bilal)


def test_signing_out_everywhere_ends_all_of_ones_own_and_no_other(
    cast: Cast, client_for: Callable[..., Client]
) -> None:
    clients = [client_for(cast.amina) for _ in range(3)]
    other = client_for(cast.bilal)
    clients[0].post(f"{PAGE}end-all/")
    assert [signed_in(client) for client in clients] == [False] * 3
    assert signed_in(other)
    assert not SignIn.objects.filter(user=cast.amina).exists()


def test_a_session_that_a_request_still_holds_is_dead_too(cast: Cast, client_for: Callable[..., Client]) -> None:
    client = client_for(cast.amina)
    store = sign_ins._sessions()(client.session.session_key)
    held = dict(store.items())
    sign_ins.end_all(cast.amina)
    store.update(held)
    store.save(must_create=True)  # as a request would that was under way
    assert client.session.get("_auth_user_id")
    assert not signed_in(client)


def test_signing_out_forgets_the_sign_in(cast: Cast, client_for: Callable[..., Client]) -> None:
    client = client_for(cast.amina)
    client.post("/accounts/logout/")
    assert not SignIn.objects.exists()


def test_ending_needs_a_post_and_its_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.amina)
    pk = SignIn.objects.get().pk
    for address in (f"{PAGE}{pk}/end/", f"{PAGE}end-all/"):
        assert client.get(address).status_code == 405
        assert client.post(address).status_code == 403


# --- Over at once -------------------------------------------------------------------------------------
def test_closing_an_account_ends_every_sign_in(cast: Cast, client_for: Callable[..., Client]) -> None:
    chief = User.objects.create_superuser("chief@example.org")
    clients = [client_for(cast.moss) for _ in range(2)]
    administration.deactivate(cast.moss, by=chief, reason="Left the organisation")
    assert [signed_in(client) for client in clients] == [False, False]


def test_an_account_closed_by_any_way_is_out_at_once(cast: Cast, client_for: Callable[..., Client]) -> None:
    client = client_for(cast.moss)
    assert signed_in(client)
    User.objects.filter(pk=cast.moss.pk).update(is_active=False)
    assert not signed_in(client)


def test_dismissal_ends_every_sign_in(cast: Cast, client_for: Callable[..., Client]) -> None:
    finch, moss = client_for(cast.finch), client_for(cast.moss)
    assert signed_in(finch)
    appointing.dismiss(cast.member(cast.finch), by=cast.hale)
    assert not signed_in(finch)
    assert signed_in(moss)


# --- Over in time -------------------------------------------------------------------------------------
def test_staff_left_idle_are_signed_out_and_told(cast: Cast, client_for: Callable[..., Client]) -> None:
    client = client_for(cast.moss)
    with clock.travel(clock.now() + timedelta(hours=2, minutes=1)):
        answer = client.get("/desk/", follow=True)
    assert "You were signed out" in answer.content.decode()
    assert answer.redirect_chain[0][0] == "/accounts/login/code/?next=%2Fdesk%2F"
    assert not signed_in(client)


def test_staff_at_work_stay_for_twelve_hours_and_no_longer(cast: Cast, client_for: Callable[..., Client]) -> None:
    client, start = client_for(cast.moss), clock.now()
    for hours in range(1, 12):
        with clock.travel(start + timedelta(hours=hours)):
            assert signed_in(client), f"after {hours} hours"
    with clock.travel(start + timedelta(hours=12, minutes=10)):
        assert not signed_in(client)


def test_residents_stay_signed_in_while_they_come_back(cast: Cast, client_for: Callable[..., Client]) -> None:
    client, start = client_for(cast.amina), clock.now()
    with clock.travel(start + timedelta(days=5)):
        assert signed_in(client)
    assert SignIn.objects.get(user=cast.amina).used_at == start + timedelta(days=5)


def test_sign_ins_that_ran_out_are_forgotten(cast: Cast, client_for: Callable[..., Client]) -> None:
    client_for(cast.amina)
    with clock.travel(clock.now() + timedelta(days=15)):
        assert sign_ins.forget_ended() == 1


def test_an_ended_sign_in_that_came_back_is_found_within_five_minutes(
    cast: Cast, client_for: Callable[..., Client]
) -> None:
    client = client_for(cast.amina)
    SignIn.objects.all().delete()
    with clock.travel(clock.now() + timedelta(minutes=6)):
        assert not signed_in(client)


def test_pages_of_the_account_are_for_people_signed_in() -> None:
    for address in ("/accounts/", PAGE, "/accounts/second-step/", "/administration/"):
        assert Client().get(address)["Location"].startswith("/accounts/login/code/?next=")

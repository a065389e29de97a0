"""Keeping one's place with an e-mail address: the pages."""

from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client

from consultations.joining import joining
from consultations.models import Membership
from people.guests import guests
from people.guests.guests import COOKIE
from people.models import User
from tests.cast import Cast
from tests.consultations.joining.ways import arrive, me, without_session
from tests.made_once import made_once

As = Callable[[User | None], Client]
NEW = "wren@example.org"


@pytest.fixture(autouse=True)
def demo(settings: django_settings) -> None:
    settings.DEMO = True  # the code is then in the session, not in an inbox


def give(cast: Cast, client: Client, email: str) -> None:
    assert client.post(me(cast, "address/"), {"email": email})["Location"] == me(cast, "address/code/")


def keep(cast: Cast, client: Client, email: str) -> object:
    give(cast, client, email)
    return client.post(me(cast, "address/code/"), {"code": client.session["demo_code"]})


@made_once
def arrived(cast: Cast) -> tuple[Client, Membership]:
    return arrive(cast)


def test_the_whole_way(cast: Cast, arrived: tuple[Client, Membership]) -> None:
    client, member = arrived
    assert "Add my e-mail address" in client.get(me(cast)).content.decode()
    old = f"/back/{guests.return_code(member.user)}/"
    other = Client()
    other.post(old)
    assert keep(cast, client, NEW)["Location"] == me(cast)
    page = client.get(me(cast)).content.decode()
    assert f"Here you are {member.pseudonym}" in page
    assert "Add my e-mail address" not in page
    assert client.cookies[COOKIE].value == ""
    assert Client().get(old).status_code == 404
    assert other.get(me(cast)).status_code == 302  # whoever came in with the code is out
    assert User.objects.get(email=NEW) == member.user


def test_an_account_that_takes_part_already_is_signed_in(cast: Cast, arrived: tuple[Client, Membership]) -> None:
    client, _ = arrived
    keep(cast, client, cast.amina.email)
    assert f"Here you are {cast.member(cast.amina).pseudonym}" in client.get(me(cast)).content.decode()
    assert without_session(client).get(me(cast)).status_code == 302


def test_a_wrong_code_changes_nothing(cast: Cast, arrived: tuple[Client, Membership]) -> None:
    client, member = arrived
    give(cast, client, NEW)
    page = client.post(me(cast, "address/code/"), {"code": "WRONG1"})
    assert page.status_code == 422
    member.user.refresh_from_db()
    assert member.user.is_guest
    assert not User.objects.filter(email=NEW).exists()


def test_staff_of_this_consultation_are_refused_in_words(cast: Cast, arrived: tuple[Client, Membership]) -> None:
    client, member = arrived
    page = keep(cast, client, cast.okoro.email)
    assert page.status_code == 422
    assert "one person has one role" in page.content.decode()
    assert f"Here you are {member.pseudonym}" in client.get(me(cast)).content.decode()


def test_asking_tells_nobody_which_addresses_are_known(cast: Cast, settings: django_settings) -> None:
    settings.DEMO = False
    client, _ = arrive(cast)
    pages = []
    for email in (cast.amina.email, NEW):
        give(cast, client, email)
        pages.append(client.get(me(cast, "address/code/")).content.decode().replace(email, "").split("<form")[1])
    assert len(mail.outbox) == 2
    assert [message.to for message in mail.outbox] == [[cast.amina.email], [NEW]]
    assert not User.objects.filter(email=NEW).exists()  # asking makes no account


def test_a_second_step_is_asked_for_as_at_any_sign_in(cast: Cast, elsewhere: Cast, settings: django_settings) -> None:
    settings.STAFF_SECOND_FACTOR = True
    client, _ = arrive(cast)
    keep(cast, client, elsewhere.moss.email)
    desk = client.get(f"/consultations/{elsewhere.consultation.slug}/desk/")
    assert desk.status_code == 302
    assert "/accounts/second-step/" in desk["Location"]


@pytest.mark.parametrize("who", ["amina", "moss", "okoro", "outsider", None])
def test_only_guests_have_these_pages(cast: Cast, client_for: As, who: str | None) -> None:
    client = client_for(getattr(cast, who) if who else None)
    for end in ("address/", "address/code/"):
        assert client.get(me(cast, end)).status_code == 404


def test_after_leaving_there_is_nothing_to_keep(cast: Cast, arrived: tuple[Client, Membership]) -> None:
    client, member = arrived
    joining.withdraw(cast.consultation, by=member.user)
    assert client.get(me(cast, "address/")).status_code == 404

"""A full disk, or a database that takes no writes: pages are read, what is sent says that it was not kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from audit import clock
from deliberation.models import Contribution
from people.guests import guests
from people.models import User
from tests.cast import make_cast

pytestmark = pytest.mark.django_db(transaction=True)
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@contextmanager
def full_disk() -> Iterator[None]:
    def refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITES):
            raise OperationalError("database or disk is full")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize("minutes", [0, 10])
@pytest.mark.parametrize("who", [None, "amina", "moss", "okoro"])
def test_every_page_is_read(who: str | None, minutes: int, caplog: pytest.LogCaptureFixture) -> None:
    cast = make_cast()
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(getattr(cast, who))
    here = f"/consultations/{cast.consultation.slug}/"
    pages = ["/", "/record/", "/data-card/", "/accounts/login/code/", here, f"{here}briefing/", f"{here}record/",
             *(["/desk/", "/my-data/"] if who else [])]  # fmt: skip
    now = clock.now()
    for page in pages:
        with clock.travel(now + timedelta(minutes=minutes)), full_disk():
            assert client.get(page).status_code in {200, 302, 404}, page
    assert not minutes or not who or "Nothing can be written" in caplog.text


def test_a_guest_whose_session_has_run_out_reads_as_a_visitor_and_is_back_afterwards() -> None:
    cast = make_cast()
    guest = User.objects.create_guest()
    client = Client(raise_request_exception=False)
    request = client.get("/").wsgi_request
    guests.welcome(request, guest)
    response = client.get("/")
    guests.hand_over(request, response)
    client.cookies[guests.COOKIE] = response.cookies[guests.COOKIE].value
    page = f"/consultations/{cast.consultation.slug}/"
    with full_disk():
        assert client.get(page).status_code in {200, 302}
    client.get(page)
    assert client.session["_auth_user_id"] == str(guest.pk)


def test_what_is_sent_is_refused_and_says_so() -> None:
    cast = make_cast()
    client = Client(raise_request_exception=False)
    client.force_login(cast.amina)
    before = Contribution.objects.count()
    with full_disk():
        answer = client.post("/accounts/sign-out-everywhere/")
        asked = Client(raise_request_exception=False).post("/accounts/login/code/", {"email": "a@example.org"})
    assert answer.status_code in {404, 503} and asked.status_code == 503
    assert Contribution.objects.count() == before

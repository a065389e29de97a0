import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from pytest import MonkeyPatch

from consultations.home import views


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status", "again"),
    [(OperationalError("gone"), 503, "5"), (InterfaceError("closed"), 503, "5"), (ValueError("a fault"), 500, None)],
)
def test_a_database_that_is_away_is_worth_another_try(
    monkeypatch: MonkeyPatch, error: Exception, status: int, again: str | None
) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(views, "render", fails)
    answer = Client(raise_request_exception=False).get("/")
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, again)
    assert "try again" in answer.content.decode()


@pytest.mark.django_db
def test_who_is_signed_out_and_finds_nothing_comes_back_to_it_after_signing_in() -> None:
    """A link in an e-mail may lead to what only people who have joined can see."""
    page = Client().get("/consultations/cameras/threads/7/?at=3")
    assert page.status_code == 404
    assert "?next=/consultations/cameras/threads/7/%3Fat%3D3" in page.content.decode()

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from pytest import MonkeyPatch

from consultations.views import home


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

    monkeypatch.setattr(home, "render", fails)
    answer = Client(raise_request_exception=False).get("/")
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, again)
    assert "try again" in answer.content.decode()

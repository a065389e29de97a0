"""Fixtures every room shares."""

import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.signals import setting_changed
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.middleware import csrf
from django.test import Client
from django.views.defaults import page_not_found

from audit import wiring
from config import urls
from consultations import numbers
from outcomes.report import pdf
from people.models import User
from people.requests import everybodys
from tests.access.typed import forms_of
from tests.cast import Cast, make_cast
from tests.made_once import _django_db_helper, laid, made_once, pile  # noqa: F401 - fixtures

# No manifest to collect, no redirect to https, quick hashes: once for all tests, before the first.
settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
settings.SECURE_SSL_REDIRECT = False
# Most tests sign staff in without their second step; those of tests/people turn it on (production: always on).
settings.STAFF_SECOND_FACTOR = False
# It walks every static file again for each test client.
settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("whitenoise")]
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Jobs for the background are only noted; tests that want them done say so (tests/people/background).
settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
setting_changed.send(None, setting="TASKS", value=settings.TASKS, enter=True)  # the backend was made as Django started
settings.COSTLY_AN_ADDRESS = 1_000_000  # tests read a year's worth of pages in a minute
settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# A key of a form is another at each request: of these letters chance makes no postcode or name that a test looks for.
csrf.CSRF_ALLOWED_CHARS = "qxzjkvw"


def pytest_collection_finish() -> None:
    """What is imported stays to the end: the collector need not look at it again, nor at a page while it is made."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def ones_own(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A cache and a ledger of the test's own."""
    ledger = tmp_path_factory.getbasetemp() / "erasures.jsonl"
    ledger.unlink(missing_ok=True)  # or a tick would erase whoever has the number of somebody of the test before
    settings.ERASURE_LEDGER = str(ledger)
    settings.AUDIT_HEADS_FILE = str(tmp_path_factory.getbasetemp() / "heads.log")
    everybodys._seen, everybodys._between = (0, 0), None  # what it knows of the record is of the test before
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the run's: the workers share it (tests/ready_made.py)."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@made_once
def cast() -> Cast:
    """An open consultation with everybody in place."""
    return make_cast()


@made_once
def elsewhere() -> Cast:
    """Another consultation with other people: nothing of `cast` may show there."""
    return make_cast("elsewhere")


class Browser(Client):
    """As a browser, it sends the mark of the text that the page carried (consultations.seen), unless a test does."""

    def post(self, path: str, data: Any = None, *args: Any, **kwargs: Any) -> Any:
        answer, sent = super().post(path, data, *args, **kwargs), data or {}
        overtaken = answer.status_code == 422 and b'id="overtaken"' in answer.content
        if not overtaken or any("seen" in key for key in sent):
            return answer
        marks = {name: form.values[name][0] for form in forms_of(answer.content.decode()) for name in form.marks}
        return super().post(path, {**sent, **marks}, *args, **kwargs)


@pytest.fixture
def client_for(db: None) -> Callable[[User | None], Client]:
    """A test client signed in as the person (None: a visitor)."""

    def sign_in(user: User | None) -> Client:
        client = Browser()
        if user is not None:
            client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def done_at_once(settings: Any) -> None:
    """Jobs for the background are done where they are asked for."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def words_on_paper(monkeypatch: pytest.MonkeyPatch, done_at_once: None) -> None:
    """Instead of the PDF the page it is made from: a second quicker, and what it says can be read."""
    monkeypatch.setattr(pdf, "make", lambda html, **_: html.encode())
    monkeypatch.setattr(pdf, "laid_out", lambda html, **_: (html.encode(), 1))


@pytest.fixture
def not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page that says so, made once for each person: it knows the asking person and not the address."""
    pages: dict[int | None, bytes] = {}

    def again(request: HttpRequest, exception: Exception) -> HttpResponse:
        if request.user.pk not in pages:
            pages[request.user.pk] = page_not_found(request, exception).content
        return HttpResponseNotFound(pages[request.user.pk])

    monkeypatch.setattr(urls, "handler404", again, raising=False)


@pytest.fixture
def as_often_as_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """One member of the panel may pause as often as a test wants (else: tests/consultations/stages/test_pausing.py)."""
    monkeypatch.setattr(numbers, "PAUSED_OWN", 100)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Any], None]:
    """`wire("TASKS", [polls])`: for this test, that alone is listed under the name, whatever the apps list."""

    def only(name: str, hung: Any) -> None:
        first, *others = wiring.modules()
        monkeypatch.setattr(first, name, hung, raising=False)
        for other in others:
            monkeypatch.delattr(other, name, raising=False)

    return only

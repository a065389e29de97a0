"""`/health/`, `/ready/` and the figures for Prometheus."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from django.db import OperationalError
from django.test import Client

from bench.live.services import free_port, listens, wait_until
from people.operating import metrics, readiness
from tests.people.operating.scratch import ROOT, Site


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_last", (-10.0, []))


def test_alive_asks_no_database() -> None:
    """No `db` fixture: a query would fail."""
    answer = Client().get("/health/")
    assert (answer.status_code, answer.content) == (200, b"alive\n")
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_ready_where_everything_is_there(monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any) -> None:
    monkeypatch.setattr(readiness, "not_applied", list)  # tests run without migrations
    with django_assert_max_num_queries(2):
        answer = Client().get("/ready/")
    assert (answer.status_code, answer.content, dict(answer.cookies)) == (200, b"ready\n", {})


@pytest.mark.django_db
def test_many_who_ask_cost_one_question(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(readiness, "not_applied", lambda: asked.append(1) or [])
    for _ in range(5):
        assert Client().get("/ready/").status_code == 200
    assert len(asked) == 1


def test_without_a_database_it_is_not_ready_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> list[str]:
        raise OperationalError("password for user secret at 10.0.0.1")

    monkeypatch.setattr(readiness, "not_applied", away)
    answer = Client().get("/ready/")
    assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")


@pytest.mark.django_db
def test_with_an_old_schema_or_without_redis_it_is_not_ready(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(readiness, "not_applied", lambda: ["people.0009"])
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    readiness._client.cache_clear()
    answer = Client().get("/ready/")
    readiness._client.cache_clear()
    said = answer.content.decode()
    assert answer.status_code == 503
    assert "1 migrations wait" in said and "Redis does not answer" in said


def test_neither_is_sent_to_https(settings: Any) -> None:
    """A watcher on this machine asks without TLS; everything else is redirected."""
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/health/").status_code == 200
    assert Client().get("/how-it-works/").status_code == 301


# --- Figures ------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def watched(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A server that counts, asked a few things, and the figures about it; where they are, and what they say."""
    folder = tmp_path_factory.mktemp("watched")
    site = Site(folder / "site")
    env = site.env(METRICS_FOLDER=str(folder / "metrics"))
    site.with_tables(shared)
    site.manage("collectstatic", "--no-input", "--verbosity", "0")
    pages, figures = free_port(), free_port()
    serve = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{pages}", "--no-control-socket"]
    tell = [sys.executable, "manage.py", "metrics", "--at", f"127.0.0.1:{figures}"]
    started = [subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL) for command in (serve, tell)]
    try:
        for port in (pages, figures):
            wait_until(lambda port=port: listens(port), 30, "it answers")
        urlopen(f"http://127.0.0.1:{pages}/").read()
        urlopen(f"http://127.0.0.1:{pages}/data-card/?q=secret-word@example.org").read()
        yield f"http://127.0.0.1:{pages}", urlopen(f"http://127.0.0.1:{figures}/metrics").read().decode()
    finally:
        for one in started:
            one.terminate()
            one.wait(timeout=10)


def test_figures_are_told_and_are_right(watched: tuple[str, str]) -> None:
    _, text = watched
    assert 'answerable_well{what="database"} 1.0' in text
    assert 'answerable_well{what="backup"} 0.0' in text
    assert re.search(r'responses_total_by_status_view_method_total\{.*view="data_card".*\} 1.0', text)


def test_no_label_holds_anything_of_a_visitor(watched: tuple[str, str]) -> None:
    _, text = watched
    labels = set(re.findall(r'(\w+)="', text))
    assert labels <= {
        "what",
        "view",
        "method",
        "status",
        "transport",
        "charset",
        "templatename",
        "le",
        "ajax",
        "type",
    }, labels
    for trace in ("secret-word", "127.0.0.1", "@", "/data-card/", "?"):
        assert trace not in re.sub(r"^#.*$", "", text, flags=re.MULTILINE)


def test_nobody_outside_reaches_them(watched: tuple[str, str]) -> None:
    front, _ = watched
    with pytest.raises(OSError, match="404"):
        urlopen(f"{front}/metrics")
    for at in ("0.0.0.0:9108", ":9108", "192.0.2.1:9108", "example.org:80"):
        with pytest.raises(ValueError, match="from outside"):
            metrics.server(at)


def test_a_socket_will_do(tmp_path: Path) -> None:
    with metrics.server(str(tmp_path / "metrics.sock")) as server:
        assert (tmp_path / "metrics.sock").is_socket()
        assert server.get_app() is not None

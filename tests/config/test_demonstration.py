"""The demonstration, which shows everybody's codes, serves neither the world nor a database of real people."""

import os
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from people import demonstration
from people.models import Demonstration, User
from tests.architecture.test_settings import ROOT, manage, settings_made_by
from tests.ready_made import with_every_table

SERVE = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--no-proxy-headers", "--log-level", "warning"]


# --- Hosts ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "environment",
    [{"ALLOWED_HOSTS": "localhost,talk.example.org"}, {"SITE_URL": "https://talk.example.org"}],
)
def test_it_does_not_start_under_a_name_of_the_world(environment: dict[str, str], tmp_path: Path) -> None:
    done = manage("check", DEMO="1", DATABASE_URL=f"sqlite:///{tmp_path / 'x.sqlite3'}", **environment)
    assert done.returncode != 0
    assert "runs on this machine alone" in done.stderr and "Take DEMO out" in done.stderr


def test_it_starts_under_a_loopback_name(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    assert manage("check", DEMO="1", ALLOWED_HOSTS="localhost", DATABASE_URL=database).returncode == 0


@pytest.mark.parametrize("hosts", ["localhost", "127.0.0.1,[::1]", "demo.localhost", "127.0.0.9"])
def test_the_settings_take_every_loopback_name(hosts: str) -> None:
    assert settings_made_by(DEMO="1", ALLOWED_HOSTS=hosts)["ALLOWED_HOSTS"] == hosts.split(",")


@pytest.mark.parametrize("hosts", ["localhost,talk.example.org", "*", ".example.org", "192.168.1.5", "0.0.0.0"])
def test_the_settings_take_no_name_of_the_world(hosts: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="runs on this machine alone.*Take DEMO out"):
        settings_made_by(DEMO="1", ALLOWED_HOSTS=hosts)


HERE = ("127.0.0.1", 5000)


@pytest.mark.parametrize(
    ("client", "server", "headers", "let_in"),
    [
        (HERE, ("127.0.0.1", 8000), {"host": "127.0.0.1:8000"}, True),
        (("::1", 5000), ("::1", 8000), {"host": "[::1]:8000"}, True),
        (None, ("/run/web.sock", None), {"host": "localhost", "x-forwarded-for": "127.0.0.1"}, True),
        (("192.168.1.9", 5000), ("192.168.1.5", 8000), {"host": "localhost"}, False),
        (HERE, ("127.0.0.1", 8000), {"host": "talk.example.org"}, False),
        (HERE, ("127.0.0.1", 8000), {"host": "localhost", "x-forwarded-for": "203.0.113.9"}, False),
        (HERE, ("127.0.0.1", 8000), {"host": "localhost", "x-real-ip": "203.0.113.9"}, False),
        (HERE, ("127.0.0.1", 8000), {"host": "localhost", "forwarded": "for=203.0.113.9"}, False),
        (HERE, ("127.0.0.1", 8000), {"host": "localhost", "via": "1.1 somewhere"}, False),
        (HERE, ("127.0.0.1", 8000), {"host": "127.0.0.1:8000", "x-forwarded-host": "talk.example.org"}, False),
        (HERE, ("127.0.0.1", 8000), {"host": "127.0.0.1:8000", "origin": "https://talk.example.org"}, False),
        (HERE, ("127.0.0.1", 8000), {"host": "localhost:8000", "origin": "http://localhost:8000"}, True),
        (HERE, ("127.0.0.1", 8000), {"host": "localhost:8000", "origin": "null"}, True),
    ],
)
def test_it_answers_only_who_sits_at_this_machine(client: Any, server: Any, headers: Any, let_in: bool) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "client": client, "server": server, "headers": raw}
    assert demonstration._is_called_from_here(scope) is let_in
    told = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    environ = {"REMOTE_ADDR": (client or ("",))[0], **told}
    app = demonstration.wsgi_here_alone(lambda environ, start: [b"let in"])
    assert (app(environ, lambda *answer: None) == [b"let in"]) is let_in
    assert demonstration._is_called_from_here(scope | {"http_version": "1.0"}) is False, "as a proxy asks, untold"
    assert app(environ | {"SERVER_PROTOCOL": "HTTP/1.0"}, lambda *answer: None) != [b"let in"]


# --- Databases --------------------------------------------------------------------------------------
def environment(folder: Path, **more: str) -> dict[str, str]:
    known = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": "x" * 60}
    return {**known, "DATABASE_URL": f"sqlite:///{folder / 'x.sqlite3'}", **more}


def run(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(folder, **more), capture_output=True, text=True)


def serve(folder: Path, **more: str) -> tuple[int | None, str]:
    """(how it ended, what it said); None when it came up and answered."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*SERVE, "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment(folder, **more), stderr=subprocess.PIPE, text=True) as it:
        try:
            return (None, "") if answers(port, it) else (it.wait(), it.stderr.read() if it.stderr else "")
        finally:
            it.kill()


def answers(port: int, server: subprocess.Popen[str]) -> bool:
    """True once something is said on the port; False when the server has ended."""
    until = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < until:
        try:
            asked = HTTPConnection("127.0.0.1", port, timeout=10)
            asked.request("HEAD", "/static/none")
            return asked.getresponse().status > 0
        except OSError:
            select_nothing()
    return False


def select_nothing() -> None:
    """A tenth of a second for the other process."""
    import select

    select.select([], [], [], 0.1)


def test_it_does_not_start_on_a_database_of_real_people(shared: Path, tmp_path: Path) -> None:
    with_every_table(shared, tmp_path / "x.sqlite3")
    assert run(tmp_path, "add_staff", "moss@example.org", "--name", "Jo Moss").returncode == 0
    ended, said = serve(tmp_path, DEMO="1")
    assert ended and "no part of the demonstration" in said
    told = run(tmp_path, "seed_demo", DEMO="1")
    assert told.returncode != 0 and "no part of the demonstration" in told.stderr
    assert "Traceback" not in told.stderr
    assert run(tmp_path, "migrate", "--verbosity", "0", DEMO="1").returncode == 0  # which marks nothing
    assert serve(tmp_path, DEMO="1")[0]
    under_wsgi = subprocess.run(
        [sys.executable, "-c", "import config.wsgi"], cwd=ROOT, env=environment(tmp_path, DEMO="1"),
        capture_output=True, text=True,
    )  # fmt: skip
    assert under_wsgi.returncode != 0 and "no part of the demonstration" in under_wsgi.stderr


def test_a_database_made_for_it_is_served_until_real_people_may_have_come(shared: Path, tmp_path: Path) -> None:
    with_every_table(shared, tmp_path / "x.sqlite3")
    assert run(tmp_path, "migrate", "--verbosity", "0", DEMO="1").returncode == 0
    assert run(tmp_path, "add_staff", "visitor@example.org", "--name", "A Visitor", DEMO="1").returncode == 0
    assert serve(tmp_path, DEMO="1") == (None, "")
    assert serve(tmp_path, HTTPS_ONLY="0", EMAIL_URL="smtp://127.0.0.1:9", OPERATOR_NAME="x") == (None, "")
    assert serve(tmp_path, DEMO="1")[0]


@pytest.mark.django_db
def test_an_older_demonstration_is_known_by_its_people(settings: Any) -> None:
    settings.DEMO = True
    Demonstration.objects.all().delete()
    User.objects.create_user("moss@demo.example")
    demonstration.refuse_others()
    assert Demonstration.objects.exists()

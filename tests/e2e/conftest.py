"""A real server and a real browser. The server is a process of its own with a database of its own."""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from tests.ready_made import once

ROOT = Path(__file__).resolve().parents[2]
#: The shell alone, where it is installed, needs two thirds of the time.
BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
CHROMIUM = os.environ.get("CHROMIUM") or next((path for path in BROWSERS if Path(path).exists()), BROWSERS[-1])
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


#: Begun first, so that no worker is left alone with a long one at the end.
LONGEST = ("test_whole_loop", "test_every_page", "test_live_session", "test_statements", "test_any_device")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    names = [item.path.stem for item in items]
    places = {name: place for place, name in enumerate(dict.fromkeys([*LONGEST, *names]))}
    items.sort(key=lambda item: places[item.path.stem])
    if Path(CHROMIUM).exists():
        return
    if os.environ.get("CI") == "true":
        pytest.exit(f"CI needs Chromium at {CHROMIUM}: .ci/run installs it.", returncode=1)
    for item in items:
        item.add_marker(pytest.mark.skip(reason=f"no Chromium at {CHROMIUM}; install it, or set CHROMIUM"))


def settings_for(database: Path) -> dict[str, str]:
    return {
        **os.environ, "DEMO": "1", "DEBUG": "0", "DATABASE_URL": f"sqlite:///{database}",
        "REDIS_URL": "", "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip


def manage(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture(scope="session", autouse=True)
def migrated(shared: Path) -> Path:
    """A database with every table and nothing in it; servers copy it."""

    def make(database: Path) -> None:
        with ThreadPoolExecutor() as both:
            collected = both.submit(manage, settings_for(database), "collectstatic", "--no-input", "--verbosity", "0")
            manage(settings_for(database), "migrate", "--verbosity", "0")
            collected.result()

    Server.empty = once(shared, "empty.sqlite3", make)
    return Server.empty


@pytest.fixture(scope="session")
def demonstration(shared: Path, migrated: Path) -> Path:
    """A database with the demonstration in it."""

    def make(database: Path) -> None:
        shutil.copy(migrated, database)
        manage(settings_for(database), "seed_demo")

    return once(shared, "demo.sqlite3", make)


class Server:
    """The product as a newcomer starts it: one uvicorn process on SQLite."""

    empty: Path  # see `migrated`

    def __init__(self, folder: Path, database: Path | None = None, **settings: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.database = folder / "e2e.sqlite3"
        shutil.copy(database or self.empty, self.database)
        self.environment = settings_for(self.database) | settings
        self.log = (folder / "server.log").open("w")
        command = ["-m", "uvicorn", "config.asgi:application", "--port", str(port), "--log-level", "warning",
                   "--ws", "deliberation.live.wire:Protocol", "--ws-per-message-deflate", "false",
                   "--ws-max-size", "4096", "--no-proxy-headers"]  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log
        )
        self._wait()

    def manage(self, *arguments: str) -> str:
        return manage(self.environment, *arguments)

    def rows(self, query: str, *values: object) -> list[tuple]:
        """Read the database beside the server: a process of Django's takes a second to start."""
        with closing(sqlite3.connect(self.database)) as reading:
            return reading.execute(query, values).fetchall()

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(self.url + "/", timeout=2)
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"The server did not answer within 60 seconds; see {self.log.name}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)
        self.log.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """An empty product."""
    running = Server(tmp_path)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory, demonstration: Path) -> Iterator[Server]:
    """The product with the demonstration in it. Tests that use it only read."""
    running = Server(tmp_path_factory.mktemp("demo"), demonstration)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


TOKEN, CODE = 'csrfmiddlewaretoken" value="([^"]+)"', r"data-demo-code>([\w-]+)<"


def find(pattern: str) -> Callable[[str], str]:
    """What a page has at the place of the pattern's group."""
    return lambda page: re.search(pattern, page)[1]  # type: ignore[index]


class Person:
    """One person at their own browser."""

    def __init__(self, browser: Browser, url: str, email: str, width: int, height: int, **options: object) -> None:
        # Without motion: smooth scrolling and fading buttons are drawn sixty times a second, and waited for.
        self.context: BrowserContext = browser.new_context(
            base_url=url, viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.new_page()
        self.email = email
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("response", self._note)

    def _note(self, response: object) -> None:
        if response.status >= 500:  # type: ignore[attr-defined]
            self.problems.append(f"{response.status} {response.url}")  # type: ignore[attr-defined]

    def sign_in(self) -> "Person":
        """With the code that the demonstration shows: the requests that are sent by hand, and nothing drawn."""
        ask, page = self.context.request, self.context.request.get("/accounts/login/code/").text()
        for address, name, typed in [("", "email", lambda _: self.email), ("confirm/", "code", find(CODE))]:
            form = {"csrfmiddlewaretoken": find(TOKEN)(page), name: typed(page)}
            answer = ask.post(f"/accounts/login/code/{address}", form=form)
            page = answer.text()
            assert answer.ok, page
        assert "/accounts/logout/" in page, page
        return self

    def sign_in_by_hand(self) -> "Person":
        """With the code that the demonstration shows on the page."""
        self.page.goto("/accounts/login/code/")
        self.page.get_by_label("E-mail address").fill(self.email)
        self.page.get_by_role("button", name="Send me a code").click()
        code = self.page.locator("[data-demo-code]").first.inner_text().strip()
        self.page.get_by_label("Code").fill(code)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda address: "/accounts/" not in address)
        return self


@pytest.fixture
def person(browser: Browser) -> Iterator[Callable[..., Person]]:
    """person(url, email, phone=True): a browser of one's own, closed afterwards; no page may have failed in it."""
    people: list[Person] = []

    def arrive(url: str, email: str = "", *, phone: bool = False, **options: object) -> Person:
        width, height = (390, 844) if phone else (1280, 900)
        people.append(Person(browser, url, email, width, height, **options))
        return people[-1]

    yield arrive
    problems = [problem for one in people for problem in one.problems]
    for one in people:
        one.context.close()
    assert problems == []


def press_while(button: Locator, another_acts: Callable[[], None]) -> None:
    """What is pressed is drawn anew before it is let go, as when a colleague acts at that moment."""
    button.hover()
    mouse = button.page.mouse
    mouse.down()
    pressed = button.element_handle()  # only now: an earlier drawing may have been on its way
    another_acts()
    button.page.wait_for_function("pressed => !pressed.isConnected", arg=pressed)
    mouse.up()

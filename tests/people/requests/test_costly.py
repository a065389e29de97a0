"""The public pages that cost most: so many a minute for an address, and one at a time in a process."""

import asyncio
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from people.requests import costly
from tests.access import routes
from tests.cast import Cast

ROOT = Path(__file__).resolve().parents[3]


# --- Which they are ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "path", ["report/", "report.pdf", "record/", "answer/", "promises/", "briefing/", "opinion/4/"]
)
def test_long_public_documents_are(path: str) -> None:
    assert costly.COSTLY.match(f"/consultations/a-street/{path}")


@pytest.mark.parametrize("path", ["/", "/desk/", "/consultations/x/", "/live/abc/", "/consultations/x/briefing/edit/"])
def test_other_pages_are_not(path: str) -> None:
    assert not costly.COSTLY.match(path)


def test_nginx_knows_the_same() -> None:
    found = re.findall(r'^location ~ "(.+)" \{$', (ROOT / "deploy/nginx/locations.conf").read_text(), re.MULTILINE)
    kept, others, last = found
    assert last == costly.COSTLY.pattern
    names = kept.partition("(")[2].partition(")/")[0].split("|")
    assert all(costly.COSTLY.match("/" + name.replace("[^/]+", "x").replace("[0-9]+", "1") + "/") for name in names)


def test_nginx_keeps_what_is_everybodys_and_nothing_else() -> None:
    """Elsewhere it takes tags and ranges out of what browsers ask, and somebody's page has no business there."""
    blocks = re.findall(
        r"^location (.+?) \{$(.*?)^\}$", (ROOT / "deploy/nginx/locations.conf").read_text(), re.M | re.S
    )
    kept = [re.compile(where[3:-1]) for where, block in blocks if "proxy_cache " in block]
    assert len(kept) == 2 and all(where.startswith('~ "') for where, block in blocks if "proxy_cache " in block)
    found = {}
    for name, pattern in routes.patterns().items():
        parts = re.findall(r"<(?:(\w+):)?(\w+)>", str(pattern.pattern))
        words = routes.WORDS.get(name) or {key: 1 if kind == "int" else "x" for kind, key in parts}
        with suppress(NoReverseMatch):  # never for one of everybody's: the count below
            found[name] = any(one.match(reverse(name, kwargs=words)) for one in kept)
    marked = {name for name, pattern in routes.patterns().items() if getattr(pattern.callback, "everybodys", False)}
    assert len(marked) > 10 and marked <= {name for name, is_kept in found.items() if is_kept}
    # This one stands where a force's name would. It is private, and so never kept; it has no tags and no ranges.
    assert {name for name, is_kept in found.items() if is_kept} - marked <= {"new_force"}


# --- So many a minute -------------------------------------------------------------------------------
def test_an_address_that_asks_too_often_is_told_in_words(cast: Cast, settings: Any) -> None:
    settings.COSTLY_AN_ADDRESS = 3
    client = Client()
    answers = [client.get(f"/record/?{n}") for n in range(4)]  # each made anew
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "Wait a minute" in answers[3].content.decode() and answers[3]["Retry-After"] == "60"
    assert client.get("/").status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.7").get("/record/").status_code == 200


def test_a_room_behind_one_address_is_not_held_up(cast: Cast, settings: Any) -> None:
    settings.COSTLY_AN_ADDRESS = 600  # as shipped
    path = f"/consultations/{cast.consultation.slug}/record/"
    assert {Client().get(path).status_code for _ in range(60)} == {200}


# --- One at a time ----------------------------------------------------------------------------------
class Server:
    """A page that is held until `go`, and what was under way at once."""

    def __init__(self) -> None:
        self.go, self.at_once, self.most, self.served = asyncio.Event(), 0, 0, 0
        self.app = costly.in_a_lane(self._page)

    async def _page(self, scope: Any, receive: Any, send: Any) -> None:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await self.go.wait()
        self.at_once -= 1
        self.served += 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def ask(self, path: str, send: Any = None) -> "asyncio.Task[None]":
        async def ignore(message: Any) -> None:
            return None

        async def receive() -> Any:
            return {"type": "http.request"}

        return asyncio.ensure_future(self.app({"method": "GET", "path": path}, receive, send or ignore))


async def turns() -> None:
    """Let everything run that can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_costly_pages_are_made_one_by_one_and_others_pass() -> None:
    server = Server()
    costly_ones = [server.ask("/record/") for _ in range(5)]
    await turns()
    assert server.at_once == 1
    others = [server.ask("/") for _ in range(3)]
    await turns()
    assert server.at_once == 4
    server.go.set()
    await asyncio.gather(*costly_ones, *others)
    assert server.most == 4 and server.served == 8


async def test_who_reads_slowly_holds_up_nobody() -> None:
    server, never = Server(), asyncio.Event()

    async def slow(message: Any) -> None:
        await never.wait()

    server.go.set()
    first, second = server.ask("/record/", slow), server.ask("/record/")
    await asyncio.wait_for(second, 5)
    assert server.served == 2 and not first.done()
    first.cancel()


async def test_a_queue_that_is_too_long_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costly, "MOST_WAITING", 1)
    server, told = Server(), []

    async def hear(message: Any) -> None:
        told.append(message)

    first = server.ask("/record/")
    await turns()
    await server.ask("/record/", hear)
    assert told[0]["status"] == 429 and (b"retry-after", b"60") in told[0]["headers"]
    server.go.set()
    await first

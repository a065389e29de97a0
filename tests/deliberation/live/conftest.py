"""A session that runs, and ways to listen to it."""

from collections.abc import Iterator

import pytest
from asgiref.sync import SyncToAsync, sync_to_async
from django.db import connections
from django.test import Client

from config.asgi import application
from deliberation.live import hub, threads
from deliberation.models import Session, Wave
from deliberation.sessions import sessions
from people.models import User
from tests.cast import Cast, make_cast
from tests.deliberation import rooms
from tests.deliberation.live.phone import Phone, Stream

Room = tuple[Cast, Session, Wave]


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The hub looks round often, and reads on the thread the test writes on.

    SQLite in memory reports a lock at once instead of waiting, also to the test's own clearing up: that begins when
    whatever the thread still had to read for a socket that has gone is read.
    """
    monkeypatch.setattr(hub, "SWEEP", 0.2)
    for name in ("_reading", "_admitting"):
        monkeypatch.setattr(threads, name, SyncToAsync.single_thread_executor)
    yield
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()


@pytest.fixture
def room(transactional_db: None) -> Room:
    """A session that runs, with its poll open."""
    cast = make_cast()
    session, wave = rooms.running(cast)
    return cast, session, wave


def sign_in(user: User | None) -> str:
    client = Client()
    if user is not None:
        client.force_login(user)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


async def headers(user: User | None, **more: str) -> list[tuple[bytes, bytes]]:
    cookie = await sync_to_async(sign_in)(user)
    pairs = {"cookie": cookie, "host": "127.0.0.1", **{name.replace("_", "-"): value for name, value in more.items()}}
    return [(name.encode(), value.encode()) for name, value in pairs.items()]


async def connect(
    user: User | None, session: Session, *, wall: bool = False, origin: str | None = "http://127.0.0.1"
) -> tuple[Phone, bool]:
    path = f"/ws/live/{session.code}/" + ("wall/" if wall else "")
    phone = Phone(application, path, headers=await headers(user, **({} if origin is None else {"origin": origin})))
    return phone, await phone.connect()


async def open_stream(
    user: User | None, session: Session, *, wall: bool = False, method: str = "GET", **more: str
) -> tuple[Stream, int]:
    path = f"/sse/live/{session.code}/" + ("wall/" if wall else "")
    stream = Stream(application, path, await headers(user, **more), method)
    return stream, await stream.connect()


@sync_to_async
def move(cast: Cast, session: Session, number: int) -> int:
    return sessions.go_to(session.segments.all()[number], by=cast.moss).version

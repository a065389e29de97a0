"""Our end of a real socket, in a real server: frames that are handed over ready, and frames that are refused."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from deliberation.live.wire import MOST_WAITING, Protocol, frame_of, push_of

pytestmark = pytest.mark.asyncio


class Echo:
    """Hands back what it hears as a ready frame, and keeps the sockets it has."""

    def __init__(self) -> None:
        self.pushes: list[Any] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        push = push_of(scope)
        assert push is not None
        self.pushes.append(push)
        while (event := await receive())["type"] == "websocket.receive":
            push(frame_of(event["text"]))


@pytest.fixture
async def echo() -> AsyncIterator[tuple[Echo, str]]:
    application = Echo()
    config = uvicorn.Config(application, port=0, ws=Protocol, ws_max_size=4096, lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield application, f"ws://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    server.should_exit = True
    await running


@pytest.mark.parametrize("text", ["", "a", "é" * 62, "x" * 126, "x" * 4000])
async def test_a_ready_frame_is_read_as_the_text(echo: tuple[Echo, str], text: str) -> None:
    async with connect(echo[1]) as socket:
        await socket.send(text)
        assert await socket.recv() == text


async def test_ready_frames_and_ordinary_answers_keep_their_order_on_one_socket(echo: tuple[Echo, str]) -> None:
    async with connect(echo[1]) as socket:
        for n in range(20):
            await socket.send(str(n))
        assert [await socket.recv() for _ in range(20)] == [str(n) for n in range(20)]


async def test_a_frame_above_the_limit_ends_the_socket(echo: tuple[Echo, str]) -> None:
    async with connect(echo[1]) as socket:
        await socket.send("x" * 4097)
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


async def test_a_socket_that_has_gone_takes_no_frame(echo: tuple[Echo, str]) -> None:
    async with connect(echo[1]) as socket:
        await socket.send("hello")
        await socket.recv()
    (push,) = echo[0].pushes
    assert not push(frame_of("too late"))


async def test_a_client_that_does_not_read_is_told_no_more(echo: tuple[Echo, str]) -> None:
    async with connect(echo[1], max_queue=1) as socket:
        await socket.send("hello")
        await socket.recv()
        (push,) = echo[0].pushes
        frame, taken = frame_of("x" * MOST_WAITING), 0
        while push(frame) and taken < 2_000:
            taken += 1
        assert taken < 2_000
        socket.transport.abort()

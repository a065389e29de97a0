"""One open socket, as the hub sees it."""

import asyncio
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any

from deliberation.live.presence import Pass

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Listener:
    """Sends at once when the socket is free; while it is busy, only the latest message waits."""

    def __init__(self, send: Send, topic: str, pass_: Pass, audience: str, is_phone: bool) -> None:
        self.topic, self.pass_, self.audience, self.is_phone = topic, pass_, audience, is_phone
        self.session_id = pass_.session_id
        self.told = False  # has had a first message
        self.out = asyncio.Event()
        self._send = send
        self._busy: asyncio.Task[None] | None = None
        self._latest: str | None = None

    def tell(self, text: str) -> None:
        self.told = True
        if self._busy is not None:
            self._latest = text
            return
        coroutine: Any = self._send({"type": "websocket.send", "text": text})
        try:
            waits_for = coroutine.send(None)  # most sends finish here, without a task
        except StopIteration:
            return
        except Exception:  # the socket has gone; its own consumer finds out and leaves
            self.out.set()
            return
        self._busy = asyncio.get_running_loop().create_task(_finish(coroutine, waits_for))
        self._busy.add_done_callback(self._free)

    def _free(self, task: "asyncio.Task[None]") -> None:
        self._busy = None
        if task.cancelled() or task.exception():
            self.out.set()
        elif self._latest is not None:
            text, self._latest = self._latest, None
            self.tell(text)

    def put_out(self) -> None:
        """The person may no longer listen."""
        self.out.set()

    def leave(self) -> None:
        if self._busy is not None:
            self._busy.cancel()


async def _finish(coroutine: Coroutine[Any, Any, None], waits_for: Any) -> None:
    await _resume(coroutine, waits_for)


@types.coroutine
def _resume(coroutine: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """Carry on a coroutine that was started by hand and stopped at `waits_for`."""
    while True:
        try:
            value = yield waits_for
        except BaseException as error:
            step = lambda error=error: coroutine.throw(error)  # noqa: E731
        else:
            step = lambda value=value: coroutine.send(value)  # noqa: E731
        try:
            waits_for = step()
        except StopIteration:
            return

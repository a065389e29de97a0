"""One open socket or event stream, as the hub sees it."""

import asyncio
import types
from collections.abc import Coroutine, Generator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from consultations.models import Role
from deliberation.live.presence import Pass
from deliberation.live.wire import Push, frame_of
from people.requests.size_limits import Send

GONE, CROWDED = 4403, 4429  # close codes. Reload, you may have been signed out or left; or: too many at once


@dataclass(frozen=True)
class Parcel:
    """A message, wrapped once for each way it travels, however many listen."""

    version: int
    text: str

    @cached_property
    def frame(self) -> bytes:
        return frame_of(self.text)

    @cached_property
    def socket_event(self) -> dict[str, object]:
        return {"type": "websocket.send", "text": self.text}

    @cached_property
    def stream_event(self) -> dict[str, object]:
        body = f"id: {self.version}\ndata: {self.text}\n\n".encode()
        return {"type": "http.response.body", "body": body, "more_body": True}


class Listener:
    """Sends at once when the client is free; while it is busy, only the latest message waits."""

    def __init__(
        self,
        send: Send,
        topic: str,
        pass_: Pass,
        audience: str,
        *,
        address: str = "",
        push: Push | None = None,
        streams: bool = False,
    ) -> None:
        self.address, self.code = address, GONE
        self.topic, self.pass_, self.audience, self.streams = topic, pass_, audience, streams
        self.session_id = pass_.session_id
        self.is_participant = audience == "phone" and pass_.role == Role.PARTICIPANT  # whom "connected" counts
        self.told = False  # has had a first message
        self.out = asyncio.Event()
        self._send, self._push = send, push
        self._busy: asyncio.Task[None] | None = None
        self._latest: Parcel | None = None

    def tell(self, parcel: Parcel) -> None:
        self.told = True
        if self._busy is not None:
            self._latest = parcel
        elif self._push is None or not self._push(parcel.frame):
            self._start(parcel)

    def _start(self, parcel: Parcel) -> None:
        """Begin a send by hand: most finish at once, without a task."""
        coroutine: Any = self._send(parcel.stream_event if self.streams else parcel.socket_event)
        try:
            waits_for = coroutine.send(None)
        except StopIteration:
            return
        except Exception:  # the client has gone; its own consumer finds out and leaves
            self.out.set()
            return
        self._busy = asyncio.get_running_loop().create_task(_finish(coroutine, waits_for))
        self._busy.add_done_callback(self._free)

    def _free(self, task: "asyncio.Task[None]") -> None:
        self._busy = None
        if task.cancelled() or task.exception():
            self.out.set()
        elif self._latest is not None:
            parcel, self._latest = self._latest, None
            self.tell(parcel)

    def put_out(self, code: int = GONE) -> None:
        """The person may no longer listen, or (CROWDED) has newer pages that do."""
        self.code = code
        self.out.set()

    def leave(self) -> None:
        if self._busy is not None:
            self._busy.cancel()


async def _finish(coroutine: Coroutine[object, object, None], waits_for: object) -> None:
    await _resume(coroutine, waits_for)


@types.coroutine
def _resume(coroutine: Coroutine[object, object, None], waits_for: object) -> Generator[object, object, None]:
    """Carry on a coroutine that was started by hand and stopped at `waits_for`."""
    while True:
        try:
            value = yield waits_for
        except BaseException as error:
            step = partial(coroutine.throw, error)
        else:
            step = partial(coroutine.send, value)
        try:
            waits_for = step()
        except StopIteration:
            return

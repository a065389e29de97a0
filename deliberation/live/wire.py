"""The server's side of a socket: uvicorn's own, which can also take a frame that is ready to be sent.

Start uvicorn with `--ws deliberation.live.wire:Protocol`. A message for a hall is framed once and the same bytes are
handed to every socket; with any other server the hub sends through ASGI instead, which costs more.
"""

from asyncio.transports import BaseTransport
from collections.abc import Callable, MutableMapping
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode

PUSH = "answerable.push"  # the name of the ASGI extension
MOST_WAITING = 16_384  # bytes a slow client may be behind before it keeps only the latest message

Push = Callable[[bytes], bool]


class Protocol(WebSocketsSansIOProtocol):
    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=MOST_WAITING)

    async def run_asgi(self) -> None:
        cast(dict[str, Any], self.scope["extensions"])[PUSH] = self.push
        await super().run_asgi()

    def push(self, frame: bytes) -> bool:
        """Write the frame. False, and nothing written, when the client is behind or has gone."""
        if self.close_sent or self.disconnected or not self.writable.is_set():
            return False
        self.transport.write(frame)
        return True


def push_of(scope: MutableMapping[str, Any]) -> Push | None:
    """The extension, where the server offers it."""
    push: Push | None = (scope.get("extensions") or {}).get(PUSH)
    return push


def frame_of(text: str) -> bytes:
    """One unmasked text frame, as servers send them."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)

"""A socket: let in, told, put out. A plain ASGI callable: no thread hop and no group for each client."""

import asyncio
from typing import Any

from deliberation.live import hub, publish
from deliberation.live.listener import CROWDED, Listener
from deliberation.live.presence import admit
from deliberation.live.wire import push_of
from people import limits
from people.requests.size_limits import Receive, Scope, Send

MAX_FRAME = 4096  # bytes; clients have nothing to say here, so anything long is a mistake or worse
MAX_FRAMES = 50
TOO_BIG, TOO_MANY = 1009, 1008  # close codes


async def room(scope: Scope, receive: Receive, send: Send) -> None:
    """Follow one session: phones at ws/live/<code>/, console and screen at ws/live/<code>/wall/."""
    await receive()  # websocket.connect
    pass_ = await admit(scope)
    if pass_ is None:
        await send({"type": "websocket.close"})  # refused before it is accepted: a plain 403
        return
    await send({"type": "websocket.accept"})
    address = limits.address_of_scope(scope)
    if not hub.current().has_room(address):  # accepted first: a browser is told the code only then
        await send({"type": "websocket.close", "code": CROWDED})
        return
    audience = scope["url_route"]["kwargs"].get("audience", "phone")
    listener = Listener(send, publish.topic_for(pass_), pass_, audience, address=address, push=push_of(scope))
    code_to_close = await follow(listener, _hear(receive))
    if code_to_close:
        await send({"type": "websocket.close", "code": code_to_close})


async def follow(listener: Listener, hear: Any) -> int:
    """Let the hub tell the listener until it goes or is put out. Returns the close code; 0 when it went by itself."""
    here = hub.current()
    here.add(listener)
    out, heard = asyncio.ensure_future(listener.out.wait()), asyncio.ensure_future(hear)
    try:
        await asyncio.wait({out, heard}, return_when=asyncio.FIRST_COMPLETED)
        return heard.result() if heard.done() else listener.code
    finally:
        for task in (out, heard):
            task.cancel()
        listener.leave()
        here.remove(listener)


async def _hear(receive: Receive) -> int:
    for _ in range(MAX_FRAMES):
        event = await receive()
        if event["type"] == "websocket.disconnect":
            return 0
        if len(event.get("text") or event.get("bytes") or "") > MAX_FRAME:
            return TOO_BIG
    return TOO_MANY

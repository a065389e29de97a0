"""The same news as server-sent events, for networks that block sockets. A plain ASGI callable beside the sockets.

Each event carries its version as its id. A browser that comes back sends the last one it saw as Last-Event-ID, and
hears the present state at once either way; a version it has already is nothing new to its page.
"""

import asyncio

from deliberation.live import hub, publish
from deliberation.live.consumers import follow
from deliberation.live.listener import CROWDED, Listener
from deliberation.live.presence import admit
from people import limits
from people.requests.size_limits import Receive, Scope, Send

HEARTBEAT = 15.0  # seconds; keeps proxies from ending a quiet stream
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"private, no-store"),
    (b"x-accel-buffering", b"no"),  # nginx passes every event on at once
    (b"x-content-type-options", b"nosniff"),
]
REFUSED = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
TOO_MANY = b"event: crowded\ndata: {}\n\n"  # the page looks by itself from now on
GOOD_BYE = b"event: gone\ndata: {}\n\n"  # the page asks for itself, and finds out why


async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    """Follow one session: phones at sse/live/<code>/, console and screen at sse/live/<code>/wall/."""
    pass_ = await admit(scope) if scope["method"] == "GET" else None
    if pass_ is None:
        await send({"type": "http.response.start", "status": 403, "headers": REFUSED})
        await send({"type": "http.response.body", "body": b"Not for you. Sign in, or reload the page."})
        return
    address = limits.address_of_scope(scope)
    if not hub.current().has_room(address):
        await send({"type": "http.response.start", "status": 429, "headers": [*REFUSED, (b"retry-after", b"60")]})
        await send({"type": "http.response.body", "body": b"Too many pages are told at your network address."})
        return
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await _say(send, b"retry: 2000\n\n")
    audience = scope["url_route"]["kwargs"].get("audience", "phone")
    listener = Listener(send, publish.topic_for(pass_), pass_, audience, address=address, streams=True)
    beating = asyncio.ensure_future(_beat(send))
    try:
        code = await follow(listener, _until_gone(receive))
        if code:
            await send({"type": "http.response.body", "body": TOO_MANY if code == CROWDED else GOOD_BYE})
    finally:
        beating.cancel()


async def _say(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _beat(send: Send) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT)
        await _say(send, b": still here\n\n")


async def _until_gone(receive: Receive) -> int:
    while (await receive())["type"] != "http.disconnect":
        continue
    return 0

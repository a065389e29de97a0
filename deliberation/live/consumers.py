"""A socket: let in, told, put out. A plain ASGI callable: no thread hop and no group for each client."""

import asyncio
from typing import Any

from channels.db import database_sync_to_async

from consultations import access
from consultations.access import Do
from deliberation import door, sessions
from deliberation.live import hub, presence, publish
from deliberation.live.listener import Listener

MAX_FRAME = 4096  # bytes; clients have nothing to say here, so anything long is a mistake or worse
MAX_FRAMES = 50
GONE, TOO_BIG, TOO_MANY = 4403, 1009, 1008  # close codes; 4403: reload, you may have been signed out or left


async def room(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Follow one session: phones at ws/live/<code>/, console and screen at ws/live/<code>/wall/."""
    await receive()  # websocket.connect
    audience = scope["url_route"]["kwargs"].get("audience", "phone")
    code = scope["url_route"]["kwargs"]["code"]
    sign_in = scope["session"].session_key or ""
    pass_ = await database_sync_to_async(admit)(scope["user"], sign_in, code, audience)
    if pass_ is None:
        await send({"type": "websocket.close"})  # refused before it is accepted: a plain 403
        return
    await send({"type": "websocket.accept"})
    listener = Listener(send, publish.topic_of(pass_.session_id), pass_, audience, audience == "phone")
    here = hub.current()
    await here.add(listener)
    try:
        code_to_close = await _until_over(receive, listener)
    finally:
        listener.leave()
        await here.remove(listener)
    if code_to_close:
        await send({"type": "websocket.close", "code": code_to_close})


def admit(user: Any, sign_in: str, code: str, audience: str) -> presence.Pass | None:
    """The pass of somebody who may follow this session; None for everybody else. Police are never let in."""
    session = door.session_of(code)
    member = access.membership_of(user, session.consultation) if session else None
    if session is None or member is None or not sign_in or not sessions.belongs(session, member):
        return None
    if audience == "wall" and member.role not in Do.RUN_SESSION.roles:
        return None
    return presence.Pass(session.pk, sign_in, member.user_id or 0, member.pk, member.role, member.group_id)


async def _until_over(receive: Any, listener: Listener) -> int:
    """Wait for the client to go, or for a reason to put it out. Returns the close code; 0 when it left by itself."""
    out = asyncio.ensure_future(listener.out.wait())
    heard = asyncio.ensure_future(_hear(receive))
    try:
        await asyncio.wait({out, heard}, return_when=asyncio.FIRST_COMPLETED)
        return heard.result() if heard.done() else GONE
    finally:
        for task in (out, heard):
            task.cancel()


async def _hear(receive: Any) -> int:
    for _ in range(MAX_FRAMES):
        event = await receive()
        if event["type"] == "websocket.disconnect":
            return 0
        if len(event.get("text") or event.get("bytes") or "") > MAX_FRAME:
            return TOO_BIG
    return TOO_MANY

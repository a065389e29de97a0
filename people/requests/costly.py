"""The public pages that cost most: one address may ask for so many a minute, and one process makes one at a time.

They are long documents that everybody may read, so anybody may ask for them as fast as a line carries. Behind nginx
they have a process of their own, which yields to all others (deploy/nginx/locations.conf names the same addresses).
"""

import asyncio
import re
from weakref import WeakKeyDictionary

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from people import limits
from people.requests.before_pages import answers_first
from people.requests.incoming import Problem, refuse
from people.requests.size_limits import App, Message, Receive, Scope, Send

COSTLY = re.compile(
    r"^/(consultations/[^/]+/((report|briefing)\.pdf|(report|record|answer|briefing|promises|(promises|recommendations|opinion)/[0-9]+"
    r"|polls/[0-9]+/results)/)"
    r"|(record|record/feed|promises|technologies|technologies/[0-9]+|consultations|overdue|forces/[^/]+|data-card)/(table\.csv)?)$"
)
MOST_WAITING = 300
WAIT = "60"  # seconds
TOO_MANY = Problem(
    429,
    "Too many pages at once",
    "Very many pages were asked for from your network in the last minute. Wait a minute, then load this page again.",
)


@answers_first
def bounded(request: HttpRequest) -> HttpResponse | None:
    """Say so when a network address has had its pages for this minute. A room of sixty phones stays far below."""
    if not COSTLY.match(request.path_info):
        return None
    try:
        limits.take("costly", keys=[limits.address_of(request)], tries=settings.COSTLY_AN_ADDRESS, minutes=1)
    except limits.TooMany:
        return too_many()
    return None


def too_many() -> HttpResponse:
    page = refuse(TOO_MANY)
    page["Retry-After"] = WAIT
    return page


class Lane:
    """Where costly pages wait for each other, without a thread each."""

    def __init__(self) -> None:
        self.free, self.waiting = asyncio.Semaphore(1), 0


def in_a_lane(app: App) -> App:
    """`app` under ASGI, where each page has a thread and twenty at once would slow every other page twentyfold."""
    lanes: WeakKeyDictionary[asyncio.AbstractEventLoop, Lane] = WeakKeyDictionary()

    async def laned_app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in {"GET", "HEAD"} or not COSTLY.match(scope["path"]):
            return await app(scope, receive, send)
        lane = lanes.setdefault(asyncio.get_running_loop(), Lane())
        if lane.waiting >= MOST_WAITING:
            return await _say_too_many(send)
        made: list[Message] = []

        async def keep(message: Message) -> None:
            made.append(message)

        lane.waiting += 1
        try:
            async with lane.free:
                await app(scope, receive, keep)
        finally:
            lane.waiting -= 1
        for message in made:  # out of the lane: somebody who reads slowly holds up nobody
            await send(message)

    return laned_app


async def _say_too_many(send: Send) -> None:
    page = too_many()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"retry-after", WAIT.encode()),
    ]
    await send({"type": "http.response.start", "status": page.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": page.content})

"""Pages that are the same for everybody: nobody is looked up, caches may keep them, only what changed is sent.

A view says so with `@everybodys`. Before anything else sees the request, whatever could tell one reader from another is
taken out of it: cookies, languages, marks of htmx. So such a page cannot differ, whatever its template asks. What does
differ for a member, the right end of the header, is fetched as a small private page of its own (people/accounts).

The tag of a page names the end of the record, the day and the last moment at which time alone changed something: every
act is recorded, so every act but a participant's makes all tags old, in the moment it is committed.
docs/decisions/public-pages.md
"""

import hmac
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache, reduce, wraps
from hashlib import sha256
from operator import or_
from pathlib import Path
from typing import TypeVar, cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache as cache_of_all
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import Resolver404, resolve
from django.utils.decorators import sync_and_async_middleware

from audit import clock, heads
from audit.models import Entry
from audit.wiring import wired
from people.requests.before_pages import Page
from people.requests.compression import encoding_for

LIFETIME = 10  # seconds for which a browser or a cache between does not ask again: who just acted sees it soon
PAGE_KEPT = 60  # seconds for which a made page is kept here
KEPT = f"public, max-age={LIFETIME}"
ASKED_AGAIN = "private, no-cache"  # kept by the browser alone, which asks each time whether it still holds
IN_FRONT = 1  # seconds for which nginx answers for us (deploy/nginx/limits.conf): an act is seen by then
#: Everything by which an answer could differ from one reader to the next.
OF_A_READER = ("HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "HTTP_AUTHORIZATION", "HTTP_HX_REQUEST", "HTTP_REFERER")
#: What only somebody sends whom we know, or a script of a page.
OF_A_KNOWN_READER = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_HX_REQUEST")
FIGURES_KEPT = 24 * 3600  # seconds: by then the day in the version is another
View = Callable[..., HttpResponse]
T = TypeVar("T")
#: The version that the page which is being made is of.
_this: ContextVar[str] = ContextVar("this version", default="")


def everybodys(view: View) -> View:
    """Mark a view whose page is the same for everybody. Stands outermost: the mark is read first."""

    @wraps(view)
    def for_nobody(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.user = AnonymousUser()
        vars(request).pop("_messages", None)  # they are somebody's: the private part of the page shows them
        return view(request, *args, **kwargs)

    for_nobody.everybodys = True  # type: ignore[attr-defined]
    return for_nobody


def strangers(view: View) -> View:
    """Mark a view whose page is the same for everybody who brings no cookie: who is known gets a page of their own.

    Only for what no act of a participant changes: the version does not know of these. No cache between keeps it, for
    it is another page for whoever is known: each reader's browser asks whether what it has holds. Stands outermost.
    """

    @wraps(view)
    def for_whoever_asks(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if getattr(request, "for_everybody", False):
            request.user = AnonymousUser()
            vars(request).pop("_messages", None)
        return view(request, *args, **kwargs)

    for_whoever_asks.strangers = True  # type: ignore[attr-defined]
    return for_whoever_asks


@sync_and_async_middleware
def public_pages(get_response: Page) -> Page:
    """Answers 304 where nothing changed; else lets the page be made for nobody in particular."""
    if iscoroutinefunction(get_response):

        async def amiddleware(request: HttpRequest) -> HttpResponse:
            if not (kept := _kept_how(request)):
                return cast(HttpResponse, await get_response(request))
            now, tag, ready = await sync_to_async(_ready)(request, kept)
            if ready is not None:
                return ready
            token = _this.set(now)
            try:
                made = _marked(await get_response(_for_nobody(request, tag)), tag, kept)
            finally:
                _this.reset(token)
            return await sync_to_async(_keep)(request, tag, made)

        markcoroutinefunction(amiddleware)
        return amiddleware

    def middleware(request: HttpRequest) -> HttpResponse:
        if not (kept := _kept_how(request)):
            return cast(HttpResponse, get_response(request))
        now, tag, ready = _ready(request, kept)
        if ready is not None:
            return ready
        token = _this.set(now)
        try:
            made = _marked(get_response(_for_nobody(request, tag)), tag, kept)
        finally:
            _this.reset(token)
        return _keep(request, tag, made)

    return middleware


def _ready(request: HttpRequest, kept: str) -> tuple[str, str, HttpResponse | None]:
    """The version and the tag; and the answer, where nothing changed or the page is made already."""
    now = version()
    tag = tag_of(request, now)
    return now, tag, _unchanged(request, tag, kept) or _made(request, tag)


def _kept_how(request: HttpRequest) -> str:
    """How a browser keeps the page that is everybody's, or every stranger's; "" where it is made for whoever asks."""
    if request.method not in ("GET", "HEAD") or (settings.SECURE_SSL_REDIRECT and not request.is_secure()):
        return ""  # sent, or led to https first
    kept = _kept_at(request.path_info, settings.ROOT_URLCONF)
    is_known = kept == ASKED_AGAIN and any(request.META.get(name) for name in OF_A_KNOWN_READER)
    return "" if is_known else kept


@lru_cache(maxsize=4096)
def _kept_at(path: str, urls: str) -> str:
    """By the address alone, so known from the second time on: looking through all addresses takes a millisecond."""
    try:
        view = resolve(path, urls).func
    except Resolver404:
        return ""
    return KEPT if getattr(view, "everybodys", False) else ASKED_AGAIN if getattr(view, "strangers", False) else ""


def version() -> str:
    """What every public page hangs on: acts by the record, the days that ended, what time alone has done. One query."""
    (number, ended), now = heads.mark(), clock.now()
    act = _last_act(number)
    return f"{act}-{ended}-{_last_moment(act, now)}-{clock.today().isoformat()}-{release()}"


def _last_act(number: int) -> int:
    """The last entry that is no participant's and about none: when these do something must not be told by a tag either.

    Only what was recorded since the last look is looked at.
    """
    global _seen
    seen, last = _seen
    if number != seen:
        quiet = reduce(or_, wired("COUNTED_ACTS"), Q(pk=None))
        public = Entry.objects.exclude(quiet).order_by("-number").values_list("number", flat=True)
        found = public.filter(number__gt=seen).first() if number > seen > 0 else public.first()
        last = found or (last if number > seen else 0)
        _seen = (number, last)
    return last


_seen = (0, 0)  # the end of the record when it was last looked at, and the last public act then


@dataclass(frozen=True)
class _Between:
    """Nothing changes by time alone between two moments, as long as nothing is recorded."""

    act: int
    since: datetime
    last: datetime | None
    until: datetime | None


def _last_moment(act: int, now: datetime) -> str:
    """The last moment that MOMENTS know of. Looked up again after an act, or once the next moment has come."""
    global _between
    known = _between
    if known is None or known.act != act or now < known.since or (known.until and now >= known.until):
        pairs = [moments(now) for moments in wired("MOMENTS")]
        last = max((last for last, _ in pairs if last), default=None)
        until = min((until for _, until in pairs if until), default=None)
        _between = known = _Between(act, now, last, until)
    return f"{known.last:%Y%m%dT%H%M%S}" if known.last else ""


_between: _Between | None = None


def kept(name: str, make: Callable[[], T]) -> T:
    """Figures over everything, worked out once for each version; whoever comes first after an act waits for it."""
    return cast(T, cache_of_all.get_or_set(f"figures:{name}:{_this.get() or version()}", make, FIGURES_KEPT))


@cache
def release() -> str:
    """This code and these settings: a page made by another release is another page."""
    digest = sha256(repr((settings.SITE_NAME, settings.OPERATOR, settings.DEMO, settings.SITE_URL)).encode())
    for folder in ("audit", "people", "consultations", "deliberation", "outcomes", "templates", "static"):
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def tag_of(request: HttpRequest, now: str) -> str:
    """The page's ETag. Weak: compressed or not, it is the same page. Nobody can work one out without the key."""
    secure, host = (
        request.is_secure() or settings.HTTPS_ONLY,
        request.META.get("HTTP_HOST", ""),
    )  # the policy names them
    asked = f"{now} {secure} {host} {request.get_full_path()}".encode()
    return f'W/"{hmac.new(settings.SECRET_KEY.encode(), asked, sha256).hexdigest()[:32]}"'


def _unchanged(request: HttpRequest, tag: str, kept: str) -> HttpResponse | None:
    told = request.META.get("HTTP_IF_NONE_MATCH", "")
    bare = tag.removeprefix("W/")
    if told.strip() != "*" and any(one.strip().removeprefix("W/") == bare for one in told.split(",")):
        return _marked(HttpResponseNotModified(), tag, kept)
    return None


def _place(request: HttpRequest, tag: str) -> str:
    """Where a made page is kept for the next who asks; "" where it is not, so that searches do not fill the cache."""
    asked = request.META.get("QUERY_STRING") or request.method != "GET"
    return "" if asked else f"page:{tag[3:-1]}:{encoding_for(request)}"


def _made(request: HttpRequest, tag: str) -> HttpResponse | None:
    place = _place(request, tag)
    found = cache_of_all.get(place) if place else None
    return HttpResponse(found[0], headers=found[1]) if found else None


def _keep(request: HttpRequest, tag: str, response: HttpResponse) -> HttpResponse:
    """A page that many ask for is made once for each version."""
    place = _place(request, tag)
    if place and response.status_code == 200 and not response.cookies and not response.streaming:
        cache_of_all.set(place, (response.content, dict(response.headers)), PAGE_KEPT)
    return response


def _for_nobody(request: HttpRequest, tag: str) -> HttpRequest:
    for name in OF_A_READER:
        request.META.pop(name, None)
    vars(request).pop("headers", None)  # kept by Django once they were read
    request.COOKIES = {}
    request.for_everybody = True  # type: ignore[attr-defined]
    # A page that is kept has to fit the policy that is kept with it: its nonce is of the page, not of the moment. It
    # cannot be known before the page is there, and the page it is on has nothing of whoever asks but their search.
    asked = f"nonce {tag}".encode()
    nonce = hmac.new(settings.SECRET_KEY.encode(), asked, sha256).hexdigest()[:32]
    request._csp_nonce = nonce  # type: ignore[attr-defined]
    return request


def _marked(response: HttpResponse, tag: str, kept: str) -> HttpResponse:
    """Only a page that is there is kept. A cookie on it would be somebody's: private_pages sees to that."""
    if response.status_code in (200, 304):
        response["Cache-Control"] = kept
        response["ETag"] = tag
        response["Vary"] = "Accept-Encoding" if kept == KEPT else "Accept-Encoding, Cookie"
        if kept == KEPT:
            response["X-Accel-Expires"] = str(IN_FRONT)  # nginx takes it out
    return response

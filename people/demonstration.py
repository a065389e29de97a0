"""The demonstration stays on one machine and in a database of its own: it shows sign-in codes to whoever looks.

It starts on loopback names alone, answers only who sits at this machine, and refuses a database that was not made for
it. `python manage.py migrate` with DEMO=1 marks an empty database as the demonstration's; served without DEMO the
mark goes, for real people may come then.
"""

import ipaddress
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, connections, transaction

from audit import clock

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[object]]
Send = Callable[[dict[str, object]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
ADDRESSES = "@demo.example"
ANOTHER_HOST = (
    "DEMO=1 shows everybody's sign-in codes, so it runs on this machine alone, and {what} is “{name}”. "
    "Take DEMO out to serve real people, or leave ALLOWED_HOSTS and SITE_URL unset to try Answerable out."
)
ANOTHER_DATABASE = (
    "DEMO=1 shows everybody's sign-in codes, and this database holds accounts that are no part of the demonstration. "
    "Take DEMO out to serve them, or set DATABASE_URL to an empty database and run `python manage.py migrate`."
)
#: What a proxy says of whom it asks for: every one has to be on this machine too.
CALLERS = ("x-forwarded-for", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip")
HOSTS = ("x-forwarded-host", "x-forwarded-server")
SAID_BY_PROXIES = ("forwarded", "via")
OF_PROXIES = "1.0"  # no browser speaks it, and nginx does unless told otherwise
NOT_HERE = b"This is the demonstration. It answers only the machine that it runs on.\n"


# --- Which host ----------------------------------------------------------------------------------
def refuse_other_hosts(hosts: Iterable[str], site: str) -> None:
    """Raise ImproperlyConfigured when a name of the site is not loopback."""
    for host in hosts:
        if not is_loopback(host):
            raise ImproperlyConfigured(ANOTHER_HOST.format(what="one of ALLOWED_HOSTS", name=host))
    if not is_loopback(urlsplit(site).hostname or ""):
        raise ImproperlyConfigured(ANOTHER_HOST.format(what="SITE_URL", name=site))


def is_loopback(host: str) -> bool:
    name = host.strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def guarded(app: App, *, demo: bool, hold: Callable[[], None]) -> App:
    """`app`, which starts only on a database it may serve; in the demonstration, for callers on this machine alone."""

    async def started(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" and (fault := _fault()):
            await receive()
            await send({"type": "lifespan.startup.failed", "message": fault})
        elif demo and not _is_called_from_here(scope):
            await _turn_away(scope, receive, send)
        else:
            if scope["type"] == "lifespan":
                hold()
            await app(scope, receive, send)

    return started


def _fault() -> str:
    try:
        refuse_other_databases()
    except ImproperlyConfigured as error:
        return str(error)
    return ""


def _is_called_from_here(scope: Scope) -> bool:
    """By the caller's address, the address they came in at, and what proxies say. A socket in a folder has no port."""
    ends = [end[0] for end in (scope.get("client"), scope.get("server")) if end and end[1] is not None]
    told = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope.get("headers", [])}
    return scope.get("http_version") != OF_PROXIES and _is_here(ends, told)


async def _turn_away(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close"})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": NOT_HERE})


def wsgi_here_alone(app: WSGIApplication) -> WSGIApplication:
    """The same under WSGI."""

    def here(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        told = {name[5:].lower().replace("_", "-"): str(environ[name]) for name in environ if name.startswith("HTTP_")}
        is_old = environ.get("SERVER_PROTOCOL") == f"HTTP/{OF_PROXIES}"
        if not is_old and _is_here([environ.get("REMOTE_ADDR", "")], told):
            return app(environ, start_response)
        start_response("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")])
        return [NOT_HERE]

    return here


def _is_here(ends: Iterable[str], headers: dict[str, str]) -> bool:
    """Empty ends are sockets in a folder of this machine.

    A proxy that says nothing of itself still lets a browser's Origin through: the name under which it was reached.
    """
    if any(headers.get(name) for name in SAID_BY_PROXIES):
        return False
    forwarded = [part.strip() for name in CALLERS for part in headers.get(name, "").split(",")]
    names = [_name(headers.get("host", "localhost")), *(_name(headers[name]) for name in HOSTS if headers.get(name))]
    origin = headers.get("origin", "null")
    names += [urlsplit(origin).hostname or ""] if origin != "null" else []
    return all(is_loopback(one) for one in [*names, *(end for end in [*ends, *forwarded] if end)])


def _name(host: str) -> str:
    return host if host.endswith("]") or ":" not in host else host.rpartition(":")[0]


# --- Which database ------------------------------------------------------------------------------
def mark_new(sender: object, **kwargs: object) -> None:
    """After `migrate` with DEMO=1: an empty database is the demonstration's from now on."""
    from django.conf import settings

    if settings.DEMO and _has_table() and not _is_marked() and not _has_people(""):
        _mark()


def refuse_other_databases() -> None:
    """With DEMO, raise ImproperlyConfigured on a database that holds anything else. Without, take the mark away.

    In a thread, for servers load the project in their event loop. A database that is away is asked nothing: nobody
    can sign in to it either.
    """
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_look_once).result()


def _look_once() -> None:
    from django.conf import settings

    try:
        if not _has_table():
            return
        if settings.DEMO:
            refuse_others()
        elif _is_marked():
            _unmark()
    except DatabaseError:
        return
    finally:
        connections.close_all()


def refuse_others() -> None:
    """The same for a command, which has a connection of its own. An empty database is the demonstration's now."""
    if _is_marked():
        return
    if _has_people(ADDRESSES):
        raise ImproperlyConfigured(ANOTHER_DATABASE)
    _mark()


def _has_people(but: str) -> bool:
    """Accounts with an address, other than those that end in `but`."""
    from people.models import User

    found = User.objects.exclude(email=None)
    return (found.exclude(email__endswith=but) if but else found).exists()


def _has_table() -> bool:
    from people.models import Demonstration, User

    return {Demonstration._meta.db_table, User._meta.db_table} <= set(connection.introspection.table_names())


def _is_marked() -> bool:
    from people.models import Demonstration

    return Demonstration.objects.exists()


def _mark() -> None:
    from people.models import Demonstration

    with transaction.atomic():
        Demonstration.objects.create(began_at=clock.now())


def _unmark() -> None:
    from people.models import Demonstration

    Demonstration.objects.all().delete()

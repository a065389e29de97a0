"""Where a person is signed in, and ending it. No network address is kept, only what kind of device it looked like."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from audit import clock
from people.models import SignIn, User
from people.requests.reading_goes_on import may_fail
from people.signin import second_factor

HERE = "sign_in"
TOUCH = timedelta(minutes=5)  # how exactly "last used" is kept
BROWSERS = [
    ("Edg", "Edge"),
    ("EdgA", "Edge"),
    ("EdgiOS", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
]


def device_of(user_agent: str) -> str:
    """What a browser says it is, in words: "Firefox on Android"."""
    browser = next((name for mark, name in BROWSERS if f"{mark}/" in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return " on ".join(part for part in (browser or "A browser", system) if part) if browser or system else "A device"


def begin(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    """Note a new sign-in; the session has its new key by now."""
    now = clock.now()
    forget_ended(user)
    device = device_of(request.META.get("HTTP_USER_AGENT", ""))
    key = request.session.session_key or ""
    here = SignIn.objects.create(user=user, session_key=key, device=device, began_at=now, used_at=now)
    request.session[HERE] = {"sign_in": here.pk, "used_at": now.timestamp()}


def over(sender: object, request: HttpRequest, **kwargs: object) -> None:
    SignIn.objects.filter(pk=_here(request) or 0).delete()


def still_signed_in(request: HttpRequest) -> bool:
    """Keep "last used" up to date. False when this sign-in was ended elsewhere, was idle too long or is too old.

    Looks at the database every five minutes at most; an ended sign-in is gone from the table of sessions at once.
    """
    now = clock.now()
    kept = request.session.get(HERE)
    if kept is None:  # signed in before this was kept
        with may_fail(request):
            begin(User, request, request.user)  # type: ignore[arg-type]
        return True
    if now.timestamp() - kept["used_at"] < TOUCH.total_seconds():
        return True
    here = SignIn.objects.filter(pk=kept["sign_in"], user_id=request.user.pk or 0).first()
    if here is None or _too_old(here, request):
        return False
    here.used_at, here.session_key = now, request.session.session_key or ""  # the key may have changed meanwhile
    with may_fail(request):
        here.save(update_fields=["used_at", "session_key"])
        request.session[HERE] = {**kept, "used_at": now.timestamp()}
    return True


def _here(request: HttpRequest) -> int | None:
    pk: int | None = request.session.get(HERE, {}).get("sign_in")
    return pk


def is_here(sign_in: SignIn, request: HttpRequest) -> bool:
    """True for the browser that is asking."""
    return sign_in.pk == _here(request)


def _too_old(here: SignIn, request: HttpRequest) -> bool:
    """Staff screens left open are closed: idle for two hours, or twelve hours after signing in."""
    now = clock.now()
    idle, age = now - here.used_at > settings.STAFF_IDLE, now - here.began_at > settings.STAFF_SIGN_IN_AGE
    return (idle or age) and second_factor.is_staff_account(request.user)


def of(user: User) -> list[SignIn]:
    """The person's live sign-ins, the latest used first."""
    forget_ended(user)
    return list(SignIn.objects.filter(user=user).order_by("-used_at"))


def end(sign_in: SignIn) -> None:
    """End one sign-in at once, its sockets within seconds."""
    _sessions()(sign_in.session_key).delete()
    sign_in.delete()


@transaction.atomic
def end_all(user: User) -> None:
    """Sign the person out everywhere, also where a cache still holds a session.

    Every session carries a hash over the stored password; nobody has a password to type, so it can be changed freely.
    """
    user.set_unusable_password()
    user.save(update_fields=["password"])
    for sign_in in SignIn.objects.filter(user=user):
        end(sign_in)


def forget_ended(user: User | None = None) -> int:
    """Drop what is left of sign-ins whose session has run out. Returns how many; `user` None: everybody's."""
    ended = SignIn.objects.filter(used_at__lt=clock.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE))
    return (ended if user is None else ended.filter(user=user)).delete()[0]


def _sessions() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore

"""The screen at the front of the room. It holds no state: after a restart it shows what the session shows."""

from typing import IO, cast

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consultations.access import Do
from deliberation.live import presence
from deliberation.models import Ballot, Session
from deliberation.sessions import asked, board, steps, tables
from deliberation.sessions.views.console import fresh
from deliberation.sessions.views.phone import find_session
from people.errors import Refused


@require_safe
def projector(request: HttpRequest, code: str) -> HttpResponse:
    session, _ = find_session(request, code, Do.RUN_SESSION)
    template = "_screen.html" if request.GET.get("part") == "board" else "projector.html"
    return render(request, f"deliberation/sessions/{template}", _screen(request, fresh(session)))


@require_http_methods(["POST"])
def press_screen(request: HttpRequest, code: str) -> HttpResponse:
    """A key, a clicker or a button on the screen. Answers with the screen as it is then, whoever pressed first."""
    session, _ = find_session(request, code, Do.RUN_SESSION)
    said = ""
    try:
        _press(request, session)
    except Refused as error:
        said = str(error)
    if "quick" not in request.POST:
        if said:
            messages.error(request, said)
        return redirect("projector", code=session.code)
    context = {**_screen(request, fresh(session)), "said": said}
    return render(request, "deliberation/sessions/_screen.html", context)


def _press(request: HttpRequest, session: Session) -> None:
    sent, user, now = request.POST, request.user, fresh(session)
    key = sent.get("key", "")
    if key in {"next", "back"}:
        steps.press(session, by=user, seen=sent.get("seen", ""), back=key == "back")
    elif key == "blank":
        is_blank = now.screen == Session.Screen.BLANK
        steps.show(session, Session.Screen.FOLLOW if is_blank else Session.Screen.BLANK, by=user)
    elif key == "light":
        steps.set_light(session, not now.screen_is_light, by=user)
    else:
        raise Refused("That key does nothing here.")


def _screen(request: HttpRequest, session: Session) -> dict[str, object]:
    now = board.of(session)
    return {
        "session": session,
        "board": now,
        "people": presence.count(session.pk),
        "theme": "light" if session.screen_is_light else "dark",
        "host": request.get_host(),
        "path": reverse("enter_session").rstrip("/"),
        "key": steps.key(session),
        "answers": Ballot.objects.filter(wave=now.wave).values("token").distinct().count() if now.wave else 0,
        "asked": asked.on_the_wall(session) if session.screen_is_asked else None,
        "seating": tables.seating(session) if session.screen == Session.Screen.TABLES else None,
    }


@require_safe
def session_qr(request: HttpRequest, code: str) -> HttpResponse:
    """The session's address as a QR code: dark on white whatever the theme, so that every phone can read it."""
    session, _ = find_session(request, code, Do.RUN_SESSION)
    address = request.build_absolute_uri(reverse("live", args=[session.code]))
    answer = HttpResponse(content_type="image/svg+xml")
    segno.make(address, error="m", micro=False).save(
        cast(IO[str], answer), kind="svg", scale=8, border=2, light="#ffffff"
    )
    return answer

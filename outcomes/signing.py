"""Proving once more who one is, before signing exactly what was read. And the e-mail that says what was signed."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from audit import clock
from consultations.models import Consultation, Membership
from consultations.telling import telling
from outcomes.models import PoliceResponse
from people.signin import second_factor

READ = "read_to_sign"


def note_read(request: HttpRequest, mark: str, about: str = "", **typed: str) -> None:
    """Remember that the person has just read what bears this fingerprint, and what they typed, about what."""
    request.session[READ] = {"mark": mark, "at": clock.now().timestamp(), "about": about, "typed": typed}


def signing_of(request: HttpRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.session.get(READ, {})
    return found


def typed(request: HttpRequest, about: str) -> dict[str, str]:
    """What they had typed about this before they proved who they are."""
    read = signing_of(request)
    found: dict[str, str] = read["typed"] if read.get("about") == about else {}
    return found


def is_proved(request: HttpRequest, mark: str) -> bool:
    """True when the second step was taken after what bears this fingerprint was read.

    Always where this installation asks for no second step.
    """
    if not settings.STAFF_SECOND_FACTOR:
        return True
    read = signing_of(request)
    return read.get("mark") == mark and second_factor.passed_since(request.session, request.user, read["at"])


def to_prove(
    request: HttpRequest, member: Membership | None, mark: str, about: str, **typed: str
) -> HttpResponse | None:
    """The way to the second step, with what was typed kept until they are back; None for whoever may go on.

    Whoever has not accepted the duty goes on as well: the act tells them so.
    """
    if member is None or not member.has_accepted or is_proved(request, mark):
        return None
    note_read(request, mark, about, **typed)
    return redirect(second_factor.again(request.user, request.path))


def has_changed(request: HttpRequest, mark: str) -> bool:
    """True when the person read something and it is another text now."""
    return bool(signing_of(request).get("mark", mark) != mark)


def forget(request: HttpRequest) -> None:
    request.session.pop(READ, None)


# --- What the officer gets -----------------------------------------------------------------------------
def tell_the_officer(consultation: Consultation) -> None:
    """What was signed, by its fingerprint: if the page ever shows another one, somebody has changed it since."""
    found = PoliceResponse.objects.select_related("signed_by__user").filter(report__consultation=consultation)
    response = found.first()
    if response is not None and response.signed_by is not None and response.signed_by.user is not None:
        title = f"You signed as {response.signed_by_name}. The fingerprint is {response.content_hash}"
        telling.tell(consultation, telling.POLICE, "signed", title, "answer", to=[response.signed_by.user])

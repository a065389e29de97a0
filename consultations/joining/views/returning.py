"""Coming back: a guest's own code, typed on another device or opened as a link."""

from typing import IO, cast

import segno
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations import access
from consultations.joining import typed_codes
from consultations.joining.forms import CodeForm
from consultations.joining.views.joining import READ_OR_SEND, code_page, not_looked_at
from consultations.joining.views.my_part import own_part
from consultations.lookup import refusals
from consultations.models import Membership, Role
from people import limits
from people.errors import Refused
from people.guests import guests
from people.models import User

DOES_NOT_WORK = "This code does not bring anybody back. Check it against what you wrote down, or the page “Your part”."


@require_http_methods(READ_OR_SEND)
def come_back(request: HttpRequest, code: str) -> HttpResponse:
    """Ask before signing in: opening a link must not make this browser somebody's."""
    guest = guests.user_of_return_code(code)
    member = _membership(guest)
    try:
        member = typed_codes.checked(request, member, is_long=True)
    except (limits.TooMany, typed_codes.NotLooked) as error:
        return not_looked_at(request, code, error)
    if member is None:
        return code_page(request, refusals(CodeForm({"code": code[:40]}), Refused(DOES_NOT_WORK)), status=404)
    if request.user == member.user:
        return redirect("my_part", member.consultation.slug)
    if request.method == "POST":
        if request.user.is_authenticated:
            logout(request)
        guests.welcome(request, member.user)  # type: ignore[arg-type]
        messages.success(request, f"Welcome back. Here you are {member.pseudonym}, as before.")
        return redirect("my_part", member.consultation.slug)
    context = {"member": member, "consultation": member.consultation}
    return render(request, "consultations/joining/come_back.html", context)


def _membership(guest: User | None) -> Membership | None:
    """A guest's one standing, while it lasts."""
    if guest is None:
        return None
    current = Membership.objects.current().filter(user=guest, role=Role.PARTICIPANT)
    return current.select_related("consultation", "user").first()


@require_POST
def renew_return_code(request: HttpRequest, slug: str) -> HttpResponse:
    """A new code; the old one and every other device stop."""
    user = _guest(request, slug)
    guests.renew_return_code(request, user)
    messages.success(request, "This is your new code. The old one no longer works, and other devices are signed out.")
    return redirect(reverse("my_part", args=[slug]) + "#back")


@require_safe
def return_qr(request: HttpRequest, slug: str) -> HttpResponse:
    """The guest's own link as a picture: dark on white whatever the theme, so that every phone can read it."""
    code = guests.return_code(_guest(request, slug))
    address = request.build_absolute_uri(reverse("come_back", args=[code]))
    answer = HttpResponse(content_type="image/svg+xml")
    segno.make(address, error="m", micro=False).save(
        cast(IO[str], answer), kind="svg", scale=6, border=2, light="#ffffff"
    )
    return answer


def _guest(request: HttpRequest, slug: str) -> User:
    own_part(request, slug)
    user = request.user
    if not (user.is_authenticated and user.is_guest):
        raise access.NotAllowed("a code of one's own")
    return user

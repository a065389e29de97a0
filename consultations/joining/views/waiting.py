"""At the door: the page of somebody who waits for a facilitator's yes."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from consultations import access
from consultations.joining import coming
from consultations.lookup import find


@require_safe
def wait_here(request: HttpRequest, slug: str) -> HttpResponse:
    """Where somebody waits who came by an invitation. Once they are in, or were not let in, it says so."""
    if not request.user.is_authenticated:
        find(request, slug)
        return redirect_to_login(request.get_full_path())
    consultation = find(request, slug)
    held = coming.waiting_of(request.user, consultation)
    if held is None:
        if access.membership_of(request.user, consultation) is None:
            raise access.NotAllowed("wait at the door")
        return redirect(reverse("my_part", args=[slug]) + "?joined=1")
    again = reverse("wait_here", args=[slug])
    context = {"consultation": consultation, "newcomer": held, "again": again, "shared": coming.SHARED}
    return render(request, "consultations/joining/waiting.html", context)


@require_safe
def still_waiting(request: HttpRequest, slug: str) -> HttpResponse:
    """For the phone that waits: is it still so? When not, the page is loaded again and shows what is."""
    consultation = find(request, slug)
    held = coming.waiting_of(request.user, consultation)
    if held is None and access.membership_of(request.user, consultation) is None:
        raise access.NotAllowed("wait at the door")
    if held is None or not held.is_waiting:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"consultation": consultation, "newcomer": held, "shared": coming.SHARED}
    return render(request, "consultations/joining/_waiting.html", context)

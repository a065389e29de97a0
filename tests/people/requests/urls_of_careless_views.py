"""Views as a newcomer might write them, to show that the middleware catches what they forget."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from people.requests.everybodys import everybodys


def careless(request: HttpRequest) -> HttpResponse:
    """Says that everybody may keep it, though it names somebody."""
    return HttpResponse(f"for {request.user}", headers={"Cache-Control": "public, max-age=60"})


def cookie(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse("with a cookie", headers={"Cache-Control": "public, max-age=60"})
    answer.set_cookie("who", "somebody")
    return answer


def public(request: HttpRequest) -> HttpResponse:
    return HttpResponse("for all", headers={"Cache-Control": "public, max-age=60"})


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError(f"a fault while {request.user} was here")


@everybodys
def nosy(request: HttpRequest) -> HttpResponse:
    asked = [str(request.user), request.COOKIES, request.headers.get("Cookie"), request.session.get("_auth_user_id")]
    return HttpResponse(repr(asked))


urlpatterns = [
    path("nosy/", nosy),
    path("careless/", careless),
    path("cookie/", cookie),
    path("public/", public),
    path("broken/", broken),
]

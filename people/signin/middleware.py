"""What holds for every page: personal ones are kept by no cache, old sign-ins are over, staff take two steps."""

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.decorators import sync_and_async_middleware
from django.utils.deprecation import MiddlewareMixin

from audit.wiring import wired
from people.requests.before_pages import Page
from people.signin import devices, known_browsers, second_factor, sign_ins
from people.signin.where import with_next


class SignedIn(MiddlewareMixin):
    """Ends sign-ins that are over, and leads staff to their second step before anything else."""

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        if not sign_ins.still_signed_in(request):
            logout(request)
            messages.info(request, "You were signed out. Sign in again to go on.")
            return _lead(request, resolve_url("account_request_login_code"))
        devices.notice(request, request.user)
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name in wired("BEFORE_SECOND_STEP") or not second_factor.is_missing(request.session, request.user):
            return None
        return _lead(request, second_factor.again(request.user, ""))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        known_browsers.hand_out(request, response)
        return response


def _lead(request: HttpRequest, address: str) -> HttpResponse:
    """To another page, back to this one afterwards; htmx is told to leave the page, not to swap a piece of it."""
    address = with_next(address, request.get_full_path() if request.method == "GET" else "")
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": with_next(address.partition("?")[0], _page(request))})
    return HttpResponseRedirect(address)


def _page(request: HttpRequest) -> str:
    """The page an htmx request came from, without its host."""
    return "/" + request.headers.get("HX-Current-URL", "").partition("//")[2].partition("/")[2]


@sync_and_async_middleware
def private_pages(get_response: Page) -> Page:
    """`Cache-Control: private, no-store` on everything, unless the view said otherwise and nobody was looked up.

    Stands first, so that it sees the cookies that others set last, refusals, redirects and errors.
    """

    def mark(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = getattr(request, "session", None)
        personal = bool(response.cookies) or (session is not None and session.accessed)
        if personal or "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
            del response["X-Accel-Expires"]  # stronger than it for nginx
        for name, value in settings.ANSWER_HEADERS.items():
            response.setdefault(name, value)
        return response

    if iscoroutinefunction(get_response):

        async def amiddleware(request: HttpRequest) -> HttpResponse:
            return mark(request, await get_response(request))

        markcoroutinefunction(amiddleware)
        return amiddleware

    def middleware(request: HttpRequest) -> HttpResponse:
        return mark(request, get_response(request))

    return middleware

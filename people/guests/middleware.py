"""Signs a guest in again when the session has run out, and keeps guests away from pages that need an account."""

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import sync_and_async_middleware

from people.context import pages
from people.guests import guests
from people.models import User
from people.requests.before_pages import Page
from people.requests.reading_goes_on import may_fail
from people.signin import devices

ACCOUNT_PAGES, SIGN_OUT = "/accounts/", "/accounts/logout/"


@sync_and_async_middleware
def guests_return(get_response: Page) -> Page:
    """Only requests that carry a guest's cookie cost anything here."""

    if iscoroutinefunction(get_response):

        async def amiddleware(request: HttpRequest) -> HttpResponse:
            elsewhere = None
            if _concerns_guests(request):
                elsewhere = await sync_to_async(_before)(request)
            response = elsewhere or await get_response(request)
            guests.hand_over(request, response)
            devices.hand_over(request, response)
            return response

        markcoroutinefunction(amiddleware)
        return amiddleware

    def middleware(request: HttpRequest) -> HttpResponse:
        elsewhere = _before(request) if _concerns_guests(request) else None
        response = elsewhere or get_response(request)
        guests.hand_over(request, response)
        devices.hand_over(request, response)
        return response

    return middleware


def _concerns_guests(request: HttpRequest) -> bool:
    """Only then is anybody looked up: a browser with a guest's key, or a page that guests have no use for."""
    return guests.COOKIE in request.COOKIES or _is_for_accounts(request.path)


def _before(request: HttpRequest) -> HttpResponse | None:
    """Sign in whoever the cookie belongs to. The answer for a guest on a page for accounts; None to go on."""
    with may_fail(request):  # where nothing can be written, a guest whose session has run out reads as a visitor
        if not request.user.is_authenticated and (user := guests.known(request)):
            login(request, user)
    if getattr(request.user, "is_guest", False) and _is_for_accounts(request.path):
        return redirect(pages()["guests_own"])
    return None


def _is_for_accounts(path: str) -> bool:
    return path.startswith(ACCOUNT_PAGES) and path != SIGN_OUT


def sign_out_for_good(sender: object, request: HttpRequest | None, user: User | None, **kwargs: object) -> None:
    if request is not None and user is not None and user.is_guest:
        guests.leave_browser(request)

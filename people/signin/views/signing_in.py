"""Signing in with a code by e-mail, for residents and staff alike."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people.errors import Refused
from people.models import User
from people.signin import email_codes
from people.signin.forms import CodeForm, EmailForm
from people.signin.where import context, next_page, with_next

READ_OR_SEND = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(READ_OR_SEND)
def request_code(request: HttpRequest) -> HttpResponse:
    """Ask for the e-mail address and send a code to it, whether we know it or not."""
    if request.user.is_authenticated:
        return redirect(next_page(request) or resolve_url(settings.LOGIN_REDIRECT_URL))
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            email_codes.ask(request, form.cleaned_data["email"])
            return redirect(with_next(resolve_url("account_confirm_login_code"), next_page(request)))
        except Refused as error:
            form.add_error(None, str(error))
    page = context(request, form=form, sign_on=settings.SIGN_ON_NAME)
    return render(request, "account/request_login_code.html", page, status=422 if form.errors else 200)


@never_cache
@require_http_methods(READ_OR_SEND)
def confirm_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code, or send a new one, and sign in."""
    if request.user.is_authenticated:
        return redirect(next_page(request) or resolve_url(settings.LOGIN_REDIRECT_URL))
    email = email_codes.asked_for(request)
    if not email:
        return redirect(with_next(resolve_url("account_request_login_code"), next_page(request)))
    again = request.POST.get("action") == "resend"
    crowd = email_codes.in_a_crowd(request)
    form = CodeForm(None if again else request.POST or None, crowd=crowd)
    try:
        if again:
            email_codes.ask(request, email)
            return redirect(with_next(request.path, next_page(request)))
        if form.is_valid():
            return enter(request, email_codes.confirm(request, form.cleaned_data["code"]))
    except email_codes.Closed:
        return redirect("account_inactive")
    except Refused as error:
        page = context(request, form=form, email=email, crowd=crowd, errors=[str(error)])
        return render(request, "account/confirm_login_code.html", page, status=422)
    page = context(request, form=form, email=email, crowd=crowd)
    return render(request, "account/confirm_login_code.html", page, status=422 if form.errors else 200)


def enter(request: HttpRequest, user: User) -> HttpResponse:
    """The e-mail address is proved. The accounts library asks for the second step, if there is one, and goes on."""
    answer: HttpResponse = perform_login(request, user, redirect_url=next_page(request) or None, email=user.email)
    return answer


@require_http_methods(READ_OR_SEND)
def old_address(request: HttpRequest) -> HttpResponse:
    """Where the accounts library sends people to sign in."""
    return redirect(with_next(resolve_url("account_request_login_code"), next_page(request)))

"""Your account: what it is, where you are signed in, and signing out everywhere."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from people.context import pages
from people.models import SignIn
from people.signin import second_factor
from people.signin import sign_ins as sign_in_acts


@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The person's own account page."""
    context = {
        "sign_ins": len(sign_in_acts.of(request.user)),  # type: ignore[arg-type]
        "is_staff_account": second_factor.is_staff_account(request.user),
        "has_second_step": second_factor.has_one(request.user),
    }
    return render(request, "people/accounts/page.html", context)


@require_safe
def own_part(request: HttpRequest) -> HttpResponse:
    """What of a public page differs from one reader to the next: fetched by the page, kept by nobody."""
    return render(request, "people/accounts/own.html")


@login_required
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Every browser in which this person is signed in."""
    found = [(one, sign_in_acts.is_here(one, request)) for one in sign_in_acts.of(request.user)]  # type: ignore[arg-type]
    context = {"sign_ins": found}
    return render(request, "people/accounts/sign_ins.html", context)


@login_required
@require_POST
def end_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the person's own sign-ins."""
    sign_in = get_object_or_404(SignIn, pk=pk, user=request.user)
    if sign_in_acts.is_here(sign_in, request):
        logout(request)
        return redirect(pages()["front"])
    sign_in_acts.end(sign_in)
    messages.success(request, f"Signed out: {sign_in.device}.")
    return redirect("sign_ins")


@login_required
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End all of them, this one too."""
    sign_in_acts.end_all(request.user)  # type: ignore[arg-type]
    logout(request)
    messages.success(request, "You are signed out everywhere.")
    return redirect("account_request_login_code")

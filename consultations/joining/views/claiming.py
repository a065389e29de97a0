"""A guest keeps their part with an e-mail address: give it, prove it, done."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consultations import access
from consultations.joining import claiming
from consultations.joining.views.joining import READ_OR_SEND
from consultations.joining.views.my_part import own_part
from consultations.lookup import refusals
from consultations.models import Consultation
from people.errors import Refused
from people.models import Person, User
from people.signin import email_codes as proof
from people.signin.forms import CodeForm, EmailForm


@require_http_methods(READ_OR_SEND)
def add_address(request: HttpRequest, slug: str) -> HttpResponse:
    """Give an address; a code goes to it."""
    consultation, _ = _guests_part(request, slug)
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proof.ask(request, form.cleaned_data["email"])
            return redirect("prove_address", slug)
        except Refused as error:
            refusals(form, error)
    context = {"consultation": consultation, "form": form}
    status = 422 if form.errors else 200
    return render(request, "consultations/joining/add_address.html", context, status=status)


@require_http_methods(READ_OR_SEND)
def prove_address(request: HttpRequest, slug: str) -> HttpResponse:
    """Type the code; the part is the account's from now on. A refusal uses the code up: nothing else is lost."""
    consultation, guest = _guests_part(request, slug)
    email = proof.asked_for(request)
    if not email:
        return redirect("add_address", slug)
    crowd = proof.in_a_crowd(request)
    form = CodeForm(request.POST or None, crowd=crowd)
    if request.method == "POST" and form.is_valid():
        try:
            holder = claiming.claim(guest, proof.prove(request, form.cleaned_data["code"]))
            return _claimed(request, holder, slug)
        except Refused as error:
            refusals(form, error)
    context = {"consultation": consultation, "form": form, "email": email, "crowd": crowd}
    status = 422 if form.errors else 200
    return render(request, "consultations/joining/prove_address.html", context, status=status)


def _claimed(request: HttpRequest, holder: User, slug: str) -> HttpResponse:
    """Go on as the account. Whoever has a second step takes it now, as at any other sign-in."""
    logout(request)  # the guest's key goes, and the session gets a new number
    messages.success(request, "Done. From now on you sign in with your e-mail address, on any device.")
    page = reverse("my_part", args=[slug])
    answer: HttpResponse = perform_login(request, holder, redirect_url=page, email=holder.email)
    return answer


def _guests_part(request: HttpRequest, slug: str) -> tuple[Consultation, User]:
    user: Person = request.user
    if not (user.is_authenticated and user.is_guest):
        raise access.NotAllowed("add an address")
    return own_part(request, slug)[0], user

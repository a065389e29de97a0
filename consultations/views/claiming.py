"""A guest keeps their part with an e-mail address: give it, prove it, done."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consultations import access, claiming, proving
from consultations.forms.joining import AddressForm, ProofForm
from consultations.models import STAFF, Consultation, Membership
from consultations.views.joining import READ_OR_SEND, own_part
from consultations.views.lookup import refusals
from people import second_factor
from people.errors import Refused
from people.guests import BACKEND
from people.models import User


@require_http_methods(READ_OR_SEND)
def add_address(request: HttpRequest, slug: str) -> HttpResponse:
    """Give an address; a code goes to it."""
    consultation, _ = _guests_part(request, slug)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proving.send_code(request, form.cleaned_data["email"], what=consultation.title)
            return redirect("prove_address", slug)
        except Refused as error:
            refusals(form, error)
    context = {"consultation": consultation, "form": form}
    status = 422 if form.errors else 200
    return render(request, "consultations/joining/add_address.html", context, status=status)


@require_http_methods(READ_OR_SEND)
def prove_address(request: HttpRequest, slug: str) -> HttpResponse:
    """Type the code; the part is the account's from now on."""
    consultation, guest = _guests_part(request, slug)
    if not proving.address_waiting(request):
        return redirect("add_address", slug)
    form = ProofForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            holder = claiming.claim(guest, proving.proved(request, form.cleaned_data["code"]))
            return _claimed(request, holder, slug)
        except Refused as error:
            refusals(form, error)
    context = {"consultation": consultation, "form": form, "email": proving.address_waiting(request)}
    status = 422 if form.errors else 200
    return render(request, "consultations/joining/prove_address.html", context, status=status)


def _claimed(request: HttpRequest, holder: User, slug: str) -> HttpResponse:
    """Go on as the account. Whoever needs more than a code to sign in signs in properly."""
    proving.forget(request)
    page = reverse("my_part", args=[slug])
    guest_gone = holder.pk != request.user.pk
    logout(request)  # the guest's key goes, and the session gets a new number
    if guest_gone and needs_more_than_a_code(holder):
        messages.success(request, "Your part now belongs to your account. Sign in to go on.")
        return redirect(f"{reverse('account_request_login_code')}?next={page}")
    login(request, holder, backend=BACKEND)
    messages.success(request, "Done. From now on you sign in with your e-mail address, on any device.")
    return redirect(page)


def needs_more_than_a_code(account: User) -> bool:
    """Staff, and whoever has a second step: proving the address is not enough to sign in as them."""
    powers = account.name or second_factor.is_staff_account(account) or second_factor.has_one(account)
    return bool(powers) or Membership.objects.filter(user=account, role__in=STAFF).exists()


def _guests_part(request: HttpRequest, slug: str) -> tuple[Consultation, User]:
    user: Any = request.user
    if not getattr(user, "is_guest", False):
        raise access.NotAllowed("add an address")
    return own_part(request, slug)[0], user

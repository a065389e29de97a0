"""For administrators: find one account and look after it. Nothing else; everybody else gets a 404."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from people.accounts import administration, powers
from people.errors import Refused
from people.models import User
from people.signin import second_factor
from people.signin import sign_ins as sign_in_acts
from people.signin.forms import EmailForm

FOUND = "accounts_found"  # in the session: whose page may be opened
REMEMBERED = 20
DONE = {
    "deactivate": "The account is closed, and signed out everywhere.",
    "reactivate": "The account is open again.",
    "end_sign_ins": "Signed out everywhere.",
    "take_back_start": "The account starts no more consultations.",
    "take_back_administrator": "The account is no administrator any more.",
    "reset_second_step": "The second step is gone. They set up a new one at the next sign-in.",
}


class FindForm(EmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = "The whole address. There is no list of accounts."
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.fields["reason"] = _reason()


def _reason() -> forms.CharField:
    return forms.CharField(
        max_length=powers.LONGEST_REASON,
        label="Reason",
        help_text="Goes into the record under your name. No e-mail addresses, nothing private.",
        error_messages={"required": "Give the reason. It goes into the record."},
    )


class ReasonForm(forms.Form):
    reason = _reason()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Find an account by its e-mail address. By POST: addresses do not belong into links and logs."""
    administration.require_administrator(request.user)
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = administration.find(**form.cleaned_data, by=request.user)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            if user is not None:
                request.session[FOUND] = [*request.session.get(FOUND, []), user.pk][-REMEMBERED:]
                return redirect("administer_account", user.pk)
            form.add_error("email", "No account has this address. People who never signed in have none.")
    return render(request, "people/accounts/find.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One account, and the few things that can be done to it, each with a reason."""
    administration.require_administrator(request.user)
    user = _found(request, pk)
    act = request.POST.get("do", "")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and act in administration.ACTS and form.is_valid():
        try:
            administration.ACTS[act](user, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, DONE[act])
            return redirect("administer_account", pk)
        except Refused as error:
            form.add_error(None, str(error))
    context = {"account": user, "form": form, "own": user == request.user, **_state(user)}
    return render(request, "people/accounts/account.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest, pk: int) -> User:
    """Whom this administrator has found by the whole address since they signed in, themselves, or who holds a power.

    Anybody else's number leads nowhere: counting upwards would be a list of every resident's address.
    """
    user = get_object_or_404(User, pk=pk)
    if pk in request.session.get(FOUND, []) or user == request.user or powers.held_by(user):
        return user
    raise Http404


def _state(user: User) -> dict[str, object]:
    sign_ins = sign_in_acts.of(user)
    rows = [
        {"key": "E-mail address", "value": user.email or "None: a guest"},
        {"key": "Public name", "value": user.name or "None: a resident, known by pseudonyms"},
        {"key": "Account", "value": "Open" if user.is_active else "Closed"},
        {"key": "Staff", "value": "Yes" if second_factor.is_staff_account(user) else "No"},
        {"key": "Powers", "value": ", ".join(power.label for power in sorted(powers.held_by(user))) or "None"},
        {"key": "Second step", "value": "Set up" if second_factor.has_one(user) else "None"},
        {"key": "Signed in now", "value": f"Browsers: {len(sign_ins)}" if sign_ins else "Nowhere"},
    ]
    return {"rows": rows}

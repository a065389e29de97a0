"""The second step: choosing one, setting it up, recovery codes, taking one away."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people.errors import Refused
from people.signin import factors, second_factor


@login_required
@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What the person has, and adding more. Staff who have nothing yet are led here first."""
    ways = [
        {"pk": one.pk, "kind": factors.kind_of(one), "name": one.data.get("name", ""), "used": one.last_used_at}
        for one in second_factor.own(request.user)
    ]
    context = {
        "ways": ways,
        "has_app": any(way["kind"] == "An authenticator app" for way in ways),
        "codes_left": factors.codes_left(request.user),
        "is_staff_account": second_factor.is_staff_account(request.user),
        "missing": second_factor.is_missing(request.session, request.user),
    }
    return render(request, "people/signin/second_step.html", context)


@method_decorator(never_cache, name="dispatch")
class AddApp(ActivateTOTPView):
    """An authenticator app: a picture to scan, the same as text, and its first code."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if any(one.type == Authenticator.Type.TOTP for one in second_factor.own(request.user)):
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        answer = super().form_valid(form)
        factors.added(self.request, "An authenticator app")
        return answer

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@method_decorator(never_cache, name="dispatch")
class AddPasskey(AddWebAuthnView):
    """A passkey or security key. Needs JavaScript; the app does not."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        with transaction.atomic():
            answer = super().form_valid(form)
            factors.added(self.request, "A passkey")
        return answer

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return {**kwargs, **super().get_context_data(**kwargs)}

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one of the person's own away, after asking."""
    way = get_object_or_404(Authenticator, pk=pk, user=request.user, type__in=second_factor.KINDS)
    context: dict[str, object] = {"kind": factors.kind_of(way), "name": way.data.get("name", "")}
    if request.method == "POST":
        try:
            factors.remove(way, by=request.user)  # type: ignore[arg-type]
            messages.success(request, f"{context['kind']} was removed.")
            return redirect("mfa_index")
        except Refused as error:
            context["errors"] = [str(error)]
    return render(request, "people/signin/remove.html", context, status=422 if "errors" in context else 200)


@method_decorator(never_cache, name="dispatch")
class RecoveryCodes(ViewRecoveryCodesView):
    """The recovery codes, once. The link holds them itself, so that keeping them as a file needs no second look."""

    template_name = "people/signin/recovery_codes.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context = super().get_context_data(**kwargs)
        if context["can_view_codes"]:
            context["as_file"] = "\n".join(["Answerable recovery codes. Each works once.", *context["unused_codes"]])
        return context


class NewRecoveryCodes(GenerateRecoveryCodesView):
    """Ten new codes; the old ones stop working."""

    template_name = "people/signin/new_recovery_codes.html"

"""Who holds which power over the whole site: for staff to read."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people.accounts import powers
from people.signin import second_factor


@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    if not second_factor.is_staff_account(request.user):
        raise Http404
    by_power = [(power.label, [held for held in powers.everybody() if held.power == power]) for power in powers.Power]
    return render(request, "people/accounts/powers.html", {"by_power": by_power})

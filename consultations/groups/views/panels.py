"""For administrators: consultations without a whole panel, and offering a seat on one. Everybody else gets a 404."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from consultations.access import membership_of
from consultations.groups import panels
from consultations.groups.forms import SeatForm
from consultations.groups.views.people import arranged, offered
from consultations.lookup import sent
from consultations.models import Consultation, Role
from consultations.saving import page
from people.accounts import administration


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    administration.require_administrator(request.user)
    return render(request, "consultations/groups/panels.html", {"panels": panels.incomplete()})


@login_required
def panel(request: HttpRequest, slug: str) -> HttpResponse:
    """Offer a seat. Of the consultation an administrator sees its title, and who sits on the panel."""
    consultation = _found(request, slug)
    form = SeatForm(sent(request))
    if request.method == "POST" and offered(request, form, consultation, role=Role.OVERSIGHT):
        return redirect("panel", slug)
    seats = consultation.memberships.current().filter(role=Role.OVERSIGHT).select_related("user")
    context = {
        "consultation": consultation,
        "form": form,
        "seats": seats,
        "offers": consultation.offers.pending().filter(role=Role.OVERSIGHT),
    }
    return page(request, "consultations/groups/panel.html", context)


@login_required
@require_POST
def arrange_seat(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`do` = again or withdraw."""
    consultation = _found(request, slug)
    arranged(request, get_object_or_404(consultation.offers.pending(), pk=pk, role=Role.OVERSIGHT))
    return redirect("panel", slug)


def _found(request: HttpRequest, slug: str) -> Consultation:
    """For an administrator who has no part in the consultation."""
    administration.require_administrator(request.user)
    consultation = get_object_or_404(Consultation, slug=slug)
    if membership_of(request.user, consultation) is not None:
        raise Http404
    return consultation

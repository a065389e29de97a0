"""For administrators: consultations without a whole panel, and offering a seat on one. Everybody else gets a 404."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from consultations import access
from consultations.access import membership_of
from consultations.groups import groups, offers, panels
from consultations.groups.forms import OfferForm
from consultations.groups.views.people import arranged, offered
from consultations.lookup import sent
from consultations.models import Consultation, Role
from consultations.saving import attempted, page
from people.accounts import administration

HELD = (Role.OVERSIGHT, Role.OFFICER, Role.FACILITATOR)  # what facilitators neither give nor end; see access


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    administration.require_administrator(request.user)
    return render(
        request,
        "consultations/groups/panels.html",
        {"panels": panels.incomplete(), "objected": panels.objected_to(), "left": panels.without_facilitator()},
    )


@login_required
def panel(request: HttpRequest, slug: str) -> HttpResponse:
    """Offer a seat, or the duty to answer; end one. Of the consultation an administrator sees its title and these."""
    consultation = _found(request, slug)
    may_offer = access.may_offer(request.user, consultation)
    form = OfferForm(sent(request), roles=may_offer)
    if request.method == "POST" and offered(request, form, consultation):
        return redirect("panel", slug)
    seats = consultation.memberships.current().filter(role__in=HELD).select_related("user", "consultation")
    context = {
        "consultation": consultation,
        "form": form,
        "seats": [seat for seat in seats if access.may_end(request.user, seat)],
        "may_offer": may_offer,
        "offers": offers.to_arrange(
            consultation.offers.pending().filter(role__in=may_offer), by=request.user, roles=may_offer
        ),
    }
    return page(request, "consultations/groups/panel.html", context)


@login_required
@require_POST
def arrange_seat(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`do` = again or withdraw."""
    consultation = _found(request, slug)
    arranged(request, get_object_or_404(consultation.offers.pending(), pk=pk, role__in=HELD))
    return redirect("panel", slug)


@login_required
@require_POST
def end_seat(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """End a seat on the panel, an accepted duty to answer, or the role of a facilitator once it is announced."""
    consultation = _found(request, slug)
    member = get_object_or_404(consultation.memberships.current(), pk=pk, role__in=HELD)
    done = f"{member.public_name} no longer has a role here."
    attempted(request, lambda: groups.stand_down(member, by=request.user), done)
    return redirect("panel", slug)


def _found(request: HttpRequest, slug: str) -> Consultation:
    """For an administrator who has no part in the consultation."""
    administration.require_administrator(request.user)
    consultation = get_object_or_404(Consultation, slug=slug)
    if membership_of(request.user, consultation) is not None:
        raise Http404
    return consultation

"""Who runs, checks and answers a consultation; what is offered to whom, and not yet accepted."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from consultations.access import Do, may
from consultations.groups import groups, offers
from consultations.groups.forms import OfferForm, SeatForm
from consultations.lookup import find_for, sent
from consultations.models import STAFF, Consultation, Membership, Offer, Role
from consultations.saving import attempted, page, saved

STAFF_ORDER = [Role.FACILITATOR, Role.OVERSIGHT, Role.OFFICER, Role.RESPONDER, Role.EXPERT]
SENT = "The offer is on its way by e-mail. Nothing changes until the person accepts it."


def offered(request: HttpRequest, form: SeatForm, consultation: Consultation, **more: Any) -> bool:
    """True when the offer went out: the same answer for every address."""
    made: list[Offer] = []
    if not saved(form, lambda **typed: made.append(offers.make(consultation, by=request.user, **typed, **more))):
        return False
    tell_sent(request, made[0])
    return True


def tell_sent(request: HttpRequest, offer: Offer) -> None:
    messages.success(request, SENT)
    if settings.DEMO:  # demo people have no inbox
        messages.info(request, f"This is a demonstration, so here is the link of the e-mail: {offer.link}")


def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Facilitators offer every role but the panel's seats; panel members offer those."""
    consultation, member = find_for(request, slug, Do.SEE_PEOPLE)
    form = SeatForm(sent(request)) if member.is_oversight else OfferForm(sent(request))
    fixed = {"role": Role.OVERSIGHT} if member.is_oversight else {}
    if request.method == "POST" and offered(request, form, consultation, **fixed):
        return redirect("people", slug)
    staff = list(consultation.memberships.current().filter(role__in=STAFF).select_related("user", "consultation"))
    roles = [{"label": role.label, "people": [m for m in staff if m.role == role]} for role in STAFF_ORDER]
    can_edit = may(request.user, consultation, Do.APPOINT)
    context = {
        "consultation": consultation,
        "me": member,
        "form": form,
        "roles": roles,
        "can_edit": can_edit,
        "can_offer": can_edit or may(request.user, consultation, Do.APPOINT_PANEL),
        "offers": consultation.offers.pending(),
    }
    return page(request, "consultations/groups/people.html", context)


@require_POST
def arrange_person(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`do` = remove (end the role) or safeguarding (name the safeguarding lead)."""
    consultation, _ = find_for(request, slug, Do.APPOINT)
    member = get_object_or_404(Membership.objects.current(), pk=pk, consultation=consultation, role__in=STAFF)
    if request.POST.get("do") == "safeguarding":
        done = f"{member.public_name} is the safeguarding lead."
        attempted(request, lambda: groups.name_safeguarding_lead(member, by=request.user), done)
    elif request.POST.get("do") == "remove":
        done = f"{member.public_name} no longer has a role here."
        attempted(request, lambda: groups.stand_down(member, by=request.user), done)
    return redirect("people", slug)


@require_POST
def arrange_offer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`do` = again or withdraw, by whoever may offer the role."""
    consultation, _ = find_for(request, slug, Do.SEE_PEOPLE)
    arranged(request, get_object_or_404(consultation.offers.pending(), pk=pk))
    return redirect("people", slug)


def arranged(request: HttpRequest, offer: Offer) -> None:
    if request.POST.get("do") == "again":
        if attempted(request, lambda: offers.send_again(offer, by=request.user)):
            tell_sent(request, offer)
    elif request.POST.get("do") == "withdraw":
        attempted(request, lambda: offers.withdraw(offer, by=request.user), "The offer is withdrawn.")

"""Who runs, checks and answers a consultation; what is offered to whom, and not yet accepted."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from consultations import access, seating
from consultations.access import Do, may
from consultations.groups import ending, groups, offers
from consultations.groups.forms import OfferForm
from consultations.lookup import find_for, sent
from consultations.models import STAFF, Consultation, Membership, Offer, Role
from consultations.saving import attempted, page, saved

STAFF_ORDER = [Role.FACILITATOR, Role.OVERSIGHT, Role.OFFICER, Role.RESPONDER, Role.LEGAL, Role.EXPERT]
SENT = "The offer is on its way by e-mail. Nothing changes until the person accepts it."


def offered(request: HttpRequest, form: OfferForm, consultation: Consultation) -> bool:
    """True when the offer went out: the same answer for every address."""
    made: list[Offer] = []
    if not saved(form, lambda **typed: made.append(offers.make(consultation, by=request.user, **typed))):
        return False
    tell_sent(request, made[0])
    return True


def tell_sent(request: HttpRequest, offer: Offer) -> None:
    messages.success(request, SENT)
    if settings.DEMO:  # demo people have no inbox
        messages.info(request, f"This is a demonstration, so here is the link of the e-mail: {offer.link}")


def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has which role; each may offer, and end, those that `access` says."""
    return _page(request, slug, Do.SEE_PEOPLE, STAFF_ORDER)


def answering(request: HttpRequest, slug: str) -> HttpResponse:
    """For the officer: who drafts, and handing the duty on."""
    return _page(request, slug, Do.SEE_WHO_ANSWERS, [Role.OFFICER, Role.RESPONDER, Role.LEGAL])


def _page(request: HttpRequest, slug: str, do: Do, listed: list[Role]) -> HttpResponse:
    consultation, member = find_for(request, slug, do)
    may_offer = access.may_offer(request.user, consultation)
    form = OfferForm(sent(request), roles=may_offer)
    if request.method == "POST" and offered(request, form, consultation):
        return redirect(_back(member), slug)
    staff = list(
        consultation.memberships.current()
        .filter(role__in=listed)
        .select_related("user", "consultation", "seated_by__user")
    )
    for one in staff:
        one.may_be_ended = access.may_end(request.user, one)
        one.chosen_by = seating.who_chose(one)
    roles = [{"label": role.label, "people": [m for m in staff if m.role == role]} for role in listed]
    context = {
        "consultation": consultation,
        "me": member,
        "form": form,
        "roles": roles,
        "can_edit": may(request.user, consultation, Do.APPOINT),
        "may_name_lead": may(request.user, consultation, Do.SAFEGUARD),
        "may_offer": may_offer,
        "offers": offers.to_arrange(
            consultation.offers.pending().filter(role__in=listed), by=request.user, roles=may_offer
        ),
    }
    return page(request, "consultations/groups/people.html", context)


def _back(member: Membership) -> str:
    return "answering" if member.is_officer else "people"


@require_POST
def arrange_person(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`do` = remove (end the role) or safeguarding (name the safeguarding lead)."""
    consultation, me = find_for(request, slug, Do.SEE_DESK)
    member = get_object_or_404(Membership.objects.current(), pk=pk, consultation=consultation, role__in=STAFF)
    names_lead = request.POST.get("do") == "safeguarding" and may(request.user, consultation, Do.SAFEGUARD)
    if not (names_lead or may(request.user, consultation, Do.APPOINT) or access.may_end(request.user, member)):
        raise Http404
    if request.POST.get("do") == "safeguarding":
        done = f"{member.public_name} is the safeguarding lead."
        attempted(request, lambda: groups.name_safeguarding_lead(member, by=request.user), done)
    elif request.POST.get("do") == "remove":
        ended(request, member)
    return redirect(_back(me), slug)


def ended(request: HttpRequest, member: Membership) -> None:
    """End the role, and say so; or that it waits for a second one of the panel."""

    def end() -> None:
        done = f"{member.public_name} no longer has a role here."
        messages.success(request, done if groups.stand_down(member, by=request.user) else ending.TAKES_TWO)

    attempted(request, end)


@require_POST
def arrange_offer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`do` = again or withdraw, by whoever may offer the role."""
    consultation, me = find_for(request, slug, Do.SEE_DESK)
    roles = access.may_offer(request.user, consultation)
    arranged(request, get_object_or_404(consultation.offers.pending(), pk=pk, role__in=roles))
    return redirect(_back(me), slug)


def arranged(request: HttpRequest, offer: Offer) -> None:
    if request.POST.get("do") == "again":
        if attempted(request, lambda: offers.send_again(offer, by=request.user)):
            tell_sent(request, offer)
    elif request.POST.get("do") == "withdraw":
        attempted(request, lambda: offers.withdraw(offer, by=request.user), "The offer is withdrawn.")

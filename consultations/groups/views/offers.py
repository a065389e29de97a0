"""The page of an offer's link: what is offered and what it means; accept or decline."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from consultations import seating
from consultations.forces import agreeing
from consultations.groups import offers
from consultations.groups.forms import AcceptForm
from consultations.lookup import refusals, sent
from consultations.models import Membership, Role, SeatNotice
from consultations.saving import attempted, page
from people.errors import Refused
from people.models import User
from people.signin import known_browsers
from people.signin.where import with_next
from people.text.dates import day
from people.text.sentences import listed

#: What each role means for whoever accepts it.
MEANS = {
    Role.FACILITATOR: "You run the consultation: you prepare it, lead the discussion and write down what was found.",
    Role.OVERSIGHT: "You check the briefing before anybody reads it, sign it, and later check that promises were kept. "
    "You do not work for whoever runs it, nor for the police.",
    Role.OFFICER: "You answer for the police, in public, every recommendation. You first read what that means.",
    Role.RESPONDER: "You draft the police answer for the accountable officer.",
    Role.LEGAL: "You read the police answer in draft and comment on it, for the force. You neither write nor sign it.",
    Role.EXPERT: "You help to write the briefing.",
}


def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Whoever holds the link reads it and may decline; to accept, one signs in with the address it was sent to."""
    offer = offers.find(key)
    if offer is None:
        raise Http404
    user = request.user if isinstance(request.user, User) and not request.user.is_guest else None
    initial = {"name": offer.name, "standpoint": offer.standpoint}
    form = AcceptForm(sent(request) if _accepts(request) else None, initial=initial)
    if user is not None and user.name:
        form.fields.pop("name")
    if not offer.is_for_the_panel:
        form.fields.pop("standpoint")
    if request.method == "POST" and request.POST.get("do") == "decline":
        if attempted(request, lambda: offers.decline(key), "You declined. Nothing has changed for you."):
            return redirect("home")
        return redirect("offer", key)
    sign_in = with_next(reverse("account_request_login_code"), reverse("offer", args=[key]))
    if _accepts(request) and user is None:
        return redirect(sign_in)
    if _accepts(request) and user is not None and (made := _accepted(request, form, key, user)):
        if isinstance(made, SeatNotice):
            until = day(made.last_day)
            messages.success(request, f"You have accepted. It is public now: one can object until {until}.")
            return redirect("panel_seats", offer.consultation.slug)
        messages.success(request, f"You have accepted. Your role: {offer.role_words.lower()}.")
        return redirect("consultation_desk", offer.consultation.slug)
    context = {
        "offer": offer,
        "consultation": offer.consultation,
        "form": form,
        "means": MEANS[Role(offer.role)],
        "agrees_for": agreeing.offered_for(offer.consultation, offer.role, offer.organisation),
        "is_announced_first": offer.is_for_the_panel and offers.is_announced_first(offer),
        "chose": listed(seating.chosen_before(user, offer.consultation)),
        "signed_in_as": user,
        "is_foreign": user is not None and offer.is_open and user.email != offer.email,
        "elsewhere": offers.ELSEWHERE,
        "sign_in": sign_in,
    }
    return page(request, "consultations/groups/offer.html", context)


def _accepts(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("do") == "accept"


def _accepted(request: HttpRequest, form: AcceptForm, key: str, user: User) -> Membership | SeatNotice | None:
    if not form.is_valid():
        return None
    try:
        return offers.accept(
            key,
            by=user,
            name=form.cleaned_data.get("name", ""),
            standpoint=form.cleaned_data.get("standpoint", ""),
            was_here=lambda other: _was_here(request, other),
        )
    except Refused as error:
        refusals(form, error)
        return None


def _was_here(request: HttpRequest, other: User) -> bool:
    """Whether `other` has signed in with this browser. In the demonstration one visitor is everybody."""
    if settings.DEMO:
        return False
    proofs = (known_browsers.mailbox(other.email or ""), known_browsers.second_step(other.pk))
    return any(known_browsers.number(request, proof) for proof in proofs)

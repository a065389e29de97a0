"""Offers: the panel's page, withdrawing and sending again, and the page on which the person answers."""

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from consultations.access import Do, membership_of
from consultations.groups import offers
from consultations.groups.forms import PanelForm
from consultations.lookup import sent
from consultations.models import Consultation, Offer, Role
from consultations.saving import attempted, page, saved
from people.errors import Refused
from people.models import User

SENT = "Offer sent. Nothing changes until the person accepts it."
BROWSER, BROWSER_DAYS = "staff_here", 30  # signed: the accounts of staff who offered roles in this browser


def pending(consultation: Consultation) -> QuerySet[Offer]:
    return consultation.offers.filter(state=Offer.State.OFFERED)


def staff_here(request: HttpRequest) -> frozenset[int]:
    kept = request.get_signed_cookie(BROWSER, default="", max_age=BROWSER_DAYS * 86400)
    return frozenset(int(key) for key in (kept or "").split(".") if key)


def marked(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Remember in the browser that this member of staff was here: an offer cannot be accepted beside who made it."""
    keys = sorted(staff_here(request) | {int(request.user.pk)})[-20:]
    response.set_signed_cookie(
        BROWSER,
        ".".join(map(str, keys)),
        max_age=BROWSER_DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def panel(request: HttpRequest, slug: str) -> HttpResponse:
    """Offer a seat on the panel: for the administrator, and for panel members."""
    consultation = get_object_or_404(Consultation, slug=slug)
    member = membership_of(request.user, consultation)
    administrator = isinstance(request.user, User) and request.user.is_superuser and member is None
    if not administrator and (member is None or member.role not in Do.APPOINT_PANEL.roles):
        raise Http404
    form = PanelForm(sent(request))
    if request.method == "POST" and saved(form, offers.make, consultation, by=request.user, role=Role.OVERSIGHT):
        messages.success(request, SENT)
        return marked(request, redirect("panel", slug))
    shown = pending(consultation).filter(role=Role.OVERSIGHT)
    context = {"consultation": consultation, "form": form, "offers": shown}
    return marked(request, page(request, "consultations/groups/panel.html", context))


@require_POST
def arrange_offer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`do` = again or withdraw. Who may is who may offer the role."""
    consultation = get_object_or_404(Consultation, slug=slug)
    member = membership_of(request.user, consultation)
    administrator = isinstance(request.user, User) and request.user.is_superuser
    if not administrator and (member is None or member.role not in Do.APPOINT.roles | Do.APPOINT_PANEL.roles):
        raise Http404
    offer = get_object_or_404(pending(consultation), pk=pk)
    act, done = (
        (offers.send_again, SENT) if request.POST.get("do") == "again" else (offers.withdraw, "Offer withdrawn.")
    )
    attempted(request, lambda: act(offer, by=request.user), done)
    return redirect("panel" if administrator or (member and member.role == Role.OVERSIGHT) else "people", slug)


def answer(request: HttpRequest, key: str) -> HttpResponse:
    """What is offered, by whom; accept or decline. Every other link looks like a page that does not exist."""
    offer = offers.find(key)
    if offer is None:
        raise Http404
    user = request.user if isinstance(request.user, User) and not request.user.is_guest else None
    if request.method == "POST":
        return _answered(request, offer, key, user)
    name = user.name if user is not None and user.name else offer.name
    context = {"offer": offer, "signed_in": user is not None, "name": name, "has_name": bool(user and user.name)}
    return render(request, "consultations/groups/offer.html", context)


def _answered(request: HttpRequest, offer: Offer, key: str, user: User | None) -> HttpResponse:
    try:
        if request.POST.get("do") == "decline":
            offers.decline(key)
            messages.success(request, "You declined. Nothing has changed for you.")
            return redirect("home")
        if request.POST.get("do") == "accept" and user is not None:
            offers.accept(key, by=user, name=request.POST.get("name", ""), staff_here=staff_here(request))
            messages.success(request, "You have accepted.")
            return redirect("desk")
    except Refused as error:
        for problem in error.problems:
            messages.error(request, problem)
    return redirect("offer", key)

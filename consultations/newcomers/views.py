"""Letting people in: who waits at the door, by the number on their phone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from consultations import numbers
from consultations.access import Do, may
from consultations.lookup import find_for
from consultations.newcomers import newcomers
from consultations.saving import attempted
from people.text.sentences import many


@require_safe
def waiting(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who waits. The list fetches itself again; without JavaScript there is a link."""
    consultation, _ = find_for(request, slug, Do.INVITE)
    context = {
        "consultation": consultation,
        "door": newcomers.door_of(consultation),
        "can_edit": may(request.user, consultation, Do.INVITE),
    }
    part = getattr(request, "htmx", False)
    return render(request, f"consultations/newcomers/{'_list' if part else 'page'}.html", context)


@require_POST
def decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`do` = in or no, for one person."""
    consultation, _ = find_for(request, slug, Do.INVITE)
    newcomer = get_object_or_404(consultation.newcomers, pk=pk)
    newcomer.consultation = consultation
    if request.POST.get("do") == "in":
        attempted(request, lambda: newcomers.let_in(newcomer, by=request.user), f"Number {newcomer.number} is in.")
    elif request.POST.get("do") == "no":
        done = f"Number {newcomer.number} was not let in."
        attempted(request, lambda: newcomers.decline(newcomer, by=request.user), done)
    return redirect("newcomers", slug)


@require_POST
def decide_all(request: HttpRequest, slug: str) -> HttpResponse:
    """Let everybody in who waits."""
    consultation, _ = find_for(request, slug, Do.INVITE)
    done = 0

    def everybody() -> None:
        nonlocal done
        done = newcomers.let_everybody_in(consultation, by=request.user)

    if attempted(request, everybody):
        messages.success(request, f"{done} {'person is' if done == 1 else 'people are'} in.")
    return redirect("newcomers", slug)


@require_POST
def ease(request: HttpRequest, slug: str) -> HttpResponse:
    """Let more people ask from one device or address, for a while."""
    consultation, _ = find_for(request, slug, Do.INVITE)
    done = f"For {many(numbers.EASED_MINUTES, 'minute')} more people may ask from one device or network."
    attempted(request, lambda: newcomers.ease(consultation, by=request.user), done)
    return redirect("newcomers", slug)

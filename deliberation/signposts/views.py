"""Where help is, and the form for local routes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from consultations.access import Do, may
from consultations.lookup import find, find_for, member_of, sent
from consultations.saving import page, saved
from consultations.seen import edits, one_after_another
from deliberation.signposts import signposts as acts
from deliberation.signposts.forms import LocalHelpForm


@require_safe
def help_near(request: HttpRequest, slug: str) -> HttpResponse:
    """Where help is: for whoever reads the consultation, without saying why they ask."""
    consultation = find(request, slug)
    context = {
        "consultation": consultation,
        "member": member_of(request, consultation),
        "local": acts.local_routes(consultation),
        "can_edit": may(request.user, consultation, Do.SET_LOCAL_HELP),
    }
    return render(request, "deliberation/signposts/help.html", context)


@one_after_another()
def edit_help(request: HttpRequest, slug: str) -> HttpResponse:
    """A facilitator writes the local routes."""
    consultation, _ = find_for(request, slug, Do.SET_LOCAL_HELP)
    held = getattr(consultation, "local_help", None)
    form = edits(LocalHelpForm(sent(request), initial={"lines": held.lines if held else ""}))
    if request.method == "POST" and saved(form, acts.set_local_help, consultation, by=request.user):
        messages.success(request, "Saved. Everybody who writes here finds it.")
        return redirect("help_near", slug)
    return page(request, "deliberation/signposts/edit_help.html", {"consultation": consultation, "form": form})

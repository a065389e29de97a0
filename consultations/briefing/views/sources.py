"""The sources of a briefing, to be opened one by one by somebody who says what they saw."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consultations.briefing import opening
from consultations.briefing.views.editing import find_briefing
from consultations.saving import attempted
from people.text.sanitising import number


@require_http_methods(["GET", "HEAD", "POST"])
def open_sources(request: HttpRequest, slug: str) -> HttpResponse:
    """Those that are due first. POST: `source` (its key) was opened, or `fails` to."""
    consultation, version = find_briefing(request, slug)
    if request.method == "POST":
        source = get_object_or_404(version.sources, pk=number(request.POST.get("source", "")))
        opens = "fails" not in request.POST
        told = "Noted: it opens." if opens else "Noted: it does not open. It stands among the sources to mend."
        attempted(request, partial(opening.say, version, source, by=request.user, opens=opens), told)
        return redirect(f"{reverse('open_sources', args=[slug])}#open")
    found = opening.standings(version)
    context = {
        "consultation": consultation,
        "broken": [one for one in found if one.is_broken],
        "due": [one for one in found if one.is_due and not one.is_broken],
        "opened": [one for one in found if not one.is_due and not one.is_broken],
        "without": len(version.sources.all()) - len(found),
    }
    return render(request, "consultations/briefing/open_sources.html", context)

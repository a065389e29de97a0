"""Answers in own words for the findings: read, brought to the coding, and taken out of it again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consultations.access import Do
from consultations.lookup import find_for
from consultations.saving import attempted, saved
from deliberation.counting import results
from deliberation.models import Wave
from deliberation.poll_comments import comments
from deliberation.poll_comments.forms import BringForm
from deliberation.questions.kinds import registry as kinds
from deliberation.results import at_risk


@require_http_methods(["GET", "HEAD", "POST"])
def poll_comments(request: HttpRequest, slug: str, pk: int, question: int) -> HttpResponse:
    """What people wrote to one question of a closed poll, for facilitators, and its way into the coding."""
    consultation, member = find_for(request, slug, Do.READ_OWN_WORDS)
    waves = Wave.objects.filter(poll__consultation=consultation).select_related("poll__consultation", "session")
    wave = get_object_or_404(waves, pk=pk)
    asked = get_object_or_404(wave.questions.all(), pk=question)
    if not kinds.of(asked).is_for_findings or results.why_withheld(wave, member):
        raise Http404("Not there to be read.")
    place, form = comments.place_of(wave, asked), BringForm(consultation)
    texts = next((texts for one, texts in results.own_words(wave, viewer=member) if one == asked), [])
    if request.method == "POST" and place is None and not texts:
        messages.error(request, "There are no words to bring: too few people wrote an answer.")
        return redirect(request.path)
    if request.method == "POST" and texts and "risk" in request.POST:
        attempted(request, lambda: at_risk.raise_for_own_words(wave, asked, by=request.user), at_risk.TOLD)
        return redirect(request.path)
    if request.method == "POST" and place is not None:
        if attempted(request, lambda: comments.take_out(place, by=request.user), "They are out of the coding again."):
            return redirect("results", slug, pk)
        return redirect(request.path)
    if request.method == "POST":
        form = BringForm(consultation, request.POST)
        if saved(form, comments.bring, wave, asked, by=request.user):
            messages.success(request, "Brought to the coding. They are told apart from what was said.")
            return redirect(request.path)
    [(_, _, alert, seen_to)] = at_risk.beside(wave, [(asked, texts)])
    context = {
        "alert": alert,
        "seen_to": seen_to,
        "consultation": consultation,
        "wave": wave,
        "question": asked,
        "texts": texts,
        "place": place,
        "stays": comments.why_they_stay(place) if place else "",
        "form": form,
        "up": reverse("results", args=[slug, pk]),
    }
    return render(request, "deliberation/poll_comments/page.html", context, status=422 if form.errors else 200)

"""How opinion lies on a wave of statements: groups where they hold, and every statement's answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from consultations import access
from consultations.access import Do
from consultations.lookup import find, find_for, member_of
from consultations.models import Consultation
from deliberation.importing import facts
from deliberation.models import Wave
from deliberation.opinion import acts, reading, sent_in
from people.errors import Refused

WAITS = {
    "title": "Not counted yet",
    "text": "Answers are counted by a facilitator, once, before the findings come out.",
}
NEVER = {
    "title": "Not counted",
    "text": "Nothing was counted here before the findings came out, so nobody sees figures of it.",
}


def _find(consultation: Consultation, pk: int) -> Wave:
    waves = Wave.objects.filter(poll__consultation=consultation).select_related("poll__consultation", "session")
    wave = get_object_or_404(waves, pk=pk)
    if not acts.is_of_statements(wave):
        raise Http404("Not a wave of statements.")
    return wave


@require_safe
def opinion(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What was counted; or why it is not shown. To those outside, what is withheld does not exist."""
    consultation = find(request, slug)
    wave = _find(consultation, pk)
    member = member_of(request, consultation)
    inside = member is not None and member.role in Do.SEE_POLLS.roles
    shown = acts.shown(wave, viewer=request.user)
    if isinstance(shown, str) and not inside:
        raise Http404("Not published.")
    counts = [] if isinstance(shown, str) else shown
    words = reading.texts(counts)
    context = {
        "consultation": consultation,
        "wave": wave,
        "withheld": shown if isinstance(shown, str) else "",
        "brought_in": facts.conversations_of(consultation, wave.title),
        "sent_in": _what_became(wave) if not isinstance(shown, str) else "",
        "not_counted": NEVER if consultation.has_findings else WAITS,
        "parts": [reading.page(count, words) for count in counts],
        "counts": not counts
        and wave.state == Wave.State.CLOSED
        and access.may(request.user, consultation, Do.COUNT_OPINION),
    }
    return render(request, "deliberation/opinion/page.html", context)


def _what_became(wave: Wave) -> str:
    """Also where nothing could be counted, as all that was answered was taken out."""
    return sent_in.what_became(wave.conversation) if wave.is_closed and hasattr(wave, "conversation") else ""


@require_POST
def count_opinion(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.COUNT_OPINION)
    try:
        acts.count(_find(consultation, pk), by=request.user)
        messages.success(request, "Counted.")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("opinion", slug, pk)

"""Results of a wave: facilitators once it has closed, everybody once the findings are out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from consultations.access import Do
from consultations.lookup import find, member_of
from consultations.models import Consultation, Membership, Role
from deliberation.counting import change, figures, talked
from deliberation.counting import results as counted
from deliberation.models import Wave
from deliberation.opinion import acts as opinion
from deliberation.paper import sheets
from deliberation.polls import published
from deliberation.results import layout
from deliberation.sessions import show_of_hands, words
from people.models import Person


@require_safe
def results(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation = find(request, slug)
    waves = Wave.objects.filter(poll__consultation=consultation)
    wave = get_object_or_404(waves.select_related("poll__consultation", "session__group", "thread"), pk=pk)
    member = member_of(request, consultation)
    shown = counted.for_wave(wave, viewer=request.user)
    if isinstance(shown, str) and not _may_be_told_why(member, wave):
        raise Http404("Not published.")
    if opinion.is_of_statements(wave):
        return redirect("opinion", slug, pk)
    context: dict[str, object] = {"consultation": consultation, "wave": wave, "member": member}
    if isinstance(shown, str):
        return render(request, "deliberation/results/results.html", {**context, "withheld": shown})
    context |= layout.arranged(shown)
    context["written"] = counted.written(wave, viewer=request.user)
    context["sources"] = sheets.sources_of(wave)
    context["talked"] = talked.said(wave)
    context["hands"] = show_of_hands.published_hands(wave)
    context["said"] = words.shown(wave, outside=member is None or member.role not in Do.READ_RESULTS.roles)
    context["open_and_recruited"] = len({r.kind for r in shown}) > 1
    if wave.is_follow_up:
        context["earlier"] = wave.poll.waves.filter(kind=Wave.Kind.AFTER, session=None).first()
    if wave.kind == Wave.Kind.AFTER:
        context |= _compared(consultation, wave, shown, request.user)
    context["fingerprint"] = published.text_of(wave).fingerprint
    context["own_words"] = counted.own_words(wave, viewer=request.user)
    return render(request, "deliberation/results/results.html", context)


def _may_be_told_why(member: Membership | None, wave: Wave) -> bool:
    """Whether somebody is told that there is a poll, before its results are theirs. What a room asks is the room's."""
    if member is None or member.role not in Do.SEE_POLLS.roles:
        return False
    return member.role != Role.PARTICIPANT or wave.admits(member.group_id)


def _compared(
    consultation: Consultation, wave: Wave, shown: list[figures.QuestionResult], viewer: Person
) -> dict[str, object]:
    """How people moved, and what more people knew, since the first poll."""
    before = wave.poll.waves.filter(kind=Wave.Kind.BEFORE, session=None).first()
    first = counted.for_wave(before, viewer=viewer) if before else ""
    if isinstance(first, str):
        return {}
    moved = [change.change(consultation, q, viewer=viewer) for q in wave.questions.filter(paired=True)]
    charts = [one.chart for found in moved if not isinstance(found, str) for one in found]
    return {"changes": charts, "checks": change.quick_check(first, shown), "talked": talked.said(before)}

"""Results of a wave: facilitators once it has closed, everybody once the findings are out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from audit.wiring import wired
from consultations.access import Do
from consultations.lookup import find, member_of
from consultations.models import Membership, Role
from consultations.saving import attempted
from deliberation.counting import results as counted
from deliberation.models import Wave
from deliberation.opinion import acts as opinion
from deliberation.questions.kinds import registry as kinds
from deliberation.results import at_risk, page, taking_away
from deliberation.sessions.taking_away import as_csv
from people.text.sanitising import number


@require_http_methods(["GET", "HEAD", "POST"])
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
    if request.method == "POST":
        return _at_risk(request, wave)
    context: dict[str, object] = {"consultation": consultation, "wave": wave, "member": member}
    if isinstance(shown, str):
        return render(request, "deliberation/results/results.html", {**context, "withheld": shown})
    context |= page.of(wave, shown, request.user, outside=not _keeps(member))
    context["files"] = _files(wave) if _keeps(member) else []
    wrote = counted.own_words(wave, viewer=request.user)
    context["for_findings"] = [one for one in wrote if kinds.of(one[0]).is_for_findings]
    context["own_words"] = at_risk.beside(wave, [one for one in wrote if not kinds.of(one[0]).is_for_findings])
    return render(request, "deliberation/results/results.html", context)


def _at_risk(request: HttpRequest, wave: Wave) -> HttpResponse:
    """A facilitator who reads answers in own words tells the lead."""
    asked = number(request.POST.get("risk"))
    shown = [question for question, texts in counted.own_words(wave, viewer=request.user) if texts]
    question = next((one for one in shown if one.pk == asked), None)
    if question is None:
        raise Http404("No such words are read here.")
    attempted(request, lambda: at_risk.raise_for_own_words(wave, question, by=request.user), at_risk.TOLD)
    return redirect("results", wave.consultation.slug, wave.pk)


def _may_be_told_why(member: Membership | None, wave: Wave) -> bool:
    """Whether somebody is told that there is a poll, before its results are theirs. What a room asks is the room's."""
    if member is None or member.role not in Do.SEE_POLLS.roles:
        return False
    return member.role != Role.PARTICIPANT or wave.admits(member.group_id)


def _keeps(member: Membership | None) -> bool:
    return member is not None and member.role in Do.READ_RESULTS.roles


def _files(wave: Wave) -> list[dict[str, str]]:
    address = reverse("results_csv", args=[wave.consultation.slug, wave.pk])
    return [{"label": "Download as CSV", "href": address}, *(made(wave) for made in wired("POLL_FILES"))]


def taken_away(request: HttpRequest, slug: str, pk: int) -> tuple[Wave, Membership]:
    """A poll for whoever reads results before the findings are out; 404 for everybody else."""
    consultation = find(request, slug)
    waves = Wave.objects.filter(poll__consultation=consultation).select_related("poll__consultation", "session__group")
    wave, member = get_object_or_404(waves, pk=pk), member_of(request, consultation)
    if member is None or not _keeps(member) or opinion.is_of_statements(wave):
        raise Http404("Nothing to take away for this person.")
    return wave, member


@require_safe
def results_csv(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The results as a table, as the page shows them to the same person."""
    wave, member = taken_away(request, slug, pk)
    made = as_csv(taking_away.rows_of(wave, member))
    answer = HttpResponse(made, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}-poll-{pk}.csv"'
    return answer

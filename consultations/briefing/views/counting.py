"""Figures in full: the record of deployments, put in and given out; all figures; the statement about harm."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from consultations.access import Do, may
from consultations.briefing import contents, deployment_table, deployments, kept, no_harm
from consultations.briefing.forms import StoryForm
from consultations.briefing.sent import text_of_file
from consultations.briefing.views import editing
from consultations.lookup import find, find_for, member_of
from consultations.models import BriefingVersion, Consultation
from consultations.saving import attempted, page, saved
from consultations.seen import one_after_another
from people.errors import Refused
from people.text.spreadsheets import BOM

SHOWN = 20


def _editing(request: HttpRequest, slug: str) -> tuple[Consultation, BriefingVersion]:
    consultation, _ = find_for(request, slug, Do.EDIT_BRIEFING)
    if consultation.briefing is None:
        raise Http404("no briefing")
    return consultation, consultation.briefing


def edit_deployments(request: HttpRequest, slug: str) -> HttpResponse:
    """A force's table, as a file or pasted; the rates are worked out. The button `take_out` takes it all out again."""
    consultation, version = _editing(request, slug)
    if request.method == "POST" and "take_out" in request.POST:
        attempted(request, lambda: deployments.take_out(version, by=request.user), "The record was taken out.")
        return redirect("edit_deployments", slug)
    table, errors = request.POST.get("table", ""), []
    if request.method == "POST":
        try:
            deployments.add(version, text_of_file(request) or table, by=request.user)
        except Refused as refused:
            errors = refused.problems
        else:
            messages.success(request, "The record was added.")
            return redirect("edit_deployments", slug)
    context = {
        "consultation": consultation,
        "table": table,
        "errors": errors,
        "totals": deployments.totals(version),
        "rows": version.deployments.all()[:SHOWN],
        "columns": deployment_table.COLUMNS,
        "needed": deployment_table.NEEDED,
        "most": deployment_table.MOST_ROWS,
        "can_edit": may(request.user, consultation, Do.EDIT_BRIEFING),
    }
    return page(request, "consultations/briefing/edit_deployments.html", context, status=422 if errors else 200)


@require_POST
@one_after_another()
def say_no_harm(request: HttpRequest, slug: str) -> HttpResponse:
    """Who looked for cases of harm and found none: part of the text the panel signs."""
    consultation, version = _editing(request, slug)
    form = editing.no_harm_form(request.POST, version)

    def act(no_harm_known: str) -> None:
        no_harm.say(version, no_harm_known, by=request.user)

    if saved(form, act):
        messages.success(request, "Saved.")
        return redirect("edit_stories", slug)
    return editing.evidence_page(request, consultation, version, "stories", StoryForm(), form)


def _reading(request: HttpRequest, slug: str) -> tuple[Consultation, BriefingVersion]:
    consultation = find(request, slug)
    member = member_of(request, consultation)
    version = contents.version_to_read(consultation, member, contents.asked_for(request.GET.get("version", "")))
    if version is None:
        raise Http404("no briefing for this reader")
    return consultation, version


@require_safe
def deployments_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The record as a table, for whoever may read this version."""
    _, version = _reading(request, slug)
    answer = HttpResponse(BOM + deployments.as_csv(version), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="deployments-{slug}.csv"'
    return answer


@require_safe
def all_figures(request: HttpRequest, slug: str) -> HttpResponse:
    """Every figure, where the briefing itself shows the first ones."""
    consultation, version = _reading(request, slug)
    context = {
        "consultation": consultation,
        "version": version,
        "count": version.figures.count(),
        "pack": kept.figures_of(version),
    }
    return render(request, "consultations/briefing/all_figures.html", context)

"""Recommendations: the list, and one form that adds or edits."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from consultations import access
from consultations.access import Do
from consultations.lookup import find_for, refusals
from consultations.seen import edits, one_after_another
from outcomes.findings import labels, wording
from outcomes.findings.views.findings import READ_AND_WRITE, report_of
from outcomes.models import FindingsReport, Recommendation
from outcomes.recommendations import recommendations
from outcomes.recommendations.forms import RecommendationForm
from people.errors import Refused
from people.text.sanitising import number


@READ_AND_WRITE
@one_after_another()
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """What participants asked for. `?edit=pk` edits one; `?starter=n` begins with a suggestion."""
    consultation, _ = find_for(request, slug, Do.READ_CODING)
    if request.method == "POST":
        find_for(request, slug, Do.WRITE_FINDINGS)
    report = report_of(consultation)
    editing = report.recommendations.filter(pk=number(request.GET.get("edit"))).first()
    form = _form(request, report, editing)
    errors: list[str] = []
    if request.method == "POST":
        if request.POST.get("do") in {"remove", "up"}:
            try:
                _move(request, report)
                return redirect("recommendations", slug)
            except Refused as error:
                errors = error.problems
        else:
            if form.is_valid():
                try:
                    _save(request, report, editing, form.cleaned_data)
                    return redirect("recommendations", slug)
                except Refused as error:
                    refusals(form, error)
    rows = list(
        report.recommendations.select_related("superseded_by", "proposed_in__excerpt").prefetch_related(
            "findings__area"
        )
    )
    borne = wording.all_borne(report, labels.Ground(consultation))
    context = {
        "consultation": consultation,
        "report": report,
        "rows": rows,
        "wording": [
            replace(found, where=f"Recommendation {item.number}: {found.where.lower()}")
            for item in rows
            for found in wording.of_recommendation(item, borne)
        ],
        "form": form,
        "errors": errors,
        "editing": editing,
        "starters": list(enumerate(recommendations.STARTERS, start=1)),
        "may_write": access.may(request.user, consultation, Do.WRITE_FINDINGS) and not report.is_published,
    }
    return render(request, "outcomes/recommendations/index.html", context, status=422 if errors or form.errors else 200)


def _form(request: HttpRequest, report: FindingsReport, editing: Recommendation | None) -> RecommendationForm:
    typed = request.POST if request.method == "POST" and request.POST.get("do") not in {"remove", "up"} else None
    form = RecommendationForm(typed, report=report, initial=_initial(request, editing))
    return edits(form) if editing is not None else form


def _initial(request: HttpRequest, editing: Recommendation | None) -> dict[str, Any]:
    if editing is not None:
        names = ("title", "text", "category", "addressed_to", "proposed_in")
        return {**{name: getattr(editing, name) for name in names}, "findings": editing.findings.all()}
    place = number(request.GET.get("starter"))
    if 1 <= place <= len(recommendations.STARTERS):
        return recommendations.STARTERS[place - 1]._asdict()
    return {}


def _move(request: HttpRequest, report: FindingsReport) -> None:
    item = get_object_or_404(report.recommendations, pk=number(request.POST.get("recommendation")))
    act = recommendations.remove if request.POST["do"] == "remove" else recommendations.move_up
    act(item, by=request.user)


def _save(request: HttpRequest, report: FindingsReport, editing: Recommendation | None, data: dict[str, Any]) -> None:
    if editing is not None:
        recommendations.edit(editing, by=request.user, **data)
    else:
        recommendations.add(report, by=request.user, **data)

"""Suggestions of a program: switched on and asked for here, decided on one by one."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from consultations import access
from consultations.access import Do
from consultations.lookup import find_for
from consultations.models import Consultation
from outcomes import numbers
from outcomes.coding import coding, offered, suggesters, suggesting
from outcomes.models import SuggestionRun
from people.errors import Refused
from people.text.sanitising import number

A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def suggestions(request: HttpRequest, slug: str) -> HttpResponse:
    """What a program suggests, and how often it would have been right about what people coded here."""
    consultation, _ = find_for(request, slug, Do.READ_CODING)
    errors: list[str] = []
    if request.method == "POST":
        try:
            _do(request, consultation)
            return redirect(request.get_full_path())
        except Refused as error:
            errors = error.problems
    return render(
        request,
        "outcomes/coding/suggestions.html",
        {**_context(request, consultation), "errors": errors},
        status=422 if errors else 200,
    )


def _do(request: HttpRequest, consultation: Consultation) -> None:
    match request.POST.get("do"):
        case "switch_on":
            offered.switch_on(consultation, by=request.user)
        case "switch_off":
            offered.switch_off(consultation, by=request.user)
        case "ask":
            suggesting.ask(consultation, by=request.user)
        case "reject":
            said = get_object_or_404(coding.bench(consultation), pk=number(request.POST.get("contribution")))
            offered.reject(said, number(request.POST.get("suggestion")) or 0, by=request.user)
        case _:
            raise Refused("Choose what to do.")


def _context(request: HttpRequest, consultation: Consultation) -> dict[str, Any]:
    run = suggesting.newest(consultation)
    page = Paginator(offered.waiting(consultation), A_PAGE).get_page(request.GET.get("page"))
    return {
        "consultation": consultation,
        "at": {_state(consultation, run, bool(page.object_list)): True},
        "run": run,
        "page": page,
        "fewest": numbers.SUGGEST_FROM,
        "told": offered.told(consultation),
        "may_code": access.may(request.user, consultation, Do.CODE),
    }


def _state(consultation: Consultation, run: SuggestionRun | None, is_any: bool) -> str:
    if suggesters.here() is None:
        return "not_installed"
    if not offered.is_on(consultation):
        return "off"
    if suggesting.is_working(run):
        return "working"
    if run is None:
        return "not_asked"
    if run.done_at is None or run.problem:
        return "failed"
    return "offered" if is_any else "nothing"

"""The list behind a number of a scorecard, its card for other sites, and everything that is overdue anywhere."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultations import keyed
from consultations.archive import archive
from consultations.forces import agreeing
from consultations.models import Consultation, Force
from consultations.stages import late_findings
from outcomes.models import RecommendationResponse
from outcomes.promises import commitments
from outcomes.scorecards import card, overdue, scorecard, table
from people.requests.everybodys import everybodys
from people.requests.frames import framed_anywhere
from people.requests.open_data import given

FEW = 5  # of each kind on the first page of what is overdue


@everybodys
@require_safe
def behind(request: HttpRequest, slug: str, year: int, name: str) -> HttpResponse:
    """What a number counts, one by one."""
    force = get_object_or_404(Force, slug=slug)
    if name not in scorecard.NAMES or not 1 <= year <= 9998:
        raise Http404("no such number")
    found, kind = _behind(force, year, name, request.GET.get("before", ""))
    if kind == "answers":
        agreeing.note_beside(found.rows)
        late_findings.note_pauses(found.rows)
        late_findings.note_moves(found.rows)
    context = {
        "force": force,
        "year": year,
        "words": scorecard.NAMES[name],
        "heading": kind.capitalize(),
        "shown": f"outcomes/scorecards/_{kind}.html",
        "rows": found.rows,
        "next_url": keyed.next_page(request.GET, "before", found.after),
    }
    return render(request, "outcomes/scorecards/behind.html", context)


@everybodys
@framed_anywhere
@require_safe
def force_card(request: HttpRequest, slug: str) -> HttpResponse:
    """How it keeps its word, for the pages of other sites."""
    force = get_object_or_404(Force, slug=slug)
    return render(request, "outcomes/scorecards/card.html", {"force": force, "parts": card.parts(force)})


def _behind(force: Force, year: int, name: str, before: str) -> tuple[keyed.Piece[Any], str]:
    if name.startswith("promises_"):
        return keyed.newest_first(
            commitments.public().filter(scorecard.promises(force, year, name)), before
        ), "promises"
    if name in {*scorecard.GROUPS.values(), *scorecard.DECISIONS} or name.startswith("verdict_"):
        which = scorecard.judged if name.startswith("verdict_") else scorecard.recommendations
        rows = RecommendationResponse.objects.filter(which(force, year, name))
        shown = rows.select_related("recommendation", "response__report__consultation__force", "decided")
        shown = shown.prefetch_related("commitments")
        return keyed.newest_first(shown, before), "recommendations"
    if name in scorecard.WITHDRAWN:
        gone = Consultation.objects.filter(scorecard.withdrawn(force, year, name))
        return keyed.newest_first(gone.select_related("force"), before), "withdrawn"
    answers = Consultation.objects.public().filter(scorecard.answers(force, year, name))
    return keyed.newest_first(answers.saying_if_joint().select_related("force"), before), "answers"


def _kept(request: HttpRequest) -> str:
    """What was looked for, for the link to all of one kind."""
    query = request.GET.copy()
    for name in ("kind", "after"):
        query.pop(name, None)
    return f"&{query.urlencode()}" if query else ""


@everybodys
@require_safe
def overdue_anywhere(request: HttpRequest) -> HttpResponse:
    """A few of each kind; one kind, a page at a time, where it was asked for."""
    kind = request.GET.get("kind", "")
    if kind and kind not in overdue.KINDS:
        raise Http404("nothing of that kind can be overdue")
    asked, choices = archive.Asked.of(request.GET), archive.choices()
    among = archive.find(asked) if asked.anything else None
    parts = []
    for name, heading in overdue.KINDS.items():
        if kind in ("", name):
            rows, after = overdue.of(name, request.GET.get("after", "") if kind else "", among)
            more = bool(after) or (not kind and len(rows) > FEW)
            parts.append(
                {
                    "name": name,
                    "heading": heading,
                    "rows": rows if kind else rows[:FEW],
                    "more": more,
                    "next_url": keyed.next_page(request.GET, "after", after) if kind else "",
                }
            )
    context = {"parts": parts, "kind": kind, "nothing": not any(part["rows"] for part in parts), "asked": asked}
    context |= {"table": table.OVERDUE, "filtered": keyed.filtered(request.GET)}
    context |= {"choices": choices, "chosen": archive.chosen(asked, choices), "kept": _kept(request)}
    return render(request, "outcomes/scorecards/overdue.html", context)


@everybodys
@require_safe
def overdue_table(request: HttpRequest) -> HttpResponse:
    """Everything that is overdue, or of one kind, as open data."""
    kind = request.GET.get("kind", "")
    if kind and kind not in overdue.KINDS:
        raise Http404("nothing of that kind can be overdue")
    asked = archive.Asked.of(request.GET)
    among = archive.find(asked) if asked.anything else None
    return given(table.OVERDUE, table.overdue_rows([kind] if kind else list(overdue.KINDS), among))


@everybodys
@require_safe
def numbers_table(request: HttpRequest, slug: str) -> HttpResponse:
    """The numbers on the page of a force, as open data."""
    return given(scorecard.NUMBERS, table.numbers(get_object_or_404(Force, slug=slug)))

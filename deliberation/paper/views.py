"""Paper ballots: printing them, typing them in, correcting one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from consultations import access
from consultations.access import Do
from consultations.lookup import find_for, refusals
from consultations.models import Consultation
from consultations.saving import attempted
from deliberation.models import PaperSheet, Question, Wave
from deliberation.paper import confirming, sheets
from deliberation.paper.forms import PrintForm, ReasonForm, SheetForm, answer_forms, filled_in
from deliberation.questions.kinds import registry as kinds
from people.errors import Refused
from people.models import Person

SECOND = "It counts once somebody else has typed it in too. Type in the next one, or go back."


@require_safe
def paper(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Every sheet of a poll, by number."""
    consultation, wave = _wave(request, slug, pk)
    context = {
        "consultation": consultation,
        "wave": wave,
        "sheets": wave.paper_sheets.all(),
        "form": _print_form(wave),
    }
    return render(request, "deliberation/paper/paper.html", context)


@require_safe
def print_sheets(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Numbered sheets, for A4; large print on request."""
    consultation, wave = _wave(request, slug, pk)
    form = PrintForm(request.GET)
    if not form.is_valid():
        context = {"consultation": consultation, "wave": wave, "sheets": wave.paper_sheets.all(), "form": form}
        return render(request, "deliberation/paper/paper.html", context, status=422)
    first, copies = form.cleaned_data["first"], form.cleaned_data["copies"]
    context = {
        "consultation": consultation,
        "wave": wave,
        "numbers": range(first, first + copies),
        "large": form.cleaned_data["large"],
        "questions": [_printed(question) for question in _questions(wave)],
    }
    return render(request, "deliberation/paper/print.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enter_sheet(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A facilitator's first entry; a second person's counter-entry, who may be of the panel."""
    consultation, wave = _wave(request, slug, pk, Do.COUNTER_ENTER)
    may_store = access.may(request.user, consultation, Do.RUN_WAVES)
    data = request.POST or None
    form = SheetForm(wave, data, initial={"number": sheets.next_number(wave)})
    answers = answer_forms(_questions(wave), data)
    if data and all([form.is_valid(), *(one.is_valid() for one in answers)]):
        try:
            said = _type_again(wave, form, answers, request.user) if "again" in request.POST else ""
            if not said:
                sheet = _enter(wave, form, answers, request.user)
                said = f"Sheet {sheet.number} is stored. {SECOND}"
            messages.success(request, said)
            return redirect("enter_sheet", slug=slug, pk=pk)
        except Refused as error:
            refusals(form, error)
    context = {"consultation": consultation, "wave": wave, "form": form, "answers": answers, "may_store": may_store}
    return render(request, "deliberation/paper/enter.html", context, status=422 if data else 200)


def _enter(wave: Wave, form: SheetForm, answers: list[Any], user: Person) -> PaperSheet:
    data = form.cleaned_data
    return sheets.enter(
        wave,
        data["number"],
        filled_in(answers),
        by=user,
        group=data["group"],
        person=sheets.person_called(wave, data["same_as"]),
        agreed=data["agreed"],
        way=data["way"],
    )


def _type_again(wave: Wave, form: SheetForm, answers: list[Any], user: Person) -> str:
    """The counter-entry. What does not match is counted, then refused."""
    data = form.cleaned_data
    number, person = data["number"], sheets.person_called(wave, data["same_as"])
    rest = {"group": data["group"], "person": person, "way": data["way"]}
    sheet = confirming.type_again(wave, number, filled_in(answers), by=user, **rest)
    if sheet.is_waiting:
        raise Refused(confirming.UNLIKE.format(number=number))
    return f"Sheet {number} matches. It counts when the poll closes, unless the person answers by themselves."


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_sheet(request: HttpRequest, slug: str, sheet: int) -> HttpResponse:
    """For the person a sheet was typed in for: is it theirs?"""
    consultation, member = find_for(request, slug, Do.VOTE)
    found = get_object_or_404(confirming.of_person(member), pk=sheet)
    if request.POST.get("mine") in {"yes", "no"}:
        mine = request.POST["mine"] == "yes"
        done = "Thank you. It counts unless you answer here yourself." if mine else "Thank you. It is not counted."
        attempted(request, lambda: confirming.answer_for_oneself(found, mine, by=request.user), done)
        return redirect("consultation", slug)
    return render(request, "deliberation/paper/confirm.html", {"consultation": consultation, "sheet": found})


@require_http_methods(["GET", "HEAD", "POST"])
def correct_sheet(request: HttpRequest, slug: str, pk: int, sheet: int) -> HttpResponse:
    """Type a sheet in again, or take it out. Both with a reason."""
    consultation, wave = _wave(request, slug, pk)
    found = get_object_or_404(wave.paper_sheets.filter(taken_out_at=None), pk=sheet)
    data = request.POST or None
    form = ReasonForm(data)
    answers = answer_forms(_questions(wave), data)  # from the paper: nobody reads what was typed before
    if data and all([form.is_valid(), *(one.is_valid() for one in answers)]):
        try:
            if "take_out" in request.POST:
                sheets.take_out(found, by=request.user, reason=form.cleaned_data["reason"])
            else:
                sheets.correct(
                    found,
                    filled_in(answers),
                    by=request.user,
                    reason=form.cleaned_data["reason"],
                    way=form.cleaned_data["way"] or None,
                )
            messages.success(request, f"Sheet {found.number} is corrected.")
            return redirect("paper", slug=slug, pk=pk)
        except Refused as error:
            refusals(form, error)
    context = {
        "consultation": consultation,
        "wave": wave,
        "form": form,
        "answers": answers,
        "sheet": found,
        "denied": sheets.DENIED,
    }
    return render(request, "deliberation/paper/correct.html", context, status=422 if data else 200)


def _wave(request: HttpRequest, slug: str, pk: int, to: Do = Do.RUN_WAVES) -> tuple[Consultation, Wave]:
    consultation, _ = find_for(request, slug, to)
    waves = Wave.objects.filter(poll__consultation=consultation).select_related("poll__consultation", "session__group")
    return consultation, get_object_or_404(waves, pk=pk)


def _questions(wave: Wave) -> list[Question]:
    """What is asked now: earlier rounds of a question are left out."""
    asked = wave.questions.filter(next_round=None).select_related("asked_if__question")
    return list(asked.prefetch_related("options"))


def _printed(question: Question) -> dict[str, object]:
    kind = kinds.of(question)
    return {"question": question, "help": kind.sheet_help(question), "template": kind.sheet_template}


def _print_form(wave: Wave) -> PrintForm:
    return PrintForm(initial={"first": sheets.next_number(wave), "copies": 12})

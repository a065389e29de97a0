"""Saving what a form holds: one act, its refusals shown where they were typed."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from consultations import access, seen
from consultations.access import Do
from consultations.lookup import refusals
from consultations.models import Consultation, Stage
from people.errors import Refused
from people.text.sanitising import number

F = TypeVar("F", bound=BaseForm)
GONE = "That is not here any more: it was taken out in the meantime."


def saved(form: BaseForm, act: Callable[..., object], *args: object, **kwargs: object) -> bool:
    """True when the form is valid and the act did not refuse; a refusal is put on the form."""
    if not form.is_valid():
        return False
    try:
        act(*args, **kwargs, **form.cleaned_data)
    except Refused as error:
        refusals(form, error)
        return False
    return True


def attempted(request: HttpRequest, act: Callable[[], object], done: str = "") -> bool:
    """For buttons without a form: runs the act, tells the person `done` or why not."""
    try:
        act()
    except Refused as error:
        for problem in error.problems:
            messages.error(request, problem)
        return False
    if done:
        messages.success(request, done)
    return True


def pressed(request: HttpRequest, *names: str) -> str:
    """The button beside a row that was pressed; empty where it was the one that saves what is typed."""
    return next((name for name in names if name in request.POST), "")


def on_row(
    request: HttpRequest, act: Callable[..., object], rows: QuerySet[Any], pk: str, done: str, gone: str = GONE
) -> list[str]:
    """Act on the row of a button. What was refused, in sentences: what is typed beside it has to come back."""
    row = rows.filter(pk=number(pk)).first()
    if row is None:
        return [gone]
    try:
        act(row, by=request.user)
    except Refused as error:
        return error.problems
    messages.success(request, done)
    return []


def typed_so_far(form: F) -> F:
    """The form with what was typed, as typed: nothing of it is checked, because another button was pressed."""
    again = type(form)(initial={name: form[name].value() for name in form.fields})
    return seen.carried(form, again)


def offered(
    consultation: Consultation, form: BaseForm | None, opened: str, errors: Sequence[str] = ()
) -> dict[str, Any]:
    """What a page of setting up offers: no form that would be refused, and why (`opened`, once that is the reason).

    Words that were just refused are the exception: their form is shown, so that they are not lost.
    """
    fits = access.fits_stage(consultation, Do.SET_UP)
    why = {
        Stage.PAUSED: access.wrong_stage(consultation, Do.SET_UP),
        Stage.WITHDRAWN: access.WITHDRAWN,
    }.get(Stage(consultation.stage), opened)
    refused = bool(errors) or bool(form is not None and form.errors)
    return {"can_edit": fits, "why_fixed": "" if fits else why, "shows_form": fits or refused}


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page; status 422 when the form in it was refused, so that nothing takes it for saved."""
    form = context.get("form")
    if form is not None and form.errors:
        status = 422
    return render(request, template, context, status=status)

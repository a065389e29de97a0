"""Moving the closing date (facilitators) and the date of the answer (the accountable officer)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from consultations import moving_dates
from consultations.access import Do
from consultations.forms.moving_dates import AnswerDateForm, ClosingForm
from consultations.views.lookup import find_for, refusals
from people.dates import day, moment
from people.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def extend_closing(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the consultation open longer."""
    consultation, _ = find_for(request, slug, Do.EXTEND_CLOSING)
    words = {"title": "Keep it open longer", "now": moment(consultation.closes_at), "verb": "It closes on"}
    return _page(request, consultation, ClosingForm, moving_dates.extend_closing, words)


@require_http_methods(["GET", "HEAD", "POST"])
def extend_answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Move the day on which the police answer is due."""
    consultation, _ = find_for(request, slug, Do.EXTEND_RESPONSE)
    words = {"title": "Move the date of the answer", "now": day(consultation.response_due), "verb": "It is due by"}
    return _page(request, consultation, AnswerDateForm, moving_dates.extend_answer, words)


def _page(
    request: HttpRequest,
    consultation: Any,
    form_class: type[forms.Form],
    act: Callable[..., Any],
    words: dict[str, str],
) -> HttpResponse:
    form = form_class(request.POST or None)
    if form.is_valid():
        try:
            act(consultation, form.cleaned_data["to"], by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, "The date is moved. Old date, new date and your reason are public.")
            return redirect("consultation_desk", consultation.slug)
        except Refused as error:
            refusals(form, error)
    context = {"consultation": consultation, "form": form, **words}
    return render(request, "consultations/desk/move_date.html", context, status=422 if form.errors else 200)

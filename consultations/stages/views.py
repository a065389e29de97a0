"""Moving the closing date (facilitators) and the date of the answer (the accountable officer)."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from consultations.access import Do
from consultations.lookup import find_for, refusals
from consultations.models import Consultation
from consultations.stages import moving_dates
from consultations.stages.forms import AnswerDateForm, ClosingForm
from people.errors import Refused
from people.text.dates import day, until


@require_http_methods(["GET", "HEAD", "POST"])
def extend_closing(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the consultation open longer."""
    consultation, _ = find_for(request, slug, Do.EXTEND_CLOSING)
    words = {"title": "Keep it open longer", "now": until(consultation.closes_at), "verb": "It is open until"}
    return _page(
        request,
        consultation,
        ClosingForm,
        moving_dates.extend_closing,
        words | {"fixed": moving_dates.closing_is_fixed(consultation)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def extend_answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Move the day on which the police answer is due."""
    consultation, _ = find_for(request, slug, Do.EXTEND_RESPONSE)
    words = {"title": "Move the date of the answer", "now": day(consultation.response_due), "verb": "It is due by"}
    return _page(
        request,
        consultation,
        AnswerDateForm,
        moving_dates.extend_answer,
        words | {"fixed": moving_dates.answer_is_fixed(consultation)},
    )


def _page(
    request: HttpRequest,
    consultation: Consultation,
    form_class: type[forms.Form],
    act: Callable[..., object],
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
    return render(request, "consultations/stages/move_date.html", context, status=422 if form.errors else 200)

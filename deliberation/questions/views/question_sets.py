"""Whole sets of questions: templates to pick from, and files."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from consultations.access import Do
from consultations.lookup import find_for, refusals, sent
from consultations.terms.forms import reason_in, with_reason
from deliberation.questions import question_sets
from deliberation.questions.forms.question_sets import PickForm, SetForm
from people.errors import Refused
from people.text.sentences import many

READ_OR_SEND = ["GET", "HEAD", "POST"]


@require_safe
def question_templates(request: HttpRequest, slug: str) -> HttpResponse:
    """Every template, to choose one."""
    consultation, _ = find_for(request, slug, Do.PREPARE_POLLS)
    context = {"consultation": consultation, "templates": question_sets.templates()}
    return render(request, "deliberation/questions/templates.html", context)


@require_http_methods(READ_OR_SEND)
def pick_questions(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The questions of one template by section, each to tick."""
    consultation, _ = find_for(request, slug, Do.PREPARE_POLLS)
    try:
        questions = question_sets.questions_of(key)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("question_templates", slug=slug)
    form = with_reason(PickForm, consultation)(questions, sent(request))
    if form.is_valid():
        try:
            made = question_sets.add_questions(consultation, form.chosen, by=request.user, reason=reason_in(form))
            messages.success(request, f"{many(len(made), 'question')} added. Change them as you like.")
            return redirect("prepare_polls", slug=slug)
        except Refused as error:
            refusals(form, error)
    context = {
        "consultation": consultation,
        "form": form,
        "sections": _sections(form),
        "template": next((t for t in question_sets.templates() if t["key"] == key), {}),
    }
    return render(request, "deliberation/questions/pick.html", context, status=422 if form.errors else 200)


def _sections(form: PickForm) -> list[dict[str, Any]]:
    ticked = set(form["picked"].value() or [])
    sections: dict[str, list[dict[str, Any]]] = {}
    for number, spec in enumerate(form.questions):
        row = {"number": str(number), "spec": spec, "ticked": str(number) in ticked}
        sections.setdefault(spec.get("section") or question_sets.OTHER, []).append(row)
    return [{"title": title, "rows": rows} for title, rows in sections.items()]


@require_http_methods(READ_OR_SEND)
def bring_questions(request: HttpRequest, slug: str) -> HttpResponse:
    """Questions from a saved file, all or none."""
    consultation, _ = find_for(request, slug, Do.PREPARE_POLLS)
    form = with_reason(SetForm, consultation)(sent(request))
    if form.is_valid():
        try:
            pasted, reason = form.cleaned_data["pasted"], reason_in(form)
            made = question_sets.add_questions(consultation, pasted, by=request.user, reason=reason)
            messages.success(request, f"{many(len(made), 'question')} brought in.")
            return redirect("prepare_polls", slug=slug)
        except Refused as error:
            refusals(form, error)
    context = {"consultation": consultation, "form": form}
    return render(request, "deliberation/questions/bring.html", context, status=422 if form.errors else 200)


@require_safe
def save_questions(request: HttpRequest, slug: str) -> HttpResponse:
    """The set as a file. Questions only."""
    consultation, _ = find_for(request, slug, Do.PREPARE_POLLS)
    text = json.dumps(question_sets.exported(consultation), ensure_ascii=False, indent=2)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="questions-{consultation.slug}.json"'
    return answer

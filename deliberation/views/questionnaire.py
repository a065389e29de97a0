"""Writing the questions of the polls."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from consultations import access, starters
from consultations.access import Do
from consultations.models import Consultation
from consultations.views.lookup import find_for, refusals
from deliberation import questionnaire
from deliberation.forms.polling import QuestionForm, written
from deliberation.models import Question
from people.errors import Refused

NAMES = ["Before and after", "In the first poll only", "In the second poll only", "For a live session"]


@require_http_methods(["GET", "HEAD", "POST"])
def prepare_polls(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of questions; POST takes over the starter's."""
    consultation, _ = find_for(request, slug, Do.PREPARE_POLLS)
    errors: list[str] = []
    if request.method == "POST":
        try:
            questionnaire.prepare(consultation, _starter_questions(consultation), by=request.user)
            messages.success(request, "The starter’s questions are in. Change them as you like.")
            return redirect("prepare_polls", slug=slug)
        except Refused as error:
            errors = error.problems
    context = {
        "consultation": consultation, "parts": _parts(consultation), "errors": errors,
        "has_starter": bool(consultation.starter),
        "edits": access.may(request.user, consultation, Do.PREPARE_POLLS),
    }  # fmt: skip
    return render(request, "deliberation/polling/prepare.html", context, status=422 if errors else 200)


def _starter_questions(consultation: Consultation) -> list[dict[str, Any]]:
    if not consultation.starter:
        raise Refused("This consultation was started empty, so there are no ready-made questions. Write your own.")
    return list(starters.load(consultation.starter)["questions"])


def _parts(consultation: Consultation) -> list[dict[str, Any]]:
    """The questions by when they are asked, each with why it can no longer change."""
    parts: dict[str, list[dict[str, Any]]] = {name: [] for name in NAMES}
    questions = Question.objects.filter(poll__consultation=consultation).select_related("poll__consultation")
    questions = questions.exclude(kind=Question.Kind.STATEMENT)  # those have a room of their own
    for question in questions.prefetch_related("options", "waves"):
        kinds = {wave.kind for wave in question.waves.all() if wave.session_id is None}
        place = 0 if question.paired else 1 if "before" in kinds else 2 if "after" in kinds else 3
        parts[NAMES[place]].append({"question": question, "fixed": questionnaire.why_fixed(question)})
    return [{"title": name, "rows": rows} for name, rows in parts.items()]


@require_http_methods(["GET", "HEAD", "POST"])
def add_question(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.PREPARE_POLLS)
    form = QuestionForm(request.POST or None)
    if form.is_valid():
        try:
            questionnaire.add_question(consultation, form.spec, by=request.user)
            return redirect("prepare_polls", slug=slug)
        except Refused as error:
            refusals(form, error)
    return _form_page(request, consultation, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.PREPARE_POLLS)
    questions = Question.objects.filter(poll__consultation=consultation).select_related("poll__consultation")
    question = get_object_or_404(questions, pk=pk)
    form = QuestionForm(request.POST or None, initial=written(question))
    try:
        if "delete" in request.POST:
            questionnaire.delete_question(question, by=request.user)
            return redirect("prepare_polls", slug=slug)
        if form.is_valid():
            questionnaire.edit_question(question, _with_ladder(form.spec, question), by=request.user)
            return redirect("prepare_polls", slug=slug)
    except Refused as error:
        form.is_valid()
        refusals(form, error)
    return _form_page(request, consultation, form, question)


def _with_ladder(spec: dict[str, Any], question: Question) -> dict[str, Any]:
    """A step of a ladder stays one: the form does not show its place."""
    return {**spec, "ladder_group": question.ladder, "rung": question.rung}


def _form_page(
    request: HttpRequest, consultation: Consultation, form: QuestionForm, question: Question | None
) -> HttpResponse:
    context = {
        "consultation": consultation, "form": form, "question": question,
        "fixed": questionnaire.why_fixed(question) if question else "",
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "deliberation/polling/question_form.html", context, status=status)

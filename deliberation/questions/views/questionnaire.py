"""Writing the questions of the polls, one at a time."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from consultations import access
from consultations.access import Do
from consultations.lookup import find_for, refusals, sent
from consultations.models import Consultation
from consultations.seen import edits, one_after_another
from consultations.starters import starters
from consultations.terms.forms import reason_in, with_reason
from deliberation.models import Poll, Question
from deliberation.questions import asking, questionnaire, rounds
from deliberation.questions.forms.answers import AnswerForm
from deliberation.questions.forms.questions import QuestionForm, written
from deliberation.questions.kinds import registry as kinds
from people.errors import Refused

READ_OR_SEND = ["GET", "HEAD", "POST"]
NAMES = ["Before and after", "In the first poll only", "In the second poll only", "For a live session"]


@require_http_methods(READ_OR_SEND)
def prepare_polls(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of questions; POST takes over the starter's."""
    consultation, _ = find_for(request, slug, Do.PREPARE_POLLS)
    errors: list[str] = []
    if request.method == "POST":
        try:
            reason = request.POST.get("reason", "")
            questionnaire.prepare(consultation, _starter_questions(consultation), by=request.user, reason=reason)
            messages.success(request, "The starter’s questions are in. Change them as you like.")
            return redirect("prepare_polls", slug=slug)
        except Refused as error:
            errors = error.problems
    context = {
        "consultation": consultation,
        "parts": _parts(consultation),
        "errors": errors,
        "has_starter": bool(consultation.starter),
        "edits": access.may(request.user, consultation, Do.PREPARE_POLLS),
    }
    return render(request, "deliberation/questions/prepare.html", context, status=422 if errors else 200)


def _starter_questions(consultation: Consultation) -> list[dict[str, Any]]:
    if not consultation.starter:
        raise Refused("This consultation was started empty, so there are no ready-made questions. Write your own.")
    entries = set(consultation.technologies.values_list("kind", flat=True))
    asked = starters.load(consultation.starter)["questions"]
    return [question for question in asked if not question.get("about") or question["about"] in entries]


def _of_questionnaire(consultation: Consultation) -> QuerySet[Question]:
    written = kinds.matching(lambda kind: kind.is_in_questionnaire)
    return Question.objects.filter(written, poll__consultation=consultation)


def _parts(consultation: Consultation) -> list[dict[str, Any]]:
    """The questions by when they are asked, each with why it can no longer change."""
    parts: dict[str, list[dict[str, Any]]] = {name: [] for name in NAMES}
    questions = _of_questionnaire(consultation).select_related(
        "poll__consultation", "asked_if", "next_round", "technology"
    )
    for question in questions.prefetch_related("options", "waves"):
        asked = {wave.kind for wave in question.waves.all() if wave.session_id is None}
        place = 3 if not asked else 0 if question.paired else 1 if asked == {"before"} else 2
        row = {"question": question, "kind": kinds.of(question), "fixed": questionnaire.why_fixed(question)}
        parts[NAMES[place]].append(row)
    return [{"title": name, "rows": rows} for name, rows in parts.items()]


@require_http_methods(READ_OR_SEND)
def add_question(request: HttpRequest, slug: str) -> HttpResponse:
    """First the kind of question, then its form."""
    consultation, _ = find_for(request, slug, Do.PREPARE_POLLS)
    kind = (request.POST if request.method == "POST" else request.GET).get("kind", "")
    if kind not in dict(kinds.choices()):
        context = {"consultation": consultation, "kinds": kinds.offered()}
        return render(request, "deliberation/questions/kinds.html", context)
    poll = Poll.objects.filter(consultation=consultation, waves__kind="before").first()
    form = with_reason(QuestionForm, consultation)(poll, kind, sent(request))
    if form.is_valid():
        try:
            questionnaire.add_question(consultation, form.spec, by=request.user, reason=reason_in(form))
            return redirect("prepare_polls", slug=slug)
        except Refused as error:
            refusals(form, error)
    return _form_page(request, consultation, form, None)


def find_question(request: HttpRequest, slug: str, pk: int) -> tuple[Consultation, Question]:
    consultation, _ = find_for(request, slug, Do.PREPARE_POLLS)
    return consultation, get_object_or_404(_of_questionnaire(consultation).select_related("poll__consultation"), pk=pk)


@require_http_methods(READ_OR_SEND)
@one_after_another()
def edit_question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation, question = find_question(request, slug, pk)
    asking = with_reason(QuestionForm, consultation)
    form = edits(asking(question.poll, kinds.of(question).key, sent(request), initial=written(question)))
    try:
        if "delete" in request.POST:
            questionnaire.delete_question(question, by=request.user, reason=request.POST.get("reason", ""))
            return redirect("prepare_polls", slug=slug)
        if form.is_valid():
            questionnaire.edit_question(question, form.spec, by=request.user, reason=reason_in(form))
            return redirect("prepare_polls", slug=slug)
    except Refused as error:
        form.is_valid()
        refusals(form, error)
    return _form_page(request, consultation, form, question)


def _form_page(
    request: HttpRequest, consultation: Consultation, form: QuestionForm, question: Question | None
) -> HttpResponse:
    fixed = questionnaire.why_fixed(question) if question else ""
    context = {
        "consultation": consultation,
        "form": form,
        "question": question,
        "fixed": fixed,
        "rounds": bool(question and fixed and not rounds.why_not(question)),
    }
    status = 422 if form.errors else 200
    return render(request, "deliberation/questions/question_form.html", context, status=status)


@require_safe
def preview_question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The question as a phone shows it. Nothing can be sent."""
    consultation, question = find_question(request, slug, pk)
    ladder = question.poll.questions.filter(ladder=question.ladder) if question.ladder else Question.objects.none()
    cards = question.poll.questions.filter(card_set=question.card_set) if question.card_set else ladder.none()
    numbers = list(cards.values_list("pk", flat=True))
    context = {
        "consultation": consultation,
        "question": question,
        "form": AnswerForm(question),
        "rungs": list(ladder),
        "changes": asking.changes_line(list(ladder)),
        "cards": len(numbers),
        "card_number": numbers.index(question.pk) + 1 if question.pk in numbers else 0,
        "right": next((o.text for o in question.options.all() if o.is_correct), ""),
    }
    if not question.text:
        raise Http404("Nothing to show.")
    return render(request, "deliberation/questions/preview.html", context)

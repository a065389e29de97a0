"""Asking an answered question again, with other answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from consultations.lookup import refusals, sent
from deliberation.polls import rounds as acts
from deliberation.questions import rounds
from deliberation.questions.forms.questions import RoundForm, written
from deliberation.questions.views.questionnaire import find_question
from people.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def new_round(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask an answered question again, with other answers."""
    consultation, question = find_question(request, slug, pk)
    form = RoundForm(question, sent(request), initial={"options": written(question)["options"]})
    if form.is_valid():
        try:
            made = acts.new_round(question, by=request.user, **form.answers)
            messages.success(request, f"Round {made.round} is in. The answers of the earlier round stay as they are.")
            return redirect("prepare_polls", slug=slug)
        except Refused as error:
            refusals(form, error)
    context = {"consultation": consultation, "form": form, "question": question, "why_not": rounds.why_not(question)}
    return render(request, "deliberation/polls/round.html", context, status=422 if form.errors else 200)

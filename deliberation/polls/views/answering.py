"""Answering a poll: one question a page, the check of all answers, and everything one person answered."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consultations.access import Do
from consultations.lookup import find_for
from consultations.models import Membership
from deliberation.discussion.views.given_back import gives_back, typed
from deliberation.models import Conversation, Wave
from deliberation.polls import ending, receipts, voting
from deliberation.polls.views.polls import find_wave, minutes_of
from deliberation.questions import asking, explained
from deliberation.questions.asking import Step
from deliberation.questions.forms.answers import AnswerForm
from deliberation.questions.kinds import registry as kinds
from people.errors import Refused


@require_safe
def wave(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The start of a poll; once something is answered, "check your answers"."""
    found, member = find_wave(request, slug, pk, Do.VOTE)
    if found.state == Wave.State.PLANNED:
        raise Http404("Not open yet.")
    if Conversation.objects.filter(wave=found).exists():
        return redirect("conversation", slug, pk)
    taken = asking.steps(found, asking.answers_of(member, found))
    asked = [step for step in taken if not step.not_asked]
    answered = sum(step.ballot is not None for step in taken)
    context = {
        "consultation": found.consultation,
        "wave": found,
        "first": asking.first_open(taken),
        "total": len(asked),
        "branches": any(step.question.asked_if_id for step in taken),
        "minutes": minutes_of(found),
        "answered": answered,
        "rows": [_row(found, step, taken) for step in taken] if answered else [],
        "ends": ending.said(found),
        "explained": explained.after_answering(found, taken),
        "wrote": any(step.ballot is not None and kinds.of(step.question).is_own_words for step in taken),
        "prints": any(kinds.of(step.question).is_for_findings for step in asked),
        "has_receipt": receipts.has_one(found, member),
    }
    return render(request, "deliberation/polls/wave.html", context)


def _row(found: Wave, step: Step, taken: list[Step]) -> dict[str, Any]:
    fixed = not found.is_open or step.not_asked or (step.ballot is not None and kinds.of(step.question).first_counts)
    href = reverse("answer_question", args=[found.consultation.slug, found.pk, step.number]) + "?check=1"
    if before := asking.waits_for(step, taken):
        return {"key": step.question.title, "value": f"Comes after question {before.number}"}
    value = receipts.in_words(step.question, step.ballot) or step.not_asked or "Not answered"
    return {
        "key": step.question.title,
        "value": value,
        "href": "" if fixed else href,
        "action": "Change" if step.ballot else "Answer",
    }


# --- One question -------------------------------------------------------------------------------
@gives_back("answer")
@require_http_methods(["GET", "HEAD", "POST"])
def answer_question(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """One question a page. Every answer is saved when it is sent."""
    found, member = find_wave(request, slug, pk, Do.VOTE)
    taken = asking.steps(found, asking.answers_of(member, found))
    if found.state == Wave.State.PLANNED or not 1 <= number <= len(taken):
        raise Http404("No such question.")
    step = taken[number - 1]
    if request.method != "POST" and (goes := _elsewhere(request, found, step, taken)):
        return redirect(goes)
    form = AnswerForm(step.question, request.POST if request.method == "POST" else None, ballot=step.ballot)
    if request.method == "POST" and form.is_valid():
        try:
            voting.vote(found, step.question, by=request.user, **form.answer)
            return redirect(_after(request, found, step, member))
        except Refused as error:
            form.refuse(error.problems)
    context = {"consultation": found.consultation, "wave": found, "form": form, **_page(found, step, taken)}
    context["checking"] = "check" in request.GET
    context["unsent"] = typed(request, "answer") if form.refusals else ""
    return render(request, "deliberation/polls/question.html", context, status=422 if form.is_wrong else 200)


def _elsewhere(request: HttpRequest, found: Wave, step: Step, taken: list[Step]) -> str:
    """Where somebody goes who is not asked this question, or not yet."""
    if before := asking.waits_for(step, taken):
        return _address(found, before.number)
    if step.not_asked and step.ballot is None:
        return _next(found, step.number, taken)
    return ""


def _page(found: Wave, step: Step, taken: list[Step]) -> dict[str, Any]:
    question = step.question
    skipped = asking.next_open([s for s in taken if not _same_ladder(s, step)], step.number)
    before = [s for s in taken if s.number < step.number and not s.not_asked]
    of_set = [s for s in taken if question.card_set and s.question.card_set == question.card_set and not s.not_asked]
    rungs = [s.question for s in taken if question.ladder and s.question.ladder == question.ladder]
    return {
        "question": question,
        "number": step.number,
        "total": len(taken),
        "ballot": step.ballot,
        "step": step,
        "before": before[-1].number if before else 0,
        "skips_to": skipped.number if skipped else 0,
        "explained": step.ballot is not None and kinds.of(question).first_counts,
        "said": receipts.in_words(question, step.ballot),
        "leads": [one for one in explained.after_answering(found, taken) if one.question == question.text],
        "right": next((o.text for o in question.options.all() if o.is_correct), ""),
        "card_number": of_set.index(step) + 1 if step in of_set else 0,
        "cards": len(of_set),
        "rungs": rungs,
        "changes": asking.changes_line(rungs),
    }


def _same_ladder(one: Step, other: Step) -> bool:
    """Who skips a step skips the rest of its ladder: the steps are asked strictly in order."""
    return bool(one.question.ladder) and one.question.ladder == other.question.ladder


def _after(request: HttpRequest, found: Wave, step: Step, member: Membership) -> str:
    """Where an answer leads: the explanation of a quick check, the next question, or the check of all answers."""
    if kinds.of(step.question).first_counts and step.question.explanation:
        return _address(found, step.number)
    if "check" in request.GET:
        return reverse("wave", args=[found.consultation.slug, found.pk])
    return _next(found, step.number, asking.steps(found, asking.answers_of(member, found)))


def _next(found: Wave, number: int, taken: list[Step]) -> str:
    further = asking.next_open(taken, number)
    return _address(found, further.number) if further else reverse("wave", args=[found.consultation.slug, found.pk])


def _address(found: Wave, number: int) -> str:
    return reverse("answer_question", args=[found.consultation.slug, found.pk, number])


# --- Everything I answered ----------------------------------------------------------------------
@require_safe
def my_answers(request: HttpRequest, slug: str) -> HttpResponse:
    """All waves, sessions too, with what is stored. After publication: why nothing is shown here any more."""
    consultation, member = find_for(request, slug, Do.SEE_OWN_BALLOT)
    waves = Wave.objects.filter(poll__consultation=consultation, conversation=None).exclude(state=Wave.State.PLANNED)
    waves = waves.select_related("poll__consultation", "session").order_by("opened_at", "pk")
    parts = [part for found in waves if (part := _part(found, member))]
    context = {"consultation": consultation, "parts": parts, "cut": consultation.anonymised_at is not None}
    return render(request, "deliberation/polls/my_answers.html", context)


def _part(found: Wave, member: Membership) -> dict[str, Any]:
    mine = asking.answers_of(member, found)
    if not mine:
        return {}
    taken = asking.steps(found, mine)
    rows = [_row(found, step, taken) for step in taken if step.ballot or (found.is_open and not step.not_asked)]
    if found.session:  # those answers change on the page of the session
        rows = [{"key": row["key"], "value": row["value"]} for row in rows]
    return {"wave": found, "rows": rows, "has_receipt": receipts.has_one(found, member)}

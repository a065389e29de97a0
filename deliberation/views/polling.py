"""Polls as participants answer them and facilitators run them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership, Role
from consultations.views.lookup import find, find_for
from deliberation import polling
from deliberation.forms.polling import AnswerForm
from deliberation.models import Ballot, Conversation, Question, Wave
from people.errors import Refused

KEEPERS = {Role.FACILITATOR, Role.OVERSIGHT}
SECONDS_A_QUESTION = 25


@require_safe
def polls(request: HttpRequest, slug: str) -> HttpResponse:
    """Participants: what there is to answer. Facilitators: opening and closing. Once published: the results."""
    consultation = find(request, slug)
    member = access.membership_of(request.user, consultation)
    inside = member is not None and (member.role == Role.PARTICIPANT or member.role in KEEPERS)
    if not inside and not consultation.has_findings:
        raise Http404("No polls for this person.")
    waves = _between_waves(consultation)
    context: dict[str, Any] = {"consultation": consultation, "member": member, "waves": waves}
    if member and member.role == Role.PARTICIPANT:
        context["tasks"] = [_task(wave, member) for wave in waves]
    context["runs"] = access.may(request.user, consultation, Do.RUN_WAVES)
    context["prepares"] = access.may(request.user, consultation, Do.PREPARE_POLLS)
    return render(request, "deliberation/polling/polls.html", context)


def _between_waves(consultation: Consultation) -> list[Wave]:
    waves = Wave.objects.filter(poll__consultation=consultation, session=None)
    return list(waves.select_related("poll__consultation").prefetch_related("questions"))


def _task(wave: Wave, member: Membership) -> dict[str, Any]:
    progress = polling.progress(wave, member)
    slug = wave.consultation.slug
    started = wave.state != Wave.State.PLANNED
    hint = f"{progress.total} questions, about {_minutes(wave)} minutes." if wave.is_open else ""
    return {
        "title": str(wave), "status": progress.status, "tone": progress.tone, "hint": hint,
        "href": reverse("wave", args=[slug, wave.pk]) if started else "",
    }  # fmt: skip


def _minutes(wave: Wave) -> int:
    return max(1, round(len(wave.questions.all()) * SECONDS_A_QUESTION / 60))


def _find_wave(request: HttpRequest, slug: str, pk: int, do: Do) -> tuple[Wave, Membership]:
    consultation, member = find_for(request, slug, do)
    waves = Wave.objects.filter(poll__consultation=consultation, session=None)
    return get_object_or_404(waves.select_related("poll__consultation"), pk=pk), member


@require_safe
def wave(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The start of a poll; once something is answered, "check your answers"."""
    found, member = _find_wave(request, slug, pk, Do.VOTE)
    if found.state == Wave.State.PLANNED:
        raise Http404("Not open yet.")
    if Conversation.objects.filter(wave=found).exists():
        return redirect("conversation", slug, pk)
    questions = _questions(found)
    mine = polling.answers_of(member, found)
    first = next((n for n, q in enumerate(questions, start=1) if q.pk not in mine), None)
    context = {
        "consultation": found.consultation, "wave": found, "first": first, "minutes": _minutes(found),
        "total": len(questions), "answered": len(mine),
        "rows": [_row(found, n, q, mine.get(q.pk)) for n, q in enumerate(questions, start=1)] if mine else [],
    }  # fmt: skip
    return render(request, "deliberation/polling/wave.html", context)


def _questions(found: Wave) -> list[Question]:
    return list(found.questions.prefetch_related("options"))


def _row(found: Wave, number: int, question: Question, ballot: Ballot | None) -> dict[str, Any]:
    fixed = not found.is_open or (ballot is not None and question.kind == Question.Kind.KNOWLEDGE)
    href = reverse("answer_question", args=[found.consultation.slug, found.pk, number]) + "?check=1"
    return {
        "key": question.text, "value": _said(question, ballot) if ballot else "Not answered",
        "href": "" if fixed else href, "action": "Change" if ballot else "Answer",
    }  # fmt: skip


def _said(question: Question, ballot: Ballot) -> str:
    chosen = set(ballot.choice.split(","))
    return ballot.text or "\n".join(o.text for o in question.options.all() if str(o.pk) in chosen)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_question(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """One question a page. Every answer is saved when it is sent."""
    found, member = _find_wave(request, slug, pk, Do.VOTE)
    questions = _questions(found)
    if found.state == Wave.State.PLANNED or not 1 <= number <= len(questions):
        raise Http404("No such question.")
    question = questions[number - 1]
    ballot = polling.answers_of(member, found).get(question.pk)
    form = AnswerForm(question, request.POST if request.method == "POST" else None, ballot=ballot)
    if request.method == "POST" and form.is_valid():
        try:
            polling.vote(found, question, by=request.user, **form.answer)
            return redirect(_after(request, found, question, number, len(questions)))
        except Refused as error:
            form.add_error("answer", error.problems)
    context = {
        "consultation": found.consultation, "wave": found, "question": question, "form": form, "number": number,
        "total": len(questions), "before": number - 1, "is_last": number == len(questions), "ballot": ballot,
        "explained": ballot is not None and question.kind == Question.Kind.KNOWLEDGE,
        "checking": "check" in request.GET, "said": _said(question, ballot) if ballot else "",
        "right": next((o.text for o in question.options.all() if o.is_correct), ""),
    }  # fmt: skip
    return render(request, "deliberation/polling/question.html", context, status=422 if form.errors else 200)


def _after(request: HttpRequest, found: Wave, question: Question, number: int, total: int) -> str:
    """Where an answer leads: the explanation of a quick check, the next question, or the check of all answers."""
    here = [found.consultation.slug, found.pk]
    if question.kind == Question.Kind.KNOWLEDGE and question.explanation:
        return reverse("answer_question", args=[*here, number])
    if "check" in request.GET or number == total:
        return reverse("wave", args=here)
    return reverse("answer_question", args=[*here, number + 1])


@require_POST
def open_wave(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found, _ = _find_wave(request, slug, pk, Do.RUN_WAVES)
    return _run(request, slug, lambda: polling.open_wave(found, by=request.user), f"“{found}” is open.")


@require_POST
def close_wave(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found, _ = _find_wave(request, slug, pk, Do.RUN_WAVES)
    return _run(request, slug, lambda: polling.close_wave(found, by=request.user), f"“{found}” has closed.")


def _run(request: HttpRequest, slug: str, act: Any, done: str) -> HttpResponse:
    try:
        act()
        messages.success(request, done)
    except Refused as error:
        messages.error(request, str(error))
    return redirect("polls", slug=slug)

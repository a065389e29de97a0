"""The list of polls: what there is to answer, and, for facilitators, opening and closing."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from audit.wiring import wired
from consultations import access
from consultations.access import Do
from consultations.lookup import find, find_for, member_of
from consultations.models import Consultation, Membership, Role
from deliberation import numbers
from deliberation.models import Wave
from deliberation.polls import asking_again, polling
from deliberation.questions import asking
from people.errors import Refused
from people.text.sentences import many

SECONDS_A_QUESTION = 25


@require_safe
def polls(request: HttpRequest, slug: str) -> HttpResponse:
    """Participants: what there is to answer. Facilitators: opening and closing. Once published: the results."""
    consultation = find(request, slug)
    member = member_of(request, consultation)
    inside = member is not None and member.role in Do.SEE_POLLS.roles
    if not inside and not consultation.has_findings:
        raise Http404("No polls for this person.")
    waves = _between_waves(consultation)
    context: dict[str, object] = {"consultation": consultation, "member": member, "waves": waves}
    if member and member.role == Role.PARTICIPANT:
        context["tasks"] = [_task(wave, member) for wave in waves]
    for wave in waves:
        wave.too_soon = polling.why_not_yet(wave) if wave.is_running else ""
    context["runs"] = access.may(request.user, consultation, Do.RUN_WAVES)
    context["is_panel"] = not context["runs"] and access.may(request.user, consultation, Do.COUNTER_ENTER)
    context["asks_again"] = access.may(request.user, consultation, Do.ASK_AGAIN)
    context["was_asked_again"] = any(wave.is_follow_up for wave in waves)
    context["notes"] = [note for words in wired("POLL_NOTES") if (note := words(consultation))]
    context["prepares"] = access.may(request.user, consultation, Do.PREPARE_POLLS)
    return render(request, "deliberation/polls/polls.html", context)


def _between_waves(consultation: Consultation) -> list[Wave]:
    waves = Wave.objects.filter(poll__consultation=consultation, session=None, thread=None)
    return list(waves.select_related("poll__consultation").prefetch_related("questions"))


def _task(wave: Wave, member: Membership) -> dict[str, object]:
    progress = asking.progress(wave, member)
    slug = wave.consultation.slug
    started = wave.state != Wave.State.PLANNED
    hint = f"{progress.total} questions, about {minutes_of(wave)} minutes." if wave.is_open else ""
    return {
        "title": str(wave),
        "status": progress.status,
        "tone": progress.tone,
        "hint": hint,
        "href": reverse("wave", args=[slug, wave.pk]) if started else "",
    }


def minutes_of(wave: Wave) -> int:
    return max(1, round(len(wave.questions.all()) * SECONDS_A_QUESTION / 60))


def find_wave(request: HttpRequest, slug: str, pk: int, do: Do) -> tuple[Wave, Membership]:
    """Also cards put to the group of a thread: those exist for their group, facilitators and the panel."""
    consultation, member = find_for(request, slug, do)
    waves = Wave.objects.filter(poll__consultation=consultation, session=None)
    found = get_object_or_404(waves.select_related("poll__consultation", "thread"), pk=pk)
    if member.role == Role.PARTICIPANT and not found.admits(member.group_id):
        raise Http404("another group’s cards")
    return found, member


@require_POST
def open_wave(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found, _ = find_wave(request, slug, pk, Do.RUN_WAVES)
    return _run(request, slug, lambda: polling.open_wave(found, by=request.user), f"“{found}” is open.")


@require_POST
def close_wave(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found, _ = find_wave(request, slug, pk, Do.RUN_WAVES)
    reason = request.POST.get("reason", "")
    return _run(
        request, slug, lambda: polling.close_wave(found, by=request.user, reason=reason), f"“{found}” has closed."
    )


@require_POST
def ask_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the follow-up poll."""
    consultation, _ = find_for(request, slug, Do.ASK_AGAIN)
    done = f"The follow-up poll is open. It closes by itself in {many(numbers.FOLLOW_UP_WEEKS, 'week')}."
    return _run(request, slug, lambda: asking_again.ask_again(consultation, by=request.user), done)


def _run(request: HttpRequest, slug: str, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
        messages.success(request, done)
    except Refused as error:
        messages.error(request, str(error))
    return redirect("polls", slug=slug)

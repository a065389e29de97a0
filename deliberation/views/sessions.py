"""Sessions for whoever leads them: the list, planning, the console and the screen."""

from collections.abc import Callable
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consultations import access, starters
from consultations.access import Do
from consultations.models import Consultation, Role
from consultations.views.lookup import find, find_for, refusals
from deliberation import polling
from deliberation import sessions as acts
from deliberation.forms.sessions import FactForm, PulseForm, SessionForm
from deliberation.live import board, hub
from deliberation.models import AgendaSegment, Ballot, Session, Wave
from deliberation.views.live import by_htmx, find_session
from people.errors import Refused


@require_safe
def sessions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every session for facilitators and the panel; a participant sees those of the own group."""
    consultation = find(request, slug)
    member = access.membership_of(request.user, consultation)
    if member is None or member.role not in {Role.PARTICIPANT, Role.FACILITATOR, Role.OVERSIGHT}:
        raise Http404("No sessions for this person.")
    found = consultation.sessions.select_related("group").prefetch_related("segments")
    if member.role == Role.PARTICIPANT:
        found = found.filter(group=member.group_id)
    context = {
        "consultation": consultation, "member": member, "sessions": found,
        "plans": access.may(request.user, consultation, Do.PLAN_SESSION),
        "leads": member.role == Role.FACILITATOR,
    }  # fmt: skip
    return render(request, "deliberation/sessions/sessions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_session(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.PLAN_SESSION)
    form = SessionForm(consultation, request.POST or None, initial=_suggested(consultation))
    if form.is_valid():
        data = form.cleaned_data
        try:
            session = acts.plan(
                data["group"], data["title"], by=request.user, starts_at=data["starts_at"], place=data["place"],
                segments=data["agenda"], pulses=form.chosen, recording=data["recording"],
            )  # fmt: skip
            messages.success(request, f"“{session.title}” is planned. Its code is {session.spoken_code}.")
            return redirect("sessions", slug=slug)
        except Refused as error:
            refusals(form, error)
    context = {"consultation": consultation, "form": form}
    return render(request, "deliberation/sessions/plan.html", context, status=422 if form.errors else 200)


def _suggested(consultation: Consultation) -> dict[str, Any]:
    """The starter's agenda and every question that waits for a room."""
    group = consultation.groups.first()
    pulses: Any = SessionForm(consultation).fields.get("pulses")
    waiting = [key for key, _ in pulses.choices] if pulses else []
    parts = starters.load(consultation.starter).get("agenda") or [] if consultation.starter else []
    agenda = "\n".join(f"{part['minutes']} {part['title']}" for part in parts)
    return {"agenda": agenda, "pulses": waiting, "title": f"Session with {group}" if group else ""}


# --- The console --------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def console(request: HttpRequest, code: str) -> HttpResponse:
    """Leading a session. Every button is a plain form; htmx only spares the reload."""
    session, _ = find_session(request, code, Do.RUN_SESSION)
    errors: list[str] = []
    if request.method == "POST":
        try:
            _do(request, session)
            if not by_htmx(request):
                return redirect("console", code=session.code)
        except Refused as error:
            errors = error.problems
    session = _fresh(session)
    context = {**_console(request, session), "errors": errors}
    part = by_htmx(request) or request.GET.get("part") == "board"
    template = "_console.html" if part else "console.html"
    return render(request, f"deliberation/sessions/{template}", context, status=422 if errors else 200)


def _do(request: HttpRequest, session: Session) -> None:
    """The one act behind the button that was pressed."""
    user, name = request.user, request.POST.get("do", "")
    deeds: dict[str, Callable[[], Any]] = {
        "start": lambda: acts.start(session, by=user),
        "end": lambda: acts.end(session, by=user),
        "go": lambda: acts.go_to(_part_of(session, request.POST.get("segment", "")), by=user),
        "open": lambda: polling.open_wave(_wave_of(session, request), by=user),
        "close": lambda: polling.close_wave(_wave_of(session, request), by=user),
        "show": lambda: polling.show_bars(_wave_of(session, request), True, by=user),
        "hide": lambda: polling.show_bars(_wave_of(session, request), False, by=user),
    }
    if name not in deeds:
        raise Refused("That button is not known here. Reload the page.")
    if name == "open" and session.state != Session.State.LIVE:
        raise Refused("Start the session first. Then open the poll.")
    deeds[name]()


def _part_of(session: Session, pk: str) -> AgendaSegment:
    return get_object_or_404(session.segments, pk=int(pk) if pk.isdigit() else 0)


def _wave_of(session: Session, request: HttpRequest) -> Wave:
    pk = request.POST.get("wave", "")
    return get_object_or_404(session.waves.select_related("poll__consultation"), pk=int(pk) if pk.isdigit() else 0)


def _fresh(session: Session) -> Session:
    return Session.objects.select_related("consultation", "segment", "group").get(pk=session.pk)


def _console(request: HttpRequest, session: Session) -> dict[str, Any]:
    segments = list(session.segments.all())
    here = next((n for n, segment in enumerate(segments) if segment.pk == session.segment_id), None)
    waves = list(session.waves.select_related("poll__consultation", "session__group"))
    counts = dict.fromkeys((wave.pk for wave in waves), 0)
    for pk in Ballot.objects.filter(wave__in=waves).values_list("wave", flat=True):
        counts[pk] += 1
    return {
        "session": session, "consultation": session.consultation, "segments": segments, "board": board.of(session),
        "before": segments[here - 1] if here else None,
        "after": segments[here + 1] if here is not None and here + 1 < len(segments) else None,
        "seconds": board.seconds_in(session), "polls": [(wave, counts[wave.pk]) for wave in waves],
        "people": hub.people_in(session.pk), "members": session.group.members.current().participants().count(),
        "address": request.build_absolute_uri(reverse("live", args=[session.code])),
        "facts": session.facts.all(), "fact_form": FactForm(), "pulse_form": PulseForm(),
    }  # fmt: skip


@require_http_methods(["POST"])
def add_to_session(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """A fact put to the room, or one more question for it."""
    session, _ = find_session(request, code, Do.RUN_SESSION)
    forms = {"fact_form": FactForm(), "pulse_form": PulseForm()}
    name = "fact_form" if what == "fact" else "pulse_form"
    forms[name] = form = type(forms[name])(request.POST)
    if form.is_valid():
        try:
            if isinstance(form, PulseForm):
                acts.add_pulse(session, form.spec, by=request.user)
            else:
                acts.introduce_fact(session, by=request.user, **form.cleaned_data)
            return redirect("console", code=session.code)
        except Refused as error:
            refusals(form, error)
    context = {**_console(request, _fresh(session)), **forms, "form": form}
    return render(request, "deliberation/sessions/console.html", context, status=422)


# --- The screen ---------------------------------------------------------------------------------
@require_safe
def projector(request: HttpRequest, code: str) -> HttpResponse:
    """The screen at the front of the room. It holds no state: after a restart it shows what the session shows."""
    session, _ = find_session(request, code, Do.RUN_SESSION)
    session = _fresh(session)
    asked = board.of(session)
    context = {
        "session": session, "board": asked, "theme": "light" if request.GET.get("theme") == "light" else "dark",
        "address": f"{request.get_host()}{reverse('enter_session')}",
        "answers": Ballot.objects.filter(wave=asked.wave).count() if asked.wave else 0,
    }  # fmt: skip
    template = "_screen.html" if request.GET.get("part") == "board" else "projector.html"
    return render(request, f"deliberation/sessions/{template}", context)


@require_safe
def session_qr(request: HttpRequest, code: str) -> HttpResponse:
    """The session's address as a QR code: dark on white whatever the theme, so that every phone can read it."""
    session, _ = find_session(request, code, Do.RUN_SESSION)
    address = request.build_absolute_uri(reverse("live", args=[session.code]))
    answer: Any = HttpResponse(content_type="image/svg+xml")
    segno.make(address, error="m", micro=False).save(answer, kind="svg", scale=8, border=2, light="#ffffff")
    return answer

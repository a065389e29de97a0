"""The agenda of a session: its parts, before and while it runs."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consultations.access import Do
from consultations.lookup import refusals
from consultations.seen import edits, one_after_another
from deliberation.models import AgendaSegment, Session, Wave
from deliberation.sessions import agenda as acts
from deliberation.sessions import planning
from deliberation.sessions.forms.agenda import SegmentForm
from deliberation.sessions.views.phone import find_session
from people.errors import Refused
from people.models import Person


@require_safe
def agenda(request: HttpRequest, code: str) -> HttpResponse:
    session, _ = find_session(request, code, Do.PLAN_SESSION)
    parts = list(session.segments.select_related("prompt", "poll", "area").prefetch_related("waves"))
    context = {
        "session": session,
        "consultation": session.consultation,
        "parts": parts,
        "total": sum(part.minutes for part in parts),
        "loose": session.waves.filter(segment=None),
    }
    return render(request, "deliberation/sessions/agenda.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_segment(request: HttpRequest, code: str) -> HttpResponse:
    session, _ = find_session(request, code, Do.PLAN_SESSION)
    form = SegmentForm(session, request.POST or None, initial={"minutes": 10})
    if form.is_valid():
        try:
            segment = acts.add(session, form.cleaned_data, by=request.user, after=session.segment)
            _attach(segment, form, request.user)
            return redirect(reverse("agenda", args=[session.code]) + f"#part-{segment.pk}")
        except Refused as error:
            refusals(form, error)
    return _form(request, session, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@one_after_another(Session, "code")
def edit_segment(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    session, segment = _segment(request, code, pk)
    form = edits(SegmentForm(session, request.POST or None, initial=_initial(segment)))
    if form.is_valid():
        try:
            spec = {"prompt": segment.prompt, "area": segment.area, "poll": segment.poll, **form.cleaned_data}
            acts.change(segment, spec, by=request.user)
            _attach(segment, form, request.user)
            return redirect(reverse("agenda", args=[session.code]) + f"#part-{segment.pk}")
        except Refused as error:
            refusals(form, error)
    return _form(request, session, form, segment)


@require_http_methods(["POST"])
def move_segment(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Up, down or out: one button, one plain form."""
    session, segment = _segment(request, code, pk)
    where = request.POST.get("where", "")
    if where not in {"up", "down", "out"}:
        raise Http404("No such way to move.")
    try:
        if where == "out":
            acts.remove(segment, by=request.user)
        else:
            acts.move(segment, -1 if where == "up" else 1, by=request.user)
    except Refused as error:
        messages.error(request, str(error))
    place = "" if where == "out" else f"#part-{pk}"
    return redirect(reverse("agenda", args=[session.code]) + place)


def _segment(request: HttpRequest, code: str, pk: int) -> tuple[Session, AgendaSegment]:
    session, _ = find_session(request, code, Do.PLAN_SESSION)
    return session, get_object_or_404(session.segments.select_related("session__consultation"), pk=pk)


def _initial(segment: AgendaSegment) -> dict[str, object]:
    names = ("title", "minutes", "kind", "text", "prompt", "area", "poll")
    return {**{name: getattr(segment, name) for name in names}, "waves": list(segment.waves.all())}


def _attach(segment: AgendaSegment, form: SegmentForm, user: Person) -> None:
    """Put the ticked polls into this part, and take those that were unticked out of it."""
    if "waves" not in form.fields:
        return
    chosen = set(form.cleaned_data["waves"])
    for wave in segment.session.waves.filter(state=Wave.State.PLANNED):
        if wave in chosen and wave.segment_id != segment.pk:
            planning.attach(wave, segment, by=user)
        elif wave not in chosen and wave.segment_id == segment.pk:
            planning.attach(wave, None, by=user)


def _form(request: HttpRequest, session: Session, form: SegmentForm, segment: AgendaSegment | None) -> HttpResponse:
    context = {"session": session, "consultation": session.consultation, "form": form, "segment": segment}
    return render(request, "deliberation/sessions/segment.html", context, status=422 if form.errors else 200)

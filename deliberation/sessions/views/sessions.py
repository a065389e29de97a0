"""Sessions: the list, planning one, ending it, and what it came to. Leading it is in `console.py`."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from audit.wiring import wired
from consultations import access
from consultations.access import Do
from consultations.lookup import find, find_for, member_of, refusals
from consultations.models import Consultation, Membership, Role
from consultations.saving import saved
from consultations.seen import edits, one_after_another
from consultations.starters import starters
from deliberation.models import Question, Session, Wave
from deliberation.sessions import agenda_templates, apart, planning, show_of_hands, summary, taking_away
from deliberation.sessions import sessions as acts
from deliberation.sessions.forms.room import ApartForm
from deliberation.sessions.forms.sessions import DetailsForm, SessionForm
from deliberation.sessions.views.phone import find_session
from people.errors import Refused


@require_safe
def sessions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every session for facilitators and the panel; a participant sees those of the own group."""
    consultation = find(request, slug)
    member = member_of(request, consultation)
    if member is None or member.role not in Do.SEE_SESSIONS.roles:
        raise Http404("No sessions for this person.")
    found = consultation.sessions.select_related("group").prefetch_related("segments", "also")
    if member.role == Role.PARTICIPANT:
        found = found.filter(Q(group=member.group_id) | Q(also=member.group_id)).distinct()
    context = {
        "consultation": consultation,
        "member": member,
        "sessions": found,
        "plans": access.may(request.user, consultation, Do.PLAN_SESSION),
        "leads": member.role == Role.FACILITATOR,
    }
    return render(request, "deliberation/sessions/sessions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_session(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.PLAN_SESSION)
    template = request.GET.get("agenda", "")
    form = SessionForm(consultation, request.POST or None, initial=_suggested(consultation, template))
    if form.is_valid():
        data = form.cleaned_data
        try:
            session = planning.plan(
                data["group"],
                data["title"],
                by=request.user,
                also=data["also"],
                starts_at=data["starts_at"],
                place=data["place"],
                segments=agenda_templates.linked(consultation, data["agenda"], form.chosen),
                recording=data["recording"],
            )
            messages.success(request, f"“{session.title}” is planned. Its code is {session.spoken_code}.")
            return redirect("agenda", code=session.code)
        except Refused as error:
            refusals(form, error)
    context = {"consultation": consultation, "form": form, "templates": agenda_templates.choices(), "chosen": template}
    return render(request, "deliberation/sessions/plan.html", context, status=422 if form.errors else 200)


def _suggested(consultation: Consultation, template: str) -> dict[str, Any]:
    """The chosen template's agenda, else the starter's; and every question that waits for a room.

    What was made up in one room is offered to the next, and not ticked.
    """
    group = consultation.groups.first()
    pulses: Any = SessionForm(consultation).fields.get("pulses")
    made_up = Question.objects.filter(poll__consultation=consultation, key="", waves__session__isnull=False)
    made_up_in_a_room = {str(pk) for pk in made_up.values_list("pk", flat=True)}
    waiting = [key for key, _ in pulses.choices if key not in made_up_in_a_room] if pulses else []
    parts = starters.load(consultation.starter).get("agenda") or [] if consultation.starter else []
    if template in agenda_templates.TEMPLATES or not parts:
        parts = agenda_templates.TEMPLATES.get(template, agenda_templates.TEMPLATES["focus"])["parts"]
    return {
        "agenda": agenda_templates.as_lines(parts),
        "pulses": waiting,
        "title": f"Session with {group}" if group else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@one_after_another(Session, "code")
def change_session(request: HttpRequest, code: str) -> HttpResponse:
    """When, where and for whom: until the session ends."""
    session, _ = find_session(request, code, Do.PLAN_SESSION)
    form = edits(DetailsForm(session.consultation, request.POST or None, initial=_details(session)))
    if form.is_valid():
        try:
            planning.change_session(session, by=request.user, **form.cleaned_data)
            messages.success(request, "Changed.")
            return redirect("sessions", slug=session.consultation.slug)
        except Refused as error:
            refusals(form, error)
    context = {"session": session, "consultation": session.consultation, "form": form}
    return render(request, "deliberation/sessions/change.html", context, status=422 if form.errors else 200)


def _details(session: Session) -> dict[str, Any]:
    names = ("title", "group", "starts_at", "place", "recording")
    return {**{name: getattr(session, name) for name in names}, "also": list(session.also.all())}


@require_http_methods(["POST"])
def call_off_session(request: HttpRequest, code: str) -> HttpResponse:
    session, _ = find_session(request, code, Do.PLAN_SESSION)
    try:
        planning.call_off(session, by=request.user)
        messages.success(request, f"“{session.title}” is called off. Its questions wait for another session.")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("sessions", slug=session.consultation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def end_session(request: HttpRequest, code: str) -> HttpResponse:
    """Asked once more, because a session does not start again."""
    session, _ = find_session(request, code, Do.RUN_SESSION)
    errors: list[str] = []
    if request.method == "POST":
        try:
            chosen = {name: name in request.POST for name in ("close_polls", "drop_hands")}
            acts.end(session, by=request.user, **chosen)
            return redirect("session_summary", code=session.code)
        except Refused as error:
            errors = error.problems
    context = {
        "session": session,
        "consultation": session.consultation,
        "errors": errors,
        "open_polls": session.waves.filter(state=Wave.State.OPEN),
        "empty_room": session.is_live and show_of_hands.of_an_empty_room(session),
    }
    return render(request, "deliberation/sessions/end.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@one_after_another(Session, "code")
def session_summary(request: HttpRequest, code: str) -> HttpResponse:
    """How it went, in counts: for facilitators and the panel. POST says what was left out of the topic guide."""
    session, member = summarised(request, code)
    if request.method == "POST" and not member.is_facilitator:
        raise Http404("Only whoever leads says what was left out.")
    form = edits(ApartForm(request.POST or None, initial={"words": session.apart}))
    if request.method == "POST" and saved(form, apart.say, session, by=request.user):
        messages.success(request, "Saved. The report prints it.")
        return redirect("session_summary", code=code)
    context = {
        "apart_form": form if member.is_facilitator else None,
        "shows_form": member.is_facilitator and bool(form.errors or _may_say(session)),
        "session": session,
        "consultation": session.consultation,
        "member": member,
        "sum": summary.of(session),
        "results": taking_away.polled(session, member),
        "files": _files(session),
    }
    return render(request, "deliberation/sessions/summary.html", context, status=422 if form.errors else 200)


def _may_say(session: Session) -> bool:
    return session.had_people and not session.consultation.has_findings


def _files(session: Session) -> list[dict[str, str]]:
    table = {"label": "Download as CSV", "href": reverse("session_csv", args=[session.code])}
    return [table, *(made(session) for made in wired("SESSION_FILES"))] if session.is_ended else [table]


@require_safe
def session_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Summary and results as a table, suppressed as on the page."""
    session, member = summarised(request, code)
    answer = HttpResponse(
        taking_away.as_csv(taking_away.rows_of(session, member)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="session-{session.code}.csv"'
    return answer


def summarised(request: HttpRequest, code: str) -> tuple[Session, Membership]:
    """For facilitators and the panel; 404 for everybody else."""
    session, member = find_session(request, code)
    if member is None or member.role not in {Role.FACILITATOR, Role.OVERSIGHT}:
        raise Http404("No summary for this person.")
    return session, member

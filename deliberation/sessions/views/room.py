"""What a facilitator keeps beside the console: the register, tables, notes, and hands that were counted."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consultations.access import Do
from consultations.lookup import refusals
from consultations.models import Membership
from deliberation.discussion.views.given_back import gives_back_by_code
from deliberation.models import Session
from deliberation.sessions import floor, notes, show_of_hands
from deliberation.sessions import tables as seats
from deliberation.sessions.forms.room import HandsForm, NoteForm, TablesForm
from deliberation.sessions.views import console
from deliberation.sessions.views.phone import find_session
from people.errors import Refused
from people.text.sanitising import number

REGISTER = 400  # names on one page
NOTES_ELSEWHERE = """You changed these notes in another window. What you saved there stands below:
keep what you need of both, then save."""


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, code: str) -> HttpResponse:
    """Who is in the room: those with a phone are marked already, the others by hand."""
    session, _ = find_session(request, code, Do.RUN_SESSION)
    if request.method == "POST":
        try:
            if "gone" in request.POST:
                person = get_object_or_404(floor.members_of(session), pk=number(request.POST["gone"]))
                floor.unseat(session, person, by=request.user)
                messages.success(request, f"{person} is not counted as being here.")
                return redirect("register", code=session.code)
            here = [number(pk) for pk in request.POST.getlist("here")]
            count = floor.take_register(session, here, by=request.user)
            messages.success(request, f"{count} people are in the room.")
            return redirect("console", code=session.code)
        except Refused as error:
            messages.error(request, str(error))
    members = floor.members_of(session)
    context = {
        "session": session,
        "consultation": session.consultation,
        "nobody": not members.exists(),
        "people": list(members.exclude(seats__session=session)[:REGISTER]),
        "seats": list(session.seats.select_related("membership").order_by("membership__pseudonym")[:REGISTER]),
    }
    return render(request, "deliberation/sessions/register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def tables(request: HttpRequest, code: str) -> HttpResponse:
    """Breakout tables. Every move is a form with a list to choose from; dragging sends the same form."""
    session, _ = find_session(request, code, Do.RUN_SESSION)
    asked = request.POST if request.POST.get("do") == "make" else None
    form = TablesForm(asked, initial={"count": session.tables or 3})
    if request.method == "POST":
        try:
            if _table_deed(request, session, form):
                return redirect(reverse("tables", args=[session.code]) + _place(request))
        except Refused as error:
            messages.error(request, str(error))
            return redirect("tables", code=session.code)
    context = {
        "session": session,
        "consultation": session.consultation,
        "form": form,
        "seating": seats.seating(session),
        "here": session.seats.count(),
        "numbers": range(1, session.tables + 1),
    }
    return render(request, "deliberation/sessions/tables.html", context, status=422 if form.errors else 200)


def _place(request: HttpRequest) -> str:
    """Back to the name that was moved or pinned: whoever arranges by keyboard does not begin at the first again."""
    seat = number(request.POST.get("seat"))
    return f"#seat-{seat}" if seat else ""


def _table_deed(request: HttpRequest, session: Session, form: TablesForm) -> bool:
    """Do what the button says. False when the form has to be shown again."""
    sent, user, deed = request.POST, request.user, request.POST.get("do")
    if deed == "make":
        if not form.is_valid():
            return False
        seats.make(session, form.cleaned_data["count"], by=user)
    elif deed == "shuffle":
        seats.reshuffle(session, by=user)
    elif deed == "clear":
        seats.clear(session, by=user)
    else:
        seat = get_object_or_404(session.seats.select_related("membership", "session"), pk=number(sent.get("seat")))
        if deed == "move":
            seats.move(seat, number(sent.get("table")), by=user, was_at=number(sent.get("was_at")) or None)
        else:
            seats.pin(seat, deed == "pin", by=user)
    return True


@gives_back_by_code("body")
@require_http_methods(["POST"])
def session_notes(request: HttpRequest, code: str) -> HttpResponse:
    """Save the notes (by itself while typing, or by the button), or put them into a discussion."""
    session, member = find_session(request, code, Do.RUN_SESSION)
    quick = "quick" in request.POST
    try:
        answer = _keep_notes(request, session)
    except Refused as error:
        if quick:
            return JsonResponse({"said": str(error)}, status=422)
        return _notes_again(request, session, member, error)
    if quick:
        return JsonResponse(answer)
    messages.success(request, answer["said"])
    return redirect(reverse("console", args=[session.code]) + "#notes")


def _notes_again(request: HttpRequest, session: Session, member: Membership | None, error: Refused) -> HttpResponse:
    """The console with what was typed, and beside it what another window saved: the next Save is over that."""
    assert member is not None
    saved = notes.of(session, member)
    form = NoteForm(session, {**request.POST.dict(), "revision": saved.revision})
    elsewhere = isinstance(error, notes.Elsewhere)
    if not form.errors:
        form.add_error("body", NOTES_ELSEWHERE if elsewhere else str(error))
    beside = saved.body if elsewhere else ""
    return console.whole_page(request, session, member, form=form, note_form=form, elsewhere=beside)


def _keep_notes(request: HttpRequest, session: Session) -> dict[str, Any]:
    form = NoteForm(session, request.POST)
    if not form.is_valid():
        raise Refused(str(next(iter(form.errors.values()))[0]))
    body, thread = form.cleaned_data["body"], form.cleaned_data["thread"]
    saved = notes.save(session, body, by=request.user, revision=form.cleaned_data["revision"])
    if "put" in request.POST:
        if thread is None:
            raise Refused("Your notes are saved. Choose the discussion to put them into.")
        notes.put_into(thread, session, by=request.user, body=body, key=request.POST.get("key", "")[:40])
        return {"said": "Your notes are in the discussion, where the group can read them."}
    return {"revision": saved.revision, "said": f"Saved at {timezone.localtime(saved.saved_at):%H:%M}."}


@require_http_methods(["GET", "HEAD", "POST"])
def count_hands(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Type in a show of hands, or correct one."""
    session, _ = find_session(request, code, Do.RUN_SESSION)
    wave = get_object_or_404(session.waves.select_related("poll__consultation", "session__consultation"), pk=pk)
    question = get_object_or_404(wave.questions.prefetch_related("options"))
    before = show_of_hands.standing_count(wave, question)
    initial = {"present": before.present if before else session.seats.count() or None}
    initial |= {f"option_{row.option_id}": row.count for row in before.rows.all()} if before else {}
    form = HandsForm(question, before, request.POST or None, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        try:
            show_of_hands.count_hands(
                wave, question, form.counts, present=data["present"], by=request.user, reason=data.get("reason", "")
            )
            return redirect("console", code=session.code)
        except Refused as error:
            refusals(form, error)
    context = {
        "session": session,
        "consultation": session.consultation,
        "wave": wave,
        "question": question,
        "before": before,
        "form": form,
        "nobody_noted": session.is_live and not session.seats.exists(),
    }
    return render(request, "deliberation/sessions/hands.html", context, status=422 if form.errors else 200)

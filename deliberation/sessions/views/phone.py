"""A session on a participant's phone."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from consultations import access
from consultations.access import Do
from consultations.joining import typed_codes
from consultations.lookup import member_of
from consultations.models import Membership, Role
from deliberation.discussion.views.given_back import CHOSEN, given_back, typed
from deliberation.models import Session, Thread
from deliberation.polls import voting
from deliberation.questions import asking
from deliberation.questions.forms.answers import AnswerForm
from deliberation.questions.kinds.base import NOT_A_CHOICE
from deliberation.sessions import board, entry, leading, notes
from deliberation.sessions import personal as own
from deliberation.sessions.forms.sessions import CodeForm
from deliberation.sessions.views.entry import at_entry
from people.errors import Refused
from people.text.sanitising import number


def by_htmx(request: HttpRequest) -> bool:
    """True when the page asked for a part of itself."""
    return bool(getattr(request, "htmx", False))


def find_session(request: HttpRequest, code: str, do: Do | None = None) -> tuple[Session, Membership | None]:
    """The session behind a code and the person's standing. 404 for police; with `do`, for everybody who lacks it."""
    session, member = look_up(request, code)
    if session is None or (member is not None and member.is_police):
        raise Http404("No session for this person.")
    if do is not None and (member is None or member.role not in do.roles):
        raise access.NotAllowed(do.label)
    if do is Do.RUN_SESSION:
        entry.trust(request, session)
    return session, member


def look_up(request: HttpRequest, code: str) -> tuple[Session | None, Membership | None]:
    """The session a code stands for and the person's standing in its consultation; None for what is not there."""
    session = entry.session_of(code)
    return session, member_of(request, session.consultation) if session else None


@require_safe
def enter_session(request: HttpRequest) -> HttpResponse:
    """For whoever reads the code off the wall. It leads on whether or not the code exists: guessing tells nothing."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        typed = form.cleaned_data["code"]
        return redirect(typed_codes.address_name(typed), typed)
    return render(request, "deliberation/sessions/enter_code.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def live(request: HttpRequest, code: str) -> HttpResponse:
    """Follow the session; answer the question that is open. The same answer sent twice is one ballot."""
    session, member = look_up(request, code)
    if session is None or member is None or not leading.belongs(session, member):
        if words := typed(request, CHOSEN):
            return given_back(request, words, back_to=request.path)
        if by_htmx(request):
            return HttpResponse(headers={"HX-Refresh": "true"})  # the whole page says what to do
        return at_entry(request, code, session, member)
    if request.method != "POST":
        return _page(request, session, member)
    try:
        _vote(request, session)
    except Refused as error:
        return _page(request, session, member, errors=error.problems, typed=typed(request, CHOSEN))
    if by_htmx(request):
        return _page(request, session, member, saved=True)
    return redirect("live", code=session.code)


def _vote(request: HttpRequest, session: Session) -> None:
    """Answer the question on the form, if it is still the one that is open."""
    pk = request.POST.get("wave", "")
    waves = session.waves.select_related("poll__consultation", "session")
    wave = get_object_or_404(waves, pk=number(pk))
    question = wave.questions.prefetch_related("options").first()
    if question is None:
        raise Http404("Nothing is asked.")
    form = AnswerForm(question, request.POST)
    if not form.is_valid():
        raise Refused(NOT_A_CHOICE)
    voting.vote(wave, question, by=request.user, **form.answer)


@require_safe
def live_question(request: HttpRequest, code: str) -> HttpResponse:
    """What the phone shows now, as a fragment: fetched when a message was missed."""
    session, member = find_session(request, code)
    if member is None or not leading.belongs(session, member):
        raise Http404("Not in this session.")
    return render(request, "deliberation/sessions/_now.html", _context(request, session, member))


def _page(request: HttpRequest, session: Session, member: Membership, typed: str = "", **more: object) -> HttpResponse:
    """`typed`: words that were refused. They stand in their own box, or, where that is gone, by themselves."""
    status = 422 if more.get("errors") else 200
    context = {**_context(request, session, member), **more}
    now = context["board"]
    if typed:
        is_asked = now.is_asking and now.wave.pk == number(request.POST.get("wave"))
        context["text" if is_asked else "unsent"] = typed
    template = "_now.html" if by_htmx(request) else "phone.html"
    if not by_htmx(request) and member.is_participant:
        mine = notes.threads_for(session, among=Thread.objects.visible_to(request.user))
        context["thread"] = next(iter(sorted(mine, key=lambda thread: thread.group_id is None)), None)
    return render(request, f"deliberation/sessions/{template}", context, status=status)


def _context(request: HttpRequest, session: Session, member: Membership) -> dict[str, Any]:
    now = board.of(session)
    mine = asking.answers_of(member, now.wave).get(now.question.pk) if now.wave and now.question else None
    chosen = [int(pk) for pk in mine.choice.split(",") if pk] if mine else []
    for option in now.options:  # of a ranking
        option.place = chosen.index(option.pk) + 1 if option.pk in chosen else 0  # type: ignore[attr-defined]
    return {
        "session": session,
        "consultation": session.consultation,
        "member": member,
        "board": now,
        "may_answer": member.role == Role.PARTICIPANT,
        "answered": mine is not None,
        "text": mine.text if mine else "",
        "chosen": chosen,
        "answer_form": partial(AnswerForm, now.question, ballot=mine) if now.question else None,
        "mine": own.of(session, member),
    }

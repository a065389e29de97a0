"""The console: leading a session. Every button is a plain form; htmx only spares the reload."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consultations.access import Do
from consultations.lookup import refusals
from consultations.models import Membership, Newcomer
from consultations.newcomers import newcomers
from deliberation.experts import experts
from deliberation.models import AgendaSegment, ExpertQuestion, Session, Wave
from deliberation.polls import polling
from deliberation.questions.kinds.ready import FIRST, READY
from deliberation.sessions import (
    agenda,
    facts,
    floor,
    notes,
    planning,
    raised_hands,
    steps,
    words,
)
from deliberation.sessions import console as console_of
from deliberation.sessions import sessions as acts
from deliberation.sessions.forms.room import FactForm, NoteForm, PulseForm
from deliberation.sessions.views.phone import by_htmx, find_session
from people.errors import Refused
from people.text.sanitising import number

Deeds = dict[str, Callable[[], object]]


@require_http_methods(["GET", "HEAD", "POST"])
def console(request: HttpRequest, code: str) -> HttpResponse:
    session, member = find_session(request, code, Do.RUN_SESSION)
    errors = _press(request, session, _deeds(request, session)) if request.method == "POST" else []
    if request.method == "POST" and not errors and not by_htmx(request):
        return redirect("console", code=session.code)
    session = fresh(session)
    part = by_htmx(request) or request.GET.get("part") == "board"
    context = {**console_of.board_of(session), "errors": errors}
    if not part:
        context |= _whole(request, session, member)
    template = "_console.html" if part else "console.html"
    return render(request, f"deliberation/sessions/{template}", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def console_floor(request: HttpRequest, code: str) -> HttpResponse:
    """Hands, voices and pauses: the part of the console that changes while the board stays."""
    session, _ = find_session(request, code, Do.RUN_SESSION)
    errors = _press(request, session, _floor_deeds(request, session)) if request.method == "POST" else []
    if not by_htmx(request) and request.GET.get("part") != "floor":
        for error in errors:
            messages.error(request, error)
        return redirect(reverse("console", args=[session.code]) + "#floor")
    context = {**console_of.floor_of(fresh(session)), "errors": errors}
    return render(request, "deliberation/sessions/_floor.html", context, status=422 if errors else 200)


def _press(request: HttpRequest, session: Session, deeds: Deeds) -> list[str]:
    """Do what the button says. Returns why not, in words."""
    try:
        if request.POST.get("do") not in deeds:
            raise Refused("That button is not known here. Reload the page.")
        deeds[request.POST["do"]]()
    except Refused as error:
        if isinstance(error, experts.Overtaken):
            experts.note_overtaken(_asked_in(request, session), by=request.user)
        return error.problems
    return []


def _deeds(request: HttpRequest, session: Session) -> Deeds:
    user, sent = request.user, request.POST
    return {
        "start": lambda: acts.start(session, by=user),
        "press": lambda: steps.press(session, by=user, seen=sent.get("seen", "")),
        "back": lambda: steps.press(session, by=user, seen=sent.get("seen", ""), back=True),
        "go": lambda: acts.go_to(_part_of(request, session), by=user),
        "break": lambda: acts.pause(session, by=user),
        "resume": lambda: acts.resume(session, by=user),
        "more": lambda: agenda.give_minutes(_part_of(request, session), 5, by=user),
        "fewer": lambda: agenda.give_minutes(_part_of(request, session), -5, by=user),
        "open": lambda: polling.open_wave(wave_of(request, session), by=user),
        "close": lambda: polling.close_wave(wave_of(request, session), by=user),
        "reopen": lambda: polling.reopen(wave_of(request, session), by=user),
        "words": lambda: words.show(wave_of(request, session), sent.getlist("word"), by=user),
        "no_words": lambda: words.take_down(wave_of(request, session), by=user),
        "show": lambda: polling.show_bars(wave_of(request, session), True, by=user),
        "hide": lambda: polling.show_bars(wave_of(request, session), False, by=user),
        "screen": lambda: steps.show(session, sent.get("screen", ""), by=user),
        "light": lambda: steps.set_light(session, True, by=user),
        "dark": lambda: steps.set_light(session, False, by=user),
    }


def _floor_deeds(request: HttpRequest, session: Session) -> Deeds:
    user, sent, consultation = request.user, request.POST, session.consultation
    after = number(sent.get("after")) or None
    return {
        "let_all_in": lambda: newcomers.let_everybody_in(consultation, by=user, groups=session.admitted),
        "let_in": lambda: newcomers.let_in(_newcomer_of(request, session), by=user),
        "not_in": lambda: newcomers.decline(_newcomer_of(request, session), by=user),
        "ease": lambda: newcomers.ease(consultation, by=user),
        "next": lambda: raised_hands.call_next(session, by=user, after=after),
        "call": lambda: raised_hands.call_next(session, by=user, after=after, hand=number(sent.get("hand"))),
        "skip": lambda: raised_hands.skip(session, number(sent.get("hand")), by=user),
        "quiet_first": lambda: raised_hands.order_queue(session, True, by=user),
        "as_raised": lambda: raised_hands.order_queue(session, False, by=user),
        "spoke": lambda: floor.spoke(session, _person_of(request, session), by=user),
        "unspoke": lambda: floor.take_back_voice(session, _person_of(request, session), by=user),
        "take_up": lambda: experts.take_up(
            _asked_in(request, session), by=user, wording=_asked_in(request, session).text
        ),
        "answered": lambda: experts.answered_aloud(_asked_in(request, session), by=user),
        "not_now": lambda: experts.not_now(_asked_in(request, session), by=user),
        "seen": lambda: floor.see_to_pause(get_object_or_404(session.pauses, pk=number(sent.get("signal"))), by=user),
    }


def _asked_in(request: HttpRequest, session: Session) -> ExpertQuestion:
    return get_object_or_404(session.expert_questions, pk=number(request.POST.get("question")))


def _part_of(request: HttpRequest, session: Session) -> AgendaSegment:
    return get_object_or_404(session.segments, pk=number(request.POST.get("segment")))


def wave_of(request: HttpRequest, session: Session) -> Wave:
    waves = session.waves.select_related("poll__consultation")
    return get_object_or_404(waves, pk=number(request.POST.get("wave")))


def _person_of(request: HttpRequest, session: Session) -> Membership:
    """Tapped in the list of names, or typed in a hall."""
    people = floor.members_of(session)
    if typed := " ".join(request.POST.get("name", "").split()):
        found = people.filter(pseudonym__iexact=typed).first()
        if found is None:
            raise Refused(f"Nobody here is called “{typed}”. Look at the name on their phone.")
        return found
    return get_object_or_404(people, pk=number(request.POST.get("person")))


def _newcomer_of(request: HttpRequest, session: Session) -> Newcomer:
    waiting = session.consultation.newcomers.filter(group__in=session.admitted).select_related("group", "consultation")
    return get_object_or_404(waiting, pk=number(request.POST.get("newcomer")))


def fresh(session: Session) -> Session:
    return Session.objects.select_related("consultation", "segment__prompt", "segment__poll", "group").get(
        pk=session.pk
    )


# --- What it shows ------------------------------------------------------------------------------
def _whole(request: HttpRequest, session: Session, member: Membership | None) -> dict[str, object]:
    assert member is not None
    mine = notes.of(session, member)
    return {
        **console_of.floor_of(session),
        "consultation": session.consultation,
        "noted": session.facts.all(),
        "note": mine,
        "address": request.build_absolute_uri(reverse("live", args=[session.code])),
        "others": notes.of_others(session, member),
        "fact_form": FactForm(),
        "pulse_forms": _pulse_forms(session),
        "put_facts": facts.of_briefing(session) if not session.is_ended else [],
        "note_form": NoteForm(session, initial={"body": mine.body, "revision": mine.revision}),
    }


def _pulse_forms(session: Session, sent: PulseForm | None = None) -> list[PulseForm]:
    """One for each kind, the one that was sent with what was typed."""
    number = session.waves.count() + 1
    forms = [PulseForm(ready, number) for ready in READY.values()]
    return [sent if sent is not None and sent.ready == form.ready else form for form in forms]


@require_http_methods(["POST"])
def add_to_session(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """A fact put to the room, or one more question for it: asked at once, or kept for later."""
    session, member = find_session(request, code, Do.RUN_SESSION)
    form = _sent_form(request, session, what)
    if form.is_valid():
        try:
            _add(request, session, form)
            return redirect("console", code=session.code)
        except Refused as error:
            refusals(form, error)
    if isinstance(form, PulseForm):
        return whole_page(request, session, member, form=form, pulse_forms=_pulse_forms(session, form))
    return whole_page(request, session, member, form=form, fact_form=form)


def whole_page(request: HttpRequest, session: Session, member: Membership | None, **refused: object) -> HttpResponse:
    """The console with a form that was refused, as it was typed."""
    session = fresh(session)
    context = {**console_of.board_of(session), **_whole(request, session, member), **refused}
    return render(request, "deliberation/sessions/console.html", context, status=422)


def _sent_form(request: HttpRequest, session: Session, what: str) -> PulseForm | FactForm:
    if what == "fact":
        return FactForm(request.POST)
    ready = READY.get(request.POST.get("kind", FIRST))
    if what != "pulse" or ready is None:
        raise Http404("Nothing of that kind is added to a session.")
    return PulseForm(ready, session.waves.count() + 1, request.POST)


@transaction.atomic
def _add(request: HttpRequest, session: Session, form: PulseForm | FactForm) -> None:
    if isinstance(form, FactForm):
        acts.introduce_fact(session, by=request.user, **form.cleaned_data)
        return
    wave = planning.add_pulse(session, form.spec, by=request.user, segment=session.segment)
    if "now" in request.POST:
        polling.open_wave(wave, by=request.user)

"""Desks: mine over all consultations, the staff desk of one, and taking the next step of its lifecycle."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from audit import clock
from audit.wiring import wired, wired_map
from consultations import access
from consultations.access import Do
from consultations.consultation import next_step
from consultations.desk import belonging, desk, links
from consultations.keyed import next_page
from consultations.lookup import find, find_for
from consultations.models import Consultation, Membership, Role, Stage
from consultations.setup import setup
from consultations.stages import closing_early, late_since, pausing, stages, timeline
from people.errors import Refused
from people.models import Person, User
from people.text.dates import until_day
from people.text.sanitising import number

A_PAGE = 8  # cards each ask their gate what is missing: the page's queries are bounded by this
TASKS_SHOWN = 20  # the most pressing first; a link shows as many more
MOST_TASKS = 1_000
IRREVERSIBLE = {"announce", "close_early", "publish_findings", "complete"}


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What waits for me, the most pressing first, and the consultations I belong to, the newest first."""
    user: Person = request.user
    if not isinstance(user, User) or user.is_guest:
        return redirect("my_place")
    shown = min(number(request.GET.get("tasks", "")) or TASKS_SHOWN, MOST_TASKS)
    tasks, more = desk.first_waiting(user.pk, shown)
    if user.is_superuser:
        own = [todo for source in wired("ADMINISTRATORS_TODOS") for todo in source(shown + 1)]
        tasks, more = [*own, *tasks][:shown], more or len(own) + len(tasks) > shown
    belongs = belonging.page(user.pk, request.GET.get("after", ""), A_PAGE)
    late_since.note([member.consultation for member in belongs.rows])
    context = {
        "tasks": [item.as_task() for item in tasks],
        "more_tasks": shown + TASKS_SHOWN if more and shown < MOST_TASKS else 0,
        "cards": [_card(member) for member in belongs.rows],
        "older": next_page(request.GET, "after", belongs.after),
        "newest": "after" in request.GET,
        "may_start": setup.may_start(user),
    }
    return render(request, "consultations/desk/mine.html", context)


def _card(member: Membership) -> dict[str, object]:
    """One consultation on my desk: where it stands and what comes next for me."""
    c = member.consultation
    card = {"member": member, "consultation": c, "clock": timeline.clock_of(c), "href": c.get_absolute_url()}
    if member.role == Role.PARTICIPANT:
        step = next_step.next_step(c, member, next_step.tasks_for(c, member))
        return {**card, "step": step, "words": links.opening_words(c)}
    card["href"] = timeline.link("consultation_desk", c.slug)
    transition = stages.next_transition(c)
    if member.role == Role.FACILITATOR and transition and transition.by == Role.FACILITATOR:
        card["gate"] = transition.label
        card["blockers"] = len(stages.blockers(c, transition))
    return card


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The staff desk of one consultation: the next gate, the rooms, the numbers."""
    consultation, member = find_for(request, slug, Do.SEE_DESK)
    consultation = stages.catch_up(consultation)
    member.consultation = consultation
    context = {
        "consultation": consultation,
        "member": member,
        "steps": timeline.steps(consultation),
        "clock": timeline.clock_of(consultation),
        "rooms": links.open_to(member),
        "tasks": [{**item.as_task(), "hint": ""} for item in desk.waiting([member])],
        "ways": links.ways_on(consultation, member),
        **_gate(consultation, member),
        "numbers": desk.numbers_of(consultation) if member.role in Do.READ_RECORD.roles else [],
        "can_extend": access.may(request.user, consultation, Do.EXTEND_CLOSING) and not consultation.closes_at_before,
        "can_extend_answer": access.may(request.user, consultation, Do.EXTEND_RESPONSE)
        and not consultation.response_date_moved
        and not consultation.days_late,
        "can_pause": access.may(request.user, consultation, Do.PAUSE),
        "can_resume": consultation.stage == Stage.PAUSED and member.role in Do.PAUSE.roles,
    }
    return render(request, "consultations/desk/page.html", context)


def _gate(consultation: Consultation, member: Membership) -> dict[str, object]:
    transition = stages.next_transition(consultation)
    if transition is None:
        return {"transition": None}
    # What an officer's step still needs tells what the police have drafted: for the police alone.
    readers = {transition.by} if transition.by == Role.OFFICER else {transition.by, Role.FACILITATOR}
    items = stages.missing(consultation, transition) if member.role in readers else []
    hard = [item for item in items if not item.soft]
    soft = [item for item in items if item.soft]
    return {
        "transition": transition,
        "hard": links.gate_tasks(consultation, hard),
        "soft": links.gate_tasks(consultation, soft),
        "is_mine": transition.by == member.role,
        "by_clock": transition.by == stages.CLOCK,
        "who": "" if transition.by == stages.CLOCK else Role(transition.by).label.lower(),
        "own_page": timeline.link(wired_map("OWN_PAGES").get(transition.name, ""), consultation.slug),
    }


def move_stage(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Confirm and take one step of the lifecycle. GET shows what it does; POST does it."""
    consultation, member = find_for(request, slug, Do.SEE_DESK)
    transition = next((t for t in stages.TRANSITIONS if t.name == name and not t.part_of_act), None)
    if transition is None or transition.by != member.role:
        raise Http404("no such step for this role")
    if own_page := wired_map("OWN_PAGES").get(name):
        address = timeline.link(own_page, slug)
        return redirect(address or "consultation_desk", *([] if address else [slug]))
    errors, reason = [], request.POST.get("reason", "")
    closes = name == closing_early.NAME
    if request.method == "POST":
        try:
            if closes and request.POST.get("do") == "take_back":
                closing_early.take_back(consultation, by=request.user)
                done = "You no longer agree that it closes early."
            else:
                done = _taken(consultation, name, request.user, reason)
        except Refused as error:
            errors = error.problems
        else:
            messages.success(request, done)
            return redirect("consultation_desk", slug)
    items = [] if closes else stages.missing(consultation, transition)
    agreed = closing_early.counting(consultation) if closes else []
    context = {
        "consultation": consultation,
        "transition": transition,
        "reason": reason,
        "errors": errors,
        "is_late": consultation.stage != transition.source,
        "irreversible": name in IRREVERSIBLE and (bool(agreed) or not closes),
        "says_first": closes and not agreed,  # one alone closes nothing yet, and can take it back
        "agreed": agreed,
        "has_agreed": member in agreed,
        "hard": links.gate_tasks(consultation, [item for item in items if not item.soft]),
        "soft": links.gate_tasks(consultation, [item for item in items if item.soft]),
    }
    return render(request, "consultations/desk/move.html", context, status=422 if errors else 200)


def _taken(consultation: Consultation, name: str, by: Person, reason: str) -> str:
    """Take the step; what is then said. Closing early is agreed to first by one of the panel, then by another."""
    if name == closing_early.NAME and not closing_early.agree(consultation, by=by, reason=reason):
        until = until_day(closing_early.until(clock.now()))
        return f"You agree that it closes early. It does if another member of the panel agrees until {until}."
    if name != closing_early.NAME:
        stages.move(consultation, name, by=by, reason=reason)
    return f"Done. This consultation is now: {consultation.get_stage_display().lower()}."


def pause(request: HttpRequest, slug: str) -> HttpResponse:
    """The panel stops everything with a public reason, or lets it go on."""
    consultation = find(request, slug)
    member = access.require_role(request.user, consultation, Do.PAUSE)
    errors: list[str] = []
    if request.method == "POST":
        try:
            if request.POST.get("do") == "resume":
                stages.resume(consultation, by=request.user)
            else:
                stages.pause(consultation, by=request.user, reason=request.POST.get("reason", ""))
        except Refused as error:
            errors = error.problems
        else:
            return redirect("consultation_desk", slug)
    context = {
        "consultation": consultation,
        "errors": errors,
        "reason": request.POST.get("reason", ""),
        "is_paused": consultation.stage == Stage.PAUSED,
        "why_not": "" if consultation.stage == Stage.PAUSED else pausing.why_not(consultation, member),
    }
    return render(request, "consultations/desk/pause.html", context, status=422 if errors else 200)

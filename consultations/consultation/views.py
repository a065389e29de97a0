"""The page of one consultation: the question, the dates, who answers, and what you can do now."""

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from audit.wiring import wired
from consultations import panel, seating
from consultations.briefing import contents
from consultations.changes import changes
from consultations.consultation import next_step, people
from consultations.forces import agreeing
from consultations.lookup import find, member_of
from consultations.models import (
    BriefingVersion,
    Consultation,
    Membership,
    Newcomer,
    Role,
    Technology,
    WithdrawalRequest,
)
from consultations.register.signed import as_asked
from consultations.sharing import embedded
from consultations.stages import late_findings, timeline
from consultations.stages.timeline import link
from consultations.terms import terms
from people.text.dates import day

ASKS, ANSWERS, FORCE = "Who asks", "Who answers", "For which force"
AT_ONCE = frozenset({ASKS, ANSWERS, FORCE})  # the other rows are folded


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    among = Consultation.objects.select_related("force").prefetch_related("term_changes", "technologies")
    has_requests = Exists(WithdrawalRequest.objects.filter(consultation=OuterRef("pk")))
    consultation = find(request, slug, among.annotate(has_requests=has_requests))
    member = member_of(request, consultation)
    tasks = next_step.tasks_for(consultation, member)
    context = {
        "consultation": consultation,
        "member": member,
        "is_participant": next_step.is_participant(member),
        "tasks": tasks,
        "next_step": _at_the_door(request, member, consultation)
        or next_step.next_step(consultation, member, tasks, had_a_part=_had_a_part(request, member, slug)),
        "clock": timeline.clock_of(consultation),
        "steps": timeline.steps(consultation),
        "timetable": timeline.timetable(consultation),
        "days_late": consultation.days_late,
        "pauses_said": late_findings.pauses_of(consultation),
        "changed": changes.since_asked(consultation),
        "terms_changed": terms.said_changed(consultation),
        "terms_standing": terms.standing(consultation) if consultation.is_announced else None,
        "meetings": [row for rows in wired("MEETINGS") for row in rows(consultation)],
        "in_use": _in_use(consultation),
        "embed": embedded.offer(consultation),
        **_withdrawing(consultation),
        **_people(consultation),
        **_panel(consultation, member),
    }
    return render(request, "consultations/consultation/page.html", context)


def _in_use(consultation: Consultation) -> list[Technology]:
    """What was in use already when people were asked, whatever became of it since."""
    found = list(consultation.technologies.all())
    asked = as_asked(consultation.briefing_signed, found) if found else []
    return [one for one in asked if one.in_use_already]


def _withdrawing(consultation: Consultation) -> dict[str, object]:
    """That the police ask for it, that it was done, or that it was asked for before."""
    asked: list[WithdrawalRequest] = []
    if vars(consultation).get("has_requests"):
        asked = list(consultation.withdrawals.select_related("asked_by"))
    for one in asked:
        one.consultation = consultation
    return {
        "asked_to_withdraw": next((one for one in asked if one.stands), None),
        "withdrawal": next((one for one in asked if one.is_agreed), None),
        "asked_before": any(not one.is_open for one in asked),
        "says_withdrawn": True,
    }


def _at_the_door(request: HttpRequest, member: Membership | None, consultation: Consultation) -> next_step.Step | None:
    """Back to their number, for who waits to be let in and reads on meanwhile. They have used their invitation."""
    if member is not None or not request.user.is_authenticated or not next_step.joining_possible(consultation):
        return None
    if not Newcomer.objects.filter(user=request.user, consultation=consultation, state=Newcomer.State.WAITING).exists():
        return None
    text = "Read on meanwhile. A facilitator decides who comes in."
    return next_step.Step(
        "You are waiting to be let in", text, link("wait_here", consultation.slug), "Go back to your number"
    )


def _had_a_part(request: HttpRequest, member: Membership | None, slug: str) -> bool:
    if member is not None or not request.user.is_authenticated:
        return False
    return Membership.objects.filter(user=request.user, consultation__slug=slug).exists()


def _people(consultation: Consultation) -> dict[str, object]:
    """Who is answerable and who runs it, by name; participants only as numbers, and only once it has opened."""
    here = Q(withdrawn_at=None) | Q(role=Role.OFFICER, accepted_at__isnull=False)
    staff = consultation.memberships.filter(here).exclude(role=Role.PARTICIPANT).select_related("user")
    by_role: dict[str, list[Membership]] = {role: [] for role in Role}
    earlier: list[Membership] = []
    for member in staff:
        (by_role[member.role] if member.is_current else earlier).append(member)
    rows = _who(consultation, by_role, earlier)
    return {
        "rows": [row for row in rows if row["key"] in AT_ONCE],
        "more_rows": [row for row in rows if row["key"] not in AT_ONCE],
        "panel": by_role[Role.OVERSIGHT],
        "seat_notices": list(consultation.seat_notices.open().select_related("chosen_by__user")),
        "panel_lacks": panel.lacks(by_role[Role.OVERSIGHT]),
        "joined": people.joined(consultation),
    }


def _who(c: Consultation, by_role: dict[str, list[Membership]], earlier: list[Membership]) -> list[dict[str, str]]:
    rows = [
        (ASKS, c.commissioning_body),
        (ANSWERS, _who_answers(c, by_role[Role.OFFICER], earlier)),
        (FORCE, "\n".join(str(word) for word in agreeing.words(c))),
        ("Who runs the discussion", "\n".join(_named(m) for m in by_role[Role.FACILITATOR])),
        ("How they are independent", c.independent_facilitation),
        ("Who pays", c.funding_note),
        ("Who is responsible for the data", c.data_controller),
        ("Where", c.where),
        ("Who is invited", c.recruitment_note),
        ("Without a computer", c.non_digital_route),
    ]
    found = [{"key": key, "value": value} for key, value in rows if value]
    if c.force:
        leads = {"href": c.force.get_absolute_url(), "action": "How it keeps its word"}
        found = [{**row, **leads} if row["key"] == FORCE else row for row in found]
    return found


def _who_answers(consultation: Consultation, officers: list[Membership], earlier: list[Membership]) -> str:
    """Whoever holds the duty now, and who held it before, with the day on which it was handed on."""
    lines = [_named(member) for member in officers] or [
        "No officer now" if consultation.announced_at else "Not named yet"
    ]
    held = [one for member in (*officers, *earlier) for one in member.standings if one.until is not None]
    before = sorted((one for one in held if one.signs_as), key=lambda one: str(one.until))
    return "\n".join(lines + [f"Before: {one.signs_as}, until {day(one.until)}" for one in before])


def _named(member: Membership) -> str:
    """Jo Moss, Chief Superintendent, Riverside Police: whatever of it is known."""
    name = ", ".join(part for part in (member.called, member.organisation) if part)
    if member.role == Role.OFFICER:
        name += " – the accountable officer" + ("" if member.accepted_at else " (has not accepted yet)")
    return name


def _panel(consultation: Consultation, member: Membership | None) -> dict[str, object]:
    """The briefing this reader may see, and what the panel said about exactly that text."""
    version = contents.version_to_read(consultation, member, None)
    approved = version is not None and version.status == BriefingVersion.Status.APPROVED
    signoffs = list(version.valid_signoffs().select_related("member__user")) if version and approved else []
    beside = seating.beside_who_runs_it(consultation) if signoffs else frozenset()
    return {"version": version, "signoffs": signoffs, "beside": beside}

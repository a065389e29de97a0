"""The page of one consultation: the question, the dates, who answers, and what you can do now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultations import access
from consultations.briefing import contents
from consultations.changes import changes
from consultations.consultation import next_step, people
from consultations.lookup import find
from consultations.models import BriefingVersion, Consultation, Membership, Role
from consultations.stages import timeline


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = find(request, slug)
    member = access.membership_of(request.user, consultation)
    tasks = next_step.tasks_for(consultation, member)
    context = {
        "consultation": consultation,
        "member": member,
        "is_participant": next_step.is_participant(member),
        "tasks": tasks,
        "next_step": next_step.next_step(consultation, member, tasks),
        "clock": timeline.clock_of(consultation),
        "steps": timeline.steps(consultation),
        "timetable": timeline.timetable(consultation),
        "days_late": consultation.days_late,
        "changed": changes.since_asked(consultation),
        "in_use": [t for t in consultation.technologies.all() if t.in_use_already],
        **_people(consultation),
        **_panel(consultation, member),
    }
    return render(request, "consultations/consultation/page.html", context)


def _people(consultation: Consultation) -> dict[str, object]:
    """Who is answerable and who runs it, by name; participants only as numbers, and only once it has opened."""
    staff = consultation.memberships.current().exclude(role=Role.PARTICIPANT).select_related("user")
    by_role: dict[str, list[Membership]] = {role: [] for role in Role}
    for member in staff:
        by_role[member.role].append(member)
    return {
        "rows": _who(consultation, by_role),
        "panel": by_role[Role.OVERSIGHT],
        "joined": people.joined(consultation),
    }


def _who(c: Consultation, by_role: dict[str, list[Membership]]) -> list[dict[str, str]]:
    rows = [
        ("Who asks", c.commissioning_body),
        ("Who answers", "\n".join(_named(m) for m in by_role[Role.OFFICER]) or "Not named yet"),
        ("For which force", c.force),
        ("Who runs the discussion", "\n".join(_named(m) for m in by_role[Role.FACILITATOR])),
        ("How they are independent", c.independent_facilitation),
        ("Who pays", c.funding_note),
        ("Who is responsible for the data", c.data_controller),
        ("Where", c.places),
        ("Who is invited", c.recruitment_note),
        ("Without a computer", c.non_digital_route),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _named(member: Membership) -> str:
    """Jo Moss, Chief Superintendent, Riverside Police: whatever of it is known."""
    title = member.user.job_title if member.user else ""
    known = [member.public_name, title, member.organisation]
    name = ", ".join(part for part in known if part)
    if member.role == Role.OFFICER:
        name += " – the accountable officer" + ("" if member.accepted_at else " (has not accepted yet)")
    return name


def _panel(consultation: Consultation, member: Membership | None) -> dict[str, object]:
    """The briefing this reader may see, and what the panel said about exactly that text."""
    version = contents.version_to_read(consultation, member, None)
    approved = version is not None and version.status == BriefingVersion.Status.APPROVED
    signoffs = version.valid_signoffs().select_related("member__user") if version and approved else []
    return {"version": version, "signoffs": list(signoffs)}

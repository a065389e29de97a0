"""The staff desk of one consultation: its rooms by phase, what the next gate asks for, the side doors."""

from typing import Any

from consultations.access import Do
from consultations.models import Consultation, Membership, Stage
from consultations.stages import stages
from consultations.stages.timeline import link, stage_shown
from people.text.dates import day

S = Stage
#: Phase → (title, url name, what the role must be allowed to do there). A room that has no address yet is left out.
ROOMS: list[tuple[str, list[tuple[str, str, tuple[Do, ...]]]]] = [
    ("Prepare", [
        ("Setup", "setup", (Do.SET_UP,)),
        ("Topic guide", "topic_guide", (Do.SET_UP,)),
        ("Briefing", "edit_briefing", (Do.EDIT_BRIEFING,)),
        ("Accept the duty to answer", "accept_duty", (Do.ACCEPT_DUTY,)),
        ("Panel review", "review", (Do.EDIT_BRIEFING, Do.COMMENT_ON_BRIEFING)),
        ("People", "people", (Do.APPOINT,)),
        ("Groups and invitations", "groups", (Do.INVITE,)),
        ("Write the polls", "prepare_polls", (Do.PREPARE_POLLS,)),
    ]),
    ("While it is open", [
        ("Polls", "polls", (Do.RUN_WAVES,)),
        ("Statements", "conversations", (Do.RUN_CONVERSATION, Do.DECIDE_STATEMENT_AGAIN)),
        ("Discussion", "discussion", (Do.READ_CLOSED_THREADS,)),
        ("Moderation", "moderation", (Do.MODERATE,)),
        ("Appeals", "appeals", (Do.DECIDE_APPEAL,)),
        ("Sessions", "sessions", (Do.PLAN_SESSION, Do.RUN_SESSION)),
    ]),
    ("Make sense of it", [
        ("Coding", "coding", (Do.READ_CODING,)),
        ("Themes", "themes", (Do.READ_CODING,)),
        ("Check quotes", "check_quotes", (Do.CHECK_QUOTE,)),
        ("Findings", "findings", (Do.WRITE_FINDINGS,)),
        ("Recommendations", "recommendations", (Do.WRITE_FINDINGS,)),
        ("The report’s own words", "report_text", (Do.WRITE_FINDINGS,)),
        ("Check the draft findings", "check_findings", (Do.COMMENT_ON_FINDINGS,)),
        ("The panel’s statement", "statement", (Do.ADD_OVERSIGHT_STATEMENT,)),
    ]),
    ("The answer", [
        ("Write the answer", "response", (Do.DRAFT_RESPONSE,)),
        ("Sign the answer", "sign", (Do.SIGN_RESPONSE,)),
        ("Promises", "promises", (Do.REPORT_PROGRESS, Do.VERIFY_PROMISE)),
    ]),
    ("Afterwards", [
        ("Changes since people were asked", "changes", (Do.SAY_CHANGED,)),
        ("Record", "public_record", (Do.READ_RECORD,)),
    ]),
]  # fmt: skip
ORDER = [stage for stage in Stage if stage not in {S.PAUSED, S.WITHDRAWN}]


def open_to(member: Membership) -> list[dict[str, Any]]:
    """The rooms this role may use, by phase: [{heading, tasks}]; those still to come carry no link."""
    found = []
    for heading, entries in ROOMS:
        tasks = [
            task
            for title, name, dos in entries
            if (held := [do for do in dos if member.role in do.roles])
            and (task := _room(member.consultation, title, name, held))
        ]
        if tasks:
            found.append({"heading": heading, "tasks": tasks})
    return found


def _room(consultation: Consultation, title: str, name: str, dos: list[Do]) -> dict[str, str] | None:
    href = link(name, consultation.slug)
    if not href:
        return None
    open_in = [stage for stage in ORDER if any(stage in do.stages for do in dos)]
    now = stage_shown(consultation)
    if now in open_in:
        return {"title": title, "href": href, "status": "", "tone": ""}
    if now in ORDER and ORDER.index(now) < ORDER.index(open_in[0]):
        return {"title": title, "href": "", "status": "Later", "tone": "neutral"}
    return {"title": title, "href": href, "status": "Finished", "tone": "neutral"}


def ways_on(consultation: Consultation, member: Membership) -> list[stages.Transition]:
    """The side doors open to this role now: taking back, closing early."""
    forward = stages.next_transition(consultation)
    return [t for t in stages.TRANSITIONS if t.source == consultation.stage and t.by == member.role and t != forward]


def gate_tasks(consultation: Consultation, items: list[stages.Missing]) -> list[dict[str, str]]:
    """What a gate asks for as a task list, each with where to mend it."""
    return [
        {
            "title": item.text,
            "href": link(item.where, consultation.slug),
            "status": "Worth a look" if item.soft else "Needed",
            "tone": "neutral" if item.soft else "warn",
        }
        for item in items
    ]


def opening_words(consultation: Consultation) -> str:
    """What a participant may expect next, in one sentence."""
    if consultation.stage == S.ANNOUNCED:
        return f"It opens on {day(consultation.opens_at)}." if consultation.opens_at else "It opens soon."
    if consultation.stage == S.ANALYSIS and consultation.findings_due:
        return f"The findings are due by {day(consultation.findings_due)}."
    return ""

"""Every finding of a draft with what it still needs, and what the report as a whole does: the list of findings.

Looked at anew after every act on the consultation (each leaves an entry) and when time alone ends a wait; in between,
whoever opens the page gets what was found. It is the same for all who may read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.template.loader import render_to_string

from audit import clock
from audit.record import last_of
from audit.wiring import wired
from consultations.desk.links import DeskLink
from consultations.models import Consultation, DiscussionArea, Role
from consultations.stages import stages
from outcomes.findings import checking, gates
from outcomes.models import FindingsReport

KEPT = 600  # seconds: the words of whoever is erased meanwhile are shown no more, and gone by then
ROOMS = {
    "coding": "Coding",
    "set_aside": "What was set aside",
    "report_text": "The report’s own text",
    "check_quotes": "Quotes checked",
    "recommendations": "Recommendations",
    "check_findings": "Time to check the draft",
    "statement": "Statement of the oversight panel",
}
#: A room that holds it up is named as on the desk, where it is there.
ELSEWHERE = {"double_coding": "Two coders"}
READERS = (Role.FACILITATOR, Role.OVERSIGHT)  # who opens this page: a link must be open to all of them


@dataclass(frozen=True)
class Standing:
    parts: str  # the list itself, written out
    tasks: list[dict[str, str | bool]]


def of(consultation: Consultation, report: FindingsReport, areas: Sequence[DiscussionArea]) -> Standing:
    key = f"findings-standing:{consultation.pk}:{last_of(consultation.slug)}:{_waits(consultation, report)}"
    kept: Standing | None = cache.get(key)
    if kept is None:
        with stages.reading():
            gates.have(consultation, report)
            parts = {"areas": _by_area(consultation, areas), "consultation": consultation}
            kept = Standing(render_to_string("outcomes/findings/_parts.html", parts), _tasks(consultation))
        cache.set(key, kept, KEPT)
    return kept


def _waits(consultation: Consultation, report: FindingsReport) -> str:
    """Which of the waits of the gate go on: their end is no act."""
    over = consultation.closes_at and consultation.closes_at + timedelta(days=consultation.withdrawal_days)
    ends = [over, checking.facts_until(report), checking.check_until(report)]
    return clock.today().isoformat() + "".join("-" if end is None else str(int(clock.now() < end)) for end in ends)


def _by_area(consultation: Consultation, areas: Sequence[DiscussionArea]) -> list[dict[str, object]]:
    checked = gates.checked(consultation)
    return [
        {"area": area, "rows": [(finding, texts) for finding, texts, _ in checked if finding.area_id == area.pk]}
        for area in areas
    ]


def _tasks(consultation: Consultation) -> list[dict[str, str | bool]]:
    """The gate, page by page: what each room still owes; and other rooms, where one holds it up."""
    missing = stages.missing(consultation, stages.transition_named("publish_findings"))
    owed: dict[str, list[str]] = {name: [] for name in ROOMS}
    for item in missing:
        if not item.soft and item.where != "findings":  # those stand beside each finding
            owed.setdefault(item.where, []).append(item.text)
    links = {link.name: link for link in wired("DESK_LINKS")}
    return [
        {
            "title": _title(name, links.get(name)),
            "where": name,
            "has_page": (name in ROOMS and name != "statement") or (name in links and _is_open_to_readers(links[name])),
            "status": f"{len(texts)} to do" if texts else "Done",
            "tone": "warn" if texts else "good",
            "hint": texts[0] if texts else "",
        }
        for name, texts in owed.items()
    ]


def _title(name: str, link: DeskLink | None) -> str:
    return ROOMS.get(name) or ELSEWHERE.get(name) or (link.title if link else "Also")


def _is_open_to_readers(link: DeskLink) -> bool:
    return all(any(role in do.roles for do in link.dos) for role in READERS)

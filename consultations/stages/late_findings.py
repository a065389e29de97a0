"""Whose days they were: late findings move the date of the answer, and a pause of the panel is said beside it.

Whoever runs a consultation could else make the force late by publishing on the eve of its date.
docs/decisions/lateness.md
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import prefetch_related_objects

from audit import clock
from audit.models import Entry
from audit.record import record
from consultations import term_changes
from consultations.models import Consultation, TermChange
from consultations.stages import pauses
from people.text.dates import day
from people.text.sentences import many


def give_back_days(consultation: Consultation) -> None:
    """As the findings come: the answer is due as many days later as they came late, however many these are.

    The force has the days that were announced, from the findings on. Not the one move that the force itself has
    (`response_due_before`), and the findings stay late for good. The caller saves the consultation.
    """
    late, due = consultation.findings_days_late, consultation.response_due
    if not late or due is None:
        return
    consultation.response_due = due + timedelta(days=late)
    reason = f"The findings came {many(late, 'day')} late, {consultation.late_by(late)}."
    old, new = due.isoformat(), consultation.response_due.isoformat()
    term_changes.note(consultation, "response_due", old, new, reason, by=None)
    summary = f"{day(due)} → {day(consultation.response_due)}: {reason}"
    record("response_date_moved", actor=None, subject=consultation, consultation=consultation.slug, summary=summary)


def note_pauses(consultations: Sequence[Consultation]) -> None:
    """`pauses_said` of each whose answer is or came late: the pauses in which it could not be signed. One query."""
    late = {one.slug: one for one in consultations if one.days_late or one.answered_days_late}
    acts: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    entries = Entry.objects.filter(consultation__in=late, action__in=pauses.ACTS).order_by("number")
    for slug, action, at in entries.values_list("consultation", "action", "at") if late else []:
        acts[slug].append((action, at))
    for one in consultations:
        one.pauses_said = _said(one, pauses.among(acts[one.slug]))


def note_moves(consultations: Sequence[Consultation]) -> None:
    """`moves_said` of each: the days for which its answer was announced before, and why they were left. One query."""
    found: dict[int, list[str]] = {one.pk: [] for one in consultations}
    for move in TermChange.objects.filter(consultation__in=found, name="response_due").order_by("pk"):
        if move.old and move.new:
            found[move.consultation_id].append(_moved(move))
    for one in consultations:
        one.moves_said = " ".join(found[one.pk])


def _moved(move: TermChange) -> str:
    days = f"{day(date.fromisoformat(str(move.old)))}, moved to {day(date.fromisoformat(str(move.new)))}"
    return f"Was due {days}: {move.reason.rstrip('.')}."


def moves(consultation: Consultation) -> list[tuple[TermChange, bool]]:
    """Each move of the day of its answer since it was announced, oldest first, and whether the force made it."""
    prefetch_related_objects([consultation], "term_changes")
    before = consultation.response_due_before
    moved = [one for one in consultation.term_changes.all() if one.name == "response_due" and one.old and one.new]
    return [(one, before is not None and one.old == before.isoformat()) for one in reversed(moved)]


def moves_by_others(consultation: Consultation) -> str:
    """Those that were not the force’s own, in words: it tells its own as its own (`Consultation.moved_words`)."""
    return " ".join(_moved(one) for one, by_force in moves(consultation) if not by_force)


def pauses_of(consultation: Consultation) -> str:
    """The same of one."""
    note_pauses([consultation])
    return consultation.pauses_said


def _said(consultation: Consultation, spans: list[pauses.Span]) -> str:
    """Those between the findings and the answer; and, where the findings were late, those before them."""
    since, until = consultation.findings_published_at, consultation.response_published_at or clock.now()
    if since is None:
        return ""
    between = [(at, to) for at, to in spans if at < until and (to is None or to > since)]
    said = []
    if consultation.findings_days_late and (before := [(at, to) for at, to in spans if to is not None and to <= since]):
        said.append(f"Before the findings it was paused by the panel {pauses.said(before)}.")
    if between:
        said.append(f"It was paused by the panel {pauses.said(between)}: signing was blocked then, and the days count.")
    return " ".join(said)

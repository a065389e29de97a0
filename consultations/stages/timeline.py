"""Where a consultation stands, in words: the clock, the steps of the lifecycle, the timetable.

Pure presentation: nothing here writes, and no rule of the product is decided here.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst

from audit import clock
from consultations.models import Consultation, Stage, TermChange
from consultations.models.consultation import days_until
from consultations.stages import late_since, open_time
from people.text.dates import day, days, ends_its_day, hour, last_day, local_day, until, until_day

S = Stage
PUBLIC_STEPS = [
    (S.ANNOUNCED, "Announced"),
    (S.OPEN, "Open"),
    (S.ANALYSIS, "Being analysed"),
    (S.FINDINGS_PUBLISHED, "Findings out"),
    (S.RESPONSE_PUBLISHED, "Police answer"),
    (S.FOLLOW_UP, "Promises tracked"),
    (S.COMPLETED, "Completed"),
]
HIDDEN_STEPS = [(S.DRAFT, "Draft"), (S.IN_REVIEW, "Panel review")]


def link(name: str, *args: object) -> str:
    """The address called `name`, or "" while no room answers to it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


# --- The clock -------------------------------------------------------------------------------------
def stage_shown(consultation: Consultation) -> Stage:
    """The stage the reader is in: what the clock has closed is closed, and a pause keeps its place among the steps."""
    stage = Stage(consultation.stage)
    if stage == S.PAUSED and consultation.stage_before_pause:
        stage = Stage(consultation.stage_before_pause)
    if stage == S.OPEN and consultation.closes_at is not None and clock.now() >= consultation.closes_at:
        return S.ANALYSIS
    return stage


def waits_for_police(consultation: Consultation) -> bool:
    """True while the answer is due, a pause included: nobody can stop that clock from showing."""
    return stage_shown(consultation) == S.FINDINGS_PUBLISHED


def clock_of(consultation: Consultation) -> dict[str, str]:
    """The public label with its tone, for components/clock.html (domain 3.1)."""
    if consultation.stage == S.PAUSED:
        _, tone = _CLOCKS[stage_shown(consultation)](consultation)
        said = late_behind(consultation)
        return {"text": f"Paused{f' – {said}' if said else ''}", "tone": "late" if tone == "late" else "soon"}
    if consultation.stage == S.WITHDRAWN:
        said = withdrawn_late(consultation)
        return {"text": f"Withdrawn{f' – {said}' if said else ''}", "tone": "late" if said else "soon"}
    text, tone = _CLOCKS[stage_shown(consultation)](consultation)
    return {"text": text, "tone": tone}


def late_behind(c: Consultation) -> str:
    """What a pause leaves said: all that is late or was, as the clock behind it has it (invariant 31)."""
    if c.opening_days_late:
        return f"not opened, {days(c.opening_days_late)} late"
    if c.findings_late_so_far:
        return _findings_late(c)
    if c.days_late:
        return f"police answer overdue by {days(c.days_late)}"
    said = f"answered{_lateness(c)}" if c.answered_days_late else ""
    return "; ".join(part for part in (said, late_since.of(c).words) if part)


def withdrawn_late(c: Consultation) -> str:
    """What stays said of one that was withdrawn late, in a few words: what came first, and so was late the longest."""
    if c.opening_days_late:
        return f"never opened, {days(c.opening_days_late)} late"
    return f"findings {days(c.findings_late_so_far)} late" if c.findings_late_so_far else ""


def _announced(c: Consultation) -> tuple[str, str]:
    if c.opening_days_late:
        return f"Not opened – {days(c.opening_days_late)} late", "late"
    if c.opens_at is None or c.opens_at <= clock.now():
        return "Opening soon", "calm"
    return f"Opening on {day(c.opens_at)}", "calm"


def _open(c: Consultation) -> tuple[str, str]:
    if c.closes_at is None:
        return "Open", "calm"
    left = days_until(last_day(c.closes_at)) or 0
    when = {0: "at the end of today" if ends_its_day(c.closes_at) else f"today at {hour(c.closes_at)}", 1: "tomorrow"}
    return f"Open – closes {when.get(left, f'in {days(left)}')}", "soon" if left <= 3 else "calm"


def _analysis(c: Consultation) -> tuple[str, str]:
    if c.findings_due is None:
        return "Closed – being analysed", "calm"
    if c.findings_late_so_far:
        return f"Closed – {_findings_late(c)}", "late"
    return f"Closed – findings due by {day(c.findings_due)}", "calm"


def _findings_late(c: Consultation) -> str:
    return f"findings {days(c.findings_late_so_far)} late{', waiting for the panel' if c.awaits_panel else ''}"


def _findings(c: Consultation) -> tuple[str, str]:
    if c.response_due is None:
        return "Findings out – waiting for the police", "soon"
    if c.days_late:
        return f"Police answer overdue by {days(c.days_late)}", "late"
    tone = "soon" if (days_until(c.response_due) or 0) <= 14 else "calm"
    return f"Findings out – police answer due by {day(c.response_due)}", tone


def _lateness(c: Consultation) -> str:
    """What stays said of an answer that came late: no later stage takes it away (invariant 31)."""
    return f", {days(c.answered_days_late)} late" if c.answered_days_late else ""


def _answered(c: Consultation) -> tuple[str, str]:
    """Never the colour of what is done while something is late, or was (invariant 31)."""
    late, came = late_since.of(c), _lateness(c)
    tone = "late" if late.now else "soon" if late.words or came else "done"
    if c.stage_behind_pause == S.COMPLETED:
        said = "; ".join(part for part in (f"answered{came}" if came else "", late.words) if part)
        return f"Completed{f' – {said}' if said else ''}", tone
    is_followed = c.stage_behind_pause == S.FOLLOW_UP
    text = f"Answered{came} – being followed up" if is_followed else f"Police have answered{came}"
    return f"{text}{f': {late.words}' if late.words else ''}", tone


_CLOCKS: dict[Stage, Callable[[Consultation], tuple[str, str]]] = {
    S.DRAFT: lambda c: ("Draft – not public", "calm"),
    S.IN_REVIEW: lambda c: ("With the oversight panel – not public", "calm"),
    S.ANNOUNCED: _announced,
    S.OPEN: _open,
    S.ANALYSIS: _analysis,
    S.FINDINGS_PUBLISHED: _findings,
    S.RESPONSE_PUBLISHED: _answered,
    S.FOLLOW_UP: _answered,
    S.COMPLETED: _answered,
    S.PAUSED: lambda c: ("Paused", "soon"),
}


# --- The steps --------------------------------------------------------------------------------------
def steps(consultation: Consultation) -> list[dict[str, str]]:
    """The stages for components/progress_steps.html; published findings put the police's own step in turn."""
    stages = PUBLIC_STEPS if consultation.is_public else HIDDEN_STEPS + PUBLIC_STEPS
    shown = stage_shown(consultation)
    if shown == S.WITHDRAWN:
        return _withdrawn_steps(consultation)
    here = [stage for stage, _ in stages].index(shown)
    if shown in {S.FINDINGS_PUBLISHED, S.RESPONSE_PUBLISHED}:
        here += 1  # this step is taken: the next one is what everybody waits for
    done = len(stages) if shown == S.COMPLETED else here
    states = ["done" if n < done else "current" if n == here else "todo" for n in range(len(stages))]
    return [
        {"label": label, "state": state, "note": _note(consultation, stage, state)}
        for (stage, label), state in zip(stages, states, strict=True)
    ]


def _withdrawn_steps(c: Consultation) -> list[dict[str, str]]:
    """As far as it came, and that it ended there."""
    names = [stage for stage, _ in PUBLIC_STEPS]
    came = PUBLIC_STEPS[: names.index(S(c.withdrawn_from)) + 1]
    done = [{"label": label, "state": "done", "note": _note(c, stage, "done")} for stage, label in came]
    late = withdrawn_late(c)
    note = f"{day(c.withdrawn_at)}{f': {late}' if late else ''}"
    return [*done, {"label": "Withdrawn", "state": "current", "note": note}]


def _note(c: Consultation, stage: Stage, state: str) -> str:
    if state == "current" and c.stage == S.PAUSED:
        late = _late_note(c, stage)
        return f"Paused. {late}" if late else "Paused"
    if late := _late_note(c, stage):
        return late
    due = {
        S.ANNOUNCED: day(c.announced_at),
        S.OPEN: _between(c),
        S.FINDINGS_PUBLISHED: _findings_came(c) or _by(c.findings_due),
        S.RESPONSE_PUBLISHED: f"Published{_lateness(c)}" if state == "done" else _by(_answer_due(c)),
    }
    return due.get(stage, "")


def _late_note(c: Consultation, stage: Stage) -> str:
    """What is late of this step, or was, in the place of its date."""
    if stage == S.FINDINGS_PUBLISHED and c.findings_late_so_far:
        return f"{_by(c.findings_due)}, {days(c.findings_late_so_far)} late"
    if stage == S.RESPONSE_PUBLISHED and c.days_late:
        return f"Overdue by {days(c.days_late)}"
    return late_since.of(c).words if stage == S.FOLLOW_UP else ""


def _answer_due(c: Consultation) -> date | None:
    """As late as the findings are so far: the force has its days from the findings on."""
    return c.response_due and c.response_due + timedelta(days=c.findings_late_so_far)


def _findings_came(c: Consultation) -> str:
    late = f", {days(c.findings_days_late)} late" if c.findings_days_late else ""
    return f"{day(c.findings_published_at)}{late}" if c.findings_published_at else ""


def _by(value: date | None) -> str:
    return f"By {day(value)}" if value else ""


def _between(c: Consultation) -> str:
    if c.stage_behind_pause in {S.DRAFT, S.IN_REVIEW, S.ANNOUNCED}:
        return f"From {day(c.opens_at)}{_not_opened(c)}" if c.opens_at else ""
    if c.is_withdrawn and c.closes_at and c.ended_at != c.closes_at:
        return ""  # it closed with its withdrawal
    verb = "Until" if c.is_open else "Closed"
    return f"{verb} {until_day(c.closes_at)}" if c.closes_at else ""


def _not_opened(c: Consultation) -> str:
    return f", {days(c.opening_days_late)} late" if c.opening_days_late else ""


def _opening(c: Consultation, came: open_time.OpenTime | None) -> dict[str, str]:
    """When it opens, was to open, or did: nothing is said to have opened because its day has passed."""
    if c.is_withdrawn and c.withdrawn_from == S.ANNOUNCED:
        return {"key": "Was to open", "value": f"{day(c.opens_at)}{_moved_opening(c)}\n{_never_opened(c)}"}
    if c.stage_behind_pause in {S.DRAFT, S.IN_REVIEW, S.ANNOUNCED}:
        late = f"\nNot opened yet: {days(c.opening_days_late)} late" if c.opening_days_late else ""
        whose = _by_whom(open_time.kept_shut_by(c)) if late else ""
        return {
            "key": "Was to open" if late else "Opens",
            "value": f"{day(c.opens_at)}{_moved_opening(c)}{late}{whose}",
        }
    if came is None or not came.late:
        return {"key": "Opened", "value": day(c.opens_at) + _moved_opening(c)}
    announced = f"\nAnnounced for {day(c.opens_at)}: {days(came.late)} late{_by_whom(came.held.strip())}"
    return {"key": "Opened", "value": f"{day(came.opened)}{_moved_opening(c)}{announced}"}


def _never_opened(c: Consultation) -> str:
    if not c.opening_days_late:
        return "It was withdrawn before that day."
    late = c.late_when_withdrawn[0]
    return late if c.withdrawn_held else f"{late} Opening it was up to those who run it."


def _by_whom(others: str) -> str:
    """Those who run it open it; where others held it up, that is said and no name is put to the days."""
    return f". {others}" if others else ", by those who run it."


def _moved_opening(c: Consultation) -> str:
    return _moved(c, "opens_at", but=lambda _: False)


def _moved(c: Consultation, name: str, *, but: Callable[[TermChange], bool]) -> str:
    """A day that moves before it comes is late on no list: each move stays readable, with the reason."""
    moves = [one for one in c.term_changes.all() if one.name == name and one.old and not but(one)] if c.pk else []
    of = last_day if name == "closes_at" else local_day
    return "".join(f"\nMoved from {day(of(_read(one.old)))}. The reason given: {one.reason}" for one in moves)


def _read(kept: object) -> datetime:
    return datetime.fromisoformat(str(kept))


def _closing(c: Consultation, came: open_time.OpenTime | None) -> dict[str, str]:
    closes = capfirst(until(c.closes_at))
    early = came.early if came is not None else None
    closes += _moved(c, "closes_at", but=lambda one: one == early or _read(one.old) == c.closes_at_before)
    if c.closes_at_before:
        closes += f"\nMoved from {until(c.closes_at_before)}. The reason given: {c.closing_reason}"
    for said in (came.early_words, came.paused_words) if came is not None else ():
        closes += f"\n{said}" if said else ""
    if c.opening_days_late or (c.is_withdrawn and c.ended_at != c.closes_at):
        return {"key": "Was to close", "value": closes}
    return {"key": "Closes" if _ahead(c.closes_at) else "Closed", "value": closes}


def _ahead(value: datetime | None) -> bool:
    return value is not None and value > clock.now()


def _moved_before_opening(c: Consultation) -> str:
    """The day of the answer, where a facilitator moved it after it was announced: not the one move of the force."""
    moves = [one for one in c.term_changes.all() if one.name == "response_due"] if c.pk and c.announced_at else []
    found = [(date.fromisoformat(one.old), one.reason) for one in moves if one.old]
    said = [f"Moved from {day(old)}. The reason given: {why}" for old, why in found if old != c.response_due_before]
    return "".join(f"\n{line}" for line in said)


def timetable(c: Consultation) -> list[dict[str, str]]:
    """Every date a reader may hold somebody to, moved dates with their reason."""
    if c.is_withdrawn:
        return _withdrawn_timetable(c)
    due = day(c.response_due)
    if c.response_date_moved:
        due += f"\nMoved from {day(c.response_due_before)}. The reason given: {c.extension_reason}"
    due += _moved_before_opening(c)
    came = open_time.of(c) if c.pk and c.stage_behind_pause not in {S.DRAFT, S.IN_REVIEW, S.ANNOUNCED} else None
    if late := c.findings_late_so_far:
        whose = "" if c.opening_days_late else f", {c.late_by(late)}"
        due += (
            f"\nThe findings are {days(late)} late{whose}. "
            f"The answer is due as many days later as they come late: so far by {day(_answer_due(c))}."
        )
    if c.days_late:
        due += f"\nOverdue by {days(c.days_late)}"
    if c.response_published_at:
        due += f"\nAnswered on {day(c.response_published_at)}{_lateness(c)}"
    if c.findings_published_at:
        findings = {"key": "Findings published", "value": _findings_came(c)}
    else:
        findings = {"key": "Findings due by", "value": day(c.findings_due)}
    rows = [
        {"key": "Announced", "value": day(c.announced_at)},
        _opening(c, came),
        _closing(c, came),
        findings,
        {"key": "Police answer due by", "value": due},
        {"key": "Completed", "value": "\n".join(_followed_again(one) for one in c.followed_again)},
    ]
    return [row for row in rows if row["value"]] or [{"key": "Dates", "value": "Not set yet"}]


def _withdrawn_timetable(c: Consultation) -> list[dict[str, str]]:
    """The dates that were announced, none of them ahead any more, and what was late on the day it was withdrawn."""
    came = open_time.of(c) if c.withdrawn_from != S.ANNOUNCED else None
    found = day(c.findings_due)
    if late := c.findings_late_so_far:
        whose = "" if c.opening_days_late else ", by those who run the consultation"
        found += f"\nThey were {days(late)} late when it was withdrawn{whose}."
    rows = [
        {"key": "Announced", "value": day(c.announced_at)},
        _opening(c, came),
        _closing(c, came),
        {"key": "Withdrawn", "value": f"{day(c.withdrawn_at)}\nThe reason given: {c.stage_reason}"},
        {"key": "Findings were due by", "value": found},
        {"key": "Police answer was due by", "value": day(c.response_due)},
    ]
    return [row for row in rows if row["value"]]


def _followed_again(one: dict[str, str]) -> str:
    """Completed, and a promise is open again since: the panel took back that it was kept."""
    completed = f"On {day(date.fromisoformat(one['completed']))}" if "completed" in one else "Once"
    return (
        f"{completed}. Followed up again since {day(date.fromisoformat(one['on']))}. The reason given: {one['reason']}"
    )

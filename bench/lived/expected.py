"""What should be told to whom on which day, and what the pages should say: from the days and the numbers alone."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from bench.lived import calendar as days
from deliberation import numbers as talked
from outcomes import numbers
from people.text.sentences import many


class Line(NamedTuple):
    """Something told: in the inbox on `day`; by e-mail on `mailed`, if at all."""

    day: date
    who: str
    title: str
    mailed: date | None


FACILITATORS, PANEL, POLICE = ("moss", "finch"), ("hale", "quill"), ("okoro", "reyes")
RESIDENTS = ("amina", "bilal", "carys")
PROMISES = {"kept": days.KEPT_DUE, "late": days.LATE_DUE, "dropped": days.DROPPED_DUE}
LATER = timedelta(days=1)


def written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _staff(who: tuple[str, ...], day: date, title: str) -> list[Line]:
    return [Line(day, one, title, day) for one in who]


def _residents(day: date, title: str) -> list[Line]:
    """Amina wants it at once, Bilal once a week, Carys on her page; and one who takes no part."""
    mailed = {"amina": day, "bilal": days.monday_after(day), "carys": None}
    return [Line(day, who, title, mailed[who]) for who in RESIDENTS]


def _moved(day: date, title: str) -> list[Line]:
    return [*_residents(day, title), Line(day, "reader", title, day)]


def lines(quoted: dict[str, list[str]]) -> list[Line]:
    """Everything; `quoted` says in which findings words of a resident stand."""
    found = [*_stages(), *_answer(), *_verdict(), *_promises(), *_decision()]
    for who, findings in quoted.items():
        found += [
            line
            for one in findings
            for line in _residents(days.FINDINGS, f"Your words stand in {one}")
            if line.who == who
        ]
    asked = "You are asked once more"
    return found + _residents(days.ASKED_AGAIN, asked)


def _stages() -> Iterator[Line]:
    reached = {
        days.CREATED: "With the oversight panel", days.ANNOUNCED: "Announced", days.OPENS: "Open",
        days.CLOSES: "Being analysed", days.FINDINGS: "Findings published", days.ANSWERED: "Police have answered",
        days.COMPLETED: "Completed",
    }  # fmt: skip
    for day, stage in reached.items():
        yield from _staff(FACILITATORS, day, f"Now “{stage}”")
        if day > days.OPENS:
            yield Line(day, "reader", f"Now “{stage}”", day)
    yield from _staff(PANEL, days.CREATED, "The briefing waits for your review")
    yield from _staff(("okoro",), days.CREATED, "You accepted the duty to answer")
    yield from _staff(POLICE, days.CREATED, "Facts are asked of the force")
    # All else is written by then; the panel says its statement on the day of the findings.
    yield from _staff(PANEL, days.FINDINGS_DUE, "The findings wait for the panel alone, for its statement on the draft")
    for day, title in ((days.FINDINGS, "The findings are out"), (days.ANSWERED, "The police have answered")):
        for who in RESIDENTS:
            yield Line(day, who, title, days.monday_after(day) if who == "bilal" else day)


def _due(first: str, panel: str, due: date, until: date) -> Iterator[Line]:
    """28, 14 and 3 days before, on the day, from the day after and then weekly: until it is done.

    The panel hears of it as `panel`, when it is two weeks over.
    """
    for before in (28, 14, 3, 0):
        yield from _staff(POLICE, days.working(due - timedelta(days=before)), f"{first} is due on {written(due)}")
    late = 0
    while (day := due + timedelta(days=max(1, 7 * late))) < until:
        yield from _staff(POLICE, day, f"{first} is {many((day - due).days, 'day')} late")
        late += 1
    if (day := due + timedelta(days=14)) < until:
        yield from _staff(PANEL, day, f"{panel} is overdue by 14 days")


def _answer() -> Iterator[Line]:
    yield from _due("Your answer", "The answer of the police", days.ANSWER_DUE, days.ANSWERED)
    yield from _moved(days.ANSWER_DUE + LATER, f"The police answer was due on {written(days.ANSWER_DUE)} and is late")
    yield from _staff(("okoro",), days.ANSWERED, "You signed as N. Okoro. The fingerprint is")
    yield from _residents(days.ANSWERED, "Your verdict on the answer is wanted")


def verdict_ends() -> date:
    return days.ANSWERED + timedelta(days=numbers.VERDICT_DAYS) + (days.RESUMED - days.PAUSED)


def _verdict() -> Iterator[Line]:
    yield from _staff(POLICE, verdict_ends() + LATER, "Residents’ verdict has closed. You can reply once")


def _promises() -> Iterator[Line]:
    def moved(name: str, day: date, what: str) -> list[Line]:
        late = promise(name, day) if what != "late" else ""  # what was late stays said
        said = late if late.startswith(what) else f"{what} ({late})"
        return _moved(day, f"“Promise {name}” – {said if late else what}")

    done, wait = "done, not yet checked", timedelta(days=14)
    for due in (*PROMISES.values(),):
        yield from _staff(POLICE, days.working(due - wait), "A promise falls due")
    yield from _staff(POLICE, days.working(days.FOUND_DUE - wait), "A promise falls due")
    for name, day in (
        ("kept", days.KEPT_DONE),
        ("kept", days.KEPT_AGAIN),
        ("late", days.LATE_DONE),
        ("found", days.FOUND_DONE),
    ):
        yield from moved(name, day, done)
        yield from _staff(PANEL, day, "A promise to check")
    yield from moved("kept", days.KEPT_BACK, "not confirmed by the panel")
    yield from _staff(POLICE, days.KEPT_BACK, "The panel sent evidence back")
    for name, day in (("kept", days.KEPT_SEEN), ("late", days.LATE_SEEN), ("found", days.FOUND_SEEN)):
        yield from moved(name, day, "checked by the panel, and kept")
    yield from _staff(PANEL, days.KEPT_AGAIN + wait, "A promise waits for your check since 14 days")
    yield from moved("late", days.LATE_UPDATE, "on track")
    for name, due, until in (
        ("late", days.LATE_DUE, days.LATE_DONE),
        ("dropped", days.DROPPED_DUE, days.DROPPED),
    ):
        yield from moved(name, due + LATER, "late")
        for over in (1, *range(7, (until - due).days, 7)):
            yield from _staff(POLICE, due + timedelta(days=over), f"A promise is {many(over, 'day')} late")
            if over == 14:
                yield from _staff(PANEL, due + timedelta(days=over), "A promise is 14 days late")
    yield from moved("dropped", days.DROPPED, "dropped")
    silent = timedelta(days=numbers.days_of(numbers.REPORT_MONTHS))
    yield from _staff(
        POLICE, days.ANSWERED + silent, "An update of a promise is wanted"
    )  # the dropped one: nothing yet


def _decision() -> Iterator[Line]:
    what = "decision on recommendation 4"
    yield from _due(f"Your {what}", f"The {what}", days.DECISION_DUE, days.DECIDED)
    yield from _moved(days.DECISION_DUE + LATER, "DECISION – decision overdue")
    yield from _moved(days.DECIDED, f"DECISION – decided: accepted ({decision(days.DECIDED)})")


# --- What the pages say in the afternoon ----------------------------------------------------------------
def badge(day: date) -> str:
    """The consultation's clock, on its own page."""
    late = f"{many((days.ANSWERED - days.ANSWER_DUE).days, 'day')} late"
    if day < days.ANNOUNCED:
        return "not public"
    if day < days.OPENS:
        return f"Opening on {written(days.OPENS)}"
    if day < days.CLOSES:
        left = (days.CLOSES - day).days
        return "Open – closes tomorrow" if left == 1 else f"Open – closes in {many(left, 'day')}"
    if day < days.FINDINGS:
        over = (day - days.FINDINGS_DUE).days
        due = f"Closed – findings due by {written(days.FINDINGS_DUE)}"
        return f"Closed – findings {many(over, 'day')} late, waiting for the panel" if over > 0 else due
    if day < days.ANSWERED:
        over = (day - days.ANSWER_DUE).days
        due = f"Findings out – police answer due by {written(days.ANSWER_DUE)}"
        return f"Police answer overdue by {many(over, 'day')}" if over > 0 else due
    if day == days.ANSWERED:
        return f"Police have answered, {late}"
    if days.PAUSED <= day < days.RESUMED:
        return f"Paused – answered, {late}"
    left = left_to_do(day)
    if day >= days.COMPLETED:
        return "; ".join([f"Completed – answered, {late}", *left])
    return f"Answered, {late} – being followed up{': ' if left else ''}{'; '.join(left)}"


def left_to_do(day: date) -> list[str]:
    """What is or was late of the promises and the decision, what is late now first."""
    late, dropped, over = promise("late", day), promise("dropped", day), decision(day)
    over = over.removeprefix("decision ").removeprefix("decided ")
    said = [
        (0 if day < days.LATE_SEEN else 2, late and f"1 promise {late}"),
        (0 if day < days.DROPPED else 3, dropped and f"1 promise {dropped}"),
        (1 if day < days.DECIDED else 4, over and f"1 decision {over}"),
    ]
    return [words for _, words in sorted(said) if words]


def promise(name: str, day: date) -> str:
    """How late the page of a promise calls it; empty in time."""
    ends = {"late": (days.LATE_DUE, days.LATE_DONE, days.LATE_SEEN, "done"),
            "dropped": (days.DROPPED_DUE, days.DROPPED, days.DROPPED, "dropped")}  # fmt: skip
    if name not in ends:
        return ""
    due, ended, seen, how = ends[name]
    over = (min(day, ended) - due).days
    if over <= 0:
        return ""
    said = "" if day < ended else "reported done " if day < seen else f"{how} "
    return f"{said}{many(over, 'day')} late"


def decision(day: date) -> str:
    over = (min(day, days.DECIDED) - days.DECISION_DUE).days
    if over <= 0:
        return ""
    return f"decided {many(over, 'day')} late" if day >= days.DECIDED else f"decision overdue by {many(over, 'day')}"


def follow_up_closes() -> date:
    return days.ASKED_AGAIN + timedelta(weeks=talked.FOLLOW_UP_WEEKS)

"""Results: who may see them, and what they say. Counted from ballots and tokens alone, so that they can be counted
again after the links between people and ballots are destroyed.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from consultations import access, totals
from consultations.models import Role
from deliberation import disclosure
from deliberation.models import Ballot, Option, Question, Wave

#: The viewer that is a room: its phones and its screen.
ROOM = "room"
RECRUITED, OPEN = "recruited", "open"
BASES = {RECRUITED: "people from the recruited groups", OPEN: "people who chose to take part by themselves"}
UNTIL_CLOSED = "Nobody can see these results, staff included, until this poll closes."
UNTIL_PUBLISHED = "These results are published with the findings."


@dataclass(frozen=True)
class Row:
    label: str
    count: int
    share: float | None
    width: int
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class QuestionResult:
    """One question in one wave, for one kind of people. Recruited and self-selected people are never added up."""

    question: Question
    wave: Wave
    kind: str
    base: int
    rows: list[Row] = field(default_factory=list)
    withheld: str = ""

    @property
    def show_percent(self) -> bool:
        return self.base >= disclosure.PERCENT_FROM

    @property
    def base_text(self) -> str:
        who = f"people in {self.wave.session.who(self.kind == OPEN)}" if self.wave.session else BASES[self.kind]
        many = f", up to {self.question.max_choices} answers each" if self.question.max_choices > 1 else ""
        return f"{self.base} {who}{many}"

    @property
    def chart(self) -> dict[str, Any]:
        """For components/chart_bars.html. A withheld result carries no numbers at all."""
        return {
            "id": f"q{self.question.pk}-w{self.wave.pk}-{self.kind}", "title": self.question.text,
            "base": "" if self.withheld else self.base_text, "rows": self.rows, "show_percent": self.show_percent,
            "withheld": self.withheld,
        }  # fmt: skip


# --- Who may see --------------------------------------------------------------------------------
def why_withheld(wave: Wave, viewer: Any) -> str:
    """Why this viewer may not see the wave's results; empty when they may. `viewer`: a user, None or ROOM."""
    in_room = wave.kind == Wave.Kind.PULSE and (viewer == ROOM or _was_in_room(wave, viewer))
    moving = in_room and wave.live_results and wave.state == Wave.State.OPEN
    if wave.state != Wave.State.CLOSED and not moving:
        return UNTIL_CLOSED
    if in_room or wave.consultation.has_findings or _keeps(wave, viewer):
        return ""
    return UNTIL_PUBLISHED


def _keeps(wave: Wave, viewer: Any) -> bool:
    member = None if viewer == ROOM else access.membership_of(viewer, wave.consultation)
    return member is not None and member.role in {Role.FACILITATOR, Role.OVERSIGHT}


def _was_in_room(wave: Wave, viewer: Any) -> bool:
    member = access.membership_of(viewer, wave.consultation)
    if member is None or wave.session is None:
        return False
    own = member.role == Role.PARTICIPANT and wave.session.admits(member.group_id)
    return own or member.role in {Role.FACILITATOR, Role.OVERSIGHT}


# --- What they say ------------------------------------------------------------------------------
def for_wave(wave: Wave, *, viewer: Any) -> list[QuestionResult] | str:
    """Every question's results, or the reason why this viewer gets none. Own-words questions are not counted."""
    if reason := why_withheld(wave, viewer):
        return reason
    tallies, bases = _count(wave)
    least = wave.consultation.min_answer
    results = []
    for question in wave.questions.prefetch_related("options"):
        if not question.has_options:
            continue
        kinds = [kind for kind in BASES if bases[question.pk, kind]] or [RECRUITED]
        for kind in kinds:
            results.append(_result(question, wave, kind, bases[question.pk, kind], tallies, least))
    return results


def _count(wave: Wave) -> tuple[Counter[tuple[int, str, int]], Counter[tuple[int, str]]]:
    """One GROUP BY: (question, kind, option) → people, and (question, kind) → people."""
    tallies: Counter[tuple[int, str, int]] = Counter()
    bases: Counter[tuple[int, str]] = Counter()
    counted = (
        Ballot.objects.filter(wave=wave)
        .values_list("question", "choice", "token__profile__group__is_open")
        .annotate(people=Count("pk"))
    )
    for question, choice, is_open, people in counted:
        kind = OPEN if is_open else RECRUITED
        bases[question, kind] += people
        for option in filter(None, choice.split(",")):
            tallies[question, kind, int(option)] += people
    return tallies, bases


def _result(
    question: Question, wave: Wave, kind: str, base: int, tallies: Counter[tuple[int, str, int]], least: int
) -> QuestionResult:
    withheld = disclosure.withheld_total(base, least)
    if withheld:
        return QuestionResult(question, wave, kind, 0, [], withheld)
    counts = {option: tallies[question.pk, kind, option.pk] for option in question.options.all()}
    return QuestionResult(question, wave, kind, base, [_row(option, n, base) for option, n in counts.items()])


def _row(option: Option, count: int, base: int) -> Row:
    note, tone = ("This is the right answer", "good") if option.is_correct else ("", "")
    return Row(option.text, count, disclosure.share(count, base), disclosure.width(count, base), note, tone)


# --- By group or by age -------------------------------------------------------------------------
@dataclass(frozen=True)
class Breakdown:
    question: Question
    results: dict[str, QuestionResult]
    withheld: str = ""


def breakdown(wave: Wave, question: Question, by: str, *, viewer: Any, kind: str = RECRUITED) -> Breakdown:
    """The question's results by "group" or by "age", whole or not at all."""
    if reason := why_withheld(wave, viewer):
        return Breakdown(question, {}, reason)
    held = totals.kept(wave.consultation, _age_key(wave, question, kind)) if by == "age" else None
    if held is not None:
        return _as_kept(held, wave, question, kind)
    return _broken_down(wave, question, by, kind)


def _broken_down(wave: Wave, question: Question, by: str, kind: str) -> Breakdown:
    path = {"group": "token__profile__group__name", "age": "token__profile__age_band"}[by]
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    people: Counter[str] = Counter()
    for name, choice, is_open in Ballot.objects.filter(wave=wave, question=question).values_list(
        path, "choice", "token__profile__group__is_open"
    ):
        if (OPEN if is_open else RECRUITED) == kind:
            people[name or "not given"] += 1
            counts[name or "not given"].update(int(pk) for pk in choice.split(",") if pk)
    consultation = wave.consultation
    if by == "age":
        people, counts = _merged(people, counts, consultation.min_base)
    options = list(question.options.all())
    cells = {name: [counts[name][option.pk] for option in options] for name in people}
    withheld = disclosure.withheld_breakdown(cells, people, base=consultation.min_base, answer=consultation.min_answer)
    if withheld or not people:
        return Breakdown(question, {}, withheld or disclosure.FEW.format(least=consultation.min_base))
    return Breakdown(
        question,
        {
            name: QuestionResult(
                question, wave, kind, people[name], [_row(o, counts[name][o.pk], people[name]) for o in options]
            )
            for name in sorted(people)
        },
    )


# --- By age, once the ages are deleted ----------------------------------------------------------
def _age_key(wave: Wave, question: Question, kind: str) -> str:
    return f"age {wave.pk} {question.pk} {kind}"


@totals.printed.append
def ages_to_keep(consultation: Any) -> dict[str, Any]:
    """Every breakdown by age, as it may be shown: [why withheld, {band: [people, [count of each answer]]}]."""
    found = {}
    for wave in Wave.objects.filter(poll__consultation=consultation, state=Wave.State.CLOSED):
        for question in wave.questions.exclude(kind=Question.Kind.TEXT):
            for kind in BASES:
                table = _broken_down(wave, question, "age", kind)
                rows = {name: [one.base, [row.count for row in one.rows]] for name, one in table.results.items()}
                found[_age_key(wave, question, kind)] = [table.withheld, rows]
    return found


def _as_kept(held: Any, wave: Wave, question: Question, kind: str) -> Breakdown:
    withheld, rows = held
    options = list(question.options.all())
    made = {
        name: QuestionResult(
            question, wave, kind, base, [_row(o, n, base) for o, n in zip(options, counts, strict=True)]
        )
        for name, (base, counts) in rows.items()
    }
    return Breakdown(question, made, withheld)


def _merged(people: Counter[str], counts: dict[str, Counter[int]], least: int) -> Any:
    """Ages in the finest bands that are large enough; those who gave none stay a category of their own."""
    bands = disclosure.merge_ages({k: v for k, v in people.items() if k != "not given"}, least)
    if bands is None:
        return people, counts
    merged_people: Counter[str] = Counter()
    merged_counts: dict[str, Counter[int]] = defaultdict(Counter)
    of = {age: band for band, ages in bands.items() for age in ages}
    for name in people:
        merged_people[of.get(name, name)] += people[name]
        merged_counts[of.get(name, name)].update(counts[name])
    return merged_people, merged_counts


def change(consultation: Any, question: Question, *, viewer: Any) -> Any:
    """How people moved between the two polls: see `deliberation.change`."""
    from deliberation import change as changes

    return changes.change(consultation, question, viewer=viewer)

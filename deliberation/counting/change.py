"""What changed between the first and the second poll: counted among the people who answered both."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from consultations.models import Consultation
from deliberation.counting import counting, disclosure, movement, only_one_poll, results
from deliberation.counting.figures import BASES, QuestionResult, Row, rounding
from deliberation.models import Question, Wave
from deliberation.questions import asking
from deliberation.questions.kinds import registry as kinds
from deliberation.questions.kinds.tally import Tally
from people.text.sentences import ended


@dataclass(frozen=True)
class Change:
    """Numbers of people. `towards` is towards `pole`, the first answer of the scale.

    `is_rounded`: the three movements are rounded to 5 (see `alone`); the others are exact.
    """

    question: Question
    kind: str
    pole: str
    before: int
    after: int
    both: int
    towards: int
    unchanged: int
    away: int
    unplaced: int  # answered both, but at least once beside the scale
    withheld: str = ""
    is_rounded: bool = False

    @property
    def attrition(self) -> str:
        text = f"{self.before} answered the first poll, {self.after} the second and {self.both} both."
        if self.is_rounded:
            return f"{text} Movements are rounded to the nearest 5, because few people answered only one poll."
        if self.unplaced:
            text += f" {self.unplaced} of them chose an answer that is not on the scale at least once."
        return text

    @property
    def chart(self) -> dict[str, Any]:
        """For components/chart_change.html. A withheld change carries no numbers at all."""
        head = {"id": f"change{self.question.pk}-{self.kind}", "title": self.question.title, "withheld": self.withheld}
        if self.withheld:
            return head
        placed = self.towards + self.unchanged + self.away
        towards, away = disclosure.width(self.towards, placed), disclosure.width(self.away, placed)
        parts = [disclosure.share(n, placed) for n in (self.towards, self.unchanged, self.away)]
        about = "about " if self.is_rounded else ""
        words = f"Moved towards “{self.pole}”, or away from it: {about}{placed} {BASES[self.kind]}."
        return {
            **head,
            "base": f"{words} {self.attrition}",
            "towards": _part(self.towards, placed, towards),
            "away": _part(self.away, placed, away),
            "unchanged": _part(self.unchanged, placed, 100 - towards - away),
            "show_percent": disclosure.percentages(placed),
            "rounding": rounding(parts),
        }


def _part(count: int, base: int, width: int) -> dict[str, Any]:
    return {"count": count, "share": disclosure.share(count, base), "width": width}


def change(consultation: Consultation, question: Question, *, viewer: results.Viewer) -> list[Change] | str:
    """One Change for each kind of people, or the reason why this viewer gets none. For ordered scales."""
    waves = {w.kind: w for w in question.waves.filter(session=None).select_related("poll__consultation")}
    before, after = waves.get(Wave.Kind.BEFORE), waves.get(Wave.Kind.AFTER)
    if before is None or after is None or not kinds.of(question).is_scale:
        return "Change is counted only for scales asked in both polls."
    return between(question, before, after, viewer=viewer)


def between(question: Question, before: Wave, after: Wave, *, viewer: results.Viewer) -> list[Change] | str:
    """As `change`, where both waves are at hand."""
    if reason := results.why_withheld(before, viewer) or results.why_withheld(after, viewer):
        return reason
    figures = [counting.figures_of(wave, counting.TOTAL, question.pk) for wave in (before, after)]
    moves, least = movement.moves_of(question, before, after), after.consultation.min_answer
    return [
        _change(question, kind, moves[kind], least, *(f.get((question.pk, kind, "", ""), Tally()) for f in figures))
        for kind in sorted(moves, reverse=True)
    ]


def _change(question: Question, kind: str, moves: movement.Moves, least: int, before: Tally, after: Tally) -> Change:
    places = movement.places_of(question)
    pole = next(option.text for option in question.options.all() if option.pk == places[0])
    three = (moves.towards, moves.unchanged, moves.away)
    placed = sum(three)
    withheld = disclosure.withheld_total(placed, least) or disclosure.all_alike(
        {"an answer nearer that end": moves.towards, "an answer farther from it": moves.away}, placed
    )
    if moves.way == only_one_poll.HIDDEN:
        withheld = withheld or disclosure.HIDDEN_MOVES
    if withheld:
        return Change(question, kind, pole, 0, 0, 0, 0, 0, 0, 0, withheld)
    rounds = moves.way == only_one_poll.ROUNDED
    towards, unchanged, away = (disclosure.rounded(n) if rounds else n for n in three)
    return Change(
        question,
        kind,
        pole,
        before.base,
        after.base,
        moves.both,
        towards,
        unchanged,
        away,
        moves.unplaced,
        is_rounded=rounds,
    )


# --- Ladders and quick checks -------------------------------------------------------------------
def ladders(shown: list[QuestionResult]) -> list[dict[str, Any]]:
    """Charts for components/chart_ladder.html: where support falls, step by step."""
    groups: dict[tuple[str, str], list[QuestionResult]] = defaultdict(list)
    for result in shown:
        if result.question.ladder:
            groups[result.question.ladder, result.kind].append(result)
    return [_ladder(name, kind, steps) for (name, kind), steps in groups.items()]


def _ladder(name: str, kind: str, steps: list[QuestionResult]) -> dict[str, Any]:
    steps = sorted(steps, key=lambda step: step.question.rung or 0)
    withheld = next((step.withheld for step in steps if step.withheld), "")
    rows = [] if withheld else [_rung(step, same=len({s.base for s in steps}) == 1) for step in steps]
    alike = {row.label: row.count for row, step in zip(rows, steps, strict=False) if row.count >= step.base - 1}
    if alike:
        withheld, rows = disclosure.ALL_ALIKE.format(answer=ended(_support(steps[0]))), []
    base = steps[0].base_text if len({step.base for step in steps}) == 1 else BASES[kind].capitalize()
    line = asking.changes_line([step.question for step in steps])
    return {
        "id": f"ladder-{name}-{kind}",
        "title": "Where support falls, step by step",
        "rows": rows,
        "base": "" if withheld else f"{base}. Bars show who chose {_support(steps[0])}. {line}".strip(),
        "show_percent": all(step.show_percent for step in steps),
        "withheld": withheld,
    }


def _support(step: QuestionResult) -> str:
    """The first two answers of the scale: strongly support, support."""
    return " or ".join(f"“{option.text}”" for option in list(step.question.options.all())[:2])


def _rung(step: QuestionResult, *, same: bool) -> Row:
    count = sum(row.count for row in step.rows[:2])
    notes = ["" if same else f"{step.base} people answered", "a change" if step.question.is_change else ""]
    share, width = disclosure.share(count, step.base), disclosure.width(count, step.base)
    return Row(step.question.text, count, share, width, ", ".join(filter(None, notes)))


def quick_check(before: list[QuestionResult], after: list[QuestionResult]) -> list[dict[str, Any]]:
    """Charts for components/chart_change.html: how many people knew, before and after. One for each kind of people."""
    checks = [r for r in before if kinds.of(r.question).has_right_answer and not r.withheld]
    first = {(r.question.pk, r.kind): r for r in checks}
    charts = []
    for kind in BASES:
        pairs = [
            (first[r.question.pk, kind], r)
            for r in after
            if r.kind == kind and not r.withheld and (r.question.pk, kind) in first
        ]
        if pairs:
            charts.append(_check(kind, pairs))
    return charts


Pairs = list[tuple[QuestionResult, QuestionResult]]


def _check(kind: str, pairs: Pairs) -> dict[str, Any]:
    return {
        "id": f"check-{kind}",
        "title": "Quick check: how many chose the right answer",
        "base": _bases(pairs, kind),
        "show_percent": all(a.show_percent and b.show_percent for a, b in pairs),
        "rows": [{"label": a.question.text, "before": _right(a), "after": _right(b)} for a, b in pairs],
    }


def _bases(pairs: Pairs, kind: str) -> str:
    def span(bases: list[int]) -> str:
        return str(bases[0]) if len(set(bases)) == 1 else f"{min(bases)} to {max(bases)}"

    before, after = [a.base for a, _ in pairs], [b.base for _, b in pairs]
    return f"{span(before)} before and {span(after)} after, {BASES[kind]}"


def _right(result: QuestionResult) -> dict[str, Any]:
    right = next((row for row in result.rows if row.tone == "good"), None)
    count = right.count if right else 0
    return _part(count, result.base, disclosure.width(count, result.base))

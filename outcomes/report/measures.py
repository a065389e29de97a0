"""What the polls say, arranged for the report: before and after, asked once, by group and age, side by side.

Every number comes from `deliberation.counting.results` and `deliberation.counting.change`, which decide what may be
shown; nothing is counted here.
"""

from dataclasses import dataclass, field

from consultations import access
from consultations.loading import with_many
from consultations.models import Consultation
from consultations.register.signed import as_asked
from deliberation.counting import change, counting, figures, results
from deliberation.counting.figures import QuestionResult
from deliberation.models import Wave
from deliberation.questions import explained
from deliberation.questions.explained import Explained
from deliberation.questions.kinds import registry as kinds
from deliberation.sessions import words
from outcomes.report import by_technology, understanding
from people.models import Person

Chart = dict[str, object]
BY = {"group": "by group", "age": "by age"}
PAIR = (Wave.Kind.BEFORE, Wave.Kind.AFTER)


@dataclass(frozen=True)
class Known:
    """A fact asked as a quick check: how many chose the right answer. None: not asked then, or withheld."""

    question: str
    right: str
    explanation: str
    before: str
    after: str
    heading: str = ""  # of the part of the briefing that explains it
    href: str = ""


@dataclass(frozen=True)
class BreakdownTable:
    id: str
    title: str
    names: list[str]  # "Group 1 (12 people)"
    rows: list[tuple[str, list[int]]]  # answer, how many in each


@dataclass
class Measures:
    changes: list[Chart] = field(default_factory=list)
    checks: list[Chart] = field(default_factory=list)
    ladders: list[Chart] = field(default_factory=list)
    once: list[Chart] = field(default_factory=list)
    pulses: list[Chart] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    breakdowns: list[BreakdownTable] = field(default_factory=list)
    breakdowns_withheld: list[str] = field(default_factory=list)
    beside: list[by_technology.Table] = field(default_factory=list)  # the technologies beside one another
    by_question: dict[int, list[QuestionResult]] = field(default_factory=dict)
    understood: understanding.Understanding = field(default_factory=understanding.Understanding)
    one_word: list[words.OfRoom] = field(default_factory=list)  # of each room, as it was shown there
    withheld: str = ""
    waves: list[Wave] = field(default_factory=list)  # shown or not

    def charts_of(self, finding: int, questions: list[int]) -> list[Chart]:
        """The charts of a finding's poll questions, with ids of their own: they stand elsewhere on the page too."""
        shown = [result for pk in questions for result in self.by_question.get(pk, [])]
        return [{**result.chart, "id": f"f{finding}-{result.chart['id']}"} for result in shown]


def measure(consultation: Consultation, *, viewer: Person | None) -> Measures:
    """Every result this viewer may see. The number of queries does not depend on how much was asked, or how often."""
    standing = access.membership_of(viewer, consultation)
    found = results.for_waves(_waves(consultation), viewer=standing)
    reasons = [why for why in found.values() if isinstance(why, str)]
    shown = {wave: value for wave, value in found.items() if not isinstance(value, str)}
    before, after = (_whole(shown, kind) for kind in (Wave.Kind.BEFORE, Wave.Kind.AFTER))
    made = Measures(withheld=reasons[0] if reasons and not shown else "", waves=list(found))
    made.pulses = [r.chart for wave, rs in shown.items() if wave.kind == Wave.Kind.PULSE for r in rs if not r.withheld]
    made.one_word = words.of_rooms(shown)
    if after:
        _fill(made, before, after, standing)
    held = [why for wave, why in found.items() if isinstance(why, str) and wave.kind in PAIR and not wave.session_id]
    made.understood = understanding.of(before, after, held[0] if held else "")
    for value in shown.values():
        for result in value:
            if not result.withheld and result.wave.kind != Wave.Kind.BEFORE:
                made.by_question.setdefault(result.question.pk, []).append(result)
    entries = as_asked(consultation.briefing_signed, consultation.technologies.all())
    made.beside = by_technology.tables(entries, before, after)
    return made


def _waves(consultation: Consultation) -> list[Wave]:
    """All but the follow-up, which is asked when the report has long been published; with their figures and rooms."""
    waves = Wave.objects.filter(poll__consultation=consultation).exclude(kind=Wave.Kind.FOLLOW_UP)
    waves = waves.select_related("poll", "session__group", "thread", "word_list").annotate(one_word=words.ASKED)
    found: list[Wave] = list(with_many(waves.prefetch_related("session__also"), "sheets"))
    for wave in found:
        wave.poll.consultation = consultation  # one object, so that what it has loaded is loaded once
    return found


def _whole(shown: dict[Wave, list[QuestionResult]], kind: str) -> list[QuestionResult]:
    """The results of the poll everybody was asked, not of one session."""
    return next((value for wave, value in shown.items() if wave.kind == kind and wave.session_id is None), [])


def _fill(made: Measures, before: list[QuestionResult], after: list[QuestionResult], viewer: results.Viewer) -> None:
    first = {(r.question.pk, r.kind): r for r in before}
    pairs = [(first.get((r.question.pk, r.kind)), r) for r in after if not kinds.of(r.question).has_right_answer]
    made.ladders = change.ladders(after)
    for old, new in pairs:
        if old is not None and new.question.paired:
            made.changes.append(_changed(old, new, viewer))
        elif not new.question.ladder:
            made.once.append(new.chart)
    made.checks = change.quick_check(before, after)
    checked = [r for r in after if kinds.of(r.question).has_right_answer and r.kind == counting.RECRUITED]
    led = {one.question: one for one in _led_to(checked)}
    made.known = [_known(first, r, led[r.question.text]) for r in checked]
    _break_down(made, after, viewer)


def _changed(old: QuestionResult, new: QuestionResult, viewer: results.Viewer) -> Chart:
    """One figure a question: every answer before and after and, for scales, how many people moved."""
    base = f"{old.base} before and {new.base} after, {figures.BASES[new.kind]}."
    if new.kind == counting.OPEN:
        base += f" {figures.SEVERAL}."
    chart: Chart = {
        "id": f"moved{new.question.pk}-{new.kind}",
        "title": new.question.text,
        "base": base,
        "withheld": old.withheld or new.withheld,
        "show_percent": old.show_percent and new.show_percent,
    }
    if chart["withheld"]:
        return {**chart, "base": ""}
    was = {row.label: row for row in old.rows}
    chart["rows"] = [{"label": row.label, "before": was[row.label], "after": row} for row in new.rows]
    is_scale = kinds.of(new.question).is_scale
    moved = change.between(new.question, old.wave, new.wave, viewer=viewer) if is_scale else []
    for one in [] if isinstance(moved, str) else moved:
        if one.kind == new.kind and not one.withheld:
            chart |= {name: one.chart[name] for name in ("base", "towards", "unchanged", "away", "rounding")}
    chart["rounding"] = _rounding(chart, old, new)
    return chart


def _rounding(chart: Chart, old: QuestionResult, new: QuestionResult) -> str:
    """Which of the columns beside one another do not add up to 100% as they are printed."""
    if not chart["show_percent"]:
        return ""
    columns: dict[str, object] = {"Before": figures.rounding(row.share for row in old.rows)}
    columns |= {"After": figures.rounding(row.share for row in new.rows), "Moved": chart.get("rounding", "")}
    return " ".join(f"{name}, {str(words)[:1].lower()}{str(words)[1:]}" for name, words in columns.items() if words)


def _led_to(checked: list[QuestionResult]) -> list[Explained]:
    return explained.led_to(checked[0].wave.consultation, [result.question for result in checked]) if checked else []


def _known(first: dict[tuple[int, str], QuestionResult], now: QuestionResult, told: Explained) -> Known:
    was = first.get((now.question.pk, now.kind))
    return Known(told.question, told.right, told.explanation, _right(was), _right(now), told.heading, told.href)


def _right(result: QuestionResult | None) -> str:
    if result is None or result.withheld:
        return "withheld"
    return f"{next((row.count for row in result.rows if row.tone == 'good'), 0)} of {result.base}"


# --- By group and by age ------------------------------------------------------------------------
def _break_down(made: Measures, after: list[QuestionResult], viewer: results.Viewer) -> None:
    """Whole tables or none. Only recruited people: those who chose to come would be a category of one's own making."""
    for result in after:
        question = result.question
        if not question.paired or not kinds.of(question).is_broken_down or result.kind != counting.RECRUITED:
            continue
        for by, put in BY.items():
            found = results.breakdown(result.wave, question, by, viewer=viewer)
            if found.withheld or len(found.results) < 2:
                made.breakdowns_withheld.append(f"“{question.text}”, {put}")
                continue
            names = [f"{name} ({one.base} people)" for name, one in found.results.items()]
            columns = [one.rows for one in found.results.values()]
            rows = [(row[0].label, [cell.count for cell in row]) for row in zip(*columns, strict=True)]
            made.breakdowns.append(BreakdownTable(f"by-{by}-{question.pk}", f"{question.text} ({put})", names, rows))

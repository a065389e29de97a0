"""A question by group or by age: which tables could be shown, and the most telling one that may be."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from consultations.models import Consultation
from consultations.privacy import totals
from deliberation.counting import counting, disclosure
from deliberation.counting.figures import BASES, Breakdown, QuestionResult, Row
from deliberation.models import CountSheet, Option, Question, Wave
from deliberation.questions.kinds import registry as kinds
from deliberation.questions.kinds.scale import is_on_scale
from deliberation.questions.kinds.tally import Tally

#: name of a category → the answers, folded or not → people
Cells = dict[str, Counter[str]]
#: The counts, the people of each category, and what each category is made of
Way = tuple[Cells, Counter[str], dict[str, list[str]]]


def shown(wave: Wave, question: Question, by: str, kind: str) -> Breakdown:
    """The table, or why there is none. Who may see it is for `results` to say."""
    if by not in {counting.GROUP, counting.AGE}:
        raise ValueError("by group or by age")
    held = totals.kept(wave.consultation, _age_key(wave, question, kind)) if by == counting.AGE else None
    if held:
        return _as_kept(held, wave, question, kind)
    return _beside_what_was_shown(counted(wave, question, by, kind), wave, by, kind)


def _beside_what_was_shown(table: Breakdown, wave: Wave, by: str, kind: str) -> Breakdown:
    """As it was decided at the close: `tables`."""
    sheet = CountSheet.sealed_of(wave)
    held = sheet.figures.get("held_tables", []) if sheet else []
    return Breakdown(table.question, {}, disclosure.TOO_CLOSE) if [table.question.pk, kind, by] in held else table


def counted(wave: Wave, question: Question, by: str, kind: str) -> Breakdown:
    """The most telling table whose rows and cells are large enough, whatever else was shown."""
    tallies = {
        name: tally
        for (pk, of, table, name), tally in counting.figures_of(wave, by, question.pk).items()
        if (pk, of, table) == (question.pk, kind, by)
    }
    least, withheld = wave.consultation.min_base, ""
    for cells, bases, parts in _ways(question, tallies, by, least):
        why = disclosure.withheld_breakdown(
            {name: row.values() for name, row in cells.items()}, bases, base=least, answer=least
        )
        if not why:
            made = {n: _category(question, wave, kind, cells[n], bases[n]) for n in sorted(bases)}
            return Breakdown(question, made, parts=parts)
        withheld = withheld or why
    return Breakdown(question, {}, withheld)


def _ways(question: Question, tallies: dict[str, Tally], by: str, least: int) -> Iterable[Way]:
    """The tables that could be shown, most telling first: all answers before folded ones, fine ages before wide."""
    options = list(question.options.all())
    given = [o for o in options if any(tally.chosen.get(o.pk) for tally in tallies.values())]
    people = {name: tally.base for name, tally in tallies.items()}
    ages = {name: n for name, n in people.items() if name != counting.NOT_GIVEN}
    bands = disclosure.ages_to_try(ages, least) if by == counting.AGE else []
    folds = [{o.text: [o.text] for o in given}]
    if kinds.of(question).is_scale:
        folds = disclosure.answers_to_try([o.text for o in given], is_on_scale)
    for fold in folds:
        for band in bands or [{name: [name] for name in people}]:
            yield *_folded(given, tallies, fold, band), _parts(tallies, band)


def _parts(tallies: dict[str, Tally], band: dict[str, list[str]]) -> dict[str, list[str]]:
    inside = {name for names in band.values() for name in names}
    found = {wide: [name for name in names if name in tallies] for wide, names in band.items()}
    return {wide: names for wide, names in found.items() if names} | {n: [n] for n in tallies if n not in inside}


def _folded(
    options: list[Option], tallies: dict[str, Tally], fold: dict[str, list[str]], band: dict[str, list[str]]
) -> tuple[Cells, Counter[str]]:
    name_of = {name: wide for wide, names in band.items() for name in names}
    answer_of = {text: wide for wide, texts in fold.items() for text in texts}
    cells: Cells = defaultdict(lambda: Counter(dict.fromkeys(fold, 0)))
    bases: Counter[str] = Counter()
    for name, tally in tallies.items():
        wide = name_of.get(name, name)  # those who gave no age stay a category of their own
        bases[wide] += tally.base
        for option in options:
            cells[wide][answer_of[option.text]] += tally.chosen.get(option.pk, 0)
    return cells, bases


def _category(question: Question, wave: Wave, kind: str, cells: Counter[str], base: int) -> QuestionResult:
    rows = [Row(text, n, disclosure.share(n, base), disclosure.width(n, base)) for text, n in cells.items()]
    return QuestionResult(question, wave, kind, base, rows)


# --- By age, once the ages are deleted ----------------------------------------------------------
def _age_key(wave: Wave, question: Question, kind: str) -> str:
    return f"age {wave.pk} {question.pk} {kind}"


def ages_to_keep(consultation: Consultation) -> dict[str, Any]:
    """Every breakdown by age as it may be shown: [why withheld, {band: [people, [[answer, people]]]}].

    Called where the ages are deleted, so the finer counts leave the sealed sheets too.
    """
    found = {}
    waves = Wave.objects.filter(poll__consultation=consultation, state=Wave.State.CLOSED)
    for wave in waves.select_related("poll__consultation"):
        for question in wave.questions.exclude(kinds.matching(lambda kind: kind.is_own_words or kind.is_word)):
            for kind in BASES:
                table = counted(wave, question, counting.AGE, kind)
                table = _beside_what_was_shown(table, wave, counting.AGE, kind)
                rows = {n: [one.base, [[row.label, row.count] for row in one.rows]] for n, one in table.results.items()}
                found[_age_key(wave, question, kind)] = [table.withheld, rows]
    _forget_ages(consultation)
    return found


def _forget_ages(consultation: Consultation) -> None:
    for sheet in CountSheet.objects.filter(wave__poll__consultation=consultation):
        rows = [row for row in sheet.figures["rows"] if row[2] != counting.AGE]
        CountSheet.objects.filter(pk=sheet.pk).update(figures={**sheet.figures, "rows": rows})


def _as_kept(held: Any, wave: Wave, question: Question, kind: str) -> Breakdown:
    withheld, rows = held
    made = {
        name: _category(question, wave, kind, Counter(dict(answers)), base) for name, (base, answers) in rows.items()
    }
    return Breakdown(question, made, withheld)

"""Bars that move while people answer, without showing what one person chose.

Anybody who watches two ticks could subtract one from the other, and the last tick from the final result. So the
bars leave out the five answers that came last, and move only when five more can be added at once. Each kind of people
has bars of its own, which keep to this by themselves: one recruited person among four others is one person. A step that
would tell what somebody chose is not taken (`shown_before`): the bars wait for five more.
"""

from collections import Counter

from django.db import transaction

from deliberation import numbers
from deliberation.counting import counting, shown_before
from deliberation.models import CountSheet, Wave
from deliberation.questions.kinds.tally import Tally

STEP = numbers.LIVE_STEP
WAITING = (
    f"The bars appear once {2 * STEP} people have answered. They stay {STEP} answers behind, so that nobody’s vote "
    "can be seen in them."
)


def shown(wave: Wave) -> counting.Figures | None:
    """What the screen may show of an open poll; None while too few have answered."""
    sheet = CountSheet.objects.filter(wave=wave, kind=CountSheet.Kind.SHOWN).first()
    if _moving(wave, sheet):
        sheet = _move(wave)
    return (counting.unpacked(sheet.figures) if sheet else None) or None


def settled(wave: Wave, figures: counting.Figures) -> counting.Figures:
    """The figures of a closed poll; of a kind of people what stood on the wall last, where both are too close.

    People may have left since the bars moved. A result that is fewer than three people away from what everybody saw
    would tell what those few had chosen. It is kept like this for every reader, for ever: the difference stays.
    """
    if wave.kind != Wave.Kind.PULSE:
        return figures
    sheet = next((sheet for sheet in wave.sheets.all() if sheet.kind == CountSheet.Kind.SHOWN), None)
    if sheet is None:
        return figures
    seen, held = counting.unpacked(sheet.figures, counting.TOTAL), counting.held(wave)
    close = {
        key: tally
        for key, tally in seen.items()
        if key[:2] in held or abs(figures.get(key, Tally()).base - tally.base) < numbers.LEAST_STEP
    }
    return figures | close


def without_figures(wave: Wave) -> set[tuple[int, str]]:
    """(question, kind of people) of the results of a closed poll that are held back and never stood on the wall."""
    held = counting.held(wave)
    if not held:
        return held
    sheet = next((sheet for sheet in wave.sheets.all() if sheet.kind == CountSheet.Kind.SHOWN), None)
    return held - {key[:2] for key in (counting.unpacked(sheet.figures) if sheet else {})}


def _moving(wave: Wave, sheet: CountSheet | None) -> set[str]:
    """The kinds of people of whom enough have answered since, and since a step that was not taken."""
    before: Counter[str] = Counter()
    tried = sheet.figures.get("tried", {}) if sheet else {}
    for (_, kind, by, _), tally in (counting.unpacked(sheet.figures) if sheet else {}).items():
        before[kind] += tally.base if by == counting.TOTAL else 0
    now = counting.people_by_kind(wave)
    return {k for k, many in now.items() if many >= max(before[k] + 2 * STEP, tried.get(k, 0) + STEP)}


@transaction.atomic
def _move(wave: Wave) -> CountSheet | None:
    """Count anew, once, however many look at this moment. A poll in the room has one question."""
    Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
    sheet = CountSheet.objects.filter(wave=wave, kind=CountSheet.Kind.SHOWN).first()
    moving = _moving(wave, sheet)
    if not moving:
        return sheet
    figures = counting.unpacked(sheet.figures) if sheet else {}
    tried = dict(sheet.figures.get("tried", {})) if sheet else {}
    now = counting.people_by_kind(wave)
    newest = counting.newest(wave, STEP)
    fresh = counting.count(wave, newest)
    taken = _may_step(wave, fresh, moving, shown_before.voters_of(wave, newest))
    tried = {kind: many for kind, many in tried.items() if kind not in taken} | {k: now[k] for k in moving - taken}
    figures = {key: tally for key, tally in figures.items() if key[1] not in taken}
    figures |= {key: tally for key, tally in fresh.items() if key[1] in taken}
    base = sum(tally.base for (_, _, by, _), tally in figures.items() if by == counting.TOTAL)
    values = {"figures": {**counting.packed(figures), "tried": tried}, "base": base}
    return CountSheet.objects.update_or_create(wave=wave, kind=CountSheet.Kind.SHOWN, defaults=values)[0]


def _may_step(wave: Wave, fresh: counting.Figures, moving: set[str], voters: shown_before.Voters) -> set[str]:
    """The kinds of people whose bars may move."""
    asked = {question.pk: question for question in wave.questions.prefetch_related("options")}
    totals = [
        shown_before.Asked.of(asked[pk], people, tally)
        for (pk, people, by, _), tally in fresh.items()
        if people in moving and by == counting.TOTAL and pk in asked
    ]
    return moving - {people for _, people in shown_before.admit(shown_before.K.WALL, wave, totals, voters)}

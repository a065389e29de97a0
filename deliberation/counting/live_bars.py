"""Bars that move while people answer, without showing what one person chose.

Anybody who watches two ticks could subtract one from the other, and the last tick from the final result. So the
bars leave out the five answers that came last, and move only when five more can be added at once. Each kind of people
has bars of its own, which keep to this by themselves: one recruited person among four others is one person.
"""

from collections import Counter

from django.db import transaction

from deliberation import numbers
from deliberation.counting import counting
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
    return counting.unpacked(sheet.figures) if sheet else None


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
    seen = counting.unpacked(sheet.figures, counting.TOTAL)
    close = {
        key: tally
        for key, tally in seen.items()
        if abs(figures.get(key, Tally()).base - tally.base) < numbers.LEAST_STEP
    }
    return figures | close


def _moving(wave: Wave, sheet: CountSheet | None) -> set[str]:
    """The kinds of people of whom enough have answered since."""
    before: Counter[str] = Counter()
    for (_, kind, by, _), tally in (counting.unpacked(sheet.figures) if sheet else {}).items():
        before[kind] += tally.base if by == counting.TOTAL else 0
    return {kind for kind, now in counting.people_by_kind(wave).items() if now >= before[kind] + 2 * STEP}


@transaction.atomic
def _move(wave: Wave) -> CountSheet | None:
    """Count anew, once, however many look at this moment. A poll in the room has one question."""
    Wave.objects.select_for_update().get(pk=wave.pk)
    sheet = CountSheet.objects.filter(wave=wave, kind=CountSheet.Kind.SHOWN).first()
    moving = _moving(wave, sheet)
    if not moving:
        return sheet
    fresh = counting.count(wave, without_newest=STEP)
    figures = counting.unpacked(sheet.figures) if sheet else {}
    figures = {key: tally for key, tally in figures.items() if key[1] not in moving}
    figures |= {key: tally for key, tally in fresh.items() if key[1] in moving}
    base = sum(tally.base for (_, _, by, _), tally in figures.items() if by == counting.TOTAL)
    values = {"figures": counting.packed(figures), "base": base}
    return CountSheet.objects.update_or_create(wave=wave, kind=CountSheet.Kind.SHOWN, defaults=values)[0]

"""Bars that move while people answer, without showing what one person chose.

Anybody who watches two ticks could subtract one from the other, and the last tick from the final result. So the
bars leave out the five answers that came last, and move only when five more can be added at once.
"""

from django.db import transaction

from deliberation import counting, disclosure
from deliberation.models import Ballot, CountSheet, Wave

STEP = disclosure.LIVE_STEP
WAITING = (
    f"The bars appear once {2 * STEP} people have answered. They stay {STEP} answers behind, so that nobody’s vote "
    "can be seen in them."
)


def shown(wave: Wave) -> counting.Figures | None:
    """What the screen may show of an open poll; None while too few have answered."""
    sheet = CountSheet.objects.filter(wave=wave, kind=CountSheet.Kind.SHOWN).first()
    if _may_move(wave, sheet):
        sheet = _move(wave)
    return counting.unpacked(sheet.figures) if sheet else None


def _may_move(wave: Wave, sheet: CountSheet | None) -> bool:
    return Ballot.objects.filter(wave=wave).count() >= (sheet.base if sheet else 0) + 2 * STEP


@transaction.atomic
def _move(wave: Wave) -> CountSheet | None:
    """Count anew, once, however many look at this moment. A poll in the room has one question."""
    Wave.objects.select_for_update().get(pk=wave.pk)
    sheet = CountSheet.objects.filter(wave=wave, kind=CountSheet.Kind.SHOWN).first()
    if not _may_move(wave, sheet):
        return sheet
    figures = counting.count(wave, without_newest=STEP)
    base = sum(tally.base for (_, _, by, _), tally in figures.items() if by == counting.TOTAL)
    values = {"figures": counting.packed(figures), "base": base}
    return CountSheet.objects.update_or_create(wave=wave, kind=CountSheet.Kind.SHOWN, defaults=values)[0]

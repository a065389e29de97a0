"""The close of a poll: counted once, and decided once for every reader what of it may be shown beside all before."""

from django.db.models import Count

from deliberation.counting import counting, disclosure, shown_before, shown_counts, tables
from deliberation.counting.shown_before import Asked
from deliberation.models import Ballot, CountSheet, ShownFigure, Wave
from deliberation.questions.kinds import registry as kinds
from deliberation.questions.kinds.tally import Tally

K = ShownFigure.Kind


def seal(wave: Wave) -> CountSheet:
    """Count the wave that just closed, and keep what may not be shown of it with the figures."""
    sheet = counting.seal(wave)
    totals = counting.unpacked(sheet.figures, counting.TOTAL)
    few = few_on_screen(wave, totals)
    held = held_back(wave, {key: tally for key, tally in totals.items() if key[:2] not in few})
    sheet.figures |= {
        "held": held,
        "few_on_screen": [list(one) for one in sorted(few)],
        "held_tables": tables.held_back(wave),
    }
    sheet.save(update_fields=["figures"])
    if wave.session_id:
        _note_ways(wave)
    return sheet


def few_on_screen(wave: Wave, totals: counting.Figures) -> set[tuple[int, str]]:
    """(question, kind of people) of the results that whoever typed in the paper sheets could take apart."""
    if not Ballot.objects.filter(wave=wave, source__in=Ballot.TYPED).exists():
        return set()
    asked, least = {question.pk: question for question in wave.questions.all()}, wave.consultation.min_answer
    alone = counting.count(wave, on_screen=True)
    found = set()
    for key, tally in totals.items():
        mine = alone.get(key, Tally())
        if mine.base == tally.base or key[0] not in asked:
            continue
        telling = kinds.of(asked[key[0]]).telling(mine)
        ways = None if telling is None else {str(option): people for option, people in telling.items()}
        if disclosure.told_by_paper(ways, mine.base, least):
            found.add(key[:2])
    return found


def held_back(wave: Wave, figures: counting.Figures) -> list[list[object]]:
    """[question, kind of people] of the results that may not be shown beside what was."""
    charted = wave.questions.filter(kinds.matching(lambda kind: kind.is_charted))
    asked = {question.pk: question for question in charted.prefetch_related("options")}
    least = wave.consultation.min_answer  # fewer are not shown at all
    found = [
        Asked.of(asked[pk], people, tally)
        for (pk, people, by, _), tally in figures.items()
        if by == counting.TOTAL and pk in asked and tally.base >= least
    ]
    if not found:
        return []
    voters = shown_before.voters_of(wave)
    return [list(one) for one in sorted(shown_before.admit(K.RESULT, wave, found, voters, shown_before.beside(wave)))]


def _note_ways(wave: Wave) -> None:
    """How many answered by phone and on paper, as it stood at the close: whoever leaves later is not counted off."""
    rows = Ballot.objects.filter(wave=wave).values_list("source").annotate(Count("token", distinct=True)).order_by()
    cells = {str(source): people for source, people in rows}
    shown_counts.note(wave.consultation, K.SESSION, f"poll {wave.pk}", cells, wave=wave)

"""Who moved between two polls: raw counts, among the people who answered both. What may be shown: `change.py`."""

from collections import Counter, defaultdict
from dataclasses import astuple, dataclass, replace

from deliberation.counting import disclosure, only_one_poll
from deliberation.models import Ballot, CountSheet, Question, Wave
from deliberation.questions.kinds import registry as kinds
from deliberation.questions.kinds.scale import is_on_scale


@dataclass(frozen=True)
class Moves:
    """Numbers of people who answered both polls. `towards` is towards the first answer of the scale."""

    both: int = 0
    towards: int = 0
    unchanged: int = 0
    away: int = 0
    unplaced: int = 0  # answered both, but at least once beside the scale
    way: str = only_one_poll.EXACT  # how they may be shown


def places_of(question: Question) -> list[int]:
    """The options of a scale in order, without those beside it."""
    return [option.pk for option in question.options.all() if is_on_scale(option.text)]


def moves_of(question: Question, before: Wave, after: Wave) -> dict[str, Moves]:
    """By kind of people. Sealed with the second poll; counted now where it is not."""
    sheet = CountSheet.sealed_of(after)
    if sheet and "moves" in sheet.figures:
        rows = sheet.figures["moves"]
        return {kind: Moves(*numbers) for pk, kind, *numbers in rows if pk == question.pk}
    return count(question, before, after)


def count(question: Question, before: Wave, after: Wave) -> dict[str, Moves]:
    answers: dict[str, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    alone: set[int] = set()  # tokens of those who answered one of them by themselves
    place = _places(question)
    ballots = Ballot.objects.filter(question=question, wave__in=[before, after])
    for token, wave, choice, is_open, source in ballots.values_list(
        "token", "wave", "choice", "token__profile__group__is_open", "source"
    ):
        answers["open" if is_open else "recruited"][token][wave] = place[choice]
        if source == Ballot.Source.SCREEN:
            alone.add(token)
    found, least = {}, after.consultation.min_answer
    for kind, people in answers.items():
        moves = _moves(list(people.values()), before.pk, after.pk)
        mine = _moves([ways for token, ways in people.items() if token in alone], before.pk, after.pk)
        ways = {"towards": mine.towards, "unchanged": mine.unchanged, "away": mine.away}
        told = mine.both < moves.both and disclosure.told_by_paper(ways, mine.both, least)
        found[kind] = replace(moves, way=only_one_poll.HIDDEN) if told else moves
    return found


def _places(question: Question) -> dict[str, int]:
    """Option → its place on the scale from 0; those beside the scale get numbers below 0."""
    on_scale = {str(pk): n for n, pk in enumerate(places_of(question))}
    beside = [str(option.pk) for option in question.options.all() if str(option.pk) not in on_scale]
    return on_scale | {pk: -n for n, pk in enumerate(beside, start=1)}


def _moves(people: list[dict[int, int]], before: int, after: int) -> Moves:
    both = Counter((a[before], a[after]) for a in people if before in a and after in a)
    lone = [
        Counter(a[this] for a in people if this in a and other not in a)
        for this, other in ((before, after), (after, before))
    ]
    return Moves(both.total(), *only_one_poll.moved(both), only_one_poll.how_to_show(both, *lone))


def packed(after: Wave) -> list[list[object]]:
    """The moves of every paired scale, to be sealed with the second poll."""
    before = after.poll.waves.filter(kind=Wave.Kind.BEFORE, session=None).first()
    if after.kind != Wave.Kind.AFTER or before is None:
        return []
    rows: list[list[object]] = []
    scales = after.questions.filter(kinds.matching(lambda kind: kind.is_scale), paired=True)
    for question in scales.prefetch_related("options"):
        for kind, moves in sorted(count(question, before, after).items()):
            rows.append([question.pk, kind, *astuple(moves)])
    return rows

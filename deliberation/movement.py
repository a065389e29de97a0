"""Who moved between two polls: raw counts, among the people who answered both. What may be shown: `change.py`."""

import re
from collections import defaultdict
from dataclasses import astuple, dataclass

from deliberation.models import Ballot, CountSheet, Question, Wave

#: Answers that stand beside a scale, not on it.
OFF_SCALE = re.compile(r"^(don.t know|do not know|not sure|i hold both|prefer not|no opinion)", re.IGNORECASE)


@dataclass(frozen=True)
class Moves:
    """Numbers of people who answered both polls. `towards` is towards the first answer of the scale."""

    both: int = 0
    towards: int = 0
    unchanged: int = 0
    away: int = 0
    unplaced: int = 0  # answered both, but at least once beside the scale


def is_on_scale(answer: str) -> bool:
    return not OFF_SCALE.match(answer)


def places_of(question: Question) -> list[int]:
    """The options of a scale in order, without those beside it."""
    return [option.pk for option in question.options.all() if is_on_scale(option.text)]


def moves_of(question: Question, before: Wave, after: Wave) -> dict[str, Moves]:
    """By kind of people. Sealed with the second poll; counted now where it is not."""
    sheet = CountSheet.objects.filter(wave=after, kind=CountSheet.Kind.SEALED).first()
    if sheet and "moves" in sheet.figures:
        rows = sheet.figures["moves"]
        return {kind: Moves(*numbers) for pk, kind, *numbers in rows if pk == question.pk}
    return count(question, before, after)


def count(question: Question, before: Wave, after: Wave) -> dict[str, Moves]:
    answers: dict[str, dict[int, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    ballots = Ballot.objects.filter(question=question, wave__in=[before, after])
    for token, wave, choice, is_open in ballots.values_list(
        "token", "wave", "choice", "token__profile__group__is_open"
    ):
        answers["open" if is_open else "recruited"][token][wave] = choice
    place = {str(option): index for index, option in enumerate(places_of(question))}
    return {kind: _moves(people.values(), before.pk, after.pk, place) for kind, people in answers.items()}


def _moves(people: object, before: int, after: int, place: dict[str, int]) -> Moves:
    both = [a for a in people if before in a and after in a]  # type: ignore[attr-defined]
    moved = [(place[a[before]], place[a[after]]) for a in both if a[before] in place and a[after] in place]
    return Moves(
        len(both), sum(b < a for a, b in moved), sum(a == b for a, b in moved), sum(b > a for a, b in moved),
        len(both) - len(moved),
    )  # fmt: skip


def packed(after: Wave) -> list[list[object]]:
    """The moves of every paired scale, to be sealed with the second poll."""
    before = after.poll.waves.filter(kind=Wave.Kind.BEFORE, session=None).first()
    if after.kind != Wave.Kind.AFTER or before is None:
        return []
    rows: list[list[object]] = []
    for question in after.questions.filter(paired=True, kind=Question.Kind.SCALE).prefetch_related("options"):
        for kind, moves in sorted(count(question, before, after).items()):
            rows.append([question.pk, kind, *astuple(moves)])
    return rows

"""Everything that was shown of votes so far, and whether the next figure may stand beside it.

The rule is `disclosure.may_show`; here is what it looks at. A figure is written down in the transaction that decides
to show it: as bars move, as a poll closes, as hands or statements are counted. Pages only read what was decided.

Compared are polls in the room, where everybody sees who has answered: with what stood on the wall, and with other
polls that ask the same. How the polls before and after compare is for `only_one_poll`.
"""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from consultations.models import Consultation
from deliberation.counting import counting, crowds, disclosure
from deliberation.counting.disclosure import Figure
from deliberation.models import Ballot, CountSheet, Option, Question, ShownFigure, Wave
from deliberation.questions.kinds import registry as kinds
from deliberation.questions.kinds.tally import Tally

K = ShownFigure.Kind
#: Question and kind of people → (token, answer) of each
Voters = dict[tuple[int, str], list[tuple[int, str]]]


def subject_of(question: Question) -> str:
    """The same for the same words with the same answers, in whatever poll they stand."""
    words = [question.text, *(option.text for option in question.options.all())]
    return sha256("\n".join(word.strip().casefold() for word in words).encode()).hexdigest()[:32]


def voters_of(wave: Wave, without: Sequence[int] = ()) -> Voters:
    """Who answered what, but for the ballots left out. Answers are in words: in other polls their keys are others."""
    texts = dict(Option.objects.filter(question__waves=wave).values_list("pk", "text"))
    ballots = counting.before(Ballot.objects.filter(wave=wave), without)
    rows = ballots.values_list("question", "token", "choice", "token__profile__group__is_open")
    found: Voters = defaultdict(list)
    worded: dict[str, str] = {}
    for question, token, choice, is_open in rows.iterator():
        if choice not in worded:
            worded[choice] = "\n".join(texts.get(int(pk), pk) for pk in choice.split(",") if pk)
        found[question, counting.OPEN if is_open else counting.RECRUITED].append((token, worded[choice]))
    return found


@dataclass(frozen=True)
class Asked:
    """One question and one kind of people, with what would be shown."""

    question: Question
    people: str
    base: int
    cells: dict[str, int]

    @classmethod
    def of(cls, question: Question, people: str, tally: Tally) -> "Asked":
        cells = {option.text: tally.chosen.get(option.pk, 0) for option in question.options.all()}
        return cls(question, people, tally.base, cells)


def admit(kind: str, wave: Wave, asked: Sequence[Asked], voters: Voters) -> set[tuple[int, str]]:
    """Write down what is shown from now on. The rest, as (question, kind of people), may not be shown.

    Call in the transaction that shows it.
    """
    subject = {one.question.pk: subject_of(one.question) for one in asked}
    known = ShownFigure.objects.filter(consultation=wave.consultation, subject__in=set(subject.values()))
    known = known.exclude(crowd=[]).order_by("-pk")
    rows: dict[tuple[str, str], list[ShownFigure]] = defaultdict(list)
    for row in known[: (disclosure.MOST_SHOWN + 1) * len(asked)]:
        rows[row.subject, row.people].append(row)
    refused: set[tuple[int, str]] = set()
    made, fresh = [], secrets.randbits(63)
    for one in asked:
        before = rows[subject[one.question.pk], one.people]
        salt = before[0].crowd[0] if before else fresh
        crowd = crowds.of(voters[one.question.pk, one.people], salt)
        figure = Figure(wave.pk, one.base, one.cells, crowd)
        if disclosure.may_show(figure, [_figure(row) for row in before], least=wave.consultation.min_answer):
            refused.add((one.question.pk, one.people))
        else:
            made.append(_row(kind, wave, one, [salt, *crowd.packed]))
    if kind == K.WALL:  # the step before is within this one
        for new in made:
            known.filter(kind=kind, wave=wave, subject=new.subject, people=new.people).order_by().update(crowd=[])
    ShownFigure.objects.bulk_create(made)
    return refused


def _row(kind: str, wave: Wave, one: Asked, crowd: list[object]) -> ShownFigure:
    return ShownFigure(
        consultation=wave.consultation,
        kind=kind,
        subject=subject_of(one.question),
        wave=wave,
        people=one.people,
        base=one.base,
        cells=one.cells,
        crowd=crowd,
    )


def note_hands(wave: Wave, question: Question, present: int, cells: dict[str, int]) -> None:
    """Hands that are shown. Nothing is compared: everybody in the room has seen whose they were."""
    _row(K.HANDS, wave, Asked(question, "hands", present, cells), []).save()


def _figure(row: ShownFigure) -> Figure:
    return Figure(row.wave_id, row.base, row.cells, crowds.Crowd.unpacked(row.crowd[1:]))


def seal(wave: Wave) -> CountSheet:
    """Count the wave that just closed, and decide once for every reader what of it may be shown."""
    sheet = counting.seal(wave)
    if held := held_back(wave, counting.unpacked(sheet.figures, counting.TOTAL)):
        sheet.figures["held"] = held
        sheet.save(update_fields=["figures"])
    return sheet


def held_back(wave: Wave, figures: counting.Figures) -> list[list[object]]:
    """Of a poll that closes: [question, kind of people] of the results that may not be shown beside what was."""
    if wave.kind != Wave.Kind.PULSE:
        return []
    charted = wave.questions.filter(kinds.matching(lambda kind: kind.is_charted))
    asked = {question.pk: question for question in charted.prefetch_related("options")}
    least = wave.consultation.min_answer  # fewer are not shown at all
    found = [
        Asked.of(asked[pk], people, tally)
        for (pk, people, by, _), tally in figures.items()
        if by == counting.TOTAL and pk in asked and tally.base >= least
    ]
    return [list(one) for one in sorted(admit(K.RESULT, wave, found, voters_of(wave)))] if found else []


def forget_crowds(consultation: Consultation) -> None:
    """The counts stay, who is behind them goes: called as ballots are cut loose."""
    ShownFigure.objects.filter(consultation=consultation).update(crowd=[])

"""Everything that was shown of votes so far, and whether the next figure may stand beside it.

The rule is `disclosure.may_show`; here is what it looks at. A figure is written down in the transaction that decides
to show it: as bars move, as a poll closes, as hands or statements are counted. Pages only read what was decided.

Compared are polls in the room, where everybody sees who has answered: with what stood on the wall, and with other
polls that ask the same. How the polls before and after compare is for `only_one_poll`.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256

from consultations.models import Consultation
from deliberation.counting import counting, crowds, disclosure
from deliberation.counting.disclosure import Figure
from deliberation.models import Ballot, CountSheet, Question, ShownFigure, Wave
from deliberation.questions.kinds import registry as kinds
from deliberation.questions.kinds.tally import Tally

K = ShownFigure.Kind
#: Question and kind of people → (token, answer) of each
Voters = dict[tuple[int, str], list[tuple[int, str]]]


def subject_of(question: Question) -> str:
    """The same for the same words with the same answers, in whatever poll they stand."""
    words = [question.text, *(option.text for option in question.options.all())]
    return sha256("\n".join(word.strip().casefold() for word in words).encode()).hexdigest()[:32]


def voters_of(wave: Wave, without: Iterable[int] = ()) -> Voters:
    """Who answered what, but for the ballots left out. Answers are in words: in other polls their keys are others."""
    texts = {option.pk: option.text for question in wave.questions.all() for option in question.options.all()}
    ballots = Ballot.objects.filter(wave=wave).exclude(pk__in=list(without))
    rows = ballots.values_list("question", "token", "choice", "token__profile__group__is_open")
    found: Voters = defaultdict(list)
    worded: dict[str, str] = {}
    for question, token, choice, is_open in rows.iterator():
        if choice not in worded:
            worded[choice] = "\n".join(texts.get(int(pk), pk) for pk in choice.split(",") if pk)
        found[question, counting.OPEN if is_open else counting.RECRUITED].append((token, worded[choice]))
    return found


def admitted(kind: str, wave: Wave, question: Question, people: str, tally: Tally, voters: Voters) -> bool:
    """Whether the figure may be shown beside all that was; if so it is written down as shown from now on.

    Call in the transaction that shows it.
    """
    subject = subject_of(question)
    known = ShownFigure.objects.filter(consultation=wave.consultation, subject=subject, people=people)
    known = known.exclude(crowd=[])
    shown = list(known.order_by("-pk")[: disclosure.MOST_SHOWN + 1])
    salt = shown[0].crowd[0] if shown else secrets.randbits(63)
    crowd = crowds.of(voters[question.pk, people], salt)
    cells = {option.text: tally.chosen.get(option.pk, 0) for option in question.options.all()}
    figure = Figure(wave.pk, tally.base, cells, crowd)
    if disclosure.may_show(figure, [_figure(row) for row in shown], least=wave.consultation.min_answer):
        return False
    if kind == K.WALL:
        known.filter(kind=kind, wave=wave).update(crowd=[])  # the step before is within this one
    note(kind, wave, question, people, tally.base, cells, [salt, *crowd.packed])
    return True


def note(
    kind: str,
    wave: Wave,
    question: Question,
    people: str,
    base: int,
    cells: dict[str, int],
    crowd: Sequence[object] = (),
) -> None:
    """Write down that this was shown."""
    ShownFigure.objects.create(
        consultation=wave.consultation,
        kind=kind,
        subject=subject_of(question),
        wave=wave,
        people=people,
        base=base,
        cells=cells,
        crowd=list(crowd),
    )


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
    held: list[list[object]] = []
    charted = wave.questions.filter(kinds.matching(lambda kind: kind.is_charted))
    asked = {question.pk: question for question in charted.prefetch_related("options")}
    voters = voters_of(wave) if asked else {}
    for (pk, people, by, _), tally in figures.items():
        if by != counting.TOTAL or pk not in asked or tally.base < wave.consultation.min_answer:
            continue  # fewer are never shown
        if not admitted(K.RESULT, wave, asked[pk], people, tally, voters):
            held.append([pk, people])
    return held


def forget_crowds(consultation: Consultation) -> None:
    """The counts stay, who is behind them goes: called as ballots are cut loose."""
    ShownFigure.objects.filter(consultation=consultation).update(crowd=[])

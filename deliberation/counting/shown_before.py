"""Everything that was shown of votes so far, and whether the next figure may stand beside it.

The rule is `disclosure.may_show`; here is what it looks at. A figure is written down in the transaction that decides
to show it: as bars move, as a poll closes, as hands or statements are counted. Pages only read what was decided.

Compared are polls in the room, where everybody sees who has answered: with what stood on the wall, and with other
polls and tables that ask the same. How the polls before and after compare is for `only_one_poll`. Figures that are no
result of a poll: `shown_counts`.
"""

import re
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Q, QuerySet

from consultations.models import Consultation
from deliberation.counting import counting, crowds, disclosure
from deliberation.counting.disclosure import Figure
from deliberation.models import Ballot, Option, Question, ShownFigure, Wave
from deliberation.questions.kinds.tally import Tally

K = ShownFigure.Kind
EVERYBODY = "everybody"  # `people` of a figure that is of no part of them
#: Question and kind of people → (token, answer) of each
Voters = dict[tuple[int, str], list[tuple[int, str]]]


def subject_of(question: Question) -> str:
    """The same for the same words, whatever their marks and answers, in whatever poll they stand.

    A facilitator who asks a room once more without the question mark, or with one answer more, would else take the
    vote of whoever has come since off what stood there before.
    """
    return sha256(_words(question.text).encode()).hexdigest()[:32]


def as_compared(answers: Iterable[str]) -> dict[str, str]:
    """Answer as offered → as it is compared: by its words alone, where these tell the answers of a question apart."""
    offered = list(answers)
    folded = {text: _words(text) for text in offered}
    return folded if len(set(folded.values())) == len(folded) else {text: text.strip().casefold() for text in offered}


def _words(text: str) -> str:
    """Without case, spaces and marks; of marks alone, these."""
    return " ".join(re.findall(r"\w+", text.casefold())) or text.strip()


def voters_of(wave: Wave, without: Sequence[int] = ()) -> Voters:
    """Who answered what, but for the ballots left out. Answers are in words: in other polls their keys are others."""
    found: Voters = defaultdict(list)
    for question, people, _, _, voter in answers_of(wave, without):
        found[question, people].append(voter)
    return found


def answers_of(wave: Wave, without: Sequence[int] = ()) -> Iterator[tuple[int, str, str, str, tuple[int, str]]]:
    """(question, kind of people, group, age band, (token, answer in words)), ballot by ballot."""
    texts: dict[int, str] = {}
    offered: dict[int, dict[int, str]] = defaultdict(dict)
    for pk, asked, text in Option.objects.filter(question__waves=wave).values_list("pk", "question", "text"):
        offered[asked][pk] = text
    for options in offered.values():
        compared = as_compared(options.values())
        texts |= {pk: compared[text] for pk, text in options.items()}
    ballots = counting.before(Ballot.objects.filter(wave=wave), without)
    profile = "token__profile__"
    rows = ballots.values_list(
        "question", "token", "choice", f"{profile}group__is_open", f"{profile}group__name", f"{profile}age_band"
    )
    worded: dict[str, str] = {}
    for question, token, choice, is_open, group, age in rows.iterator():
        if choice not in worded:
            worded[choice] = "\n".join(texts.get(int(pk), pk) for pk in choice.split(",") if pk)
        people = counting.OPEN if is_open else counting.RECRUITED
        none = counting.NOT_GIVEN
        yield question, people, group or none, age or none, (token, worded[choice])


@dataclass(frozen=True)
class Asked:
    """One question and one kind of people, with what would be shown."""

    question: Question
    people: str
    base: int
    cells: dict[str, int]

    @classmethod
    def of(cls, question: Question, people: str, tally: Tally) -> "Asked":
        options = question.options.all()
        compared = as_compared(option.text for option in options)
        cells = {compared[option.text]: tally.chosen.get(option.pk, 0) for option in options}
        return cls(question, people, tally.base, cells)


def admit(
    kind: str, wave: Wave, asked: Sequence[Asked], voters: Voters, beside: Q | None = None
) -> set[tuple[int, str]]:
    """Write down what is shown from now on. The rest, as (question, kind of people), may not be shown.

    Call in the transaction that shows it. `beside`: which of the figures that were shown count; all of them else.
    """
    subject = {one.question.pk: subject_of(one.question) for one in asked}
    known = ShownFigure.objects.filter(consultation=wave.consultation, subject__in=set(subject.values()))
    known = known.filter(beside or Q()).exclude(crowd=[]).order_by("-pk")
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
        if disclosure.may_show(figure, [figure_of(row) for row in before], least=wave.consultation.min_answer):
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


def beside(wave: Wave) -> Q:
    """What a poll is laid beside. How those before and after compare with each other is for `only_one_poll`."""
    return Q() if wave.kind == Wave.Kind.PULSE else Q(wave__kind=Wave.Kind.PULSE) | Q(wave=wave)


def note_hands(wave: Wave, question: Question, present: int, cells: dict[str, int]) -> str:
    """Hands that are to be shown: why they may not be, or nothing, and then they are written down.

    The room has seen whose they were. Outside it, one person more or fewer than last time would be known by their
    coming; a count that corrects one of the same poll is another count of the same people.
    """
    subject = subject_of(question)
    earlier = ShownFigure.objects.filter(kind=K.HANDS, subject=subject, wave__session=wave.session).exclude(wave=wave)
    bases = earlier.values_list("base", flat=True)
    if why := disclosure.one_more_came(present, bases, wave.consultation.min_answer):
        return why
    _row(K.HANDS, wave, Asked(question, "hands", present, cells), []).save()
    return ""


def figure_of(row: ShownFigure) -> Figure:
    """A row of a table stands for a poll of its own: it is a part of the whole, not an earlier state of it."""
    poll = -row.pk if row.kind == K.TABLE else (row.wave_id or 0)
    return Figure(poll, row.base, row.cells, crowds.Crowd.unpacked(row.crowd[1:]))


def forget_crowds(consultation: Consultation) -> None:
    """The counts stay, who is behind them goes: called as ballots are cut loose.

    Who stands behind a finding is told by what they said, not by a ballot. It stays until the findings are out, so that
    what is counted in the meantime is laid beside what was read.
    """
    rows = ShownFigure.objects.filter(consultation=consultation)
    rows.exclude(kind=K.FINDING, people=EVERYBODY).update(crowd=[])


def behind_findings() -> QuerySet[ShownFigure]:
    return ShownFigure.objects.filter(kind=K.FINDING).exclude(crowd=[])


def forget_behind_findings(rows: QuerySet[ShownFigure]) -> int:
    return rows.update(crowd=[])

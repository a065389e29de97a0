"""Figures that are no result of a poll, beside what was shown of the same before: the people behind a finding, who took
part, how many answered each way. The rule is `disclosure.may_show`, the ledger is that of `shown_before`."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence

from consultations.models import Consultation
from deliberation.counting import crowds, disclosure
from deliberation.counting.disclosure import Figure
from deliberation.counting.shown_before import EVERYBODY, figure_of
from deliberation.models import ShownFigure, Wave


def admit(
    consultation: Consultation, kind: str, subject: str, people: Sequence[tuple[int, str]], who: str = EVERYBODY
) -> str:
    """Why this count may not be shown beside those of the same that were; else nothing, and it is written down.

    `people`: each person (or token) with what is counted of them. Call in the transaction that shows it.
    """
    why, figure, packed = _beside(consultation, kind, subject, people, who)
    if not why and figure is not None:
        note(consultation, kind, subject, figure.cells, who=who, crowd=packed)
    return why


def why_not(
    consultation: Consultation, kind: str, subject: str, people: Sequence[tuple[int, str]], who: str = EVERYBODY
) -> str:
    """As `admit`, for whoever only asks: nothing is shown, so nothing is written down."""
    return _beside(consultation, kind, subject, people, who)[0]


def _beside(
    consultation: Consultation, kind: str, subject: str, people: Sequence[tuple[int, str]], who: str
) -> tuple[str, Figure | None, list[object]]:
    """(Why not, the figure, its crowd as it is kept). No figure where the same people are counted again."""
    known = ShownFigure.objects.filter(consultation=consultation, kind=kind, subject=subject, people=who)
    before = list(known.exclude(crowd=[]).order_by("-pk")[: disclosure.MOST_SHOWN + 1])
    salt = before[0].crowd[0] if before else secrets.randbits(63)
    crowd, cells = crowds.of(people, salt), dict(Counter(answer for _, answer in people))
    packed: list[object] = [salt, *crowd.packed]
    if before and before[0].crowd == packed:
        return "", None, packed
    figure = Figure(0, len(people), cells, crowd)
    why = disclosure.may_show(figure, [figure_of(row) for row in before], least=consultation.min_answer)
    return why, figure, packed


def note(
    consultation: Consultation,
    kind: str,
    subject: str,
    cells: Mapping[str, int],
    *,
    wave: Wave | None = None,
    who: str = EVERYBODY,
    crowd: Sequence[object] = (),
) -> None:
    """Write down a count that is shown as it stands now."""
    ShownFigure.objects.create(
        consultation=consultation,
        kind=kind,
        subject=subject,
        wave=wave,
        people=who,
        base=sum(cells.values()),
        cells=dict(cells),
        crowd=list(crowd),
    )


def cells_of(wave: Wave) -> dict[str, int] | None:
    """How many answered the poll each way, as noted at its close; None where nothing was."""
    row = ShownFigure.objects.filter(kind=ShownFigure.Kind.SESSION, wave=wave).last()
    return row.cells if row else None

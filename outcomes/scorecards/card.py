"""How a force keeps its word, on a card that other sites show: all years together, none of its lateness left out."""

from dataclasses import dataclass

from consultations.models import Force
from outcomes.scorecards import scorecard
from people.requests.everybodys import kept

#: Numbers of recommendations that stand on the card; of the other parts each number does but the verdict's.
LATE_DECISIONS = ("overdue_undecided", "decided_late")
SHOWN_OF = {
    "Recommendations": LATE_DECISIONS,
    "Residents’ verdict on the answers, of the people invited": (),
}


@dataclass(frozen=True)
class Part:
    """`numbers`: [(how many, words, whether it is bad)]."""

    heading: str
    numbers: list[tuple[int, str, bool]]


def parts(force: Force) -> list[Part]:
    """Each part of the scorecard of which there is a number."""
    lines = kept(f"scorecard-{force.pk}", lambda: scorecard.lines(force))
    found = []
    for heading, names in scorecard.PARTS:
        shown = SHOWN_OF.get(heading, tuple(name for name, _, _ in names))
        counted = [(sum(line.numbers.get(name, 0) for line in lines), name, words) for name, words, _ in names]
        numbers = [
            (n, scorecard.OF_THESE.get(name, ((), words))[1], name in scorecard.BAD)
            for n, name, words in counted
            if n and name in shown
        ]
        if numbers:
            found.append(Part(heading, numbers))
    return found

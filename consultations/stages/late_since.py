"""What is or was late of what an answer left to be done: later apps say it, the clock and the steps show it.

Answered is not the end: a consultation whose promises are late is not done, whatever its stage.
docs/decisions/lateness.md
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from audit.wiring import wired
from consultations.models import Consultation


@dataclass(frozen=True)
class Late:
    """In a few words, empty where nothing is to be said. `now`: some of it is late still."""

    words: str = ""
    now: bool = False


def note(consultations: Sequence[Consultation]) -> None:
    """`late_since` of each, from LATE_SINCE in each `wiring.py`: as many queries for a page of them as for one."""
    answered = [one for one in consultations if one.pk and one.has_answer]
    found: dict[int, list[Late]] = defaultdict(list)
    for say in wired("LATE_SINCE") if answered else []:
        for pk, late in say(answered).items():
            found[pk].append(late)
    for one in consultations:
        said = found[one.pk]
        one.late_since = Late("; ".join(late.words for late in said), any(late.now for late in said))


def of(consultation: Consultation) -> Late:
    """The same of one, asked for where no list has noted it."""
    if "late_since" not in vars(consultation):
        note([consultation])
    return consultation.late_since

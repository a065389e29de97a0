"""Questions made up in a room: one of each kind a room is asked, ready to be asked as it stands."""

from dataclasses import dataclass

from deliberation.questions.kinds.multiple import MultipleChoice
from deliberation.questions.kinds.ranking import Ranking
from deliberation.questions.kinds.registry import SINGLE
from deliberation.questions.kinds.scale import Scale
from deliberation.questions.kinds.word import OneWord


@dataclass(frozen=True)
class Ready:
    """A question made up in the room, ready to be asked as it is: the facilitator says it aloud, or types it in."""

    kind: str
    label: str
    text: str
    options: tuple[str, ...] = ()
    most: int | None = None


LETTERS = ("A", "B", "C", "D")
AGREE = ("Agree strongly", "Agree", "Neither", "Disagree", "Disagree strongly", "Not sure")
ALOUD = "Question {number}, as asked aloud"
#: Every kind that a room is asked, each with what stands in its form.
READY = {
    ready.kind: ready
    for ready in (
        Ready(SINGLE.key, "One answer", ALOUD, ("Yes", "No", "Not sure")),
        Ready(Scale.key, "How far do you agree?", ALOUD, AGREE),
        Ready(MultipleChoice.key, "Several answers", ALOUD, LETTERS),
        Ready(Ranking.key, "Put in order", ALOUD, LETTERS, most=3),
        Ready(OneWord.key, "One word", "Question {number}: one word"),
    )
}
FIRST = SINGLE.key  # where no kind is named
ONE_WORD = {"kind": OneWord.key, "text": "One word for policing where you live"}

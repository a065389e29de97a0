"""When something can be done, as a person would say it: what stands in a refusal because of the stage."""

from collections.abc import Set

from consultations.models import Consultation, Stage

S = Stage
#: The way of a consultation that nothing stops. A pause and a withdrawal say their own sentence (access.wrong_stage).
WAY: list[Stage] = [stage for stage in Stage if stage not in {S.PAUSED, S.WITHDRAWN}]
NOW = {
    S.DRAFT: "the consultation is still being drafted",
    S.IN_REVIEW: "the consultation is with the oversight panel",
    S.ANNOUNCED: "the consultation is announced and has not opened yet",
    S.OPEN: "the consultation is open",
    S.ANALYSIS: "the consultation has closed and its findings are being written",
    S.FINDINGS_PUBLISHED: "the findings are published and the police have not answered yet",
    S.RESPONSE_PUBLISHED: "the police have answered",
    S.FOLLOW_UP: "the police have answered and their promises are being tracked",
    S.COMPLETED: "the consultation is completed",
}
BY_THE_CLOCK = "the consultation has closed and work on its findings has not begun"
ONCE = {
    S.IN_REVIEW: "once it is with the oversight panel",
    S.ANNOUNCED: "once it is announced",
    S.OPEN: "once it has opened",
    S.ANALYSIS: "once its findings are being written",
    S.FINDINGS_PUBLISHED: "once its findings are published",
    S.RESPONSE_PUBLISHED: "once the police have answered",
}
#: By the last stage in which it can be done: what ends it, still to come and over.
UNTIL = {
    S.ANNOUNCED: ("it opens", "it opened"),
    S.OPEN: ("it closes", "it closed"),
    S.ANALYSIS: ("the findings are published", "the findings were published"),
    S.FINDINGS_PUBLISHED: ("the police answer", "the police answered"),
    S.FOLLOW_UP: ("it is completed", "it was completed"),
}


def refused(consultation: Consultation, label: str, stages: Set[str]) -> str:
    """Two sentences: what cannot be done now and why; when it can, or until when it could.

    `stages`: in which it can be done, one after another. The second is left out where it can be done at this stage.
    """
    at, first, last = _at(consultation.stage), *_ends(stages)
    shut = consultation.stage == Stage.OPEN and not consultation.is_open
    why = f"You cannot {label} at this stage: {BY_THE_CLOCK if shut else NOW[WAY[at]]}."
    if at > last:
        return f"{why} It could be done until {UNTIL[WAY[last]][1]}."
    if at >= first:  # it fits the stage: whoever shows this has another reason
        return why
    until = f", until {UNTIL[WAY[last]][0]}" if WAY[last] in UNTIL else ""
    return f"{why} It can be done {ONCE[WAY[first]]}{until}."


def _at(stage: str) -> int:
    return WAY.index(Stage(stage))


def _ends(stages: Set[str]) -> tuple[int, int]:
    """The places in WAY of the first and the last of them."""
    places = [place for place, stage in enumerate(WAY) if stage in stages]
    return places[0], places[-1]

"""What is not possible at this stage: how things stand, and when it can be done or until when it could."""

import re

import pytest

from consultations import access, when
from consultations.access import RUNNING, Do
from consultations.models import Consultation, Stage

S = Stage
#: Every act at every stage of the way that refuses it with a sentence of its own.
REFUSED = [
    pytest.param(do, stage, id=f"{do.name}-{stage}")
    for do in Do
    for stage in when.WAY
    if do.stages != RUNNING and stage not in do.stages
]
READS = re.compile(
    r"You cannot [^:.]+ at this stage: the (consultation|findings|police) [a-z ]+\. "
    r"It (can be done once [a-z ]+(, until [a-z ]+)?|could be done until [a-z ]+)\."
)


@pytest.mark.parametrize(("do", "stage"), REFUSED)
def test_every_refusal_reads_as_a_person_says_it(do: Do, stage: Stage) -> None:
    said = access.wrong_stage(Consultation(stage=stage), do)
    assert READS.fullmatch(said), said


@pytest.mark.parametrize("do", list(Do))
def test_a_sentence_is_made_for_every_act_at_every_stage(do: Do) -> None:
    """Pages make it before they know whether they show it (saving.offered)."""
    for stage in Stage:
        assert access.wrong_stage(Consultation(stage=stage), do)


@pytest.mark.parametrize("do", list(Do))
def test_the_stages_of_an_act_follow_each_other(do: Do) -> None:
    """Else “once …, until …” would be untrue of those between."""
    first, last = when._ends(do.stages)
    assert set(when.WAY[first : last + 1]) <= do.stages


@pytest.mark.parametrize("stage", sorted({p.values[1] for p in REFUSED}))
def test_what_is_still_to_come_is_never_said_to_be_over(stage: Stage) -> None:
    for do in (p.values[0] for p in REFUSED if p.values[1] == stage):
        to_come = any(later in do.stages for later in when.WAY[when.WAY.index(stage) :])
        assert ("It can be done once" in access.wrong_stage(Consultation(stage=stage), do)) == to_come


@pytest.mark.parametrize(
    ("do", "stage", "said"),
    [
        (
            Do.WRITE_FINDINGS,
            S.ANNOUNCED,
            "You cannot write findings at this stage: the consultation is announced and has not opened yet. "
            "It can be done once its findings are being written, until the findings are published.",
        ),
        (
            Do.WRITE_FINDINGS,
            S.COMPLETED,
            "You cannot write findings at this stage: the consultation is completed. "
            "It could be done until the findings were published.",
        ),
        (
            Do.CORRECT_ANSWER,
            S.FINDINGS_PUBLISHED,
            "You cannot correct the signed answer at this stage: the findings are published and the police have not "
            "answered yet. It can be done once the police have answered.",
        ),
    ],
)
def test_the_sentences(do: Do, stage: Stage, said: str) -> None:
    assert access.wrong_stage(Consultation(stage=stage), do) == said


def test_what_the_clock_has_closed_is_not_called_open() -> None:
    shut = Consultation(stage=S.OPEN, closes_at="2020-01-01T00:00:00+00:00")
    shut.closes_at = Consultation._meta.get_field("closes_at").to_python(shut.closes_at)
    said = access.wrong_stage(shut, Do.WRITE_FINDINGS)
    assert "has closed and work on its findings has not begun" in said

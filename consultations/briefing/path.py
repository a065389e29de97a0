"""The decision path: from what goes in to how it is challenged, with who does each step (T57, T62, T63)."""

from collections.abc import Mapping

from consultations.models import BriefingVersion, DecisionStep, Technology
from consultations.stages.stages import Missing
from people.errors import Refused

Kind, Doer = DecisionStep.Kind, DecisionStep.Doer
DRAW = "Draw the decision path: which steps a machine takes, and which a person."
#: What a path cannot do without: (whether the steps have it, what to add).
NEEDED = [
    (Kind.CHECK, "Add the step at which a person checks, with their role."),
    (Kind.SUPERVISION, "Add who watches the people who decide: a person can be wrong too."),
    (Kind.CHALLENGE, "Add how somebody challenges it."),
]


def check(fields: Mapping[str, object]) -> None:
    """Refuse a check by a machine: a path that says so would show a person where there is none."""
    if fields.get("kind") in DecisionStep.HUMAN and fields.get("doer") != Doer.PERSON:
        raise Refused("A check or a supervision is done by a person. If a machine does it, it is a machine’s step.")
    if fields.get("doer") == Doer.PERSON and not str(fields.get("who", "")).strip():
        raise Refused("Say which role does this step, for example “trained officer”.")


def missing(version: BriefingVersion) -> list[Missing]:
    """What a path that was begun still lacks. One that was not begun is a warning (`warnings`), and of a machine that
    recognises people no pack goes out without one."""
    kinds = {step.kind for step in version.path.all()}
    if not kinds and _recognises_people(version):
        return [Missing(DRAW, "edit_path")]
    return [Missing(text, "edit_path") for kind, text in NEEDED if kinds and kind not in kinds]


def warnings(version: BriefingVersion, full: bool) -> list[Missing]:
    if not full or version.path.all() or _recognises_people(version):
        return []
    return [Missing(DRAW, "edit_path", soft=True)]


def _recognises_people(version: BriefingVersion) -> bool:
    faces = {Technology.Kind.LFR, Technology.Kind.RFR}
    return any(one.kind in faces or one.biometric for one in version.consultation.technologies.all())

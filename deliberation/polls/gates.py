"""Gate C: opinion is asked before and after, in the same words (invariant 3). Before it, a word on quick checks."""

from consultations.models import Consultation
from consultations.stages.stages import Missing
from deliberation.models import Question, Wave
from deliberation.questions.kinds import registry as kinds
from deliberation.questions.spec import BETWEEN


def both_polls_ask_the_same(consultation: Consultation) -> list[Missing]:
    """Opinion is asked before and after, in the same words (invariant 3)."""
    waves = {w.kind: w for w in Wave.objects.filter(poll__consultation=consultation, session=None)}
    asked = {kind: set(wave.questions.values_list("pk", "paired")) for kind, wave in waves.items()}
    before, after = asked.get(Wave.Kind.BEFORE, set()), asked.get(Wave.Kind.AFTER, set())
    if not before or not after:
        return [Missing("Write the questions of the first and the second poll.", "prepare_polls")]
    paired = [{pk for pk, is_paired in wave if is_paired} for wave in (before, after)]
    if not paired[0] or paired[0] != paired[1]:
        text = "Ask at least one question both before and after, and put every such question in both polls."
        return [Missing(text, "prepare_polls")]
    return []


def quick_checks_are_explained(consultation: Consultation) -> list[Missing]:
    """Each belongs to a part of the briefing that has words: people are led there, and the panel reads it beside it."""
    is_check = kinds.matching(lambda kind: kind.has_right_answer)
    asked = Question.objects.filter(is_check, poll__consultation=consultation, waves__kind__in=BETWEEN).distinct()
    parts = list(asked.values_list("text", "part"))
    version = consultation.briefing if parts else None
    written = set(version.sections.values_list("kind", flat=True)) if version is not None else set()
    return [
        Missing(f"No part of the briefing explains the quick check “{text}”. Name one.", "prepare_polls", soft=True)
        for text, part in parts
        if part not in written
    ]

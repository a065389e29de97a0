"""Gate C: opinion is asked before and after, in the same words (invariant 3)."""

from consultations.models import Consultation
from consultations.stages.stages import Missing
from deliberation.models import Wave


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

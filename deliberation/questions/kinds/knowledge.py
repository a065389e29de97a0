"""Knowledge question: one answer is right. It is explained at once, so the first answer counts."""

from collections.abc import Callable, Mapping

from deliberation.models import Option
from deliberation.questions.kinds.base import NO_ROUND, Bar, Kind, Spec
from deliberation.questions.kinds.tally import Tally
from people.errors import Refused


class KnowledgeQuestion(Kind):
    key = "knowledge"
    name = "Quick check"
    hint = "One answer is right. It is explained at once; the first answer counts."
    form_fields = frozenset({"options", "explanation", "part"})
    options_help = "One on each line, in order. Put * before the right answer."
    why_no_round = NO_ROUND
    first_counts = has_right_answer = True

    def correct_of(self, spec: Spec) -> int | None:
        correct = spec.get("correct")
        if not isinstance(correct, int) or not 0 <= correct < len(spec["options"]):
            raise Refused("Say which answer is right.")
        return correct

    def telling(self, tally: Tally) -> Mapping[int, int] | None:
        """That everybody knew the right answer harms nobody."""
        return None

    def bars(self, options: list[Option], tally: Tally, people: Callable[[int], str]) -> list[Bar]:
        marks = {option.pk: ("This is the right answer", "good") for option in options if option.is_correct}
        return [Bar(o, tally.chosen.get(o.pk, 0), *marks.get(o.pk, ("", ""))) for o in options]

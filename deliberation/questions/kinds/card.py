"""Scenario card: a short story, then where the line is. Cards of a set come one by one."""

from deliberation.questions.kinds.base import Kind, Spec
from people.errors import Refused


class ScenarioCard(Kind):
    key = "card"
    name = "Scenario card"
    hint = "A short story, then where the line is. Cards of a set come one by one."
    form_fields = frozenset({"card", "card_set", "options"})

    def refuse_unsound(self, spec: Spec) -> None:
        if not spec["card"]:
            raise Refused("Write what happens on the card.")
        super().refuse_unsound(spec)

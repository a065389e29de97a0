"""Rating scales: single choice among answers with an order, so that people can move along it. And steps of a ladder."""

import re

from django.db.models import Q

from deliberation.models import Question
from deliberation.questions.kinds.base import Kind, Spec
from deliberation.questions.kinds.choice import SingleChoice

#: Answers that open a scale with an order: change between two waves is counted only on scales.
SCALE_STARTS = ("yes, generally", "a lot", "acceptable", "strongly support", "agree strongly", "strongly agree")
#: Answers that stand beside a scale, not on it.
OFF_SCALE = re.compile(r"^(don.t know|do not know|not sure|i hold both|prefer not|no opinion)", re.IGNORECASE)


def is_on_scale(answer: str) -> bool:
    return not OFF_SCALE.match(answer)


class Scale(SingleChoice):
    key = "scale"
    name = "A scale"
    hint = ""
    is_offered = False  # a single choice whose first answer opens a scale becomes one
    is_scale = True

    def holds(self, question: Question) -> bool:
        return super().holds(question) and not question.ladder

    def where(self, at: str = "") -> Q:
        return super().where(at) & Q(**{f"{at}ladder": ""})

    def claims(self, written_as: Kind, spec: Spec) -> bool:
        return type(written_as) is SingleChoice and spec["options"][0].lower().startswith(SCALE_STARTS)


class LadderStep(SingleChoice):
    """A scale that is a step of a ladder: steps are asked strictly in order, to see where support falls."""

    key = "ladder"
    name = "Step of a ladder"
    hint = "Scales asked strictly in order, to see where support falls."
    form_fields = frozenset({"options", "ladder_group", "is_change"})
    is_scale = True
    leads_on = is_compared = False
    why_no_round = "The steps of a ladder are read together, so their answers stay. Write a new ladder instead."

    @property
    def stored(self) -> str:
        return Scale.key

    @property
    def label(self) -> str:
        return Scale.name

    def holds(self, question: Question) -> bool:
        return super().holds(question) and bool(question.ladder)

    def where(self, at: str = "") -> Q:
        return super().where(at) & ~Q(**{f"{at}ladder": ""})

    def claims(self, written_as: Kind, spec: Spec) -> bool:
        return bool(spec["ladder_group"])

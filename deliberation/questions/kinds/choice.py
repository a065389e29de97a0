"""Single choice: one answer out of several."""

from deliberation.questions.kinds.base import Kind


class SingleChoice(Kind):
    key = "single"
    name = "One answer"
    hint = "People choose one. An ordered scale becomes one by itself."
    may_be_step = leads_on = True
    is_broken_down = is_compared = True

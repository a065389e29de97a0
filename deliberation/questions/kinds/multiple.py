"""Multiple choice: several answers out of more. Any of them may be one that stands alone."""

from typing import Any

from django import forms

from deliberation.models import Ballot, Option, Question
from deliberation.questions.kinds.base import NOT_A_CHOICE, Kind, Spec
from people.errors import Refused


class SeveralAnswers(Kind):
    """What multiple choice and ranking share."""

    form_fields = frozenset({"options", "max_choices", "asked_if"})
    options_help = "One on each line. Put ! before an answer that stands alone, such as “None of these”."
    takes_several = True

    def exclusive_of(self, spec: Spec) -> list[int]:
        places = spec.get("exclusive") or []
        if (
            not isinstance(places, list)
            or not all(isinstance(n, int) for n in places)
            or not set(places) <= set(range(len(spec["options"])))
        ):
            raise Refused("“exclusive” must name answers by their place, counted from 0.")
        return places

    def most_of(self, spec: Spec) -> int:
        """Empty: as many as there are."""
        most, many = spec.get("max_choices") or len(spec["options"]), len(spec["options"])
        if not isinstance(most, int) or most < 1:
            raise Refused("Say how many answers people may choose, as a number.")
        return min(most, many)

    def help(self, question: Question, options: list[Option]) -> str:
        most = question.max_choices
        alone = " ".join(f"“{o.text}” stands alone." for o in options if o.is_exclusive and most > 1)
        return " ".join(filter(None, [question.help, self.limit(question), alone]))

    def limit(self, question: Question) -> str:
        """How many, unless the question says so itself."""
        told = "up to" in question.text.lower() or question.max_choices == 1
        return "" if told else f"Choose up to {question.max_choices}."


class MultipleChoice(SeveralAnswers):
    key = "multi"
    name = "Several answers"
    hint = "Up to as many as you say. One may stand alone, such as “none of these”."
    is_read_by_option = True

    def field(self, question: Question, choices: list[tuple[str, str]], words: dict[str, Any]) -> forms.Field:
        if question.max_choices == 1:
            return super().field(question, choices, words)
        errors = {"invalid_choice": NOT_A_CHOICE}
        return forms.MultipleChoiceField(
            widget=forms.CheckboxSelectMultiple, choices=choices, error_messages=errors, **words
        )

    def initial(self, question: Question, ballot: Ballot) -> object:
        chosen = ballot.choice.split(",")
        return chosen if question.max_choices > 1 else chosen[0]

    def sheet_help(self, question: Question) -> str:
        return f"Up to {question.max_choices} crosses." if question.max_choices > 1 else ""

    def base_note(self, question: Question) -> str:
        return f", up to {question.max_choices} answers each" if question.max_choices > 1 else ""

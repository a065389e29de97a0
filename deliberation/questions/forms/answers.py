"""Answering a question."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from deliberation.models import Ballot, Question
from people.errors import Refused

NOT_A_CHOICE = "That answer is not one of the choices. Choose again."


class AnswerForm(forms.Form):
    """One question: its words are the label, its choices the options. `answer` is what the act wants.

    A ranking has one field an option, `place_<option>`: which place it takes, or none.
    """

    def __init__(self, question: Question, *args: Any, ballot: Ballot | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.options = list(question.options.all())
        self.refusals: list[str] = []
        chosen = ballot.choice.split(",") if ballot else []
        if question.is_ordered:
            self._add_places(chosen)
            return
        self.fields["answer"] = self._field()
        if ballot is not None:
            self.fields["answer"].initial = ballot.text or (chosen if question.max_choices > 1 else chosen[0])

    def _add_places(self, chosen: list[str]) -> None:
        places = [("", "Not placed"), *((str(n), str(n)) for n in self.question.places)]
        for option in self.options:
            field = forms.ChoiceField(
                label=option.text, choices=places, required=False, error_messages={"invalid_choice": NOT_A_CHOICE}
            )
            if str(option.pk) in chosen:
                field.initial = str(chosen.index(str(option.pk)) + 1)
            self.fields[f"place_{option.pk}"] = field

    def _field(self) -> forms.Field:
        question = self.question
        words: dict[str, Any] = {"label": question.text, "help_text": self.help, "required": False}
        if not question.has_options:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), strip=False, **words)
        choices = [(str(option.pk), option.text) for option in self.options]
        words |= {"choices": choices, "error_messages": {"invalid_choice": NOT_A_CHOICE}}
        if question.max_choices > 1:
            return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, **words)
        return forms.ChoiceField(widget=forms.RadioSelect, **words)

    @property
    def help(self) -> str:
        most = self.question.max_choices
        told = "up to" in self.question.text.lower() or most == 1
        limit = f"Put up to {most} in order, the most important first." if self.question.is_ordered else ""
        limit = limit or ("" if told else f"Choose up to {most}.")
        alone = " ".join(f"“{o.text}” stands alone." for o in self.options if o.is_exclusive and most > 1)
        return " ".join(filter(None, [self.question.help, limit, alone]))

    @property
    def ranks(self) -> list[BoundField]:
        return [self[f"place_{option.pk}"] for option in self.options]

    @property
    def answer(self) -> dict[str, Any]:
        """The keyword arguments of `polling.vote`. Raises Refused when two options have the same place."""
        if self.question.is_ordered:
            return {"option_ids": self._in_order()}
        value = self.cleaned_data.get("answer") or ""
        if not self.question.has_options:
            return {"text": value}
        return {"option_ids": value if isinstance(value, list) else [value] if value else []}

    def _in_order(self) -> list[int]:
        placed = {option.pk: self.cleaned_data.get(f"place_{option.pk}") or "" for option in self.options}
        taken = [place for place in placed.values() if place]
        if len(set(taken)) < len(taken):
            twice = next(place for place in taken if taken.count(place) > 1)
            raise Refused(f"Two answers have place {twice}. Give each place to one answer only.")
        return sorted((pk for pk, place in placed.items() if place), key=lambda pk: int(placed[pk]))

    def refuse(self, problems: list[str]) -> None:
        """Show why the act refused, beside the question."""
        self.refusals = problems
        if not self.question.is_ordered:
            self.add_error("answer", problems)

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors or self.refusals)

    @property
    def summary(self) -> list[dict[str, str]]:
        """For the error summary of a ranking, whose parts are many fields."""
        problems = self.refusals or ([NOT_A_CHOICE] if self.errors else [])
        return [{"text": problem, "href": "#ranking"} for problem in problems] if self.question.is_ordered else []

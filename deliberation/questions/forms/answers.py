"""Answering a question."""

from typing import Any, Unpack

from django import forms

from consultations.forms import Shown, Typed
from deliberation.models import Ballot, Question
from deliberation.questions.kinds import registry as kinds
from deliberation.questions.kinds.base import NOT_A_CHOICE


class AnswerForm(forms.Form):
    """One question, with the fields its kind gives it. `answer` is what the act wants."""

    def __init__(
        self, question: Question, data: Typed = None, *, ballot: Ballot | None = None, **kwargs: Unpack[Shown]
    ) -> None:
        super().__init__(data, **kwargs)
        self.question, self.kind = question, kinds.of(question)
        self.options = list(question.options.all())
        self.refusals: list[str] = []
        self.fields.update(self.kind.fields(question, self.options, ballot))

    @property
    def help(self) -> str:
        return self.kind.help(self.question, self.options)

    @property
    def answer(self) -> dict[str, Any]:
        """The keyword arguments of `polling.vote`. Raises Refused where the fields do not make one answer."""
        return self.kind.answer(self.options, self.cleaned_data)

    def refuse(self, problems: list[str]) -> None:
        """Show why the act refused, beside the question."""
        self.refusals = problems
        if not self.kind.many_fields:
            self.add_error("answer", problems)

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors or self.refusals)

    @property
    def summary(self) -> list[dict[str, str]]:
        """For the error summary of a question with many fields: they are wrong together."""
        problems = self.refusals or ([NOT_A_CHOICE] if self.errors else [])
        href = f"#{self.kind.group_id}"
        return [{"text": problem, "href": href} for problem in problems] if self.kind.many_fields else []

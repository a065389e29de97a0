"""Answering a question, and writing one."""

from typing import Any

from django import forms

from deliberation.models import Ballot, Question, Wave

NOT_A_CHOICE = "That answer is not one of the choices. Choose again."


class AnswerForm(forms.Form):
    """One question: its words are the label, its choices the options. `answer_ids` is what the act wants."""

    def __init__(self, question: Question, *args: Any, ballot: Ballot | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.fields["answer"] = self._field()
        if ballot is not None:
            self.fields["answer"].initial = ballot.text or self._chosen(ballot)

    def _field(self) -> forms.Field:
        question = self.question
        words: dict[str, Any] = {"label": question.text, "help_text": self._help(), "required": False}
        if not question.has_options:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), strip=False, **words)
        choices = [(str(option.pk), option.text) for option in question.options.all()]
        words |= {"choices": choices, "error_messages": {"invalid_choice": NOT_A_CHOICE}}
        if question.max_choices > 1:
            return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, **words)
        return forms.ChoiceField(widget=forms.RadioSelect, **words)

    def _help(self) -> str:
        most = self.question.max_choices
        said = "up to" in self.question.text.lower() or most == 1
        return " ".join(filter(None, [self.question.help, "" if said else f"Choose up to {most}."]))

    def _chosen(self, ballot: Ballot) -> Any:
        chosen = ballot.choice.split(",")
        return chosen if self.question.max_choices > 1 else chosen[0]

    @property
    def answer(self) -> dict[str, Any]:
        """The keyword arguments of `polling.vote`."""
        value = self.cleaned_data.get("answer") or ""
        if not self.question.has_options:
            return {"text": value}
        return {"option_ids": value if isinstance(value, list) else [value] if value else []}


class QuestionForm(forms.Form):
    """A question as a facilitator writes it."""

    WHERE = [
        ("paired", "Before and after, in the same words"),
        (Wave.Kind.BEFORE, "In the first poll only"),
        (Wave.Kind.AFTER, "In the second poll only"),
        (Wave.Kind.PULSE, "In a live session"),
    ]
    text = forms.CharField(label="The question", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    help = forms.CharField(label="Help under the question", max_length=500, required=False)
    kind = forms.ChoiceField(
        label="Kind of answer",
        choices=[choice for choice in Question.Kind.choices if choice[0] != Question.Kind.STATEMENT],
        initial=Question.Kind.SINGLE, widget=forms.RadioSelect,
    )  # fmt: skip
    options = forms.CharField(
        label="Answers to choose from", max_length=6000, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="One on each line, in order. For a quick check, put * before the right answer.",
    )  # fmt: skip
    max_choices = forms.IntegerField(
        label="How many answers may people choose?", min_value=2, max_value=20, required=False,
        help_text="Only for “several answers”. Empty: as many as they like.",
    )  # fmt: skip
    explanation = forms.CharField(
        label="Explanation, shown once a quick check is answered", max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    where = forms.ChoiceField(label="When is it asked?", choices=WHERE, initial="paired", widget=forms.RadioSelect)

    @property
    def spec(self) -> dict[str, Any]:
        """The question in the starters' format."""
        data = self.cleaned_data
        lines = [line.strip() for line in data["options"].splitlines() if line.strip()]
        correct = next((n for n, line in enumerate(lines) if line.startswith("*")), None)
        return {
            **{name: data[name] for name in ("text", "help", "kind", "max_choices", "explanation")},
            "options": [line.removeprefix("*").strip() for line in lines],
            "correct": correct if data["kind"] == Question.Kind.KNOWLEDGE else None,
            "paired": data["where"] == "paired",
            "waves": [] if data["where"] == "paired" else [data["where"]],
        }


def written(question: Question) -> dict[str, Any]:
    """A question as `QuestionForm` shows it."""
    marks = ("*" + option.text if option.is_correct else option.text for option in question.options.all())
    kinds = list(question.waves.filter(session=None).values_list("kind", flat=True))
    return {
        "text": question.text, "help": question.help, "kind": question.kind, "options": "\n".join(marks),
        "max_choices": question.max_choices if question.max_choices > 1 else None,
        "explanation": question.explanation,
        "where": "paired" if question.paired else next(iter(kinds), Wave.Kind.PULSE),
    }  # fmt: skip

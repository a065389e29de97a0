"""Taking over questions of a template, and bringing in a saved set."""

import json
from typing import Any, Unpack

from django import forms

from consultations.forms import Shown, Typed, lines

LONGEST_SET = 50_000  # characters of a set of questions


class PickForm(forms.Form):
    """Questions of one template, to take over."""

    picked = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick at least one question.",
            "invalid_choice": "That question is not in this template.",
        },
    )

    def __init__(self, questions: list[dict[str, Any]], data: Typed = None, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        self.fields["picked"].choices = [(str(n), q["text"]) for n, q in enumerate(questions)]  # type: ignore[attr-defined]
        self.questions = questions

    @property
    def chosen(self) -> list[dict[str, Any]]:
        picked = set(self.cleaned_data["picked"])
        return [question for n, question in enumerate(self.questions) if str(n) in picked]


class PastedSet(forms.Field):
    """A saved set of questions, pasted whole: longer than any text people write, so with a limit of its own."""

    widget = lines(12)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        super().clean(value)
        if len(value) > LONGEST_SET:
            raise forms.ValidationError(f"That is longer than {LONGEST_SET:,} characters. Bring it in in two parts.")
        try:
            found = json.loads(value)
        except (ValueError, RecursionError) as error:  # ValueError: no JSON, or a number of thousands of digits
            raise forms.ValidationError(
                "This is not what a saved file holds. Copy all of it, from the first bracket to the last."
            ) from error
        questions = found.get("questions") if isinstance(found, dict) else found
        if not isinstance(questions, list) or not all(isinstance(one, dict) for one in questions) or not questions:
            raise forms.ValidationError("There is no list of questions under the name “questions”.")
        return questions


class SetForm(forms.Form):
    """A set of questions. No file is uploaded anywhere in the product."""

    pasted = PastedSet(
        label="Questions",
        error_messages={"required": "Paste the content of a saved file."},
        help_text="Open the saved file in a text editor, copy all of it, and paste it here.",
    )

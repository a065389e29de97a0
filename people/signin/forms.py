"""What people type to sign in."""

from typing import Any

from django import forms

from people import numbers
from people.text.sanitising import one_line
from people.text.sentences import spelled


class EmailForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        help_text="We send you a code. There is no password to remember.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Type your e-mail address.",
            "invalid": "Type an e-mail address like name@example.org.",
        },
    )

    def clean_email(self) -> str:
        return one_line(self.cleaned_data["email"]).lower()


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code",
        help_text=f"{spelled(numbers.CODE_SIGNS).capitalize()} letters and numbers, from the e-mail.",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "Type the code from the e-mail."},
    )

    def __init__(self, *args: Any, crowd: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if crowd:
            self.fields["code"].help_text = "All letters and numbers of it, from our newest e-mail."

"""How often, and to which address."""

from typing import Any

from django import forms

from people.models import Mailbox
from people.signin.forms import EmailForm


class PaceForm(forms.Form):
    pace = forms.ChoiceField(label="E-mails", choices=Mailbox.Pace.choices, widget=forms.RadioSelect)
    follows = forms.BooleanField(
        label="Also e-mail me when a promise changes, when I am quoted, and when I am asked again",
        help_text="Without this you read it here, on this page.",
        required=False,
    )


class SubscribeForm(EmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = "We write to it once, and ask whether it is yours."

"""Invitations: one link for several people, or a letter for each."""

from typing import Any

from django import forms

from consultations import numbers

LEAST = numbers.LEAST_INVITED


class InviteForm(forms.Form):
    """One link that several people may use."""

    label = forms.CharField(
        label="Where will it be used?",
        max_length=80,
        required=False,
        help_text="For example: poster in the library. It shows which way brought people in.",
    )
    uses = forms.IntegerField(
        label="How many people may use it?", min_value=LEAST, max_value=numbers.MOST_USES, initial=20
    )
    days = forms.IntegerField(label="For how many days?", min_value=1, max_value=numbers.INVITATION_DAYS, initial=30)


class LettersForm(forms.Form):
    """Many links that one person each may use.

    It stands on one page with the other form: its fields have names of their own.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = "letters_%s"
        super().__init__(*args, **kwargs)

    label = forms.CharField(
        label="Which letter?", max_length=80, required=False, help_text="For example: letter, Northside"
    )
    letters = forms.IntegerField(label="How many letters?", min_value=LEAST, max_value=numbers.MOST_LETTERS)
    days = forms.IntegerField(label="For how many days?", min_value=1, max_value=numbers.INVITATION_DAYS, initial=30)

"""A public reason to withdraw a consultation, and what the panel says to it."""

from django import forms

from consultations import numbers
from consultations.forms import lines

HELP = f"It is public at once. At most {numbers.MOST_REASON} characters. Do not name people who take part."


class AskForm(forms.Form):
    reason = forms.CharField(
        label="Why is it to be withdrawn?", max_length=numbers.MOST_REASON, widget=lines(4), help_text=HELP
    )


class AgreeForm(forms.Form):
    said = forms.CharField(label="Why do you agree?", max_length=numbers.MOST_REASON, widget=lines(4), help_text=HELP)


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label="Why do you refuse?", max_length=numbers.MOST_REASON, widget=lines(4), help_text=HELP
    )

"""Moving a public date."""

from django import forms

from consultations.forms import Day, Moment, lines

REASON = {"label": "Your reason", "max_length": 1000, "widget": lines(4), "help_text": "It is published with the date."}


class ClosingForm(forms.Form):
    to = forms.DateTimeField(label="Close on", widget=Moment())
    reason = forms.CharField(**REASON)  # type: ignore[arg-type]


class AnswerDateForm(forms.Form):
    to = forms.DateField(label="Answer by", widget=Day())
    reason = forms.CharField(**REASON)  # type: ignore[arg-type]

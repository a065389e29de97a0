"""Moving a public date."""

from django import forms

from consultations import numbers
from consultations.forms import Day, LocalMoment, Moment, lines

HELP = f"It is published with the date. At most {numbers.MOST_REASON} characters."
REASON = {"label": "Your reason", "max_length": numbers.MOST_REASON, "widget": lines(4), "help_text": HELP}


class ClosingForm(forms.Form):
    to = LocalMoment(label="Close on", widget=Moment(), help_text="23:59 is the end of a day.")
    reason = forms.CharField(**REASON)  # type: ignore[arg-type]


class AnswerDateForm(forms.Form):
    to = forms.DateField(label="Answer by", widget=Day())
    reason = forms.CharField(**REASON)  # type: ignore[arg-type]

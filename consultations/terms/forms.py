"""The panel agrees to a later day for the answer."""

from django import forms

from consultations import numbers
from consultations.forms import Day, lines


class WaitForm(forms.Form):
    until = forms.DateField(label="The answer may be due as late as", widget=Day())
    reason = forms.CharField(
        label="Why is that fair to the people who take part?",
        max_length=numbers.MOST_REASON,
        widget=lines(3),
        help_text="Public, with your name in the record.",
    )

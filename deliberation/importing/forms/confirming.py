"""A second person says how they know that a meeting was as its record has it; the panel says why it doubts that."""

from django import forms

from consultations.forms import Typed, lines
from consultations.numbers import MOST_REASON
from deliberation.importing import words_out
from deliberation.models import HowKnown, ImportedRecord

HOW = {
    HowKnown.THERE: "I was there",
    HowKnown.COMPARED: "I compared it with the recording, or with notes of somebody else",
    HowKnown.ASKED: "I asked people who were there",
}


class ConfirmForm(forms.Form):
    how = forms.ChoiceField(
        label="How do you know that it was so?",
        choices=[(value.value, words) for value, words in HOW.items()],
        widget=forms.RadioSelect,
        help_text="The report prints this.",
        error_messages={"required": "Say how you know that it was so. If you do not know, do not confirm it."},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def __init__(self, kept: ImportedRecord, data: Typed = None) -> None:
        super().__init__(data, initial={"seen": words_out.as_read(kept)})


class ObjectForm(forms.Form):
    reason = forms.CharField(
        label="Why do you doubt that it was so?",
        max_length=MOST_REASON,
        widget=lines(3),
        help_text="Published under your name, in the record and in the report.",
    )


class TakeBackForm(forms.Form):
    words = forms.CharField(
        label="Why do you take your objection back?",
        max_length=MOST_REASON,
        widget=lines(3),
        help_text="Published under your name beside what you said before, in the record and in the report.",
    )

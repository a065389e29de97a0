"""What is said of a meeting, asked again once its record is here."""

from copy import deepcopy
from typing import Unpack

from django import forms

from consultations.forms import Shown, Typed
from consultations.numbers import MOST_REASON
from deliberation.importing.forms.drafts import MeetingForm
from deliberation.importing.meeting import DETAILS


class PutRightForm(forms.Form):
    """The questions are those of bringing a record in."""

    reason = forms.CharField(
        label="Why it is put right",
        max_length=MOST_REASON,
        required=False,
        help_text="Public, with the date and your name. Not needed to fill in what was empty.",
    )

    def __init__(self, data: Typed = None, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        self.fields = {name: deepcopy(MeetingForm.base_fields[name]) for name in DETAILS} | self.fields

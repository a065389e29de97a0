"""What a facilitator writes to correct a published report."""

from typing import Unpack

from django import forms

from consultations.forms import Shown, Typed
from consultations.numbers import MOST_REASON
from outcomes import corrections
from outcomes.forms import offer
from outcomes.models import Finding, FindingsReport


class ErratumForm(forms.Form):
    finding = forms.ModelChoiceField(
        Finding.objects.none(),
        required=False,
        label="Where is the error?",
        empty_label="In the report’s own words, or in a recommendation",
    )
    old = forms.CharField(
        max_length=corrections.LONGEST,
        label="The words that are wrong",
        help_text="Exactly as they are printed. They stay on the page.",
        widget=forms.Textarea({"rows": 3}),
    )
    new = forms.CharField(max_length=corrections.LONGEST, label="The right words", widget=forms.Textarea({"rows": 3}))
    reason = forms.CharField(
        max_length=MOST_REASON,
        label="Why it was wrong",
        help_text="Public, with the date, your name and that of whoever agrees to it. The panel is told.",
    )

    def __init__(self, data: Typed = None, *, report: FindingsReport, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        offer(self, "finding", report.findings.select_related("area"))

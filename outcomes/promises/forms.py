"""Forms of the promise tracker."""

from django import forms


class ProgressForm(forms.Form):
    text = forms.CharField(
        label="What has happened since the last update?", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
    state = forms.ChoiceField(
        label="Where does it stand?",
        choices=[
            ("not_started", "Not started"),
            ("on_track", "On track"),
            ("done_unverified", "Done: ready for the oversight panel to check"),
        ],
        widget=forms.RadioSelect,
    )
    evidence_url = forms.URLField(
        label="Link to evidence",
        help_text="Needed when it is done. The panel checks it, and the public can read it.",
        max_length=400,
        required=False,
        assume_scheme="https",
    )


class SeenForm(forms.Form):
    seen = forms.IntegerField(required=False)  # the newest report on the page that was looked at

    def clean_seen(self) -> int:
        return self.cleaned_data["seen"] or 0


class VerifyForm(SeenForm):
    held_then = forms.TypedChoiceField(
        label="Did this evidence show then already that it is done?",
        help_text="It was checked on this evidence before, and that was taken back. If another member of the panel did "
        "that, two have to say yes. This is public, under your name.",
        choices=[("yes", "Yes: it was done then"), ("no", "No: it is done now, and was not then")],
        coerce=lambda said: said == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
    )
    since = forms.DateField(
        label="Since which day is it done?",
        help_text="From the day on which it was reported, before a check that was taken back too, to today.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    why = forms.CharField(
        label="What shows that it was not done earlier?",
        help_text="Only where that day is later than the first report. This is public, under your name.",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=600,
        required=False,
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class SendBackForm(SeenForm, ReasonForm):
    """What is missing, and of which report."""

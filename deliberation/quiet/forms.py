"""The forms for words to the facilitators alone, and for a word back."""

from django import forms

from deliberation.models import QuietWord


class SeenForm(forms.Form):
    reply = forms.CharField(
        label="A word back",
        required=False,
        help_text=f"Whoever said it is shown it, and nobody else. Up to {QuietWord.MAX_LENGTH:,} characters.",
        widget=forms.Textarea(attrs={"rows": 2, "data-most": QuietWord.MAX_LENGTH}),
    )


class QuietForm(forms.Form):
    words = forms.CharField(
        label="What you could not say aloud",
        required=False,
        help_text=f"Up to {QuietWord.MAX_LENGTH:,} characters.",
        widget=forms.Textarea(attrs={"rows": 4, "data-most": QuietWord.MAX_LENGTH}),
    )

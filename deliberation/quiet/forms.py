"""The form for words to the facilitators alone."""

from django import forms

from deliberation.models import QuietWord


class QuietForm(forms.Form):
    words = forms.CharField(
        label="What you could not say aloud",
        required=False,
        help_text=f"Up to {QuietWord.MAX_LENGTH:,} characters. It does not appear in the thread.",
        widget=forms.Textarea(attrs={"rows": 4, "data-most": QuietWord.MAX_LENGTH}),
    )

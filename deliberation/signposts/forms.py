"""The form for local routes to help."""

from django import forms

from deliberation.models import LocalHelp


class LocalHelpForm(forms.Form):
    lines = forms.CharField(
        label="Help near here",
        required=False,
        help_text="A line each: the name, a colon, then a phone number or an https:// address. "
        f"Up to {LocalHelp.MAX_LENGTH:,} characters.",
        widget=forms.Textarea(attrs={"rows": 6, "data-most": LocalHelp.MAX_LENGTH}),
    )

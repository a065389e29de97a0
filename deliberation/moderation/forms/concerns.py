"""Reporting a post."""

from django import forms

from deliberation.models import Concern
from deliberation.moderation import concerns


class ConcernForm(forms.Form):
    reason = forms.ChoiceField(
        label="What is wrong with it?",
        choices=concerns.CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is wrong with it."},
    )
    words = forms.CharField(
        label="Anything the facilitator should know",
        required=False,
        help_text=f"Only the facilitators read this. Up to {Concern.MAX_LENGTH} characters.",
        widget=forms.Textarea(attrs={"rows": 3, "data-most": Concern.MAX_LENGTH}),
    )

"""Forms: house rules, and names that hold a post."""

from django import forms

from deliberation.models import HouseRules, ListedNames


class RulesForm(forms.Form):
    text = forms.CharField(
        label="House rules",
        required=False,
        help_text=f"A line each. Up to {HouseRules.MAX_LENGTH:,} characters. Earlier versions stay to be read.",
        widget=forms.Textarea(attrs={"rows": 12, "data-most": HouseRules.MAX_LENGTH}),
    )


class NamesForm(forms.Form):
    lines = forms.CharField(
        label="Names that hold a post",
        required=False,
        help_text="A person or a case a line. A post with one of them waits until a facilitator has read it.",
        widget=forms.Textarea(attrs={"rows": 10, "data-most": ListedNames.MAX_LENGTH}),
    )

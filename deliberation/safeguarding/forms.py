"""Forms of safeguarding: the four questions and a private word."""

from typing import Any

from django import forms

from deliberation.models import PrivateMessage, SafetyStep

YES_NO = [("yes", "Yes"), ("no", "No")]


def _question(label: str, hint: str) -> Any:
    return forms.TypedChoiceField(
        label=label,
        help_text=hint,
        choices=YES_NO,
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Answer yes or no."},
    )


class FourQuestionsForm(forms.Form):
    """No box to write in: what was told is not told again here."""

    in_danger = _question("Is someone in danger now?", "Call 999, then tell the safeguarding lead.")
    at_risk = _question("Is it about a child, or an adult at risk?", "Tell the safeguarding lead today.")
    crime = _question(
        "Does it describe a crime?", "Nothing goes to the police from here unless the author agrees, but for the above."
    )
    own_wrong = _question("Is it something the author did?", "No action. Remind them of the limits of confidence.")
    step = forms.ChoiceField(
        label="What was done?",
        choices=SafetyStep.Step.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what was done."},
    )


class PrivateWordForm(forms.Form):
    words = forms.CharField(
        label="Your message",
        required=False,
        help_text=f"Up to {PrivateMessage.MAX_LENGTH:,} characters.",
        widget=forms.Textarea(attrs={"rows": 5, "data-most": PrivateMessage.MAX_LENGTH}),
    )

"""What people are asked when they join: three switches and two questions they may leave alone."""

import re
from typing import Any

from django import forms

from consultations.models import Consent, ParticipantProfile
from people.text import one_line

NOT_SAID = "Prefer not to say"
ELSEWHERE = "Somewhere else"
Item = Consent.Item


class CodeForm(forms.Form):
    code = forms.RegexField(
        regex=r"^[A-Za-z0-9][A-Za-z0-9 -]{3,38}$",
        strip=True,
        label="Invitation code",
        help_text="Ten letters and numbers. It does not matter how you space them.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={
            "required": "Type the code from your invitation.",
            "invalid": "A code has only letters and numbers. Check what you typed against your invitation.",
        },
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].upper().split()).replace("-", "")


class ConsentForm(forms.Form):
    """The two choices that can be changed at any time."""

    ITEMS = (Item.QUOTES, Item.RECONTACT)

    quotes = forms.BooleanField(
        required=False,
        label="You may quote me without my name",
        help_text="A second person checks that nobody could tell it was you. You can take this back later.",
    )
    recontact = forms.BooleanField(
        required=False,
        label="Tell me what happens",
        help_text="An e-mail when the findings are out, and when the police answer. Nothing else.",
    )


class JoinForm(ConsentForm):
    take_part = forms.BooleanField(
        label="I agree to take part",
        help_text="You need this one to join. You can leave at any time.",
        error_messages={"required": "To join, tick that you agree to take part."},
    )
    age_band = forms.ChoiceField(
        required=False,
        label="Your age",
        choices=[("", NOT_SAID), *((band, band.replace("-", " to ")) for band in ParticipantProfile.AGE_BANDS)],
    )
    borough = forms.CharField(
        required=False,
        max_length=60,
        label="The area you live in",
        help_text="A borough or town, not your address. Leave it empty if you prefer not to say.",
    )
    field_order = ["take_part", "quotes", "recontact", "age_band", "borough"]

    def __init__(self, *args: Any, places: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [one_line(place)[:60] for place in re.split(r"[,;]", places) if place.strip()]
        if known:
            options = [("", NOT_SAID), *((p, p) for p in known), (ELSEWHERE, ELSEWHERE)]
            self.fields["borough"] = forms.ChoiceField(required=False, label="The area you live in", choices=options)

    def choices(self) -> dict[str, Any]:
        """The valid answers, as joining.join wants them."""
        data = self.cleaned_data
        return {
            "consents": {item for item in Item if data.get(item.value)},
            "age_band": data["age_band"],
            "borough": data["borough"],
        }

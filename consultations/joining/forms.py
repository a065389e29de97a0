"""What people are asked when they join: what they agree to, and questions about themselves they may leave alone."""

import re
import secrets
from collections.abc import Iterable
from typing import Any, Unpack

from django import forms

from consultations.forms import Shown, Typed
from consultations.joining import wording
from consultations.models import Consent, ParticipantProfile
from people.text.sanitising import one_line

NOT_SAID = "Prefer not to say"
ELSEWHERE = "Somewhere else"
WHERE = "We ask to see which places were heard."
Item = Consent.Item
CHOICES = (Item.QUOTES, Item.RECORDING, Item.RECONTACT, Item.CHANGES)


class CodeForm(forms.Form):
    code = forms.RegexField(
        regex=r"^[A-Za-z0-9][A-Za-z0-9 -]{3,38}$",
        strip=True,
        label="Your code",
        help_text="From your invitation, off the screen in the room, or your own return code. Spaces do not matter.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={
            "required": "Type your code.",
            "invalid": "A code has only letters and numbers. Check what you typed.",
        },
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].upper().split()).replace("-", "")


class ConsentForm(forms.Form):
    """The choices that can be changed at any time. Only those that apply here are asked."""

    def __init__(self, data: Typed = None, *, items: Iterable[Consent.Item] = (), **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        self.items = [item for item in CHOICES if item in set(items)]
        for item in self.items:
            words = wording.of(item)
            self.fields[item.value] = forms.BooleanField(required=False, label=words.label, help_text=words.hint)


class JoinForm(ConsentForm):
    """The promise is above it on the page. `key` makes pressing twice one joining."""

    take_part = forms.BooleanField(
        label=wording.of(Item.TAKE_PART).label,
        help_text=wording.of(Item.TAKE_PART).hint,
        error_messages={"required": "To join, tick that you agree to take part."},
    )
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    age_band = forms.ChoiceField(
        required=False,
        label="Your age",
        help_text="We ask to see whether young and old were heard, and where they differ.",
        choices=[("", NOT_SAID), *((band, band.replace("-", " to ")) for band in ParticipantProfile.AGE_BANDS)],
    )
    borough = forms.CharField(
        required=False,
        max_length=60,
        label="The area you live in",
        help_text=f"{WHERE} A borough or town, not your address. Leave it empty if you prefer not to say.",
    )
    gender = forms.ChoiceField(
        required=False,
        label="Your gender",
        help_text="We ask to see whether women and men were heard alike, and where they differ.",
        choices=[("", NOT_SAID), *ParticipantProfile.Gender.choices],
    )
    ethnic_group = forms.ChoiceField(
        required=False,
        label="Your ethnic group",
        help_text="We ask to see whether every community was heard. These are the groups of the census.",
        choices=[("", NOT_SAID), *ParticipantProfile.Ethnicity.choices],
    )
    disability = forms.ChoiceField(
        required=False,
        label="Does an illness or condition limit what you can do day to day?",
        help_text="We ask to see whether disabled people could take part and were heard.",
        choices=[("", NOT_SAID), *ParticipantProfile.Disability.choices],
    )

    def __init__(
        self, data: Typed = None, *, places: str = "", items: Iterable[Consent.Item] = (), **kwargs: Unpack[Shown]
    ) -> None:
        super().__init__(data, items=items, **kwargs)
        self.initial.setdefault("key", secrets.token_urlsafe(24))
        known = [one_line(place) for place in re.split(r"[,;]", places) if place.strip()]
        if known:
            options = [("", NOT_SAID), *((p, p) for p in known), (ELSEWHERE, ELSEWHERE)]
            self.fields["borough"] = forms.ChoiceField(
                required=False, label="The area you live in", help_text=WHERE, choices=options
            )

    @property
    def choosing(self) -> list[forms.BoundField]:
        """What may be left alone beside the one thing that joining needs."""
        return [self[item.value] for item in self.items]

    @property
    def about(self) -> list[forms.BoundField]:
        return [self[name] for name in ParticipantProfile.ABOUT]

    @property
    def about_is_open(self) -> bool:
        """Something was said about oneself already, or is wrong: it does not stand folded away."""
        return self.is_bound and any(field.errors or field.data for field in self.about)

    def choices(self) -> dict[str, Any]:
        """The valid answers, as joining.join wants them."""
        data = self.cleaned_data
        return {
            "consents": {item for item in Item if data.get(item.value)},
            **{name: data[name] for name in ParticipantProfile.ABOUT},
        }

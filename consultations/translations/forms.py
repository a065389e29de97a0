"""One section of a briefing in another language: its heading and its words."""

from typing import Any

from django import forms

from consultations import numbers
from consultations.forms import Typed, lines
from consultations.models import BriefingVersion
from consultations.translations.originals import originals


class TranslationForm(forms.Form):
    """Two fields for each part that the signed text has; `sections` is what the act takes."""

    def __init__(self, data: Typed = None, *, version: BriefingVersion, initial: dict[str, dict[str, Any]]) -> None:
        super().__init__(
            data, initial={f"{k}-{n}": given[n] for k, given in initial.items() for n in ("heading", "body")}
        )
        self.originals = list(originals(version).values())
        for one in self.originals:
            self.fields[f"{one.kind}-heading"] = forms.CharField(
                label=f"Heading: {one.label}", required=False, max_length=160
            )
            self.fields[f"{one.kind}-body"] = forms.CharField(
                label=f"Text: {one.label}", required=False, max_length=one.most, widget=lines(8), strip=False
            )
        for field in self.fields.values():
            field.widget.attrs["dir"] = "auto"

    def first_empty(self) -> str:
        """The section to go on with; empty once all of them have words."""
        return next((one.kind for one in self.originals if not self[f"{one.kind}-body"].value()), "")

    def sections(self) -> dict[str, dict[str, str]]:
        return {
            one.kind: {name: self.cleaned_data.get(f"{one.kind}-{name}", "") for name in ("heading", "body")}
            for one in self.originals
        }


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="What does it say otherwise than the signed text?",
        max_length=numbers.MOST_REASON,
        widget=lines(3),
        help_text=f"It stands in the public record. At most {numbers.MOST_REASON} characters.",
    )

"""One section of a briefing in another language: its heading and its words."""

from django import forms

from consultations import numbers
from consultations.forms import Typed, lines
from consultations.models import BriefingVersion, SectionKind


class TranslationForm(forms.Form):
    """Two fields for each section that the signed text has; `sections` is what the act takes."""

    def __init__(self, data: Typed = None, *, version: BriefingVersion, initial: dict[str, dict[str, str]]) -> None:
        super().__init__(
            data, initial={f"{k}-{n}": words for k, given in initial.items() for n, words in given.items()}
        )
        there = set(version.sections.values_list("kind", flat=True))
        self.kinds = [kind for kind in SectionKind if kind.value in there]
        for kind in self.kinds:
            self.fields[f"{kind.value}-heading"] = forms.CharField(
                label=f"Heading: {kind.label}", required=False, max_length=160
            )
            self.fields[f"{kind.value}-body"] = forms.CharField(
                label=f"Text: {kind.label}", required=False, max_length=10_000, widget=lines(8), strip=False
            )
        for field in self.fields.values():
            field.widget.attrs["dir"] = "auto"

    def first_empty(self) -> str:
        """The section to go on with; empty once all of them have words."""
        return next((kind.value for kind in self.kinds if not self[f"{kind.value}-body"].value()), "")

    def sections(self) -> dict[str, dict[str, str]]:
        return {
            kind.value: {name: self.cleaned_data.get(f"{kind.value}-{name}", "") for name in ("heading", "body")}
            for kind in self.kinds
        }


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="What does it say otherwise than the signed text?",
        max_length=numbers.MOST_REASON,
        widget=lines(3),
        help_text=f"It stands in the public record. At most {numbers.MOST_REASON} characters.",
    )

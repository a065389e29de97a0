"""Each part of the report in easy words: a heading, short sentences, a picture."""

from typing import Any

from django import forms

from consultations import numbers
from consultations.forms import Typed, lines
from outcomes.easy_read.easy_read import LONGEST_BODY, LONGEST_HEADING
from outcomes.easy_read.originals import originals
from outcomes.easy_read.pictures import PICTURES
from outcomes.models import FindingsReport

FIELDS = ("heading", "body", "picture")


class EasyReadForm(forms.Form):
    """Three fields for each part that the report has; `parts` is what the act takes."""

    def __init__(
        self, data: Typed = None, *, report: FindingsReport, initial: dict[str, dict[str, str]] | None = None
    ) -> None:
        given = initial or {}
        super().__init__(data, initial={f"{key}-{name}": part[name] for key, part in given.items() for name in FIELDS})
        self.originals = list(originals(report).values())
        for one in self.originals:
            self.fields[f"{one.key}-heading"] = forms.CharField(
                label=f"Heading: {one.label}", required=False, max_length=LONGEST_HEADING
            )
            self.fields[f"{one.key}-body"] = forms.CharField(
                label=f"Easy words: {one.label}",
                required=False,
                max_length=LONGEST_BODY,
                widget=lines(6),
                strip=False,
                help_text="One short sentence on each line.",
            )
            self.fields[f"{one.key}-picture"] = forms.ChoiceField(
                label=f"Picture: {one.label}", required=False, choices=[("", "Choose a picture"), *PICTURES.items()]
            )

    def rows(self) -> list[dict[str, Any]]:
        """Each part with its fields."""
        return [
            {"original": one, "fields": [self[f"{one.key}-{name}"] for name in FIELDS], "body": self[f"{one.key}-body"]}
            for one in self.originals
        ]

    def first_empty(self) -> str:
        """The part to go on with; empty once all of them have words."""
        return next((one.key for one in self.originals if not self[f"{one.key}-body"].value()), "")

    def parts(self) -> dict[str, dict[str, str]]:
        return {
            one.key: {name: self.cleaned_data.get(f"{one.key}-{name}", "") for name in FIELDS} for one in self.originals
        }


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="What does it say otherwise than the report?",
        max_length=numbers.MOST_REASON,
        widget=lines(3),
        help_text=f"It stands in the public record. At most {numbers.MOST_REASON} characters.",
    )

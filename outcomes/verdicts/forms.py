"""Forms of the verdict."""

from typing import Any

from django import forms

from deliberation.models import Reason
from outcomes.models import Choice, RecommendationResponse
from outcomes.verdicts.verdicts import LONGEST, LONGEST_REPLY, Said


class VerdictForm(forms.Form):
    """Yes, partly or no for each recommendation, each with a reason if one likes."""

    def __init__(self, *args: Any, slots: list[RecommendationResponse], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = slots
        for slot in slots:
            title = f"{slot.recommendation.number}. {slot.recommendation.title}"
            self.fields[f"choice_{slot.pk}"] = forms.ChoiceField(
                label="Does this answer what was asked?", choices=Choice, widget=forms.RadioSelect, required=False
            )
            self.fields[f"reason_{slot.pk}"] = forms.CharField(
                label="Why? (you need not say)",
                widget=forms.Textarea(attrs={"rows": 2, "aria-label": f"Why, for {title}"}),
                max_length=LONGEST,
                required=False,
            )

    @property
    def rows(self) -> list[tuple[RecommendationResponse, forms.BoundField, forms.BoundField]]:
        return [(slot, self[f"choice_{slot.pk}"], self[f"reason_{slot.pk}"]) for slot in self.slots]

    @property
    def said(self) -> dict[int, Said]:
        given = self.cleaned_data
        return {slot.pk: Said(given[f"choice_{slot.pk}"], given[f"reason_{slot.pk}"]) for slot in self.slots}


class LeaveOutForm(forms.Form):
    leave_out_for = forms.ChoiceField(
        label="Propose to leave it out, because", choices=[("", "Print it"), *Reason.choices], required=False
    )


class WordsForm(forms.Form):
    words = forms.CharField(
        label="Words that identify somebody",
        help_text="Exactly as they stand there: a number, a name. They go at once; the panel reads what went.",
        max_length=LONGEST,
    )


class ReplyForm(forms.Form):
    text = forms.CharField(
        label="Your reply",
        help_text="Once. It is printed beside the verdict, with today’s date and your name.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_REPLY,
    )

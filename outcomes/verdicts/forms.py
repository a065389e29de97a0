"""Forms of the verdict."""

from collections.abc import Sequence
from typing import Any

from django import forms

from deliberation.models import Reason
from outcomes.models import Choice, ReasonWordsOut, RecommendationResponse
from outcomes.verdicts.verdicts import LONGEST, LONGEST_REPLY, Said
from people.text.dates import day


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


class AskForm(forms.Form):
    leave_out_for = forms.ChoiceField(label="It should be left out, because", choices=Reason)


class WordsForm(forms.Form):
    words = forms.CharField(
        label="Words that identify somebody",
        help_text="Exactly as they stand there: a number, a name. They go at once; the panel reads what went.",
        max_length=LONGEST,
    )


class SettleForm(forms.Form):
    """Of each place out of which words were taken, whether they are put back; those that are left open wait on."""

    def __init__(self, *args: Any, spans: Sequence[ReasonWordsOut], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for span in spans:
            who = span.by.public_name if span.by else "somebody who has left"
            self.fields[f"place_{span.pk}"] = forms.ChoiceField(
                label=f"“{span.taken}”, taken out on {day(span.on)} by {who}",
                choices=[("no", "Leave them out"), ("yes", "Put them back")],
                widget=forms.RadioSelect,
                required=False,
            )

    @property
    def put_back(self) -> dict[int, bool]:
        given = {int(name.removeprefix("place_")): said for name, said in self.cleaned_data.items()}
        return {key: said == "yes" for key, said in given.items() if said}


class ReplyForm(forms.Form):
    text = forms.CharField(
        label="Your reply",
        help_text="Once. It is printed beside the verdict, with today’s date and your name.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_REPLY,
    )

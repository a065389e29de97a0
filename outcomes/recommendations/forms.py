"""Forms of the recommendations room."""

from typing import TYPE_CHECKING, Unpack

from django import forms

from consultations.forms import Shown, Typed
from outcomes.forms import offer
from outcomes.models import Finding, FindingQuote, FindingsReport, Recommendation
from outcomes.recommendations import recommendations
from people.text.sentences import shortened

if TYPE_CHECKING:
    ProposalChoice = forms.ModelChoiceField[FindingQuote]
else:  # not generic while it runs
    ProposalChoice = forms.ModelChoiceField


class ProposalField(ProposalChoice):
    def label_from_instance(self, quote: FindingQuote) -> str:
        words = quote.printed or (quote.excerpt.text if quote.excerpt else "")
        return f"{quote.finding.number}: “{shortened(words, 90)}”"


class RecommendationForm(forms.Form):
    title = forms.CharField(
        max_length=200, label="What to do", help_text="Begin with a verb: “Publish …”, “Keep …”, “Tell …”."
    )
    text = forms.CharField(
        required=False, max_length=2000, label="In more detail", widget=forms.Textarea(attrs={"rows": 4})
    )
    category = forms.ChoiceField(choices=Recommendation.Category.choices, label="Kind")
    addressed_to = forms.CharField(
        required=False,
        max_length=120,
        label="Addressed to another body",
        help_text="Leave empty when the police are asked. They answer in any case.",
    )
    findings = forms.ModelMultipleChoiceField(
        Finding.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="Findings it rests on",
        error_messages={"required": "Choose at least one finding that this rests on."},
    )

    proposed_in = ProposalField(
        FindingQuote.objects.none(),
        required=False,
        label="As a resident put it",
        empty_label="No quote",
        help_text="A quote of a suggestion that it rests on. It is printed beside your wording, as the quote is.",
    )

    def __init__(self, data: Typed = None, *, report: FindingsReport, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        offer(self, "findings", report.findings.select_related("area"))
        offer(self, "proposed_in", recommendations.proposals(report))

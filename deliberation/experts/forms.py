"""Asking experts, deciding about a question, and answering. Lengths are the acts’ rules."""

import uuid
from collections.abc import Sequence

from django import forms

from consultations.models import SectionKind
from deliberation.models import ExpertAnswer, ExpertCorrection, ExpertQuestion
from people.errors import Refused

CHOICES = [(value, label) for value, label in ExpertAnswer.Capacity.choices if value != ExpertAnswer.Capacity.POLICE]


class AskForm(forms.Form):
    text = forms.CharField(
        label="Your question",
        required=False,
        help_text="One question. Leave out anything that could identify someone. "
        f"Up to {ExpertQuestion.MAX_LENGTH} characters.",
        widget=forms.Textarea(attrs={"rows": 3, "data-most": ExpertQuestion.MAX_LENGTH}),
    )
    section = forms.ChoiceField(
        label="Which part of the briefing is it about?",
        choices=[("", "None, or I do not know"), *SectionKind.choices],
        required=False,
    )
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    @classmethod
    def fresh(cls, section: str = "") -> "AskForm":
        return cls(initial={"key": uuid.uuid4().hex, "section": section})


class SortForm(forms.Form):
    """One page, three buttons: `wording`, `other` and `reason` belong to one each."""

    wording = forms.CharField(
        label="The question, as everybody reads it",
        required=False,
        help_text="Shorten it, and take out what could tell who asked. The police and the experts read these words.",
        widget=forms.Textarea(attrs={"rows": 3, "data-most": ExpertQuestion.MAX_LENGTH}),
    )
    near = forms.ModelChoiceField(
        label="It asks the same as one of these",
        queryset=ExpertQuestion.objects.none(),
        required=False,
        empty_label="None of these",
        widget=forms.RadioSelect,
    )
    other = forms.ModelChoiceField(
        label="It asks the same as",
        queryset=ExpertQuestion.objects.none(),
        required=False,
        empty_label="Choose one",
    )
    reason = forms.CharField(
        label="Why it is not taken up",
        required=False,
        help_text="Whoever asked reads it.",
        widget=forms.Textarea(attrs={"rows": 2, "data-most": 500}),
    )

    def __init__(
        self,
        data: object = None,
        *,
        question: ExpertQuestion,
        near: Sequence[ExpertQuestion] = (),
        **kwargs: object,
    ) -> None:
        """`near`: those that ask nearly the same, to choose from at once; all others stand in a list behind them."""
        super().__init__(data, initial={"wording": question.text}, **kwargs)  # type: ignore[arg-type]
        put, keys = question.consultation.expert_questions.put(), [one.pk for one in near]
        self.fields["other"].queryset = put.exclude(pk__in=keys)  # type: ignore[attr-defined]
        if keys:
            self.fields["other"].label = "Or another one"
            self.fields["near"].queryset = put.filter(pk__in=keys)  # type: ignore[attr-defined]
        else:
            del self.fields["near"]

    @property
    def joined_to(self) -> ExpertQuestion | None:
        """One of the near ones, or another; raises Refused where both were chosen."""
        near, other = self.cleaned_data.get("near"), self.cleaned_data.get("other")
        if near and other:
            raise Refused("Choose one question: one of the near ones, or another.")
        chosen: ExpertQuestion | None = near or other
        return chosen


class AnswerForm(forms.Form):
    capacity = forms.ChoiceField(
        label="In which capacity do you answer?",
        choices=CHOICES,
        widget=forms.RadioSelect,
        required=False,
        help_text="It stands beside your name.",
    )
    body = forms.CharField(
        label="Your answer",
        required=False,
        help_text=f"Plain words. Say what is not known. Up to {ExpertAnswer.MAX_LENGTH:,} characters.",
        widget=forms.Textarea(attrs={"rows": 8, "data-most": ExpertAnswer.MAX_LENGTH}),
    )
    sources = forms.CharField(
        label="Sources",
        required=False,
        help_text="One on each line: what it is, then its address where it has one.",
        widget=forms.Textarea(attrs={"rows": 3, "data-most": 2000}),
    )

    not_known = forms.BooleanField(
        label="I do not know, or it is not known",
        required=False,
        help_text="The question then stays open, and your answer stands beside it.",
    )

    @classmethod
    def kept(cls, held: ExpertAnswer | None) -> dict[str, object]:
        """What somebody wrote before, to begin with."""
        return {name: getattr(held, name) for name in cls.base_fields} if held is not None else {}


class CorrectionReadForm(forms.Form):
    note = forms.CharField(
        label="What has to change",
        required=False,
        help_text="Only if you send it back. The author reads it.",
        widget=forms.Textarea(attrs={"rows": 2, "data-most": 500}),
    )


class ReviewForm(CorrectionReadForm):
    field_order = ["leaves_open", "note"]
    leaves_open = forms.BooleanField(
        label="It leaves the question open",
        required=False,
        help_text="It says that it does not know, or not what was asked. It is published, and the question stays open.",
    )


class CorrectionForm(forms.Form):
    body = forms.CharField(
        label="What was wrong, and what is right",
        required=False,
        help_text="It stands beside the answer with its day and your name. The answer keeps its words. "
        f"Up to {ExpertCorrection.MAX_LENGTH:,} characters.",
        widget=forms.Textarea(attrs={"rows": 5, "data-most": ExpertCorrection.MAX_LENGTH}),
    )

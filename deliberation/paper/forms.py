"""A paper ballot as it is typed in: the same questions as on the screen, all on one page."""

from typing import Unpack

from django import forms

from consultations.forms import Shown, Typed
from consultations.models import Consultation, Group
from deliberation.models import Ballot, PaperSheet, Question, Wave
from deliberation.paper import sheets
from deliberation.questions.forms.answers import AnswerForm

LARGEST = 100  # sheets printed at once


class SheetForm(forms.Form):
    number = forms.IntegerField(label="Number on the sheet", min_value=1, max_value=1_000_000)
    group: "forms.ModelChoiceField[Group]" = forms.ModelChoiceField(label="Group", queryset=None, empty_label=None)
    way = forms.ChoiceField(
        label="How was it filled in?",
        choices=PaperSheet.Way.choices,
        widget=forms.RadioSelect,
        initial=PaperSheet.Way.PAPER,
    )
    same_as = forms.CharField(
        label="Is it somebody who is known here?",
        required=False,
        max_length=60,
        help_text="The person’s name here, such as Heron 42, or the number of their sheet in the poll before.",
    )
    agreed = forms.BooleanField(
        label="They ticked on the sheet, or said, that they agree to take part",
        required=False,
        help_text="Without this tick the sheet cannot be counted. By telephone, ask before the first question.",
    )

    def __init__(self, wave: Wave, data: Typed = None, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        consultation: Consultation = wave.consultation
        pks = [group.pk for group in wave.session.groups] if wave.session else None
        groups = consultation.groups.all() if pks is None else consultation.groups.filter(pk__in=pks)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    way = forms.ChoiceField(
        label="Was it filled in otherwise than was typed in?",
        choices=PaperSheet.Way.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text="Leave it empty where that is right.",
    )
    reason = forms.CharField(label="Why is it corrected?", max_length=300)


class PrintForm(forms.Form):
    first = forms.IntegerField(label="First number", min_value=1, max_value=1_000_000)
    copies = forms.IntegerField(label="How many sheets?", min_value=1, max_value=LARGEST, initial=12)
    large = forms.BooleanField(label="Large print", required=False)


def answer_forms(questions: list[Question], data: Typed, mine: dict[int, Ballot] | None = None) -> list[AnswerForm]:
    """One form a question, each with its own prefix."""
    mine = mine or {}
    return [AnswerForm(q, data, prefix=f"q{q.pk}", ballot=mine.get(q.pk)) for q in questions]


def filled_in(forms_of: list[AnswerForm]) -> sheets.Answers:
    """What was filled in. Raises Refused as `AnswerForm.answer` does."""
    answers = [(form.question, form.answer) for form in forms_of]
    return [(question, answer) for question, answer in answers if answer.get("option_ids") or answer.get("text")]

"""Setting up: one form a part, so that no page asks everything at once."""

from typing import Unpack, cast

from django import forms

from consultations import numbers
from consultations.forms import Day, Moment, Shown, Typed, form_from, lines, with_fields_of
from consultations.models import Consultation, Force, Technology, TechnologyDocument, UseCase
from consultations.register import technologies
from consultations.starters import starters
from people.numbers import CONTACT_DAYS
from people.text.sentences import counted, many


class StartForm(forms.Form):
    title = forms.CharField(max_length=160, help_text="Short and neutral: the technology and the place.", label="Title")
    starter = forms.ChoiceField(label="Start from", widget=forms.RadioSelect, required=False)
    force = forms.ModelChoiceField(
        Force.objects.all(),
        required=False,
        label="Police force that must answer",
        empty_label="Not chosen yet",
        help_text="Not on the list? Ask an administrator to add it.",
    )
    commissioning_body = forms.CharField(max_length=160, required=False, label="Who asked for this consultation?")
    data_controller = forms.CharField(
        max_length=160, required=False, label="Who is responsible in law for people’s data?"
    )

    def __init__(self, data: Typed = None, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        choices = [(s["key"], s["name"]) for s in starters.available()]
        self.fields["starter"].choices = [*choices, ("", "An empty consultation")]  # type: ignore[attr-defined]


#: What is asked, and what hangs on it.
QuestionForm = form_from(
    Consultation,
    ["title", "purpose_question", "decision_to_inform", "can_change", "cannot_change", "exercise"],
    labels={
        "purpose_question": "The question",
        "decision_to_inform": "Which decision will the answers inform?",
        "can_change": "What can change because of this consultation?",
        "cannot_change": "What cannot change, whatever people say?",
        "exercise": "What kind of exercise is it?",
    },
    help_texts={
        "purpose_question": "One neutral question that could be answered either way. It ends with a question mark.",
        "cannot_change": "Be plain. People would rather know now.",
    },
    widgets={
        "purpose_question": lines(3),
        "decision_to_inform": lines(3),
        "can_change": lines(4),
        "cannot_change": lines(4),
        "exercise": forms.RadioSelect,
    },
)


#: Who is behind it.
WhoForm = form_from(
    Consultation,
    ["force", "joint_forces", "commissioning_body", "data_controller", "independent_facilitation", "funding_note"],
    labels={
        "force": "Police force that must answer",
        "joint_forces": "Other forces that answer with it",
        "commissioning_body": "Who asked for this consultation?",
        "data_controller": "Who is responsible in law for people’s data?",
        "independent_facilitation": "Who runs it, and how do they stand to the force?",
        "funding_note": "Who pays, and how much?",
    },
    help_texts={
        "force": "Not on the list? Ask an administrator to add it. Of several, the one that leads.",
        "joint_forces": "Only where several forces answer together. "
        "Until somebody accepts a role for it, pages say that it has not agreed to answer.",
        "independent_facilitation": "Whether they work for the force, or are paid by it. The report prints it.",
        "funding_note": "Shown to everybody. If it is not known yet, say so.",
    },
    widgets={"funding_note": lines(3), "joint_forces": forms.CheckboxSelectMultiple},
)


#: The dates people plan by, and the windows in days.
DatesForm = form_from(
    Consultation,
    [
        "opens_at",
        "closes_at",
        "findings_due",
        "response_due",
        "notice_days",
        "withdrawal_days",
        "accuracy_days",
        "check_days",
    ],
    labels={
        "opens_at": "Opens",
        "closes_at": "Closes",
        "findings_due": "Findings are due",
        "response_due": "The police answer is due",
    },
    help_texts={
        "opens_at": "At least as many days after announcing as you set below.",
        "closes_at": f"{counted(numbers.FAIR_WEEKS, 'week').capitalize()} or more gives people a fair chance. "
        "23:59 is the end of a day.",
        "findings_due": f"Leave empty for {counted(numbers.FINDINGS_WEEKS, 'week')} after closing.",
        "response_due": f"Leave empty for {counted(numbers.RESPONSE_WEEKS, 'week')} after the findings.",
    },
    widgets={
        "opens_at": Moment(),
        "closes_at": Moment(),
        "findings_due": Day(),
        "response_due": Day(),
    },
)


#: How long people's details are kept, in words.
KEPT = [
    (
        Consultation.Retention.STANDARD,
        f"Contact details until the answer is out plus {many(CONTACT_DAYS, 'day')}; "
        f"posts up to {many(numbers.WORDS_MONTHS, 'month')}",
    ),
    (
        Consultation.Retention.SHORT,
        "Contact details until findings are out (for news: the answer); "
        f"posts up to {many(numbers.SHORT_WORDS_MONTHS, 'month')}",
    ),
]


@with_fields_of(
    Consultation,
    [
        "method",
        "in_areas",
        "places",
        "joining_is_open",
        "recruitment_note",
        "non_digital_route",
        "retention",
        "min_base",
        "min_answer",
    ],
    labels={
        "method": "How will people take part?",
        "in_areas": "Which boroughs or districts is it about?",
        "places": "Where, in your own words",
        "joining_is_open": "Anyone may join, without an invitation",
        "recruitment_note": "How are people invited?",
        "non_digital_route": "How can people take part without the internet?",
        "retention": "How long are people’s details kept?",
        "min_base": "Smallest group in a breakdown",
        "min_answer": "Smallest count shown",
    },
    help_texts={
        "in_areas": "None means the whole area of the force.",
        "joining_is_open": "Their answers are always shown apart from those of invited groups.",
        "min_base": "A breakdown with a smaller group is withheld.",
        "min_answer": "Smaller counts are hidden.",
    },
    widgets={
        "method": forms.RadioSelect,
        "in_areas": forms.CheckboxSelectMultiple(attrs={"class": "many"}),
        "retention": forms.RadioSelect,
        "recruitment_note": lines(4),
        "non_digital_route": lines(3),
    },
)
class TakingPartForm(forms.Form):
    """Who takes part, and what is kept."""

    def clean_min_base(self) -> int:
        return self._at_least("min_base", numbers.LEAST_BASE)

    def clean_min_answer(self) -> int:
        return self._at_least("min_answer", numbers.LEAST_ANSWER)

    def _at_least(self, name: str, least: int) -> int:
        value: int = self.cleaned_data[name]
        if value < least:
            raise forms.ValidationError(f"Choose {least} or more, so that nobody can be picked out.")
        return value


cast(forms.ChoiceField, TakingPartForm.base_fields["retention"]).choices = KEPT

#: Part of the address → (form, heading).
PARTS: dict[str, tuple[type[forms.Form], str]] = {
    "question": (QuestionForm, "The question"),
    "who": (WhoForm, "Who is behind it"),
    "dates": (DatesForm, "Dates"),
    "taking_part": (TakingPartForm, "Taking part"),
}


@with_fields_of(
    Technology,
    ["name", "kind", "stage", "biometric", "algorithmic", "task_specific", "accountable_role"],
    labels={
        "stage": "How far is it?",
        "biometric": "It identifies people by their bodies",
        "algorithmic": "A computer judges or ranks",
        "task_specific": "It does one bounded task",
        "accountable_role": "Which role in the force answers for it?",
    },
    help_texts={
        "biometric": "For example by face, voice or fingerprint.",
        "algorithmic": "For example scores, alerts or matches.",
    },
)
class TechnologyForm(forms.Form):
    """One entry of the register."""

    why_unticked = forms.CharField(
        label="If a box is not ticked that is ticked for every other of its kind: why?",
        required=False,
        max_length=300,
        help_text="Everybody reads it in the entry’s log.",
    )


@with_fields_of(
    TechnologyDocument,
    ["kind", "title", "dated", "why_none"],
    help_texts={"why_none": "For example: “The force says it is not published.”"},
    widgets={"kind": forms.RadioSelect, "dated": Day()},
)
class DocumentForm(forms.Form):
    """A paper beside an entry."""

    url = forms.URLField(label="Web address", max_length=400, required=False, assume_scheme="https")


class TakeOutForm(forms.Form):
    """Beside the buttons that take out what people could read."""

    why = forms.CharField(
        label="If you take one out: why?",
        required=False,
        max_length=300,
        help_text="Everybody reads it in the entry’s log.",
    )


class AttachForm(forms.Form):
    technology = forms.ModelChoiceField(Technology.objects.none(), label="Choose from the register")

    def __init__(self, data: Typed = None, *, consultation: Consultation, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["technology"]
        field.queryset = technologies.to_choose_from(consultation)  # type: ignore[attr-defined]


#: One thing it is, may be or will not be used for.
UseCaseForm = form_from(
    UseCase,
    ["title", "description", "context", "affects", "status"],
    labels={"title": "Use", "description": "In plain words", "affects": "Who is affected?", "context": "When?"},
    help_texts={
        "status": "“To be talked about” says nothing of the force. “Ruled out” is worth saying: it tells people what "
        "it will not be used for."
    },
    widgets={"description": lines(3), "status": forms.RadioSelect},
)

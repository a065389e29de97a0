"""Writing a question: one form, with the fields its kind needs."""

from typing import Any, Unpack

from django import forms

from consultations.forms import Shown, Typed
from consultations.forms import lines as box
from consultations.models import SectionKind, Technology
from deliberation.models import Option, Poll, Question, Wave
from deliberation.questions.kinds import registry as kinds
from deliberation.questions.kinds.base import TOO_FEW_OPTIONS
from deliberation.questions.spec import LONGEST

#: Fields that only some kinds of question have.
OF_SOME = (
    "card", "card_set", "options", "max_choices", "explanation", "part", "ladder_group", "is_change", "about",
    "asked_if",
)  # fmt: skip
REQUIRED = {
    "text": "Write the question.",
    "card": "Write what happens on the card.",
    "options": TOO_FEW_OPTIONS,
    "ladder_group": "Give the ladder a name.",
}


class QuestionForm(forms.Form):
    """A question as a facilitator writes it."""

    WHERE = [
        ("paired", "Before and after, in the same words"),
        (Wave.Kind.BEFORE, "In the first poll only"),
        (Wave.Kind.AFTER, "In the second poll only"),
        (Wave.Kind.PULSE, "In a live session"),
    ]
    kind = forms.ChoiceField(choices=kinds.choices, initial=kinds.SINGLE.key, widget=forms.HiddenInput)
    card = forms.CharField(
        label="What happens on the card",
        required=False,
        max_length=LONGEST["card"],
        widget=box(3),
        help_text="Two or three short sentences. No real person, place or case.",
    )
    text = forms.CharField(label="The question", max_length=LONGEST["text"], widget=box(2))
    help = forms.CharField(label="Help under the question", max_length=LONGEST["help"], required=False)
    options = forms.CharField(label="Answers to choose from", required=False, max_length=7000, widget=box(6))
    max_choices = forms.IntegerField(
        label="How many answers may people choose?",
        min_value=1,
        max_value=20,
        required=False,
        help_text="Empty: as many as they like.",
    )
    explanation = forms.CharField(
        label="Explanation, shown once it is answered",
        max_length=LONGEST["explanation"],
        required=False,
        widget=box(3),
        help_text="Say where the fact comes from.",
    )
    part = forms.ChoiceField(
        label="Which part of the briefing explains it?",
        choices=[("", "None"), *SectionKind.choices],
        required=False,
        help_text="People are led there once they have answered. Until the findings are out, the briefing does not say "
        "that anything is asked about this part.",
    )
    ladder_group = forms.CharField(
        label="Name of the ladder",
        max_length=LONGEST["ladder_group"],
        required=False,
        help_text="Steps with the same name belong together, in the order you write them.",
    )
    is_change = forms.BooleanField(label="This step describes a change, not current practice", required=False)
    card_set = forms.CharField(
        label="Set of cards",
        max_length=LONGEST["card_set"],
        required=False,
        help_text="Cards with the same name are numbered and shown one by one.",
    )
    where = forms.ChoiceField(label="When is it asked?", choices=WHERE, initial="paired", widget=forms.RadioSelect)
    about = forms.ModelChoiceField(
        Technology.objects.none(),
        label="Is it about one technology alone?",
        required=False,
        empty_label="No, or about all of them",
        help_text="The report sets such questions side by side, where they have the same answers.",
    )
    asked_if = forms.ModelChoiceField(
        Option.objects.none(),
        label="Ask it only of people who chose",
        required=False,
        empty_label="Ask everybody",
        help_text="An answer to an earlier question in the same poll. Everybody else is told why it is not asked.",
    )

    def __init__(self, poll: Poll | None, kind: str, data: Typed = None, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        self.fields["kind"].initial = kind
        of_kind = kinds.KINDS[kind]
        for name in set(OF_SOME) - of_kind.form_fields:
            del self.fields[name]
        for name, words in REQUIRED.items():
            if name in self.fields:
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = words
        if "options" in self.fields:
            self.fields["options"].help_text = of_kind.options_help
        if "asked_if" in self.fields:
            self._offer_answers(poll)
        if "about" in self.fields:
            self._offer_entries(poll)

    def _offer_entries(self, poll: Poll | None) -> None:
        """Where there are several: else there is nothing to set side by side."""
        field, entries = self.fields["about"], Technology.objects.none()
        if poll is not None:
            entries = poll.consultation.technologies.order_by("name", "pk")
        if isinstance(field, forms.ModelChoiceField) and len(entries) > 1:
            field.queryset = entries
        else:
            del self.fields["about"]

    def _offer_answers(self, poll: Poll | None) -> None:
        leading = (
            Option.objects.filter(
                kinds.matching(lambda kind: kind.leads_on, at="question__"),
                question__poll=poll,
                question__asked_if=None,
                question__waves__session=None,
            )
            .distinct()
            .select_related("question")
            .order_by("question__order", "order")
        )
        field: Any = self.fields["asked_if"]
        if poll is None or not leading:
            del self.fields["asked_if"]
            return
        field.queryset = leading
        field.label_from_instance = lambda option: f"{option.question.text[:60]}: {option.text}"

    @property
    def kind_name(self) -> str:
        return dict(kinds.choices()).get(str(self["kind"].value()), kinds.SINGLE.name)

    @property
    def spec(self) -> dict[str, Any]:
        """The question in the starters' format."""
        data = self.cleaned_data
        lines = [line.strip() for line in data.get("options", "").splitlines() if line.strip()]
        paired = data["where"] == "paired"
        return {
            **{name: data.get(name) for name in ("text", "help", "max_choices", "explanation", "part")},
            **{name: data.get(name) for name in ("card", "card_set")},
            **({"technology": data["about"]} if "about" in data else {}),
            "kind": kinds.KINDS[data["kind"]].stored,
            "options": [line.lstrip("*!").strip() for line in lines],
            "correct": next((n for n, line in enumerate(lines) if line.startswith("*")), None),
            "exclusive": [n for n, line in enumerate(lines) if line.startswith("!")],
            "ladder_group": data.get("ladder_group", ""),
            "is_change": data.get("is_change", False),
            "asked_if": data.get("asked_if"),
            "paired": paired,
            "waves": [] if paired else [data["where"]],
        }


def written(question: Question) -> dict[str, Any]:
    """A question as `QuestionForm` shows it."""
    marks = (("*" if o.is_correct else "!" if o.is_exclusive else "") + o.text for o in question.options.all())
    asked = list(question.waves.filter(session=None).values_list("kind", flat=True))
    return {
        "text": question.text,
        "help": question.help,
        "kind": kinds.of(question).key,
        "options": "\n".join(marks),
        "max_choices": question.max_choices if question.max_choices > 1 else None,
        "card": question.card,
        "explanation": question.explanation,
        "part": question.part,
        "about": question.technology_id,
        "ladder_group": question.ladder,
        "is_change": question.is_change,
        "card_set": question.card_set,
        "asked_if": question.asked_if_id,
        "where": "paired" if question.paired else next(iter(asked), Wave.Kind.PULSE),
    }


class RoundForm(forms.Form):
    """The answers of a new round."""

    options = forms.CharField(label="Answers to choose from now on", max_length=7000, widget=box(6))

    def __init__(self, question: Question, data: Typed = None, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        self.fields["options"].help_text = kinds.of(question).options_help

    @property
    def answers(self) -> dict[str, Any]:
        lines = [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]
        return {
            "options": [line.lstrip("!").strip() for line in lines],
            "exclusive": [n for n, line in enumerate(lines) if line.startswith("!")],
        }

"""Forms of the response workspace."""

from typing import Any

from django import forms

from outcomes import numbers
from outcomes.models import RecommendationResponse
from outcomes.models.answers import POINTS
from people.text.sentences import counted

Status = RecommendationResponse.Status
#: Fields that only some answers have: which answers, a heading for where they all stand, the fields.
DEPENDING = [
    ([Status.REFERRED], "If it is for another body", ["referred_to", "referred_on"]),
    ([Status.UNDER_CONSIDERATION, Status.REFERRED], "If it is not decided yet", ["decision_by"]),
]
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Seen(forms.Form):
    """Which version was on the page. A post that says nothing has seen none: it overwrites nothing."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_seen(self) -> int:
        return self.cleaned_data["seen"] or 0


class OpeningForm(Seen):
    opening_statement = forms.CharField(
        label="Opening statement",
        help_text="A few plain sentences: what you heard, and what you will do about it.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        required=False,
    )


class AnswerForm(Seen):
    """A draft may be incomplete: the workspace says what is missing, and signing asks for all of it."""

    status = forms.ChoiceField(
        label="Your answer", choices=RecommendationResponse.Status, widget=forms.RadioSelect, required=False
    )
    reasons = forms.CharField(
        label="Reasons",
        help_text="Say why, in plain words. Not accepted, accepted in part or already in place: at least "
        f"{numbers.LONG_REASONS} words, {numbers.DIFFERENT_REASONS} of them different.",
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=4000,
        required=False,
    )
    evidence_url = forms.URLField(
        label="Link to evidence",
        help_text="For example a published policy. Needed when it is already in place: the oversight panel opens it.",
        max_length=400,
        required=False,
        assume_scheme="https",
    )
    decision_by = forms.DateField(
        label="When will it be decided, or answered by the other body?",
        help_text=f"After the {numbers.VERDICT_DAYS} days in which residents judge the answer, and within "
        f"{counted(numbers.CONSIDERATION_MONTHS, 'month')}. It is public, and overdue from that day on.",
        widget=DATE,
        required=False,
    )
    referred_to = forms.CharField(
        label="Which body did you send it to?",
        max_length=160,
        required=False,
    )
    referred_on = forms.DateField(label="When did you send it?", widget=DATE, required=False)
    answered_with = forms.CharField(
        label="Other bodies that answer it with you, or to whom you sent it as well",
        help_text="One on each line. A force that has not agreed to answer is shown as that, and not as with you.",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=600,
        required=False,
    )

    def always(self) -> list[forms.BoundField]:
        """The fields that every answer has."""
        later = {name for _, _, names in DEPENDING for name in names}
        return [field for field in self if field.name not in later]

    def depending(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """(Answers they belong to, a heading, fields), for those that only some answers have."""
        return [(" ".join(kinds), heading, [self[name] for name in names]) for kinds, heading, names in DEPENDING]

    @classmethod
    def of(cls, slot: RecommendationResponse) -> "AnswerForm":
        drafted = {name: getattr(slot, name) for name in cls.base_fields if name != "seen"}
        return cls(initial={**drafted, "seen": slot.version})


class PromiseForm(forms.Form):
    text = forms.CharField(
        label="What do you promise?",
        help_text="Something people can check: what will be there, and where.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
    )
    owner_role = forms.CharField(label="Which role owns it?", help_text="A role, not a name.", max_length=120)
    due = forms.DateField(label="By when?", widget=DATE)


class PointsForm(forms.Form):
    """For each of the five points: in which parts of the answer it is, or why in none."""

    def __init__(self, *args: Any, slots: list[RecommendationResponse], points: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [("0", "The opening statement")]
        places += [(str(s.recommendation.number), f"Recommendation {s.recommendation}") for s in slots]
        for key, (_, words) in POINTS.items():
            row = points.get(key, {})
            self.fields[f"in_{key}"] = forms.MultipleChoiceField(
                label=f"Where does the answer say {words}?",
                choices=places,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[str(number) for number in row.get("in", [])],
            )
            self.fields[f"why_{key}"] = forms.CharField(
                label="If it does not: why", max_length=300, required=False, initial=row.get("why_not", "")
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        said = {
            key: {"in": [int(n) for n in found.get(f"in_{key}", [])], "why_not": found.get(f"why_{key}", "")}
            for key in POINTS
        }
        return {"points": said}

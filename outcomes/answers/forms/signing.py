"""Forms of what the officer does under their name: to sign, to correct, to decide what was left open."""

from typing import Any

from django import forms

from outcomes.answers.deciding import DECISIONS
from outcomes.answers.forms.drafting import DATE, PromiseForm
from outcomes.models import RecommendationResponse

Status = RecommendationResponse.Status


class SignForm(forms.Form):
    """What was read, by its fingerprint, with the newest correction of the report, and that it was read."""

    previewed = forms.CharField(max_length=64, widget=forms.HiddenInput)
    errata = forms.IntegerField(required=False, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(
        label="I have read all of it. It will be public under my name and cannot be taken back.",
        error_messages={"required": "Tick the box to say that you have read all of it."},
    )

    @property
    def read(self) -> dict[str, Any]:
        return {"previewed": self.cleaned_data["previewed"], "errata": self.cleaned_data["errata"] or 0}


class CorrectionForm(forms.Form):
    """Words of the signed answer, or of what was decided later, that are wrong, and the right ones."""

    answer = forms.TypedChoiceField(label="Where is the error?", required=False, empty_value=None)
    old = forms.CharField(
        label="The words that are wrong",
        help_text="Exactly as they are printed. They stay on the page.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    new = forms.CharField(label="The right words", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    reason = forms.CharField(
        label="Why it was wrong",
        help_text="Public, with today’s date and your name.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )

    def __init__(self, *args: Any, slots: list[RecommendationResponse], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = {str(slot.pk): slot for slot in slots}
        self.decided = {f"decision {slot.pk}": slot.decision for slot in slots if slot.decision}
        rows = [(key, f"{slot.recommendation.number}. {slot.recommendation.title}") for key, slot in self.slots.items()]
        rows += [(key, f"Decided later: {one.answer.recommendation}") for key, one in self.decided.items()]
        self.fields["answer"].choices = [("", "In the opening statement"), *rows]  # type: ignore[attr-defined]

    def clean_answer(self) -> RecommendationResponse | None:
        """The answer; where its decision was chosen, that one too."""
        chosen = self.cleaned_data["answer"] or ""
        self.cleaned_data["decision"] = self.decided.get(chosen)
        return self.slots.get(chosen.removeprefix("decision "))


class OtherEvidenceForm(forms.Form):
    """Another link for what is said to be in place, and why."""

    link = forms.URLField(label="Link to the other evidence", max_length=400, assume_scheme="https")
    why = forms.CharField(
        label="Why another one?",
        help_text="Public, with today’s date and your name. The link before stays on the page.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
    )


class DecisionForm(forms.Form):
    """What was left open, decided. A promise is needed for what is accepted."""

    status = forms.ChoiceField(label="Your decision", choices=DECISIONS, widget=forms.RadioSelect)
    reasons = forms.CharField(
        label="Reasons",
        help_text="Say why, in plain words. It is public at once, under your name, and cannot be taken back.",
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=4000,
    )
    evidence_url = forms.URLField(label="Link to evidence", max_length=400, required=False, assume_scheme="https")
    text = forms.CharField(
        label="What do you promise?",
        help_text="Something people can check: what will be there, and where.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
        required=False,
    )
    owner_role = forms.CharField(
        label="Which role owns the promise?", help_text="A role, not a name.", max_length=120, required=False
    )
    due = forms.DateField(label="By when?", widget=DATE, required=False)

    def always(self) -> list[forms.BoundField]:
        """What every decision has; the rest belongs to what is accepted."""
        return [field for field in self if field.name not in PromiseForm.base_fields]

    def promise(self) -> list[forms.BoundField]:
        return [self[name] for name in PromiseForm.base_fields]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        promise = {name: found.pop(name, None) for name in ("text", "owner_role", "due")}
        if any(promise.values()) and not all(promise.values()) and not self.errors:
            self.add_error("text", "Say what is promised, which role owns it, and by when.")
        found["promised"] = promise if all(promise.values()) else None
        return found

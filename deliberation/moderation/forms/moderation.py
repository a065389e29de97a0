"""Forms of moderation: a decision, an appeal, an answer to an appeal."""

from collections.abc import Iterable
from typing import Any

from django import forms

from consultations.forms import Typed
from deliberation.models import Appeal, Contribution, ModerationDecision, Thread
from deliberation.models.moderation import NOTES
from deliberation.moderation import moderation
from deliberation.moderation.moderation import MAX_NOTE, MAX_REASONS, REASONS_TO_REMOVE, OnScreen


class DecisionForm(forms.Form):
    """What was on the facilitator's screen travels with the decision, so that nobody decides on other words."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    decision = forms.IntegerField(min_value=0, max_value=2**62, widget=forms.HiddenInput)
    action = forms.ChoiceField(choices=moderation.Action.choices, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label="Why",
        choices=[(reason.value, reason.label) for reason in REASONS_TO_REMOVE],
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(
        label="Anything to add for the author",
        help_text=f"The author reads it under the standard text. Up to {MAX_NOTE} characters.",
        widget=forms.Textarea(attrs={"rows": 3, "data-most": MAX_NOTE}),
        required=False,
    )

    words = forms.CharField(
        label="Words to take out",
        help_text="Copy them exactly as they stand. A bracket with the reason takes their place.",
        widget=forms.Textarea(attrs={"rows": 2, "data-most": Contribution.MAX_LENGTH}),
        required=False,
        strip=False,
    )
    to = forms.TypedChoiceField(label="Move it to", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, places: Iterable[Thread] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(thread.pk, f"{thread.area.title}: {thread.title}") for thread in places]
        self.fields["to"].choices = [("", "Choose a thread"), *listed]  # type: ignore[attr-defined]

    @property
    def on_screen(self) -> OnScreen:
        return OnScreen(self.cleaned_data["revision"], self.cleaned_data["decision"])

    def reasons(self) -> list[dict[str, str]]:
        """The radio buttons, each with the text its author would read."""
        chosen = self["reason"].value()
        return [
            {"value": r.value, "label": r.label, "note": NOTES[r], "checked": "checked" if r.value == chosen else ""}
            for r in REASONS_TO_REMOVE
        ]


class AppealForm(forms.Form):
    grounds = forms.CharField(
        label="Why do you think this was wrong?",
        help_text=f"Somebody else than the person who decided reads this. Up to {MAX_REASONS:,} characters.",
        widget=forms.Textarea(attrs={"rows": 5, "data-most": MAX_REASONS}),
        required=False,
    )


class AppealDecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What happens now?",
        choices=[(Appeal.Outcome.UPHELD, "Put the post back"), (Appeal.Outcome.DISMISSED, "The decision stands")],
        widget=forms.RadioSelect,
        required=False,
    )
    reasons = forms.CharField(
        label="Your reasons",
        help_text=f"The author reads them. Up to {MAX_REASONS:,} characters.",
        widget=forms.Textarea(attrs={"rows": 5, "data-most": MAX_REASONS}),
        required=False,
    )

    def __init__(self, data: Typed = None, *, of: ModerationDecision) -> None:
        super().__init__(data)
        if of.took_words_out or of.is_move:
            back, stands = Appeal.Outcome.UPHELD, Appeal.Outcome.DISMISSED
            upheld = "Put the words back" if of.took_words_out else "Put it back where it was"
            self.fields["outcome"].choices = [(back, upheld), (stands, "The decision stands")]  # type: ignore[attr-defined]

"""Where a post would be split."""

from collections.abc import Iterable
from typing import Any

from django import forms

from deliberation.models import Contribution, Thread
from deliberation.moderation.moderation import MAX_NOTE, OnScreen


class SplitForm(forms.Form):
    """What was on screen travels along: nobody cuts words they have not read, nor past what somebody else decided."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    decision = forms.IntegerField(min_value=0, max_value=2**62, widget=forms.HiddenInput)
    begins = forms.CharField(
        label="The second post begins with",
        required=False,
        help_text="Copy its first words, exactly as they stand.",
        widget=forms.Textarea(attrs={"rows": 2, "data-most": Contribution.MAX_LENGTH}),
    )
    to = forms.TypedChoiceField(label="The second one goes to", coerce=int, empty_value=None, required=False)
    note = forms.CharField(
        label="Why, for the author",
        required=False,
        help_text=f"Up to {MAX_NOTE} characters.",
        widget=forms.Textarea(attrs={"rows": 2, "data-most": MAX_NOTE}),
    )

    @property
    def on_screen(self) -> OnScreen:
        return OnScreen(self.cleaned_data["revision"], self.cleaned_data["decision"])

    def __init__(self, *args: Any, places: Iterable[Thread] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(thread.pk, f"{thread.area.title}: {thread.title}") for thread in places]
        self.fields["to"].choices = [("", "It stays in this thread"), *listed]  # type: ignore[attr-defined]

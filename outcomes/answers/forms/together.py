"""Forms of those who work on a draft together: who drafts what by when, and what they say to each other."""

from collections.abc import Iterable
from typing import Any

from django import forms

from consultations.models import Membership
from outcomes.answers.forms.drafting import DATE


class AssignForm(forms.Form):
    """Who drafts it, and by which day of the police's own."""

    owner = forms.TypedChoiceField(label="Who drafts it?", required=False, empty_value=None)
    due = forms.DateField(
        label="By when?",
        help_text="A day of your own. Only those who answer for the police see it; the public date stays.",
        widget=DATE,
        required=False,
    )

    def __init__(self, *args: Any, drafters: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drafters = {str(one.pk): one for one in drafters}
        names = [(key, one.public_name) for key, one in self.drafters.items()]
        self.fields["owner"].choices = [("", "Whoever comes to it"), *names]  # type: ignore[attr-defined]

    def clean_owner(self) -> Membership | None:
        return self.drafters.get(self.cleaned_data["owner"] or "")


class CommentForm(forms.Form):
    comment = forms.CharField(
        label="Your comment",
        help_text="For those who answer for the police, and for the file that information law may open.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )

"""Asking the force for facts, and what the force says."""

from typing import Unpack

from django import forms

from consultations.forms import Shown, Typed, lines
from consultations.models import AskedFact

ROLE = "A role, not a name. It is public, with today’s date."


IN_THE_NAME_OF = "A role, not a name. It is public, with today’s date and beside the role that you hold here."


class AskForm(forms.Form):
    """What to ask of which role; the places are those of the briefing."""

    places = forms.MultipleChoiceField(
        label="What to ask", widget=forms.CheckboxSelectMultiple(attrs={"class": "many"})
    )
    role = forms.CharField(
        label="Of which role in the force?",
        max_length=120,
        help_text=ROLE,
    )

    def __init__(self, data: Typed = None, *, places: list[tuple[str, str]], **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        self.fields["places"].choices = places  # type: ignore[attr-defined]


class FactForm(forms.Form):
    answer = forms.ChoiceField(label="What does the force say?", choices=AskedFact.Answer, widget=forms.RadioSelect)
    words = forms.CharField(
        label="The fact", max_length=2000, required=False, widget=lines(4), help_text="Where you say “Here it is”."
    )
    role = forms.CharField(label="In the name of which role?", max_length=120, help_text=IN_THE_NAME_OF)
    document = forms.URLField(
        label="Document",
        max_length=400,
        required=False,
        assume_scheme="https",
        help_text="A link.",
    )

"""Asking the force for facts, and what the force says."""

from collections.abc import Sequence
from typing import Unpack

from django import forms

from consultations import numbers
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


class WeighForm(forms.Form):
    """What becomes of words of the force that cannot be taken in as a fact."""

    DOUBT, AGAIN, LEAVE_OUT = "doubt", "ask_again", "leave_out"
    CHOICES = {
        DOUBT: "Print it in the force’s own words, and why we could not confirm it",
        AGAIN: "Ask again: what came stays readable, with the reason",
        LEAVE_OUT: "Nothing usable came: leave it out, if the panel agrees",
    }

    what = forms.ChoiceField(label="What is to become of it?", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why?",
        widget=lines(3),
        max_length=numbers.MOST_REASON,
        help_text="Public, beside what the force said. It can answer once.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data: Typed = None, *, offered: Sequence[str], **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        self.fields["what"].choices = [(name, self.CHOICES[name]) for name in offered]  # type: ignore[attr-defined]


class TakeOutForm(forms.Form):
    out_why = forms.CharField(
        label="Why should it go?",
        widget=lines(3),
        max_length=numbers.MOST_REASON,
        help_text="Public, with what stands there and what the force said of it. The force can answer once.",
    )


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label="What does the force say to it?",
        widget=lines(3),
        max_length=numbers.MOST_REASON,
        help_text="Once, and printed as it is.",
    )


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

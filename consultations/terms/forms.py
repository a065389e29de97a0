"""The public reason for a change of the terms; and the panel agrees to a later day for the answer."""

from typing import TypeVar

from django import forms

from consultations import numbers
from consultations.forms import Day, lines
from consultations.models import Consultation

F = TypeVar("F", bound=forms.BaseForm)


class Reason(forms.CharField):
    """Refused by the act where it lacks, so no field that one may leave out."""

    is_wanted = True


def with_reason(form: type[F], consultation: Consultation) -> type[F]:
    """Once it is announced, a change of what was promised comes with its public reason."""
    if not consultation.is_announced:
        return form
    reason = Reason(
        label="Why does it change?",
        required=False,
        max_length=numbers.MOST_REASON,
        widget=lines(3),
        help_text="Public, beside the old and the new words. The panel signs again, and the officer accepts again.",
    )
    return type(form.__name__, (form,), {"reason": reason})


def reason_in(form: forms.BaseForm) -> str:
    """The reason given; empty where none was asked for."""
    return str(form.cleaned_data.get("reason", ""))


class WaitForm(forms.Form):
    until = forms.DateField(label="The answer may be due as late as", widget=Day())
    reason = forms.CharField(
        label="Why is that fair to the people who take part?",
        max_length=numbers.MOST_REASON,
        widget=lines(3),
        help_text="Public, with your name in the record.",
    )

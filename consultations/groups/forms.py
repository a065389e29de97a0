"""Groups and appointments."""

from typing import TYPE_CHECKING, Any, Unpack, cast

from django import forms

from consultations import numbers
from consultations.forms import Shown, Typed, lines, with_fields_of
from consultations.models import Consultation, Group, Membership, Role, Standpoint

if TYPE_CHECKING:
    MemberChoice = forms.ModelChoiceField[Membership]
else:  # not generic while it runs
    MemberChoice = forms.ModelChoiceField


class FacilitatorChoice(MemberChoice):
    def label_from_instance(self, obj: Membership) -> str:
        return obj.public_name


@with_fields_of(
    Group,
    ["name", "mode", "cohort_note", "recruitment", "target_size", "is_open"],
    labels={
        "mode": "How does it meet?",
        "cohort_note": "Who is in it?",
        "recruitment": "How were they invited?",
        "target_size": "How many people do you hope for?",
        "is_open": "These people chose themselves",
    },
    help_texts={
        "cohort_note": "For example: aged 18 to 34, mixed.",
        "is_open": "Their answers are never added to those of invited groups.",
    },
    widgets={"mode": forms.RadioSelect},
)
class GroupForm(forms.Form):
    """One group."""

    facilitator = FacilitatorChoice(
        Membership.objects.none(), label="Facilitator", required=False, empty_label="Nobody yet"
    )

    def __init__(self, data: Typed = None, *, consultation: Consultation, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        facilitators = consultation.memberships.current().filter(role=Role.FACILITATOR).select_related("user")
        cast(FacilitatorChoice, self.fields["facilitator"]).queryset = facilitators


class StandpointForm(forms.Form):
    """What a panel member says of themselves, in public."""

    standpoint = forms.ChoiceField(label="How do you stand to it?", choices=Standpoint, widget=forms.RadioSelect)


class OfferForm(forms.Form):
    """Who is offered which role: one of those that whoever offers may give."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="The offer is sent here. You read the same whoever has this address.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(
        label="Name", max_length=60, help_text="Staff act under their own name. The person confirms it."
    )
    job_title = forms.CharField(label="Title or rank", max_length=120, required=False)
    organisation = forms.CharField(label="Organisation", max_length=160, required=False)
    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect)
    is_safeguarding_lead = forms.BooleanField(
        label="Safeguarding lead", required=False, help_text="One facilitator who acts if somebody is at risk."
    )
    standpoint = forms.ChoiceField(
        label="If it is a seat on the panel: how does the person stand to it?",
        required=False,
        choices=[("", "I leave it to them"), *Standpoint.choices],
        help_text="They read it, and say it of themselves or change it as they accept.",
    )
    field_order = ["email", "name", "role", "job_title", "organisation", "standpoint", "is_safeguarding_lead"]

    def __init__(self, data: Typed = None, *, roles: list[Role]) -> None:
        super().__init__(data, initial={"role": roles[0]} if len(roles) == 1 else None)
        cast(forms.ChoiceField, self.fields["role"]).choices = [(role.value, role.label) for role in roles]
        if Role.FACILITATOR not in roles:
            del self.fields["is_safeguarding_lead"]
        if Role.OVERSIGHT not in roles:
            del self.fields["standpoint"]


class AcceptForm(forms.Form):
    """Under which name the person acts; only for whoever has no name here."""

    name = forms.CharField(
        label="Your name",
        max_length=60,
        help_text="As everybody will read it: staff act under their own name.",
    )
    standpoint = forms.ChoiceField(
        label="How do you stand to it?",
        required=False,
        choices=Standpoint,
        widget=forms.RadioSelect,
        help_text="Public, beside your name. The panel needs at least one of each of the first two.",
    )


class DutyForm(forms.Form):
    """As whom the officer answers: both stand under the answer, in public."""

    role = forms.CharField(
        label="Your role or rank", max_length=120, help_text="As it will stand beside your name under the answer."
    )
    agree = forms.BooleanField(
        label="I accept all of this, and the duty to answer every recommendation in public",
        error_messages={"required": "Tick the box to accept. Nothing has been recorded."},
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)  # the terms that were on screen

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        found.pop("agree", None)
        return found


class ReasonForm(forms.Form):
    """A public reason. Empty is refused by the act, in its own words."""

    reason = forms.CharField(
        label="Why?",
        required=False,
        widget=lines(3),
        help_text="Public, with your name.",
        max_length=numbers.MOST_REASON,
    )

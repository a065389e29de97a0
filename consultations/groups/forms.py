"""Groups, invitations and appointments."""

from typing import Any

from django import forms

from consultations.forms import form_from
from consultations.invitations.invitations import MOST_LETTERS
from consultations.models import STAFF, Consultation, Group, Membership, Role


class FacilitatorChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.public_name


GroupFormFields: Any = form_from(
    Group,
    ["name", "mode", "cohort_note", "recruitment", "target_size", "is_open"],
    labels={
        "mode": "How does it meet?", "cohort_note": "Who is in it?", "recruitment": "How were they invited?",
        "target_size": "How many people do you hope for?", "is_open": "These people chose themselves",
    },
    help_texts={
        "cohort_note": "For example: aged 18 to 34, mixed.",
        "is_open": "Their answers are never added to those of invited groups.",
    },
    widgets={"mode": forms.RadioSelect},
)  # fmt: skip


class GroupForm(GroupFormFields):
    """One group."""

    facilitator = FacilitatorChoice(
        Membership.objects.none(), label="Facilitator", required=False, empty_label="Nobody yet"
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facilitators = consultation.memberships.current().filter(role=Role.FACILITATOR).select_related("user")
        self.fields["facilitator"].queryset = facilitators


class InviteForm(forms.Form):
    """One link that several people may use."""

    label = forms.CharField(
        label="Where will it be used?", max_length=80, required=False,
        help_text="For example: poster in the library. It shows which way brought people in.",
    )  # fmt: skip
    uses = forms.IntegerField(label="How many people may use it?", min_value=1, max_value=5000, initial=20)
    days = forms.IntegerField(label="For how many days?", min_value=1, max_value=365, initial=30)


class LettersForm(forms.Form):
    """Many links that one person each may use."""

    label = forms.CharField(
        label="Which letter?", max_length=80, required=False, help_text="For example: letter, Northside"
    )
    letters = forms.IntegerField(label="How many letters?", min_value=1, max_value=MOST_LETTERS)
    days = forms.IntegerField(label="For how many days?", min_value=1, max_value=365, initial=30)


class AppointForm(forms.Form):
    email = forms.EmailField(label="E-mail address", max_length=254, help_text="They sign in with a code sent here.")
    name = forms.CharField(
        label="Name", max_length=60, required=False,
        help_text="Staff act under their own name. Leave empty if they have an account already.",
    )  # fmt: skip
    role = forms.ChoiceField(
        label="Role", choices=[(r.value, r.label) for r in Role if r in STAFF], widget=forms.RadioSelect
    )
    job_title = forms.CharField(label="Title or rank", max_length=120, required=False)
    organisation = forms.CharField(label="Organisation", max_length=160, required=False)
    is_safeguarding_lead = forms.BooleanField(
        label="Safeguarding lead", required=False, help_text="One facilitator who acts if somebody is at risk."
    )

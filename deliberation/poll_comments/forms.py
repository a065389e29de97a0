"""Where in the topic guide the answers in own words belong."""

from django import forms

from consultations.forms import Typed
from consultations.models import Consultation, DiscussionArea


class BringForm(forms.Form):
    area: "forms.ModelChoiceField[DiscussionArea]" = forms.ModelChoiceField(
        label="Which part of the topic guide are they about?", queryset=None, empty_label="Choose a part"
    )

    def __init__(self, consultation: Consultation, data: Typed = None) -> None:
        super().__init__(data)
        self.fields["area"].queryset = consultation.areas.all()  # type: ignore[attr-defined]

"""Saying that a technology has changed, and taking it back."""

from typing import Any

from django import forms

from consultations import numbers
from consultations.forms import Day, lines
from consultations.models import ChangeWord, Technology, TechnologyChange

AGAIN = [("yes", "Yes, people should be asked again"), ("no", "No, this need not be asked again")]


class ChangeForm(forms.Form):
    kind = forms.ChoiceField(label="What is different?", choices=TechnologyChange.Kind, widget=forms.RadioSelect)
    since = forms.DateField(
        label="From which day?", widget=Day(), help_text="If it is known only roughly, the day it became known."
    )
    description = forms.CharField(
        label="In plain words: how it was, and how it is now", max_length=2000, widget=lines(4)
    )
    stage = forms.ChoiceField(label="Where does it stand now?", required=False)
    source = forms.CharField(
        label="Where was it said or published?",
        max_length=300,
        help_text="A document, a meeting or an address on the web, so that everybody can check it.",
    )
    triggers_reconsultation = forms.TypedChoiceField(
        label="Should people be asked again?",
        choices=AGAIN,
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text="If yes, the pages of every consultation that opened before that day say so, and their people get an "
        "e-mail: those who asked for it, and whose address is still kept.",
    )
    reason = forms.CharField(
        label="Why, or why not?", max_length=1000, widget=lines(3), help_text="It is published with the change."
    )

    def __init__(self, data: Any = None, *, technology: Technology) -> None:
        super().__init__(data)
        stage, now = self.fields["stage"], technology.stage
        assert isinstance(stage, forms.ChoiceField)
        others = [(value, label) for value, label in Technology.Lifecycle.choices if value != now]
        stage.choices = [("", f"As before: {technology.get_stage_display().lower()}"), *others]
        stage.help_text = "In the register, from today on. What people were asked about stays as it was."


class TakeBackForm(forms.Form):
    reason = forms.CharField(
        label="What was wrong with it?",
        max_length=numbers.MOST_REASON,
        widget=lines(3),
        help_text=f"Everybody who read the change reads this too. At most {numbers.MOST_REASON} characters.",
    )


class WordForm(forms.Form):
    says = forms.ChoiceField(label="What do you say of it?", widget=forms.RadioSelect)
    words = forms.CharField(
        label="Why?",
        max_length=numbers.MOST_REASON,
        widget=lines(3),
        help_text=f"Everybody who reads the change reads this too. At most {numbers.MOST_REASON} characters.",
    )

    def __init__(self, data: Any = None, *, is_force: bool, is_disputed: bool, words: str = "") -> None:
        super().__init__(data, initial={"words": words})
        says, S = self.fields["says"], ChangeWord.Says
        assert isinstance(says, forms.ChoiceField)
        if is_force:
            says.choices, says.initial = [(S.REPLIES.value, S.REPLIES.label)], S.REPLIES
            says.widget = forms.HiddenInput()
            self.fields["words"].label = "The reply of the force"
        else:
            says.choices = [(one.value, one.label) for one in ([S.DISPUTES, S.STANDS] if is_disputed else [S.DISPUTES])]
            says.initial = None if is_disputed else S.DISPUTES

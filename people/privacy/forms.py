"""What people type to erase their account."""

from typing import Any

from django import forms

from people.privacy import erasing
from people.text.sanitising import one_line


class EraseForm(forms.Form):
    """Typed, so that nobody erases an account by a slip of the thumb."""

    delete_votes = forms.BooleanField(
        required=False,
        label="Delete my votes too, where they can still be found",
        help_text="If you leave this open, answers to polls that have closed stay counted, and nothing here tells that "
        "they were yours.",
    )
    word = forms.CharField(
        label="Type “erase” to go on",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": "Type “erase” to show that you mean it."},
    )

    def __init__(self, *args: Any, votes_can_go: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not votes_can_go:
            del self.fields["delete_votes"]

    def clean_word(self) -> str:
        word = one_line(self.cleaned_data["word"]).casefold().strip("“”\"'.")
        if word != erasing.WORD:
            raise forms.ValidationError(f"You typed something else. Type “{erasing.WORD}” to show that you mean it.")
        return word

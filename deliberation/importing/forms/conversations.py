"""What is asked of a conversation of statements before it is brought in."""

from django import forms

from consultations.forms import Typed
from deliberation.importing.conversation_drafts import Preview


class ConversationForm(forms.Form):
    title = forms.CharField(
        label="What is it called here?",
        max_length=160,
        help_text="Its results stand under this, and a group of people who chose to take part is made with this name.",
    )

    def __init__(self, given: Preview, data: Typed = None) -> None:
        super().__init__(data, initial={"title": given.title})


class BringConversationForm(forms.Form):
    agreed = forms.BooleanField(
        label="Whoever held that conversation published its answers, or agreed to their being shown here",
        error_messages={"required": "Tick that its answers may be shown here, or do not bring it in."},
    )
    accepts = forms.BooleanField(
        label="I compared the files, and bring it in all the same",
        help_text="The public record, its results and the report then say what the files did not agree on.",
        error_messages={
            "required": "The files do not agree. Send the export again; or compare them, then tick that you did."
        },
    )

    def __init__(self, given: Preview, data: Typed = None) -> None:
        super().__init__(data)
        if not given.export.lacks:
            del self.fields["accepts"]

"""What a facilitator types in the room: tables, notes, hands that were counted, facts, new questions."""

from typing import Unpack

from django import forms

from consultations.forms import Shown, Typed, lines
from deliberation.models import Question, Session, SessionNote, Thread
from deliberation.questions.kinds.ready import Ready
from deliberation.sessions import notes


class TablesForm(forms.Form):
    count = forms.IntegerField(label="How many tables?", min_value=2, max_value=400)


class NoteForm(forms.Form):
    """Notes as they are typed; `revision` tells a newer window from an older one."""

    body = forms.CharField(label="My notes", max_length=SessionNote.MAX_LENGTH, required=False, widget=lines(5))
    revision = forms.IntegerField(widget=forms.HiddenInput)
    thread: "forms.ModelChoiceField[Thread]" = forms.ModelChoiceField(
        label="Put them into a discussion", queryset=None, required=False
    )

    def __init__(self, session: Session, data: Typed = None, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        threads = Thread.objects.filter(pk__in=[thread.pk for thread in notes.threads_for(session)])
        self.fields["thread"].queryset = threads.select_related("group")  # type: ignore[attr-defined]
        self.fields["thread"].label_from_instance = _thread_name  # type: ignore[attr-defined]


def _thread_name(thread: Thread) -> str:
    return f"{thread.group or 'Everybody'}: {thread.title}"


class HandsForm(forms.Form):
    """A show of hands: how many were there, and how many hands each answer got."""

    present = forms.IntegerField(label="How many people were in the room?", min_value=1, max_value=20_000)

    def __init__(self, question: Question, before: object, data: Typed = None, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        for option in question.options.all():
            self.fields[f"option_{option.pk}"] = forms.IntegerField(
                label=option.text, min_value=0, max_value=20_000, required=False
            )
        if before is not None:
            self.fields["reason"] = forms.CharField(label="Why is the count corrected?", max_length=300)

    @property
    def counts(self) -> dict[int, int]:
        found = {name: value or 0 for name, value in self.cleaned_data.items() if name.startswith("option_")}
        return {int(name.removeprefix("option_")): value for name, value in found.items()}


class PulseForm(forms.Form):
    """A question made up in the room, of one of the kinds in READY."""

    text = forms.CharField(label="Question", max_length=300)
    options = forms.CharField(
        label="Answers to choose from", max_length=3000, widget=lines(4), help_text="One on each line."
    )

    def __init__(self, ready: Ready, number: int, data: Typed = None) -> None:
        initial = {"text": ready.text.format(number=number), "options": "\n".join(ready.options)}
        super().__init__(data, initial=initial, auto_id=f"ask-{ready.kind}-%s")
        self.ready = ready
        if not ready.options:
            del self.fields["options"]

    @property
    def spec(self) -> dict[str, object]:
        given = self.cleaned_data.get("options", "").splitlines()
        answers = [line for line in given if line.strip()]
        spec = {"text": self.cleaned_data["text"], "kind": self.ready.kind, "options": answers}
        return {**spec, "max_choices": self.ready.most, "ladder_group": ""}


class ApartForm(forms.Form):
    """What a group left out of the topic guide: printed with the method of the report."""

    words = forms.CharField(
        label="Did this group leave something of the topic guide out, or talk of something else?",
        max_length=1000,
        required=False,
        widget=lines(3),
        help_text="The report prints it, without names. Parts that were not reached it says by itself.",
    )


class FactForm(forms.Form):
    """A fact put to the room: it is printed with the method of the report."""

    fact = forms.CharField(label="The fact", max_length=500, widget=lines(2))
    source = forms.CharField(label="Where it comes from", max_length=300)
    reaction = forms.CharField(label="How people took it", max_length=500, required=False)

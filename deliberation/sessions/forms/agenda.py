"""One part of a session's agenda."""

from typing import Any, Unpack

from django import forms

from consultations.forms import Shown, Typed, lines
from consultations.models import DiscussionArea, Prompt
from deliberation.models import AgendaSegment, Session, Wave


class SegmentForm(forms.Form):
    title = forms.CharField(label="Title", max_length=160)
    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=480)
    kind = forms.ChoiceField(
        label="What kind of part is it?", choices=AgendaSegment.Kind.choices, initial=AgendaSegment.Kind.DISCUSSION
    )
    text = forms.CharField(
        label="What people read on their phones",
        max_length=500,
        required=False,
        widget=lines(3),
        help_text="A line or two: what to do in this part.",
    )
    prompt: "forms.ModelChoiceField[Prompt]" = forms.ModelChoiceField(
        label="Question to talk about", queryset=None, required=False
    )
    area: "forms.ModelChoiceField[DiscussionArea]" = forms.ModelChoiceField(
        label="Or a whole topic",
        queryset=None,
        required=False,
        help_text="Its questions are put one after the other, with the big button.",
    )
    poll: "forms.ModelChoiceField[Wave]" = forms.ModelChoiceField(
        label="Poll of the consultation to answer in this part",
        queryset=None,
        required=False,
        help_text="People get a link to it. The big button opens it; you close it on the page of polls.",
    )
    waves: "forms.ModelMultipleChoiceField[Wave]" = forms.ModelMultipleChoiceField(
        label="Polls to ask in the room in this part",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, session: Session, data: Typed = None, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        here = session.consultation
        choices: dict[str, Any] = {
            "prompt": Prompt.objects.filter(area__consultation=here).order_by("area__order", "order"),
            "area": DiscussionArea.objects.filter(consultation=here, prompts__isnull=False).distinct(),
            "poll": Wave.objects.filter(poll__consultation=here, session=None).exclude(kind=Wave.Kind.PULSE),
            "waves": session.waves.filter(state=Wave.State.PLANNED),
        }
        for name, queryset in choices.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
            if not queryset.exists():
                del self.fields[name]

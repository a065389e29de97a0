"""Planning a session, and finding one by its code."""

import re
from typing import Any, Unpack

from django import forms
from django.db.models import QuerySet

from consultations.forms import LocalMoment, Moment, Shown, Typed, lines
from consultations.models import Consultation, Group
from consultations.numbers import SESSION_SIGNS
from deliberation.models import AgendaSegment, Question, Session, Wave
from deliberation.sessions import agenda_templates
from people.text.sentences import spelled

K = AgendaSegment.Kind
LINE = re.compile(r"^\s*(\d{1,3})\s*(?:min(?:utes)?\b)?\s*[-–:|,.]?\s*(\S.*)$")
#: Words in a title that tell what a part is; the first match counts.
KINDS = [
    ("welcome", K.WELCOME),
    ("poll", K.POLL),
    ("expert", K.EXPERTS),
    ("card", K.CARDS),
    ("one minute", K.BRIEFING),
    ("briefing", K.BRIEFING),
    ("wrap", K.WRAP_UP),
    ("next", K.WRAP_UP),
]


class DetailsForm(forms.Form):
    """When, where and for whom."""

    title = forms.CharField(label="Title", max_length=160)
    group: "forms.ModelChoiceField[Group]" = forms.ModelChoiceField(
        label="For which group?", queryset=None, empty_label=None
    )
    also: "forms.ModelMultipleChoiceField[Group]" = forms.ModelMultipleChoiceField(
        label="Do other groups come too?",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Then it is a plenary: the people of all these groups follow it and answer its polls.",
    )
    starts_at = LocalMoment(label="When does it start?", required=False, widget=Moment())
    place = forms.CharField(
        label="Where?", max_length=200, required=False, help_text="A room and address, or the link of the video call."
    )
    recording = forms.ChoiceField(
        label="Is it recorded?",
        choices=Session.Recording.choices,
        initial=Session.Recording.NONE,
        widget=forms.RadioSelect,
        help_text="People are told before they come in.",
    )

    def __init__(self, consultation: Consultation, data: Typed = None, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        for name in ("group", "also"):
            self.fields[name].queryset = consultation.groups.all()  # type: ignore[attr-defined]
        if consultation.groups.count() < 2:
            self.fields["also"].widget = forms.MultipleHiddenInput()

    def clean_also(self) -> list[Any]:
        return [group for group in self.cleaned_data["also"] if group != self.cleaned_data.get("group")]


class SessionForm(DetailsForm):
    agenda = forms.CharField(
        label="Agenda",
        max_length=4000,
        widget=lines(9),
        help_text="One part on each line: the minutes, then its title. For example: 10 Welcome and ground rules. "
        "You can change every part on the next page.",
    )
    pulses = forms.MultipleChoiceField(
        label="Questions to ask in the room",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="You can add more while the session runs.",
    )

    def __init__(self, consultation: Consultation, data: Typed = None, **kwargs: Unpack[Shown]) -> None:
        super().__init__(consultation, data, **kwargs)
        waiting = Question.objects.filter(poll__consultation=consultation, paired=False).exclude(
            waves__in=consultation_waves(consultation)
        )
        self.fields["pulses"].choices = [(str(q.pk), q.text) for q in waiting]  # type: ignore[attr-defined]
        if not waiting:
            del self.fields["pulses"]

    def clean_agenda(self) -> list[dict[str, object]]:
        parts = [line for line in self.cleaned_data["agenda"].splitlines() if line.strip()]
        wrong = next((line for line in parts if not LINE.match(line)), None)
        if wrong is not None:
            raise forms.ValidationError(f"Start every line with its minutes. This one has none: “{wrong.strip()}”")
        return [_part(line) for line in parts]

    @property
    def chosen(self) -> list[Question]:
        return list(Question.objects.filter(pk__in=self.cleaned_data.get("pulses") or []))


def consultation_waves(consultation: Consultation) -> QuerySet[Wave]:
    """The before and after waves: their questions are not for the room."""
    return Wave.objects.filter(poll__consultation=consultation, session=None)


def _part(line: str) -> dict[str, object]:
    match = LINE.match(line)
    minutes, title = (match.group(1), match.group(2).strip()) if match else ("10", line)
    kind = next((kind for word, kind in KINDS if word in title.lower()), K.DISCUSSION)
    return {"minutes": int(minutes), "title": title, "kind": kind, **agenda_templates.known(title)}


class CodeForm(forms.Form):
    """The code on the wall, as people type it."""

    code = forms.RegexField(
        r"^[A-Za-z0-9 -]{6,20}$",
        label="Code of the session",
        help_text=f"{spelled(SESSION_SIGNS).capitalize()} letters and numbers, on the screen in the room. Small "
        "letters and spaces do not matter.",
        error_messages={
            "required": "Type the code that is on the screen.",
            "invalid": f"A code has {spelled(SESSION_SIGNS)} letters and numbers.",
        },
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        return "".join(sign for sign in self.cleaned_data["code"].upper() if sign.isalnum())

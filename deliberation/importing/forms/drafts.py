"""Sending a record, and deciding about it: one form for what was read, one for its turns."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget

from consultations.forms import Day, Typed, lines
from consultations.models import Group
from deliberation.importing import before, names, team
from deliberation.importing.choices import (
    ABOUT,
    ABOVE,
    EARLIER,
    LED,
    NEW,
    NOBODY,
    PERSON,
    ROOM,
    SAME,
    WAITS,
    Choices,
    about_what,
)  # fmt: skip
from deliberation.importing.correcting import MOST_REASON
from deliberation.importing.planning import Plan, called, read_as
from deliberation.models import ImportedRecord, RecordDraft, RecordMode
from deliberation.transcripts import labels
from deliberation.transcripts.model import Transcript, Utterance
from people.text.dates import day
from people.text.sanitising import shortened
from people.text.sentences import many

GOES_ON = ""
HELD_SHOWN = 50  # lines on the first page; the others are on the page of turns
LABELS_SHOWN = 120
ONE_PERSON = "In the record that is here these are the words of one person. Say whether they still are."


class MeetingForm(forms.Form):
    """What is asked of the meeting, then whose words are whose: `seats` are labels, `held` what was not understood."""

    group: "forms.ModelChoiceField[Group]" = forms.ModelChoiceField(
        label="Which group is this?", queryset=None, empty_label="Choose a group", required=False
    )
    corrects: "forms.ModelChoiceField[ImportedRecord]" = forms.ModelChoiceField(
        label="Is it a corrected record of one that is here already?",
        queryset=None,
        required=False,
        empty_label="No, it is another meeting",
        help_text="Then only what differs is changed, and the coding of the rest stays.",
    )
    title = forms.CharField(
        label="What is this record called?",
        max_length=200,
        required=False,
        help_text="Facilitators and the panel read it; it is not printed. Names of its people are replaced by […].",
    )
    held_on = forms.DateField(label="Day", widget=Day, required=False)
    lasted = forms.CharField(
        label="How long did it take?", max_length=80, required=False, help_text="In words: an hour and a half."
    )
    place = forms.CharField(label="Place or venue", max_length=200, required=False)
    mode = forms.ChoiceField(
        label="How did people meet?", choices=[("", "Not recorded"), *RecordMode.choices], required=False
    )
    recorder = forms.CharField(
        label="How was it recorded and written down, and by whom?",
        max_length=200,
        required=False,
        help_text="For instance: recorded on a phone, written down by a program, checked by the facilitator.",
    )
    present = forms.CharField(
        label="Who else was present?",
        max_length=1000,
        widget=lines(2),
        required=False,
        help_text="In roles and numbers, not in names: it is printed in the method annex.",
    )
    absent = forms.CharField(
        label="Who was invited and did not come?",
        max_length=1000,
        widget=lines(2),
        required=False,
        help_text="In numbers, not in names.",
    )
    asked = forms.CharField(
        label="What was asked, and what of the topic guide was left out?",
        max_length=1000,
        widget=lines(3),
        required=False,
        help_text="The report prints it. Empty: it says that this is not recorded.",
    )
    facts = forms.CharField(
        label="Which facts were put to people, beyond the briefing?",
        max_length=1000,
        widget=lines(3),
        required=False,
        help_text="With where each comes from. Write “none” if none were: empty means not recorded.",
    )

    also = forms.CharField(
        label="Also replace these names",
        max_length=1000,
        widget=lines(2),
        required=False,
        help_text="Of people who are spoken of and are in no label. One a line, or with commas between them.",
    )
    another = forms.BooleanField(
        label="It is another meeting, though much of it is here already",
        required=False,
        help_text="Then everybody in it is somebody new, unless you say who was there before.",
    )

    def __init__(
        self,
        draft: RecordDraft,
        transcript: Transcript,
        plan: Plan | None,
        data: Typed = None,
        *,
        alike: ImportedRecord | None = None,
    ) -> None:
        """`alike`: the record much of which this one is, and which it is not said to correct."""
        chosen = Choices.from_json(draft.choices)
        initial = {"group": draft.group_id, "corrects": draft.corrects_id, **chosen.about}
        initial["also"] = "\n".join(chosen.also)
        initial["title"] = called(transcript, chosen)
        initial["another"] = alike is not None and chosen.apart_from == alike.pk
        super().__init__(data, initial=initial)
        self._chosen, self._transcript, self._alike = chosen, transcript, alike
        self._looked = about_what(draft.group_id, draft.corrects_id)
        if alike is None:
            del self.fields["another"]
        groups, records = draft.consultation.groups.all(), draft.consultation.imported_records.all()
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["corrects"].queryset = records.exclude(contributions=None)  # type: ignore[attr-defined]
        self.fields["corrects"].label_from_instance = _record_named  # type: ignore[attr-defined]
        read = {labels.key(label): why for label, why in transcript.asked}
        self._read, self._corrects = read_as(transcript), bool(draft.corrects_id)
        self._asked = read | team.asked(draft.consultation, transcript)
        self.earlier = [] if draft.group is None or draft.corrects_id else _earlier(draft.group)
        self.seats = [self._seat(number, label) for number, label in enumerate(transcript.speakers[:LABELS_SHOWN])]
        held = [(n, said) for n, said in enumerate(transcript.utterances) if said.held]
        self.held = [self._held(n, said) for n, said in held[:HELD_SHOWN]]
        self.more_held = max(0, len(held) - HELD_SHOWN)
        self.names = list(plan.names.most_common()) if plan else []
        if self.names:
            self.fields["keep"] = forms.MultipleChoiceField(
                label="Names that stay as they are",
                choices=[(name, f"{name.title()} ({many(count, 'time')})") for name, count in self.names],
                widget=forms.CheckboxSelectMultiple,
                required=False,
                initial=sorted(chosen.keep),
                help_text="Every other one is replaced by […].",
            )
        self._places = plan.places if plan else {}
        self.not_found = plan.not_found if plan else []

    def _seat(self, number: int, label: str) -> dict[str, Any]:
        said = [one for one in self._transcript.utterances if one.speaker == label]
        key, name = labels.key(label), f"who_{number}"
        self.fields[name] = forms.ChoiceField(
            label=f"Who is {label}?",
            choices=[*_who(self._transcript.speakers, key), *self.earlier],
            initial=(who := self._chosen.who.get(key, self._read[key])),
        )
        return {
            "name": name,
            "label": label,
            "key": key,
            "turns": len(said),
            "first": shortened(said[0].text, 160),
            "asked": ONE_PERSON if self._corrects and who.startswith(SAME) else self._asked.get(key, ""),
        }

    def _held(self, number: int, said: Utterance) -> dict[str, Any]:
        name = f"turn_{number}"
        self.fields[name] = forms.ChoiceField(
            label=f"Whose words are on line {said.line}?",
            choices=held_choices(self._transcript.speakers, said),
            initial=self._chosen.turns.get(number, WAITS),
        )
        return {"name": name, "number": number, "said": said}

    def rows(self) -> Iterable[dict[str, Any]]:
        """Each label with its field."""
        return [{**seat, "field": self[seat["name"]]} for seat in self.seats]

    def name_rows(self) -> Iterable[dict[str, Any]]:
        """Each name with its box, and where it stands."""
        boxes: Iterable[BoundWidget] = self["keep"] if "keep" in self.fields else ()
        return [{"box": box, "places": self._places.get(str(box.data["value"]), [])} for box in boxes]

    def held_rows(self) -> Iterable[dict[str, Any]]:
        """Each line that was not understood, with its field."""
        return [{**row, "field": self[row["name"]]} for row in self.held]

    def about_fields(self) -> list[forms.BoundField]:
        another = ["another"] if "another" in self.fields else []
        return [self[name] for name in ("group", "corrects", *another, *ABOUT)]

    @property
    def choices(self) -> Choices:
        """What was decided, with what the page of turns decided before."""
        given, chosen = self.cleaned_data, Choices.from_json(self._chosen.as_json())
        chosen.about = {name: str(given[name] or "") for name in ABOUT}
        chosen.who |= {seat["key"]: given[seat["name"]] for seat in self.seats}
        chosen.turns |= {row["number"]: given[row["name"]] for row in self.held}
        chosen.also = names.typed(given["also"])
        chosen.looked = self._looked
        if self._alike is not None:
            chosen.apart_from = self._alike.pk if given["another"] else 0
        if "keep" in given:
            chosen.keep = set(given["keep"])
        return chosen


class TurnsForm(forms.Form):
    """Some turns in a row: whose words each is, and whether an area begins with it."""

    def __init__(
        self, draft: RecordDraft, transcript: Transcript, plan: Plan, numbers_: Iterable[int], data: Typed = None
    ) -> None:
        super().__init__(data)
        self._chosen, self._plan = Choices.from_json(draft.choices), plan
        areas = [(area.order, str(area)) for area in draft.consultation.areas.all()]
        self.areas = dict(areas)
        self.begins = self._chosen.areas if self._chosen.areas_chosen else plan.areas_proposed
        self.turns = []
        for number in numbers_:
            said = transcript.utterances[number]
            choices = (held_choices if said.held else turn_choices)(transcript.speakers, said)
            self.fields[f"turn_{number}"] = forms.ChoiceField(
                label=f"Whose words are on line {said.line}?",
                required=False,
                choices=choices,
                initial=self._chosen.turns.get(number, WAITS if said.held else ""),
            )
            self.fields[f"area_{number}"] = forms.TypedChoiceField(
                label=f"Does an area begin with line {said.line}?",
                required=False,
                coerce=int,
                empty_value=None,
                choices=[(GOES_ON, "Goes on"), *areas],
                initial=self.begins.get(number, GOES_ON),
            )
            self.turns.append((number, said))

    def in_area(self, number: int) -> int:
        """The order of the area that a turn follows, before it begins one itself."""
        before = [place for place in self.begins if place < number]
        return self.begins[max(before)] if before else min(self.areas, default=0)

    def rows(self) -> Iterable[dict[str, Any]]:
        """Each turn with its two fields."""
        found = []
        for number, said in self.turns:
            found.append(
                {"said": said, "who": self[f"turn_{number}"], "area": self[f"area_{number}"], "number": number}
            )
        return found

    @property
    def choices(self) -> Choices:
        """All that was decided before, with what these turns say now."""
        given, chosen = self.cleaned_data, self._chosen
        areas = dict(chosen.areas if chosen.areas_chosen else self._plan.areas_proposed)
        for number, _ in self.turns:
            areas.pop(number, None)
            if (order := given[f"area_{number}"]) is not None:
                areas[number] = order
            chosen.turns.pop(number, None)
            if who := given[f"turn_{number}"]:
                chosen.turns[number] = who
        chosen.areas, chosen.areas_chosen = areas, True
        return chosen


class BringForm(forms.Form):
    agreed = forms.BooleanField(
        label="The people in the room agreed to take part and to their words being used here",
        error_messages={"required": "Tick that the people in the room agreed, or do not bring it in."},
    )
    may_quote = forms.BooleanField(label="They agreed to be quoted without their names", required=False)
    reason = forms.CharField(
        label="Why are words taken out that are in already?",
        max_length=MOST_REASON,
        required=False,
        help_text="The public record prints it, with the number of lines. Do not repeat the words.",
    )

    def __init__(self, data: Typed = None, *, takes_words_out: bool = False) -> None:
        super().__init__(data)
        if not takes_words_out:
            del self.fields["reason"]


def _who(speakers: Iterable[str], own: str) -> list[tuple[str, str]]:
    same = [(f"{SAME}{labels.key(other)}", f"The same as {other}") for other in speakers if labels.key(other) != own]
    return [
        (PERSON, "Takes part: gets a new pseudonym"),
        (LED, "Led the meeting: words become notes"),
        (NOBODY, "Nobody in particular: counted for nobody"),
        *same[:LABELS_SHOWN],
    ]


def _earlier(group: Group) -> list[tuple[str, str]]:
    """People of earlier records of this group, with how each began there."""
    people = list(before.people_before(group)[:LABELS_SHOWN])
    began = before.first_words(people)
    said = [(one, shortened(began.get(one.pk, ""), 60)) for one in people]
    return [
        (f"{EARLIER}{one.pk}", f"Was in an earlier record as {one.pseudonym}" + (f": “{words}”" if words else ""))
        for one, words in said
    ]


def held_choices(speakers: Iterable[str], said: Utterance) -> list[tuple[str, str]]:
    """What may become of a line that was not understood."""
    new = [(NEW, f"A person of their own: {said.looks_like}")] if said.looks_like else []
    return [
        (WAITS, "Not sure: keep it waiting, unseen"),
        *new,
        (ABOVE, "More words of the speaker above"),
        (ROOM, "Somebody in the room, counted for nobody"),
        *[(labels.key(other), f"Words of {other}") for other in speakers],
    ]


def turn_choices(speakers: Iterable[str], said: Utterance) -> list[tuple[str, str]]:
    """Whose words a turn may be instead."""
    as_read = said.speaker or ("A note" if said.is_note else "Somebody in the room")
    return [
        ("", f"As it was read: {as_read}"),
        *[(labels.key(other), other) for other in speakers if other != said.speaker],
        (ABOVE, "The speaker above"),
        (ROOM, "Somebody in the room"),
    ]


def _record_named(record: ImportedRecord) -> str:
    return f"{record} ({record.group}, {day(record.held_on or record.imported_at)})"

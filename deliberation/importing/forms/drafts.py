"""Sending a record, and deciding about it: one form for what was read, one for its turns."""

from collections.abc import Container, Iterable
from itertools import count
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
from people.text.sanitising import one_line, shortened
from people.text.sentences import many

GOES_ON = ""
HELD_SHOWN = 50  # lines on the first page; the others are on the page of turns
LABELS_SHOWN = 120
TURNS_SHOWN = 400  # of one label, to tick; the others are on the page of turns
MOST_LABEL = 80
SEVERAL = (
    "In the record that is here these are the words of more than one person. Split this label, if they still are; "
    "else they become the words of one."
)
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
        of_several: Container[str] = (),
    ) -> None:
        """`alike`: the record much of which this one is, and which it is not said to correct.

        `of_several`: keys of labels whose words are of more than one person in the record that this one corrects.
        """
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
        self._of_several, self._turns_of = of_several, chosen.turns_of(transcript)
        self._speakers = chosen.speakers(transcript.speakers)
        shown = chosen.speakers(transcript.speakers[:LABELS_SHOWN])
        self.seats = [self._seat(number, label) for number, label in enumerate(shown)]
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
        key, name = labels.key(label), f"who_{number}"
        said = [self._transcript.utterances[turn] for turn in self._turns_of.get(key, [])]
        self.fields[name] = forms.ChoiceField(
            label=f"Who is {label}?",
            choices=[*_who(self._speakers, key), *self.earlier],
            initial=(who := self._chosen.who.get(key, self._read.get(key, PERSON))),
        )
        asked = SEVERAL if key in self._of_several else self._asked.get(key, "")
        return {
            "name": name,
            "label": label,
            "key": key,
            "turns": len(said),
            "first": shortened(said[0].text, 160) if said else "",
            "asked": ONE_PERSON if self._corrects and who.startswith(SAME) else asked,
            "is_added": key in self._chosen.added,
            "can_split": len(said) > 1 or key in self._chosen.added,
        }

    def _held(self, number: int, said: Utterance) -> dict[str, Any]:
        name = f"turn_{number}"
        self.fields[name] = forms.ChoiceField(
            label=f"Whose words are on line {said.line}?",
            choices=held_choices(self._speakers, said),
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


class SplitForm(forms.Form):
    """Two people under one label: which of its turns belong to somebody else. Part of the page’s one form."""

    prefix = "split"
    turns = forms.TypedMultipleChoiceField(
        label="Which of these did somebody else say?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick the turns that somebody else said.",
            "invalid_choice": "A turn that you ticked is no longer under this label. Look again.",
        },
    )
    to = forms.ChoiceField(label="Whose words are they?", initial=NEW)
    called = forms.CharField(
        label="What do you call the new speaker here?",
        max_length=MOST_LABEL,
        required=False,
        help_text="A word to tell them apart by. It goes with the labels: they get a new pseudonym.",
    )

    def __init__(self, chosen: Choices, transcript: Transcript, key: str, data: Typed = None) -> None:
        """`key`: of a label that `parted` knows."""
        self.key, self.label = key, _named(chosen, transcript)[key]
        self._chosen, self._transcript = chosen, transcript
        self._all = chosen.turns_of(transcript).get(key, [])
        super().__init__(data, initial={"called": self._free_name()})
        others = [(other, label) for other, label in _named(chosen, transcript).items() if other != key]
        self.fields["turns"].choices = [  # type: ignore[attr-defined]
            (number, _line_of(transcript.utterances[number])) for number in self._all[:TURNS_SHOWN]
        ]
        self.fields["to"].choices = [(NEW, "Somebody new, in no label"), *others]  # type: ignore[attr-defined]
        self.more = max(0, len(self._all) - TURNS_SHOWN)

    def _free_name(self) -> str:
        taken = _named(self._chosen, self._transcript)
        names_ = (f"{self.label[: MOST_LABEL - 8]} ({number})" for number in count(2))
        return next(name for name in names_ if labels.key(name) not in taken)

    def clean_called(self) -> str:
        return one_line(self.cleaned_data["called"])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if len(given.get("turns", ())) == len(self._all) and self.key not in self._chosen.added:
            self.add_error("turns", f"These are all the turns of {self.label}. Leave one, or say above who it is.")
        if given.get("to") == NEW and "called" in given:
            key = labels.key(given["called"])
            if not any(map(str.isalnum, key)):
                self.add_error("called", "Say what you call the new speaker here.")
            elif key in _named(self._chosen, self._transcript) or key in (WAITS, ROOM, ABOVE, NEW):
                self.add_error(
                    "called", f"“{given['called']}” is taken. Choose them above, or call this one otherwise."
                )
        return given

    def problems(self) -> list[dict[str, str]]:
        """For the summary at the head of the page: what is wrong, and the place of its field."""
        places = {"turns": f"{self['turns'].auto_id}_0"}
        return [
            {"text": str(error), "href": f"#{places.get(name, self[name].auto_id)}"}
            for name, errors in self.errors.items()
            for error in errors
        ]

    def onto(self, choices: Choices) -> Choices:
        """What was decided, with the ticked turns given to whom they belong."""
        to = self.cleaned_data["to"]
        if to == NEW:
            to = labels.key(self.cleaned_data["called"])
            choices.added[to], choices.who[to] = self.cleaned_data["called"], PERSON
        for number in self.cleaned_data["turns"]:
            said = self._transcript.utterances[number]
            if to == labels.key(said.speaker) and not said.held:
                choices.turns.pop(number, None)  # as it was read
            else:
                choices.turns[number] = to
        return choices

    def told(self) -> str:
        """What was done, in a sentence, with the speakers as the page calls them."""
        to = self.cleaned_data["to"]
        name = self.cleaned_data["called"] if to == NEW else _named(self._chosen, self._transcript)[to]
        return f"{many(len(self.cleaned_data['turns']), 'turn')} of {self.label}: now the words of {name}."


def parted(chosen: Choices, transcript: Transcript, key: str) -> bool:
    """Whether there is anything to split under this label."""
    least = 1 if key in chosen.added else 2
    return key in _named(chosen, transcript) and len(chosen.turns_of(transcript).get(key, ())) >= least


def _named(chosen: Choices, transcript: Transcript) -> dict[str, str]:
    return {labels.key(label): label for label in chosen.speakers(transcript.speakers)}


def _line_of(said: Utterance) -> str:
    return f"Line {said.line}: {shortened(said.text, 300)}"


class TurnsForm(forms.Form):
    """Some turns in a row: whose words each is, and whether an area begins with it."""

    def __init__(
        self, draft: RecordDraft, transcript: Transcript, plan: Plan, numbers_: Iterable[int], data: Typed = None
    ) -> None:
        super().__init__(data)
        self._chosen, self._plan = Choices.from_json(draft.choices), plan
        speakers = self._chosen.speakers(transcript.speakers)
        areas = [(area.order, str(area)) for area in draft.consultation.areas.all()]
        self.areas = dict(areas)
        self.begins = self._chosen.areas if self._chosen.areas_chosen else plan.areas_proposed
        self.turns = []
        for number in numbers_:
            said = transcript.utterances[number]
            choices = (held_choices if said.held else turn_choices)(speakers, said)
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

"""Writing the briefing: a section, the data card and the small tables."""

from typing import Any, cast

from django import forms

from consultations import numbers
from consultations.forms import Day, form_from, lines, with_fields_of
from consultations.models import (
    BriefingVersion,
    CaseStory,
    DataCard,
    DecisionStep,
    EvidenceFigure,
    GlossaryTerm,
    RetentionRow,
    Source,
    SupplierRow,
)
from people.text.sentences import spelled


class SectionForm(forms.Form):
    body = forms.CharField(
        label="Text",
        required=False,
        max_length=10_000,
        widget=lines(16),
        strip=False,
        help_text="Short sentences. You may use **bold**, *emphasis*, lists that start with - and links.",
    )


class NoteForm(forms.Form):
    note = forms.CharField(
        label="What is changed, and why?",
        max_length=500,
        widget=lines(3),
        help_text="Everybody reads it beside the new version.",
    )


#: How fresh the briefing is.
LawDatesForm = form_from(
    BriefingVersion,
    ["law_as_at", "check_by"],
    labels={"law_as_at": "Law read up to", "check_by": "Look again by"},
    widgets={"law_as_at": Day(), "check_by": Day()},
)


#: Who holds what about you.
DataCardForm = form_from(
    DataCard,
    [*DataCard.FIELDS, "checked_on"],
    help_texts={
        "not_used": "Say what it is not compared with: people ask.",
        "dpia": "A link and its date. If there is none: “Not known”, and ask the force at the fact desk.",
        "equality": "A link and its date. If there is none: “Not known”, and ask the force at the fact desk.",
        "sole_basis": "For action. Begin with Yes or No, then say what shows it.",
        "sole_sanction": "For a fine, points, a ban. Begin with Yes or No, then say what shows it.",
        "sign": "Its words, line by line, as people meet it: it is drawn. “None”, and why, where there is none.",
        "reopens": "For example: another use, another list, another supplier.",
        "policy": "A link and its date. If none is published: “Not known”, and ask the force at the fact desk.",
    },
    widgets={
        **{name: lines(3) for name in DataCard.FIELDS if name != "checked_by"},
        "checked_on": Day(),
    },
)


RetentionForm = form_from(
    RetentionRow,
    ["data_class", "applies_to", "kept_for", "deletion_trigger", "proof", "verified_by", "verified_on"],
    labels={
        "data_class": "What data?",
        "applies_to": "About whom?",
        "kept_for": "Kept for",
        "deletion_trigger": "What makes it be deleted?",
    },
    help_texts={
        "proof": "For example: a log that somebody outside the force may read. Empty: none is known.",
        "verified_by": "A role, no name.",
    },
    widgets={"applies_to": forms.RadioSelect, "verified_on": Day()},
)
SupplierForm = form_from(
    SupplierRow,
    ["name", "company_number", "role", "can_see_data", "country", "contract_end"],
    labels={"role": "What they supply", "can_see_data": "Can they see the data?"},
    widgets={"contract_end": Day()},
)


@with_fields_of(
    EvidenceFigure,
    [
        "metric",
        "value",
        "is_error_rate",
        "denominator_label",
        "denominator_value",
        "second_denominator_label",
        "second_denominator_value",
        "area",
        "period",
        "source",
        "updated",
    ],
    labels={
        "metric": "What is counted?",
        "value": "How many?",
        "is_error_rate": "This is an error rate",
        "denominator_label": "Out of what?",
        "denominator_value": "Out of how many?",
        "second_denominator_label": "And out of what else?",
        "second_denominator_value": "Out of how many of those?",
        "area": "Where?",
        "period": "When?",
        "source": "Who published it?",
    },
    help_texts={
        "metric": "For example: alerts that turned out to be wrong.",
        "value": "A count. The system works out the share.",
        "is_error_rate": "Errors, accuracy, matches and hits need both bases below, box or no box.",
        "period": "As the source gives it: “September 2024 to September 2025”.",
        "source": "Its name, with the mark of the source: “BBC News [3]”.",
        "denominator_label": "For example: faces that passed the cameras.",
        "second_denominator_label": "For example: alerts.",
        "updated": "With how often it is published: readers are told once a newer one should be out.",
    },
    widgets={"updated": Day()},
)
class FigureForm(forms.Form):
    """One figure, with what it is a share of, and how often there is a new one."""

    cadence = forms.ChoiceField(
        label="How often is it published?",
        required=False,
        choices=[("", "Not known"), *EvidenceFigure.Cadence.choices],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Words from before there was a choice stay one."""
        super().__init__(*args, **kwargs)
        cadence = cast("forms.ChoiceField", self.fields["cadence"])
        if (was := self.initial.get("cadence")) and was not in EvidenceFigure.Cadence.values:
            cadence.choices = [*EvidenceFigure.Cadence.choices, (was, was)]


StoryForm = form_from(
    CaseStory,
    ["title", "text", "outcome", "happened", "area", "source"],
    labels={
        "text": "What happened",
        "outcome": "How did it turn out?",
        "happened": "When?",
        "area": "Where?",
        "source": "Who reported it?",
    },
    help_texts={
        "text": "Nobody can be recognised. Tell cases that went well and cases that did not.",
        "happened": "As the source says it: “28 January 2022”, “spring 2024”.",
        "source": "Its name, with the mark of the source: “BBC News [3]”.",
    },
    widgets={"text": lines(6), "outcome": forms.RadioSelect},
)


PathForm = form_from(
    DecisionStep,
    ["place", "kind", "doer", "who", "title", "can_stop", "challenge"],
    help_texts={"who": "A role, no name: “trained officer”, “duty inspector”. Or what the system is called."},
    widgets={"kind": forms.RadioSelect, "doer": forms.RadioSelect},
)


GlossaryForm = form_from(
    GlossaryTerm,
    ["term", "also", "meaning"],
    help_texts={
        "also": "With commas between: “LFR, face matching”. An “s” at the end is known without it.",
        "meaning": "One sentence, in words that a child of twelve knows.",
    },
    widgets={"meaning": lines(2)},
)


class NoHarmForm(forms.Form):
    no_harm_known = forms.CharField(
        label="No case of harm is known: who looked, and where?",
        required=False,
        max_length=500,
        widget=lines(3),
        help_text="Only where none is told above. The panel signs it with the rest. Empty takes it back.",
    )


@with_fields_of(
    Source,
    ["title", "publisher", "published", "standpoint", "reference"],
    labels={"published": "When it was published", "standpoint": "Where does it stand?"},
    help_texts={"reference": "Only when it has no web address: a court’s number, an ISBN, an archive."},
)
class SourceForm(forms.Form):
    """One source, with where it stands."""

    url = forms.URLField(label="Web address", max_length=400, required=False, assume_scheme="https")


#: Word in the address → (form, heading, one of them, what it is for).
EVIDENCE_FORMS: dict[str, tuple[type[forms.Form], str, str, str]] = {
    "retention": (
        RetentionForm,
        "How long data is kept",
        "row",
        "One row for each kind of data, and for people who match and people who do not.",
    ),
    "suppliers": (SupplierForm, "Suppliers", "supplier", "Companies that supply it, and what they can see."),
    "figures": (FigureForm, "Figures", "figure", "A number means little without what it is counted on."),
    "stories": (StoryForm, "Real cases", "case", f"At least {spelled(numbers.CASES)}, and not all of one kind."),
    "path": (PathForm, "Decision path", "step", "Which steps a machine takes, and which a person."),
    "glossary": (
        GlossaryForm,
        "Words explained",
        "word",
        "A short glossary. Where a part first says a word, it leads to what it means.",
    ),
    "sources": (SourceForm, "Sources", "source", "Where the facts come from, with where each source stands."),
}

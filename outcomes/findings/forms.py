"""Forms of the findings room."""

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from django import forms
from django.db.models import QuerySet

from consultations.forms import Shown, Typed
from consultations.loading import with_many
from consultations.models import Consultation, DiscussionArea
from deliberation.models import Question
from deliberation.questions.kinds import registry as kinds
from outcomes import numbers
from outcomes.findings.quantifiers import GUIDE
from outcomes.forms import CheckboxSelectMultiple, LongList, OfRows, ShortNumber, offer, read_once
from outcomes.models import Breadth, Excerpt, Finding, FindingsReport, Stance, Theme


def text(label: str, limit: int, rows: int = 4, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        required=False, max_length=limit, label=label, help_text=help_text, widget=forms.Textarea({"rows": rows})
    )


class AddFindingForm(forms.Form):
    area = forms.ModelChoiceField(DiscussionArea.objects.none(), label="Part", empty_label=None)
    title = forms.CharField(max_length=200, label="What was found, in one line")

    def __init__(self, data: Typed = None, *, consultation: Consultation, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        offer(self, "area", consultation.areas.all())


def askable(consultation: Consultation) -> QuerySet[Question]:
    """The questions that a finding may stand beside."""
    asked = Question.objects.filter(poll__consultation=consultation)
    elsewhere = kinds.matching(lambda kind: kind.has_opinion_groups)  # no chart: the opinion page has them
    return asked.exclude(elsewhere)


class FindingForm(forms.Form):
    title = forms.CharField(max_length=200, label="What was found, in one line")
    kind = forms.ChoiceField(choices=Finding.Kind.choices, label="Kind")
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(),
        required=False,
        widget=CheckboxSelectMultiple(attrs={"class": "many"}),
        label="Themes",
    )
    position = forms.MultipleChoiceField(
        choices=Stance.choices,
        required=False,
        widget=CheckboxSelectMultiple,
        label="Stances that count as holding this view",
    )
    said = text("What people said", 3000, 6, "Only what is in the record.")
    inferred = text("What we draw from it", 3000, 4, "Your reading, kept apart from what was said.")
    differences = text(
        "Where people differ", 2000, 3, "If groups were laid side by side and lean alike, write “None found”."
    )
    other_body = forms.CharField(
        required=False,
        max_length=120,
        label="Another body that this concerns",
        help_text="Prisons, courts, a council. Leave empty when it is about the police alone.",
    )
    questions = forms.ModelMultipleChoiceField(
        Question.objects.none(),
        required=False,
        widget=CheckboxSelectMultiple,
        label="Poll questions on the same matter",
    )

    def __init__(
        self,
        data: Typed = None,
        *,
        consultation: Consultation,
        themes: Sequence[Theme] | None = None,
        questions: Sequence[Question] | None = None,
        groups: Mapping[int, str] | None = None,
        **kwargs: Unpack[Shown],
    ) -> None:
        """`themes` and `questions`: what it offers, where a page has read it. `groups`: number → name of those on which
        a few words may be noted."""
        super().__init__(data, **kwargs)
        self.groups = {f"note-{pk}": pk for pk in groups or {}}
        for name, pk in self.groups.items():
            label = f"A note on {(groups or {})[pk]}"
            self.fields[name] = forms.CharField(required=False, max_length=160, label=label)
        offer(self, "themes", consultation.themes.all())
        read_once(self, "themes", found=themes)
        offer(self, "questions", askable(consultation))
        read_once(self, "questions", lambda question: question.text, questions)

    def notes_shown(self) -> list[forms.BoundField]:
        return [self[name] for name in self.groups]

    def act(self) -> dict[str, Any]:
        """What `findings.write_finding` needs."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.groups}

    def notes(self) -> dict[int, str]:
        """Number of a group → what was noted on it, of those that were on the page."""
        return {pk: self.cleaned_data[name] for name, pk in self.groups.items() if name in self.data}


class LabelForm(forms.Form):
    breadth = forms.ChoiceField(
        choices=[(b.value, f"{b.label}. {GUIDE[b]}") for b in Breadth],
        widget=forms.RadioSelect,
        label="How widely it is held",
    )
    strongly_felt = forms.BooleanField(required=False, label="Strongly felt")
    override_reason = text(
        "Reason, if the coding supports another label, or one of several themes alone bears another",
        1000,
        2,
        "It is printed in the report. A label that says more than the coding supports goes to the panel first.",
    )


class PlaceForm(forms.Form):
    """Where a finding stands, and what is to become of it."""

    area = OfRows(DiscussionArea.objects.none(), label="Part", empty_label=None)
    place = forms.IntegerField(min_value=1, max_value=99, label="Place in the part")
    other = OfRows(
        Finding.objects.none(),
        required=False,
        label="The finding to take in",
        empty_label="Choose a finding",
        widget=LongList,
    )
    new_title = forms.CharField(required=False, max_length=200, label="Title of the second finding")

    def __init__(self, data: Typed = None, *, finding: Finding) -> None:
        super().__init__(data, initial={"area": finding.area_id, "place": finding.order})
        areas = read_once(self, "area", found=with_many(finding.report.consultation.areas.all(), "findings"))
        others = [one for area in areas for one in area.findings.all() if one.pk != finding.pk]
        read_once(self, "other", found=others)


class QuotesForm(forms.Form):
    """A place (1, 2, 3 …) for each excerpt that is to be a quote; empty for the others."""

    def __init__(self, data: Typed = None, *, candidates: Mapping[int, str], **kwargs: Unpack[Shown]) -> None:
        """`candidates`: the numbers of the excerpts, each with the words it begins with."""
        super().__init__(data, **kwargs)
        self.candidates = {f"place-{pk}": pk for pk in candidates}
        for name, pk in self.candidates.items():
            self.fields[name] = forms.IntegerField(
                required=False, min_value=1, max_value=99, label=f"Place of “{candidates[pk]}”", widget=ShortNumber
            )

    def chosen(self) -> list[Excerpt]:
        places = [(place, name) for name, place in self.cleaned_data.items() if place]
        ordered = [self.candidates[name] for _, name in sorted(places, key=lambda item: item[0])]
        found = Excerpt.objects.in_bulk(ordered)
        return [found[pk] for pk in ordered if pk in found]


class ReportForm(forms.Form):
    """The report's own text. The points of the summary are nine pairs of fields, so no script is needed."""

    POINTS = range(1, numbers.MOST_POINTS + 1)

    headline = forms.CharField(required=False, max_length=240, label="Headline")
    in_brief = text("Overall reading", 1500, 4, "Two or three sentences.")
    limitations = text("Limitations", 3000, 5)
    conclusion = text("Conclusion", 3000, 5)
    conditions = text(
        "Conditions people set, most important first", 3000, 5, "One on each line. They are printed in this order."
    )

    def __init__(self, data: Typed = None, *, report: FindingsReport, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        findings = report.findings.select_related("area")
        for n in self.POINTS:
            self.fields[f"point-{n}"] = text(f"Point {n}", 400, 2)
            self.fields[f"from-{n}"] = forms.ModelChoiceField(
                findings, required=False, label=f"Point {n} comes from", empty_label="Choose a finding"
            )

    @staticmethod
    def initial_of(report: FindingsReport) -> dict[str, object]:
        start = {name: getattr(report, name) for name in ("headline", "in_brief", "limitations", "conclusion")}
        start["conditions"] = "\n".join(report.conditions)
        for n, item in enumerate(report.summary, start=1):
            start |= {f"point-{n}": item["text"], f"from-{n}": item["finding"]}
        return start

    def points(self) -> list[tuple[Any, Any]]:
        return [(self[f"point-{n}"], self[f"from-{n}"]) for n in self.POINTS]

    def act(self) -> dict[str, object]:
        """What was written. Of a form with faults, what has none."""
        self.is_valid()
        data = self.cleaned_data
        pairs = [(data.get(f"point-{n}", ""), data.get(f"from-{n}")) for n in self.POINTS]
        return {
            **{name: data.get(name, "") for name in ("headline", "in_brief", "limitations", "conclusion")},
            "conditions": data.get("conditions", "").splitlines(),
            "summary": [{"text": words, "finding": finding.pk if finding else None} for words, finding in pairs],
        }


class CommentForm(forms.Form):
    finding = forms.ModelChoiceField(
        Finding.objects.none(), required=False, label="About", empty_label="The draft as a whole"
    )
    text = forms.CharField(max_length=2000, label="Your comment", widget=forms.Textarea({"rows": 4}))

    def __init__(self, data: Typed = None, *, report: FindingsReport, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        offer(self, "finding", report.findings.select_related("area"))


class SettleCommentForm(forms.Form):
    why = forms.CharField(required=False, max_length=400, label="Why it is not printed")


class AnswerLabelForm(forms.Form):
    asked = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        max_length=1000,
        label="Why",
        help_text="Printed with the finding, under your name.",
        widget=forms.Textarea({"rows": 3}),
    )


class StatementForm(forms.Form):
    text = forms.CharField(
        max_length=3000,
        label="Statement of the panel",
        help_text="It is published under your name with the findings, and cannot be changed afterwards.",
        widget=forms.Textarea({"rows": 8}),
    )

"""Writing a statement, starting a conversation of them, and deciding about one."""

from typing import Any

from django import forms

from consultations.forms import wanted
from deliberation.models import Statement, StatementDecision
from deliberation.models.statements import REASONS
from deliberation.moderation.moderation import MAX_NOTE
from deliberation.statements.conversations import FLOOR, MOST_AT_ONCE

MOST = Statement.MAX_LENGTH


class StatementForm(forms.Form):
    text = wanted(
        forms.CharField(
            label="Your statement",
            help_text=f"One sentence with one idea, that others can agree or disagree with. Up to {MOST} characters.",
            widget=forms.Textarea(attrs={"rows": 2, "data-most": MOST}),
            required=False,
        )
    )


class StartForm(forms.Form):
    title = wanted(forms.CharField(label="Title", max_length=160, required=False))
    about = wanted(
        forms.CharField(
            label="What are the statements about?",
            help_text="One sentence. People read it before they begin and before they add a statement.",
            max_length=300,
            required=False,
        )
    )
    statements = wanted(
        forms.CharField(
            label="The first statements",
            help_text=f"One on each line, with one idea, up to {MOST} characters. Take ten to thirty, from all sides.",
            widget=forms.Textarea(attrs={"rows": 10}),
            max_length=MOST_AT_ONCE * MOST,
            required=False,
        )
    )
    takes_statements = forms.BooleanField(label="Residents may add statements", required=False, initial=True)
    floor = wanted(
        forms.IntegerField(
            label="How often should every statement be shown before others come first again?",
            help_text="So that a statement added late gets answers too.",
            initial=FLOOR,
            required=False,
        )
    )

    @property
    def spec(self) -> dict[str, Any]:
        """The keyword arguments of `conversations.start`."""
        given = dict(self.cleaned_data)
        title = given.pop("title")
        return {
            **given,
            "title": title,
            "statements": given["statements"].splitlines(),
            "floor": given["floor"] or 0,
        }


class StatementDecisionForm(forms.Form):
    """The revision that was on screen travels with the decision."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    action = forms.ChoiceField(choices=StatementDecision.Action.choices, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label="Why it should not be shown",
        choices=[(code, label) for code, (label, _) in REASONS.items()],
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(
        label="Anything to add for the author",
        help_text=f"The author reads it under the standard text. Up to {MAX_NOTE} characters.",
        widget=forms.Textarea(attrs={"rows": 2, "data-most": MAX_NOTE}),
        required=False,
    )

    def reasons(self) -> list[dict[str, str]]:
        """The radio buttons, each with the text its author would read."""
        chosen = self["reason"].value()
        return [
            {"value": code, "label": label, "note": told, "checked": "checked" if code == chosen else ""}
            for code, (label, told) in REASONS.items()
        ]

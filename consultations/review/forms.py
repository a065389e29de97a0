"""The panel's forms."""

from django import forms

from consultations.forms import lines
from consultations.models import ReviewComment, SectionKind, Signoff


class CommentForm(forms.Form):
    section = forms.ChoiceField(
        label="About", required=False, choices=[("", "The whole briefing"), *SectionKind.choices]
    )
    passage = forms.CharField(
        label="Which sentence?",
        required=False,
        max_length=400,
        help_text="Copied as it reads. Empty: all of the section.",
    )
    severity = forms.ChoiceField(
        label="How much does it matter?",
        choices=ReviewComment.Severity.choices,
        widget=forms.RadioSelect,
        initial=ReviewComment.Severity.SHOULD,
    )
    text = forms.CharField(label="Your comment", max_length=2000, widget=lines(4))


class PassageForm(forms.Form):
    """A comment on what was chosen on the page: nobody types it again."""

    passage = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
    severity = CommentForm.base_fields["severity"]
    text = CommentForm.base_fields["text"]


class ReplyForm(forms.Form):
    reply = forms.CharField(label="Your answer", max_length=2000, widget=lines(3))


class SignForm(forms.Form):
    verdict = forms.ChoiceField(
        label="What is your verdict?", choices=Signoff.Verdict.choices, widget=forms.RadioSelect
    )
    statement = forms.CharField(
        label="Your public statement",
        max_length=2000,
        widget=lines(5),
        help_text="Shown beside the briefing with your name: what you checked, and what you think of it.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

"""Forms of the coding room."""

from typing import Any, Unpack

from django import forms
from django.db.models import QuerySet

from consultations.forms import Shown, Typed
from consultations.models import Consultation, DiscussionArea, Group
from deliberation.models import Contribution
from outcomes.forms import offer
from outcomes.models import Coding, Stance, Theme


class FilterForm(forms.Form):
    """Which contributions the bench lists. Sent by GET; nonsense shows everything."""

    area = forms.ModelChoiceField(DiscussionArea.objects.none(), required=False, empty_label="All parts", label="Part")
    group = forms.ModelChoiceField(Group.objects.none(), required=False, empty_label="All groups", label="Group")
    left = forms.BooleanField(required=False, label="Only what is left to code")
    directed_at = forms.ChoiceField(
        choices=[("", "Anybody"), *Coding.DirectedAt.choices], required=False, label="Who it is about"
    )
    concern = forms.ChoiceField(
        choices=[("", "Any kind"), *Coding.Concern.choices], required=False, label="Kind of concern"
    )
    belief = forms.ChoiceField(
        choices=[("", "Either"), *[one for one in Coding.Belief.choices if one[0]]],
        required=False,
        label="Not able, or not willing",
    )

    def __init__(self, data: Typed = None, *, consultation: Consultation, **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        offer(self, "area", consultation.areas.all())
        offer(self, "group", consultation.groups.all())


class CodeForm(forms.Form):
    """Words, and what they say. `start` and `end` come from the page's script; without it the words are looked for."""

    start = forms.IntegerField(required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        required=False,
        strip=False,
        max_length=2 * Contribution.MAX_LENGTH,
        label="The words to code",
        help_text="Copy them from the contribution, exactly as they stand.",
        widget=forms.Textarea(attrs={"rows": 3, "data-words": ""}),
    )
    whole = forms.BooleanField(required=False, label="The whole contribution")
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Themes",
        help_text="At least one.",
    )
    stance = forms.ChoiceField(choices=Stance.choices, widget=forms.RadioSelect, label="Where the speaker stands")
    intensity = forms.TypedChoiceField(
        choices=Coding.Intensity.choices, coerce=int, widget=forms.RadioSelect, label="How strongly"
    )
    directed_at = forms.ChoiceField(
        choices=Coding.DirectedAt.choices, label="Who it is about", initial=Coding.DirectedAt.NOBODY
    )
    concern = forms.ChoiceField(choices=Coding.Concern.choices, label="Kind of concern", initial=Coding.Concern.NONE)
    belief = forms.ChoiceField(
        choices=Coding.Belief.choices, required=False, label="What the speaker believes of those it is about"
    )
    edited = forms.CharField(
        required=False,
        max_length=Contribution.MAX_LENGTH,
        label="How to print it as a quote",
        help_text="Only if it needs it: […] where words are left out, [square brackets] for your own words.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Typed = None, *, themes: QuerySet[Theme], **kwargs: Unpack[Shown]) -> None:
        super().__init__(data, **kwargs)
        offer(self, "themes", themes)

    def span(self) -> tuple[int, int] | None:
        start, end = self.cleaned_data["start"], self.cleaned_data["end"]
        return (start, end) if start is not None and end is not None else None

    def act(self) -> dict[str, Any]:
        """What `coding.code_words` needs."""
        data = {key: value for key, value in self.cleaned_data.items() if key not in {"start", "end"}}
        return {**data, "themes": list(data["themes"]), "span": self.span()}


class ThemeForm(forms.Form):
    title = forms.CharField(max_length=120, label="Name of the theme")
    area = forms.ModelChoiceField(DiscussionArea.objects.none(), required=False, label="Part", empty_label="Any part")
    definition = forms.CharField(
        required=False, max_length=500, label="What belongs in it", widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, data: Typed = None, *, consultation: Consultation, theme: Theme | None = None, **kwargs: Unpack[Shown]
    ) -> None:
        if theme is not None:
            kwargs["initial"] = {"title": theme.title, "area": theme.area_id, "definition": theme.definition}
        super().__init__(data, **kwargs)
        offer(self, "area", consultation.areas.all())


class QuoteForm(forms.Form):
    edited = forms.CharField(
        required=False,
        max_length=Contribution.MAX_LENGTH,
        label="How to print it",
        help_text="[…] where words are left out, [square brackets] for your own words. Empty: the words as said.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

"""Forms of the coding room."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from consultations.forms import Typed
from consultations.models import Consultation, DiscussionArea, Group, Membership, Role
from deliberation.models import Contribution
from outcomes.forms import CheckboxSelectMultiple, LongList, OfRows, offer, read_once
from outcomes.models import Coding, Stance, Theme


class FilterForm(forms.Form):
    """Which contributions the bench lists. Sent by GET; nonsense shows everything."""

    area = OfRows(DiscussionArea.objects.none(), required=False, empty_label="All parts", label="Part")
    group = OfRows(Group.objects.none(), required=False, empty_label="All groups", label="Group")
    left = forms.BooleanField(required=False, label="Only what is left to code")
    words = forms.CharField(required=False, max_length=200, label="Words in it")
    theme = OfRows(Theme.objects.none(), required=False, empty_label="Any theme", label="Theme", widget=LongList)
    coded_by = OfRows(Membership.objects.none(), required=False, empty_label="Anybody", label="Coded by")
    stance = forms.ChoiceField(choices=[("", "Any"), *Stance.choices], required=False, label="Where they stand")
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

    #: What is asked of one code, all of the same one.
    OF_CODES = ("theme", "coded_by", "stance", "directed_at", "concern", "belief")

    @property
    def asks_of_codes(self) -> bool:
        return any(self[name].value() for name in self.OF_CODES)

    def __init__(self, data: Typed = None, *, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        read_once(self, "area", found=consultation.areas.all())
        read_once(self, "group", found=consultation.groups.all())
        read_once(self, "theme", found=consultation.themes.all())
        coders = consultation.memberships.filter(role=Role.FACILITATOR).select_related("user")
        read_once(self, "coded_by", lambda one: one.public_name, coders)


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
        widget=CheckboxSelectMultiple,
        label="Themes",
        help_text="At least one.",
    )
    in_vivo = forms.BooleanField(
        required=False,
        label="A new theme, named by these words",
        help_text="For a word that only this speaker would use.",
    )
    instead = forms.IntegerField(required=False, widget=forms.HiddenInput)
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
    memo = forms.CharField(
        required=False,
        max_length=500,
        label="A memo",
        help_text="What you thought of: for whoever codes. It is not printed; the speaker may ask to see it.",
    )
    edited = forms.CharField(
        required=False,
        max_length=Contribution.MAX_LENGTH,
        label="How to print it as a quote",
        help_text="Only if it needs it: […] where words are left out, [square brackets] for your own words.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    recent = 0  # how many of the themes lead the list because they were used last
    has_themes = True

    def __init__(self, data: Typed = None, *, themes: QuerySet[Theme], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offer(self, "themes", themes)

    @property
    def is_detailed(self) -> bool:
        """Something in the part that is folded away is filled in, or wrong."""
        away = ("directed_at", "concern", "belief", "memo", "edited")
        return any(self[name].errors or self[name].value() not in {None, "", "none"} for name in away)

    def span(self) -> tuple[int, int] | None:
        start, end = self.cleaned_data["start"], self.cleaned_data["end"]
        return (start, end) if start is not None and end is not None else None

    def act(self) -> dict[str, Any]:
        """What `coding.code_words` needs."""
        data = {key: value for key, value in self.cleaned_data.items() if key not in {"start", "end", "instead"}}
        return {**data, "themes": list(data["themes"]), "span": self.span()}


class ThemeForm(forms.Form):
    title = forms.CharField(max_length=120, label="Name of the theme")
    parent = forms.ModelChoiceField(Theme.objects.none(), required=False, label="Below", empty_label="No other theme")
    area = forms.ModelChoiceField(
        DiscussionArea.objects.none(),
        required=False,
        label="Part",
        empty_label="Any part",
        help_text="A theme below another lies in the part of that one.",
    )
    definition = forms.CharField(
        required=False, max_length=500, label="What belongs in it", widget=forms.Textarea(attrs={"rows": 2})
    )
    examples = forms.CharField(
        required=False,
        max_length=1000,
        label="Examples, and what does not belong in it",
        help_text="Your own words, not a participant’s: a codebook is shared.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: Typed = None,
        *,
        consultation: Consultation,
        theme: Theme | None = None,
        themes: Sequence[Theme] | None = None,
        **kwargs: Any,
    ) -> None:
        if theme is not None:
            names = ("title", "definition", "examples")
            kwargs["initial"] = {"area": theme.area_id, **{name: getattr(theme, name) for name in names}}
        super().__init__(data, **kwargs)
        offer(self, "area", consultation.areas.all())
        offer(self, "parent", consultation.themes.all())
        if themes is not None and theme is None:
            read_once(self, "parent", found=themes)
        if theme is not None:
            del self.fields["parent"]  # moving is an act of its own


class MoveForm(forms.Form):
    """Where a theme lies: below another, or at the top of a part."""

    parent = forms.ModelChoiceField(Theme.objects.none(), required=False, label="Below", empty_label="No other theme")
    area = forms.ModelChoiceField(
        DiscussionArea.objects.none(), required=False, label="Or at the top of", empty_label="Any part"
    )

    def __init__(self, data: Typed = None, *, theme: Theme, **kwargs: Any) -> None:
        kwargs["initial"] = {"parent": theme.parent_id, "area": theme.area_id}
        super().__init__(data, **kwargs)
        consultation = theme.consultation
        offer(self, "area", consultation.areas.all())
        offer(self, "parent", consultation.themes.exclude(pk=theme.pk))


class QuoteForm(forms.Form):
    edited = forms.CharField(
        required=False,
        max_length=Contribution.MAX_LENGTH,
        label="How to print it",
        help_text="[…] where words are left out, [square brackets] for your own words. Empty: the words as said.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SampleForm(forms.Form):
    """Which sample two coders code blind."""

    first = forms.ModelChoiceField(Membership.objects.none(), label="First coder", empty_label=None)
    second = forms.ModelChoiceField(Membership.objects.none(), label="Second coder", empty_label=None)
    size = forms.IntegerField(min_value=1, max_value=10_000, label="How many contributions")
    seed = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=999_999,
        label="Number to draw with",
        help_text="Empty: it is drawn by chance. With a number of yours the report says that you chose it.",
    )

    def __init__(self, data: Typed = None, *, coders: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in ("first", "second"):
            offer(self, name, Membership.objects.filter(pk__in=[one.pk for one in coders]))
            read_once(self, name, lambda one: one.public_name, coders)


class SettleForm(forms.Form):
    """Which reading counts, and why. `what`: "of-PK" of a coder, "neither" or "other"."""

    what = forms.RegexField(r"^(of-\d{1,18}|neither|other)$", label="What counts")
    stance = forms.ChoiceField(
        choices=[("", "Choose"), *Stance.choices], required=False, label="Where the speaker stands"
    )
    intensity = forms.TypedChoiceField(choices=Coding.Intensity.choices, coerce=int, required=False, empty_value=None)
    why = forms.CharField(max_length=500, label="Why")

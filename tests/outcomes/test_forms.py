"""Lists as long as a codebook are written without a template for each choice, and are the same bytes."""

import pytest
from django import forms

from outcomes.forms import CheckboxSelectMultiple, LongList

CHOICES = [("", "Any <theme>"), (1, "Keeping & deleting"), (2, "“Signs”"), ('a"b', "It's")]


@pytest.mark.parametrize("chosen", [[], ["1", 'a"b'], [2]])
@pytest.mark.parametrize(
    ("mine", "its"), [(CheckboxSelectMultiple, forms.CheckboxSelectMultiple), (LongList, forms.Select)]
)
def test_the_same_bytes(mine: type[forms.Select], its: type[forms.Select], chosen: list[object]) -> None:
    written = []
    for widget in (mine, its):
        attrs = {"class": "x & y", "hidden": True, "off": False}
        field = forms.MultipleChoiceField if issubclass(widget, forms.CheckboxSelectMultiple) else forms.ChoiceField
        form = type("Form", (forms.Form,), {"what": field(choices=CHOICES, required=False, widget=widget(attrs))})
        bound = form(initial={"what": chosen if field is forms.MultipleChoiceField else (chosen or [""])[0]})["what"]
        written.append([str(bound), *(option.tag() for option in bound), *(str(option) for option in bound)])
    assert written[0] == written[1]

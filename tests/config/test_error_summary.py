"""The list of what is wrong names the field: above a long form “This field is required” says nothing."""

from django import forms
from django.template.loader import render_to_string

from tests.pages import flat


class Promise(forms.Form):
    text = forms.CharField(label="What do you promise?")
    due = forms.DateField(label="By when?")
    kind = forms.ChoiceField(label="Which kind?", widget=forms.RadioSelect, choices=[("a", "A")])
    sure = forms.BooleanField(label="I am sure", error_messages={"required": "Tick the box."})


def test_what_is_wrong_is_said_by_the_name_of_the_field() -> None:
    page = flat(render_to_string("components/error_summary.html", {"form": Promise({"text": "", "due": "soon"})}))
    assert '<a href="#id_text">Fill in “What do you promise?”.</a>' in page
    assert '<a href="#id_due">“By when?”: Enter a valid date.</a>' in page
    assert '<a href="#id_kind_0">“Which kind?”: choose one.</a>' in page
    assert '<a href="#id_sure">Tick the box.</a>' in page


def test_at_the_field_it_is_said_in_the_same_words() -> None:
    form = Promise({"text": "", "due": "soon"})
    said = {name: flat(render_to_string("components/_field_error.html", {"field": form[name]})) for name in form.fields}
    assert "Fill this in." in said["text"] and "Choose one." in said["kind"] and "Tick the box." in said["sure"]
    assert "Enter a valid date." in said["due"] and "This field is required" not in " ".join(said.values())

"""Two tabs or two people on one text: the second save is refused, and both texts are kept (invariant 37).

A form that edits what is stored goes through `edits`: it carries a mark of the text it was opened with. What comes back
with another mark, or without one, is refused; the page shows the text that stands now, word by word beside what was
typed. Where versions are kept anyway (drafts of an answer) the number of the version is the mark, and `lay_beside`
shows the same. `one_after_another` holds the view's row meanwhile, so that nobody saves between the look and the save.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse

from consultations.lookup import refusals
from consultations.models import Consultation
from people.errors import Refused
from people.text.dates import when
from people.text.differences import compared
from people.text.sentences import listed, yes

SEEN = "seen"
F = TypeVar("F", bound=forms.BaseForm)
View = Callable[..., HttpResponse]


class Overtaken(Refused):
    """Another text was saved since the form was opened: both are kept, and `changes` is what differs, by words.

    `mark`: what the form carries once somebody has read the other text and saves all the same.
    """

    def __init__(
        self, standing: Mapping[str, str], typed: Mapping[str, str], mark: str, who: str = "", at: str = ""
    ) -> None:
        saved = f"{who} saved another text of this on {at}" if who else "Another text of this was saved"
        super().__init__(
            f"{saved}, while you were writing. Yours is kept below, but not saved. Read the other one beside it, "
            "then save what should stand."
        )
        self.standing, self.typed, self.mark, self.who = standing, typed, mark, who
        self.changes = compared(standing, typed)


def one_after_another(model: type[models.Model] = Consultation, field: str = "slug") -> Callable[[View], View]:
    """A view whose saves wait for each other: in one transaction, with the row of the address locked."""

    def around(view: View) -> View:
        @wraps(view)
        def held(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            with transaction.atomic():
                model._default_manager.select_for_update(no_key=True).filter(**{field: kwargs[field]}).first()
                return view(request, *args, **kwargs)

        return held

    return around


def edits(form: F, name: str = SEEN) -> F:
    """The form, with the mark of what it was filled from; a bound one that is overtaken has the refusal on it."""
    standing, now, sent = _in_words(form, initial=True), mark(form), form.data.get(name)
    form.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)
    form.initial = {**form.initial, name: now}
    form.marked = (name, sent)  # type: ignore[attr-defined]
    if not form.is_bound:
        return form
    _ = form.errors  # cleans it
    form.cleaned_data.pop(name, None)
    if sent != now:
        lay_beside(form, Overtaken(standing, _in_words(form, initial=False), now), name)
    return form


def lay_beside(form: forms.BaseForm, overtaken: Overtaken, name: str = SEEN) -> None:
    """The refusal on the form, the text that stands beside what was typed; the form goes on from that text."""
    refusals(form, overtaken)
    form.overtaken = overtaken  # type: ignore[attr-defined]
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data[name] = overtaken.mark  # type: ignore[index]


def carried(form: F, onto: F) -> F:
    """Another form with the same words, where a button beside them was pressed: it goes on from the same text."""
    name, sent = getattr(form, "marked", ("", None))
    if name:
        onto.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)
        onto.initial = {**onto.initial, name: sent}
    return onto


def mark(form: forms.BaseForm) -> str:
    """The fingerprint of what the form was filled from. A field that came or went and was empty changes nothing."""
    values = {name: _stored(form.get_initial_for_field(field, name)) for name, field in form.fields.items()}
    filled = {name: value for name, value in values.items() if value}
    return hashlib.sha256(json.dumps(filled, sort_keys=True).encode()).hexdigest()[:32]


def _stored(value: object) -> str | list[str]:
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, models.QuerySet | list | tuple | set):
        return sorted(str(_stored(one)) for one in value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return "" if value is None or value is False else str(value)


def _in_words(form: forms.BaseForm, *, initial: bool) -> dict[str, str]:
    """What each field is called → what stands there, or what was typed, as people read it."""
    found = {}
    for name, field in form.fields.items():
        if name == getattr(form, "marked", ("",))[0] or isinstance(field.widget, forms.HiddenInput):
            continue
        value = form.get_initial_for_field(field, name) if initial else form[name].value()
        found[str(field.label or name)] = _said(field, value)
    return found


def _said(field: forms.Field, value: object) -> str:
    if isinstance(value, models.QuerySet | list | tuple):
        return listed([_said(field, one) for one in value])
    if isinstance(field, forms.BooleanField):
        return yes(bool(value))
    if isinstance(value, models.Model):
        value = value.pk
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return dict(_flat(choices)).get(str(value), "") if value not in (None, "") else ""
    if isinstance(field, forms.DateField | forms.DateTimeField) and isinstance(value, str):
        value = _parsed(field, value)
    if isinstance(value, date | datetime):
        return when(value)
    return "" if value is None else str(value)


def _flat(choices: Iterable[tuple[object, object]]) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in choices]


def _parsed(field: forms.Field, text: str) -> object:
    try:
        return field.to_python(text)
    except forms.ValidationError:
        return text

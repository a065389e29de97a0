"""Every text people type is put in order at one door, capped in its form, and has room in its column."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import RequestFactory

from people.requests.incoming import readable_requests

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["people", "consultations", "deliberation", "outcomes"]
MOST = 10_000  # characters: the longest text anybody may type


def our_forms() -> list[type[forms.BaseForm]]:
    """Every form class of ours, wherever in our apps it is defined."""
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, room + "."):
            if ".migrations" not in module.name and ".management" not in module.name:
                importlib.import_module(module.name)
    found, waiting = set(), [forms.BaseForm]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.split(".")[0] in ROOMS:
                found.add(kind)
    return sorted(found, key=lambda kind: (kind.__module__, kind.__qualname__))


def free_text(field: object) -> bool:
    return isinstance(field, forms.CharField) and not isinstance(field, forms.GenericIPAddressField | forms.UUIDField)


def uncapped(kind: type[forms.BaseForm]) -> list[str]:
    """Text fields without a limit: neither the form's own, nor one that its act keeps (`data-most` on the box)."""
    wrong = []
    if any(parent.__module__.startswith("allauth") for parent in kind.__mro__):
        return []  # codes and keys of the library's own forms: compared, never stored
    for name, field in kind.base_fields.items():
        if free_text(field) and not isinstance(field, forms.RegexField):
            most = field.max_length or field.widget.attrs.get("data-most") or 0
            if not 0 < int(most) <= MOST:
                wrong.append(f"{kind.__module__}.{kind.__qualname__}.{name}")
    return wrong


def roomier_than_column(kind: type[forms.BaseForm]) -> list[str]:
    """Fields that take more than any column of their name holds, in their own app or among people."""
    wrong, near = [], {kind.__module__.split(".")[0], "people"}
    for name, field in kind.base_fields.items():
        columns = [
            column.max_length
            for model in apps.get_models()
            for column in model._meta.get_fields()
            if model._meta.app_label in near and column.name == name and getattr(column, "max_length", None)
        ]
        looked_up = name == "code"  # people may space it as they like
        if free_text(field) and not looked_up and columns and (field.max_length or 0) > max(columns):
            wrong.append(f"{kind.__module__}.{kind.__qualname__}.{name}: {field.max_length} > {max(columns)}")
    return wrong


def test_there_are_forms_to_look_at() -> None:
    assert len(our_forms()) > 20


def test_every_text_field_of_every_form_is_capped() -> None:
    assert [field for kind in our_forms() for field in uncapped(kind)] == []


def test_no_form_takes_more_than_its_column_holds() -> None:
    assert [field for kind in our_forms() for field in roomier_than_column(kind)] == []


def test_the_checks_see_a_careless_form() -> None:
    class Careless(forms.Form):
        title = forms.CharField()
        email = forms.CharField(max_length=9_999)

    assert len(uncapped(Careless)) == 1
    assert len(roomier_than_column(Careless)) == 1


def test_every_free_text_column_is_capped() -> None:
    wrong = [
        f"{model.__name__}.{column.name}"
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
        for column in model._meta.get_fields()
        if isinstance(column, models.CharField | models.TextField) and not column.choices
        if not column.max_length and column.editable
    ]
    assert wrong == []


def test_no_form_and_no_column_takes_files() -> None:
    assert not [kind for kind in our_forms() for f in kind.base_fields.values() if isinstance(f, forms.FileField)]
    assert not [c for m in apps.get_models() for c in m._meta.get_fields() if isinstance(c, models.FileField)]


def test_the_door_stands_before_everything_that_reads_text() -> None:
    order = settings.MIDDLEWARE
    door = order.index("people.requests.incoming.readable_requests")
    readers = ("reading_goes_on.Sessions", "CsrfView", "AuthenticationMiddleware", "HtmxMiddleware", "Account")
    for reader in readers:
        assert door < next(n for n, name in enumerate(order) if reader in name), reader
    assert order[0] == "people.signin.middleware.private_pages"


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_passes_the_door_is_in_order(method: str) -> None:
    seen = {}
    door = readable_requests(lambda request: seen.update(getattr(request, method.upper()).dict()))
    door(getattr(RequestFactory(), method)("/", {"text": "e\u0301\u202e\x00\u200b x\r\ny"}))
    assert seen == {"text": "é x\ny"}


def test_every_script_carries_the_nonce() -> None:
    """The content security policy runs nothing else: <script nonce="{{ request.csp_nonce }}" src="…">."""
    wrong = [
        f"{path.relative_to(ROOT)}: {tag}"
        for path in (ROOT / "templates").rglob("*.html")
        for tag in re.findall(r"<script\b(?:[^>{]|{{.*?}}|{%.*?%})*>|.*{% htmx_script.*", path.read_text())
        if "request.csp_nonce" not in tag
    ]
    assert wrong == []


def test_no_day_of_a_stored_moment_is_the_one_of_greenwich() -> None:
    """Moments are kept in UTC: their day is `people.text.dates.local_day`, as the pages say it."""
    in_utc = re.compile(r"\.(?:\w+_)?at\b[^\n]{0,40}\.date\(\)")
    lines = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for room in ["audit", *ROOMS]
        for path in (ROOT / room).rglob("*.py")
        for line in path.read_text().splitlines()
        if in_utc.search(line) and "localtime" not in line
    ]
    assert lines == []


# --- Days and hours --------------------------------------------------------------------------------------
#: As people read it everywhere; of something to come with its hour: the filter `moment`.
WRITTEN = {"j F Y", "F Y", "j F Y, H:i", "H:i"}
TO_COME = re.compile(r"(until|closes|expires|opens|ends)[^{]*\{\{[^}]*\|date:\"j F Y, H:i\"", re.IGNORECASE)


def test_a_day_has_one_form_on_every_page() -> None:
    """Not “3 Jun 2026” here and “3 June 2026” there; and what ends at an hour says it as “3 June 2026 at 5pm”."""
    pages = {path: path.read_text() for path in (ROOT / "templates").rglob("*.html")}
    forms_of = {path: set(re.findall(r"\|date:\"([^\"]*)\"", page)) for path, page in pages.items()}
    assert {str(path): found - WRITTEN for path, found in forms_of.items() if found - WRITTEN} == {}
    assert [str(path) for path, page in pages.items() if TO_COME.search(page)] == []
    code = {path: path.read_text() for room in ROOMS for path in (ROOT / room).rglob("*.py")}
    assert [str(path) for path, text in code.items() if re.search(r":%[^}\"]*%b|strftime\([^)]*%b", text)] == []


#: What somebody typed, by its name in a template; and what bears such a name and is ours.
TYPED = "asked_if|description|explanation|fact|note|objection|question|reason|right|source|text|title|wording"
OURS = {"picture.title", "table.title", "c.tombstone.reason"}


def doubled_stops(page: str) -> list[str]:
    found = re.findall(rf"{{{{ ((?:\w+\.)*(?:{TYPED})) }}}}”?(?:</\w+>)?\.(?!\w)", page)
    return [name for name in found if name not in OURS]


def test_no_page_puts_a_full_stop_behind_what_may_end_in_another() -> None:
    assert doubled_stops("“{{ q.wording }}”. <b>{{ title }}.</b> {{ x.note|ended }} {{ a.title }}.1") == [
        "q.wording",
        "title",
    ]
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
    assert not {page.name: found for page in pages if (found := doubled_stops(page.read_text()))}

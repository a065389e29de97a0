"""The archive: every consultation, to look through and to search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultations import keyed
from consultations.archive import archive
from consultations.archive import table as as_table
from consultations.home import home
from consultations.models import Area
from people.requests.everybodys import everybodys
from people.requests.open_data import given


@everybodys
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    asked, choices = archive.Asked.of(request.GET), archive.choices()
    found = keyed.newest_first(archive.find(asked).select_related("force"), request.GET.get("before", ""))
    context = {
        "asked": asked,
        "choices": choices,
        "area": Area.objects.filter(slug=asked.area).first() if asked.area else None,
        "chosen": archive.chosen(asked, choices),
        "rows": home.rows(found.rows),
        "next_url": keyed.next_page(request.GET, "before", found.after),
        "table": as_table.TABLE,
        "kept": keyed.filtered(request.GET),
        "first_url": "?" + _without(request, "before") if "before" in request.GET else "",
    }
    return render(request, "consultations/archive/page.html", context)


@everybodys
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """All that is found, as open data."""
    return given(as_table.TABLE, as_table.rows(archive.Asked.of(request.GET)))


def _without(request: HttpRequest, name: str) -> str:
    asked = request.GET.copy()
    asked.pop(name, None)
    return asked.urlencode()

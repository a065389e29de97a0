"""The archive: every consultation, to look through and to search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultations import keyed
from consultations.archive import archive
from consultations.home import home
from people.requests.everybodys import everybodys


@everybodys
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    asked, choices = archive.Asked.of(request.GET), archive.choices()
    found = keyed.newest_first(archive.find(asked).select_related("force"), request.GET.get("before", ""))
    context = {
        "asked": asked,
        "choices": choices,
        "chosen": archive.chosen(asked, choices),
        "rows": [home.row(consultation) for consultation in found.rows],
        "next_url": keyed.next_page(request.GET, "before", found.after),
        "first_url": "?" + _without(request, "before") if "before" in request.GET else "",
    }
    return render(request, "consultations/archive/page.html", context)


def _without(request: HttpRequest, name: str) -> str:
    asked = request.GET.copy()
    asked.pop(name, None)
    return asked.urlencode()

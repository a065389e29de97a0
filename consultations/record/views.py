"""The record: the end of the chain, and the public extract of one consultation."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audit.models import Entry, Head
from consultations.lookup import find
from consultations.models import Consultation
from consultations.record.public_record import public_entry
from people.text.sanitising import number

ENTRIES_A_PAGE = 25
CONSULTATIONS_SHOWN = 100


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """The end of the chain, and where to read each consultation's part of it."""
    counted = Entry.objects.order_by().values_list("consultation").annotate(Count("pk"))
    entries = dict(counted)
    rows = [
        {"consultation": c, "entries": entries.get(c.slug, 0)}
        for c in Consultation.objects.public()[:CONSULTATIONS_SHOWN]
    ]
    context = {"head": Head.now(), "rows": rows}
    return render(request, "consultations/record/record.html", context)


@require_safe
def public_record(request: HttpRequest, slug: str) -> HttpResponse:
    """What was done in one consultation, newest first, a page at a time."""
    consultation = find(request, slug)
    entries = Entry.objects.about(slug).order_by("-number")
    before = number(request.GET.get("before"))
    if before:
        entries = entries.filter(number__lt=before)
    found = list(entries[: ENTRIES_A_PAGE + 1])
    shown = found[:ENTRIES_A_PAGE]
    address = reverse("public_record", args=[slug])
    context: dict[str, object] = {
        "consultation": consultation,
        "entries": [public_entry(entry) for entry in shown],
        "older": f"{address}?before={shown[-1].number}" if len(found) > ENTRIES_A_PAGE else "",
        "newest": address if before else "",
    }
    return render(request, "consultations/record/public_record.html", context)

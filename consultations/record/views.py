"""The record: where the chain ended each day, and the public extract of one consultation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.chain import RESTORED, Restore
from audit.models import DailyHead, Entry
from consultations import keyed
from consultations.lookup import find
from consultations.models import Consultation
from consultations.record import public_record as public
from people.requests.everybodys import everybodys, kept, strangers
from people.text.sanitising import number

ENTRIES_A_PAGE = 20
DAYS_SHOWN = 7


@everybodys
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """The last ends of the chain, and where to read each consultation's part of it."""
    found = keyed.newest_first(Consultation.objects.public(), request.GET.get("before", ""))
    restored = kept("restored", lambda: list(Entry.objects.filter(action=RESTORED).order_by("-number")))
    context = {
        "days": DailyHead.objects.all()[:DAYS_SHOWN],
        "restored": [_told(one) for one in restored],
        "consultations": found.rows,
        "next_url": keyed.next_page(request.GET, "before", found.after),
    }
    return render(request, "consultations/record/record.html", context)


def _told(entry: Entry) -> dict[str, object]:
    """What everybody reads of a restore: by it, whatever was noted between the backup and that day is not there."""
    kept_at = Restore.of(entry.at, entry.detail).kept_at
    return {"on": timezone.localdate(entry.at), "kept_on": timezone.localdate(kept_at), "from": entry.detail["source"]}


@strangers
@require_safe
def public_record(request: HttpRequest, slug: str) -> HttpResponse:
    """What was done in one consultation, newest first, a page at a time."""
    consultation = find(request, slug)
    before = number(request.GET.get("before")) or 0
    entries, oldest = public.page(slug, before, ENTRIES_A_PAGE)
    address = reverse("public_record", args=[slug])
    context: dict[str, object] = {
        "consultation": consultation,
        "entries": entries,
        "months": [] if before else public.by_month(consultation),
        "older": f"{address}?before={oldest}" if entries and oldest > 1 else "",
        "newest": address if before else "",
    }
    return render(request, "consultations/record/public_record.html", context)

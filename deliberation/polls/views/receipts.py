"""Receipts: making one, and looking up what is stored under its code."""

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from consultations.access import Do
from consultations.lookup import find_for, refusals
from deliberation.models import Wave
from deliberation.polls import receipts
from deliberation.polls.forms import ReceiptForm
from people import limits
from people.errors import Refused


@require_POST
def make_receipt(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The code is shown on this one page and nowhere else: no redirect, so that it is stored in no session."""
    consultation, _ = find_for(request, slug, Do.SEE_OWN_BALLOT)
    waves = Wave.objects.filter(poll__consultation=consultation).select_related("poll__consultation")
    wave = get_object_or_404(waves, pk=pk)
    try:
        code = receipts.make(wave, by=request.user)
    except Refused as error:
        context = {"consultation": consultation, "wave": wave, "errors": error.problems}
        return render(request, "deliberation/polls/receipt.html", context, status=422)
    address = request.build_absolute_uri(reverse("receipt"))
    # Behind the #, the code stays in the reader's browser: it reaches no log, and no other site as a referrer.
    qr = segno.make(f"{address}#{code}", error="m", micro=False)
    context = {
        "consultation": consultation,
        "wave": wave,
        "code": code,
        "address": address,
        "qr": qr.svg_inline(scale=6, border=2, light="#fff", svgclass="receipt-qr", omitsize=True, title="QR code"),
    }
    return render(request, "deliberation/polls/receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """For anybody who holds a code. The code is sent as a form, never in an address."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    stored, status = None, 200
    if form.is_valid():
        try:
            stored = receipts.look_up(form.cleaned_data["code"], keys=[limits.address_of(request)])
        except Refused as error:
            refusals(form, error)
            status = 429 if isinstance(error, limits.TooMany) else 422
    status = 422 if form.errors and status == 200 else status
    context = {"form": form, "stored": stored, "rows": _rows(stored) if stored else []}
    return render(request, "deliberation/polls/check_receipt.html", context, status=status)


def _rows(stored: receipts.Stored) -> list[dict[str, str]]:
    return [{"key": question.title, "value": words} for question, words in stored.answers if words]

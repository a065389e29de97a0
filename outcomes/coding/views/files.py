"""The coding as files: out for whoever codes, a codebook in."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from consultations import access
from consultations.access import Do
from consultations.lookup import find_for
from outcomes.coding import bringing_in, refi
from outcomes.coding.taking_away import Taken, take
from people.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the coding away, with pseudonyms, or bring a codebook in. The record says who took what."""
    consultation, member = find_for(request, slug, Do.CODE)
    errors: list[str] = []
    found = None
    if request.method == "POST":
        try:
            if request.POST.get("do") != "bring_in":
                return _sent_out(take(consultation, request.POST.get("do", ""), by=member))
            found = bringing_in.bring_in(consultation, _sent(request), by=request.user)
        except Refused as error:
            errors = error.problems
    context = {
        "consultation": consultation,
        "errors": errors,
        "found": found,
        "may_code": access.may(request.user, consultation, Do.CODE),
        "most": refi.MOST_BYTES // 1_000_000,
    }
    return render(request, "outcomes/coding/files.html", context, status=422 if errors else 200)


def _sent(request: HttpRequest) -> bytes:
    sent = request.FILES.get("codebook")
    if not isinstance(sent, UploadedFile):
        raise Refused("Choose a file that ends in .qdc.")
    return bytes(sent.read())


def _sent_out(taken: Taken) -> HttpResponse:
    name = f'attachment; filename="{taken.name}"'
    return HttpResponse(taken.data, content_type=taken.kind, headers={"Content-Disposition": name})

"""The pack as a file: out for everybody who may read it, in for whoever writes it; and as a transparency record."""

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from consultations.briefing import atrs, atrs_reading, contents, packing
from consultations.briefing.pack_schema import schema as pack_schema_of
from consultations.briefing.sent import text_of_file
from consultations.briefing.views.editing import find_briefing, to_read_only
from consultations.lookup import find, member_of
from consultations.models import BriefingVersion
from consultations.saving import page
from people.errors import Refused
from people.text.sentences import many


def _readable(request: HttpRequest, slug: str) -> BriefingVersion:
    consultation = find(request, slug)
    member = member_of(request, consultation)
    number = contents.asked_for(request.GET.get("version", ""))
    version = contents.version_to_read(consultation, member, number)
    if version is None:
        raise Http404("no version for this reader")
    return version


def _file(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def pack_json(request: HttpRequest, slug: str) -> HttpResponse:
    version = _readable(request, slug)
    pack = {"$schema": request.build_absolute_uri(reverse("pack_schema")), **packing.exported(version)}
    return _file(packing.as_text(pack), f"{slug}-pack-{version.number}.json")


@require_safe
def pack_schema(request: HttpRequest) -> HttpResponse:
    """The form of every pack, for other programs: the same for everybody."""
    text = json.dumps(pack_schema_of(request.build_absolute_uri()), ensure_ascii=False, indent=2) + "\n"
    answer = HttpResponse(text, content_type="application/schema+json")
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


@require_safe
def pack_atrs(request: HttpRequest, slug: str) -> HttpResponse:
    version = _readable(request, slug)
    address = request.build_absolute_uri(reverse("briefing", args=[slug]))
    text = json.dumps(atrs.records(version, address), ensure_ascii=False, indent=2) + "\n"
    return _file(text, f"{slug}-transparency-record-{version.number}.json")


def import_pack(request: HttpRequest, slug: str) -> HttpResponse:
    """A file, or its text: the whole draft is replaced, or nothing is."""
    consultation, version = find_briefing(request, slug)
    if (instead := to_read_only(request, consultation, version)) is not None:
        return instead
    typed, errors = request.POST.get("pack", ""), []
    if request.method == "POST":
        try:
            seen = request.POST.get("seen", "")
            count = packing.imported(version, text_of_file(request) or typed, by=request.user, seen=seen)
        except Refused as refused:
            errors = refused.problems
        else:
            messages.success(request, f"Taken in: {count} sections and rows. Read it through.")
            return redirect("edit_briefing", slug)
    context = {
        "consultation": consultation,
        "typed": typed,
        "errors": errors,
        "seen": version.compute_hash(),
        "signatures": len(version.counting_signatures()),
    }
    return page(request, "consultations/briefing/import_pack.html", context, status=422 if errors else 200)


def import_record(request: HttpRequest, slug: str) -> HttpResponse:
    """A transparency record: first what it would put where, then what of it is taken. Nothing is replaced unasked."""
    consultation, version = find_briefing(request, slug)
    if (instead := to_read_only(request, consultation, version)) is not None:
        return instead
    typed, errors, plan = request.POST.get("record", ""), [], None
    chosen = request.POST.getlist("take") if "take_in" in request.POST else None
    if request.method == "POST":
        typed = text_of_file(request) or typed
        try:
            record = atrs_reading.read(typed, consultation.technologies.values_list("name", flat=True))
            plan = atrs_reading.plan(version, record)
            if chosen is not None:
                seen = request.POST.get("seen", "")
                count = atrs_reading.take(version, record, chosen, by=request.user, seen=seen)
                done = f"Taken in: {many(count, 'part')}. Add the marks of sources, and read it through."
                messages.success(request, done)
                return redirect("edit_briefing", slug)
        except Refused as refused:
            errors = refused.problems
    context = {
        "consultation": consultation,
        "typed": typed,
        "errors": errors,
        "plan": plan,
        "seen": version.compute_hash(),
        "chosen": chosen,
        "signatures": len(version.counting_signatures()),
    }
    return page(request, "consultations/briefing/import_record.html", context, status=422 if errors else 200)

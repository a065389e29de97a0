"""The briefing as a PDF, for everybody who may read that version."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultations.briefing import contents
from consultations.lookup import find, member_of
from consultations.models import BriefingVersion
from consultations.signed_texts import PUBLIC
from outcomes.printing import printing
from outcomes.report.views.files import handed_out


@require_safe
def briefing_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """`?version=2`; without, the one people read. Until the worker has made it, the page says so and offers print."""
    consultation = find(request, slug)
    readable = contents.readable_versions(consultation, member_of(request, consultation)).filter(status__in=PUBLIC)
    number = contents.asked_for(request.GET.get("version", ""))
    version = contents.chosen(readable.select_related("consultation").order_by("-number"), number)
    if version is None:
        raise Http404("no version that everybody reads")
    made = printing.ready(version)
    if made is None:
        return _print_instead(request, version, soon=not printing.has_failed(version))
    return handed_out(request, made, f"briefing-{slug}-version-{version.number}.pdf", "application/pdf")


def _print_instead(request: HttpRequest, version: BriefingVersion, *, soon: bool) -> HttpResponse:
    context = {"consultation": version.consultation, "version": version, "soon": soon}
    page = render(request, "outcomes/printing/no_pdf.html", context, status=202 if soon else 501)
    if soon:
        page["Retry-After"] = "60"
    return page

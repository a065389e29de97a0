"""The whole file of a consultation: asked for, waited for, fetched."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from consultations.access import Do, may
from consultations.lookup import find_for
from consultations.saving import attempted
from outcomes.dossier import contents, making


@require_http_methods(["GET", "HEAD", "POST"])
def dossier(request: HttpRequest, slug: str) -> HttpResponse:
    """What is in it, and the file once it is made. POST asks for it."""
    consultation, member = find_for(request, slug, Do.GET_WHOLE_FILE)
    if request.method == "POST":
        attempted(request, lambda: making.ask(consultation, by=request.user))
        return redirect("dossier", slug)
    version = making.version_for(member)
    context = {
        "consultation": consultation,
        "is_police": version == contents.POLICE,
        "made": making.ready(consultation, version),
        "waiting": making.waiting(consultation, version),
        "may_ask": may(request.user, consultation, Do.GET_WHOLE_FILE),
    }
    return render(request, "outcomes/dossier/page.html", context)


@require_safe
def dossier_file(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, member = find_for(request, slug, Do.GET_WHOLE_FILE)
    version = making.version_for(member)
    made = making.ready(consultation, version)
    if made is None:
        raise Http404
    answer = HttpResponse(bytes(made.content or b""), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{slug}-{version}.zip"'
    return answer

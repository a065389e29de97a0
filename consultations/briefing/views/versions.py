"""A new version of a public briefing: started, put aside; and any two versions side by side, for everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from consultations.access import Do
from consultations.briefing import comparing, contents, versions
from consultations.briefing.forms import NoteForm
from consultations.lookup import find, find_for, member_of
from consultations.models import BriefingVersion
from consultations.saving import attempted
from people.text.differences import compared
from people.text.sanitising import number


@require_POST
def new(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.TURN_BRIEFING)
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    attempted(
        request,
        lambda: versions.start(consultation, note, by=request.user),
        "The new version is a copy of the one people read. Change it, then send it to the panel.",
    )
    return redirect("edit_briefing", slug)


@require_POST
def put_aside(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.TURN_BRIEFING)
    version = consultation.briefing
    if version is None:
        raise Http404("no briefing")
    attempted(request, lambda: versions.put_aside(version, by=request.user), "Put aside. Nothing public has changed.")
    return redirect("edit_briefing", slug)


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """`?old=1&new=2`; without them the newest that this reader may see, beside the one before."""
    consultation = find(request, slug)
    member = member_of(request, consultation)
    readable = list(contents.readable_versions(consultation, member).order_by("number"))
    if len(readable) < 2:
        raise Http404("nothing to compare")
    new = _chosen(readable, request.GET.get("new", ""), readable[-1])
    before = [version for version in readable if version.number < new.number] or readable
    old = _chosen(readable, request.GET.get("old", ""), before[-1])
    context = {
        "consultation": consultation,
        "versions": readable,
        "old": old,
        "new": new,
        "changes": compared(comparing.texts(old), comparing.texts(new), read=True),
    }
    return render(request, "consultations/briefing/compare.html", context)


def _chosen(readable: list[BriefingVersion], asked: str, otherwise: BriefingVersion) -> BriefingVersion:
    if not asked:
        return otherwise
    found = next((version for version in readable if version.number == number(asked)), None)
    if found is None:
        raise Http404("no such version for this reader")
    return found

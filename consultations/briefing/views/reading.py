"""The briefing, for reading. Editing it is the facilitators' room."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from audit.prepared import Prepared
from audit.wiring import wired
from consultations import access, panel, seating
from consultations.briefing import contents, kept, unknowns
from consultations.changes import changes
from consultations.languages import LANGUAGES, Language
from consultations.lookup import find, member_of
from consultations.models import BriefingVersion, Consultation, Membership, Role, Translation
from consultations.stages.timeline import link


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = find(request, slug)
    member = member_of(request, consultation)
    number = contents.asked_for(request.GET.get("version", ""))
    readable = contents.readable_versions(consultation, member).annotate(newer=unknowns.being_written())
    versions = list(readable.order_by("-number"))
    version = contents.chosen(versions, number)
    if version is None and number is not None:
        raise Http404("no such version for this reader")
    context: dict[str, object] = {"consultation": consultation, "member": member, "version": version}
    if version is None:
        return render(request, "consultations/briefing/none.html", context)
    bound, signoffs = _who_is_bound(consultation), list(version.valid_signoffs().select_related("member__user"))
    may_ask = consultation.is_open and access.may(request.user, consultation, access.Do.ASK_EXPERTS)
    ask = "".join(link(page, slug) for page in wired("ASK_ABOUT")) if may_ask else ""
    # What the force has said in one that nobody reads yet.
    newer = next(
        (one.newer for one in versions if one == version and version.status == BriefingVersion.Status.APPROVED), None
    )
    context |= {
        "changed": changes.since_asked(consultation),
        "versions": versions,
        "pack": kept.pack_of(version, consultation, opened=request.GET.get("all") == "1", ask=ask),
        "languages": _languages(version),
        "files": [file for files in wired("BRIEFING_FILES") for file in files(version)],
        "answers": [one.signs_as for one in bound if one.role == Role.OFFICER and one.has_accepted],
        "panel_lacks": panel.lacks(one for one in bound if one.role == Role.OVERSIGHT),
        "policy": panel.POLICY,
        "open_questions": [(link(page, slug), *source(consultation)) for source, page in wired("OPEN_QUESTIONS")],
        "signoffs": signoffs,
        "beside": seating.beside_who_runs_it(consultation) if signoffs else frozenset(),
        "is_approved": version.status == BriefingVersion.Status.APPROVED,
        "spoken_since": unknowns.spoken_in(newer, consultation) if newer else 0,
        "is_replaced": version.status == BriefingVersion.Status.SUPERSEDED,
    }
    return render(request, "consultations/briefing/page.html", context)


def _languages(version: BriefingVersion) -> list[tuple[Translation, Language]]:
    return [(one, LANGUAGES[one.language]) for one in Translation.public_beside(version).values()]


def _who_is_bound(consultation: Consultation) -> list[Membership]:
    """Officers and the panel, as they are now."""
    return _BOUND(consultation.pk)


_BOUND: Prepared[Membership, Membership] = Prepared(
    lambda pk: (
        Membership.objects.current()
        .filter(consultation=pk, role__in=[Role.OFFICER, Role.OVERSIGHT])
        .select_related("user")
    ),
    int,
)

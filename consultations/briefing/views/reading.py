"""The briefing, for reading. Editing it is the facilitators' room."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultations import access
from consultations.briefing import contents, unknowns
from consultations.changes import changes
from consultations.lookup import find
from consultations.models import BriefingVersion, DataCard, SectionKind

K = SectionKind


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = find(request, slug)
    member = access.membership_of(request.user, consultation)
    number = _number(request)
    version = contents.version_to_read(consultation, member, number)
    if version is None and number is not None:
        raise Http404("no such version for this reader")
    context: dict[str, object] = {"consultation": consultation, "member": member, "version": version}
    if version is None:
        return render(request, "consultations/briefing/none.html", context)
    context["changed"] = changes.since_asked(consultation)
    context["versions"] = contents.readable_versions(consultation, member).order_by("-number")
    return render(request, "consultations/briefing/page.html", context | _reading(version))


def _number(request: HttpRequest) -> int | None:
    asked = request.GET.get("version", "")
    return int(asked) if asked.isdecimal() and len(asked) < 5 else None


def _reading(version: BriefingVersion) -> dict[str, object]:
    sections = contents.sections_of(version)
    card = DataCard.objects.filter(version=version).first()
    rows: dict[str, object] = {
        "figures": contents.figure_rows(version),
        "stories": list(version.stories.all()),
        "retention": list(version.retention_rows.all()),
        "suppliers": list(version.suppliers.all()),
        "data_card": _card_rows(card) if card else [],
        "sources": list(version.sources.all()),
        "facts": unknowns.labelled(version),
        "count": unknowns.counted(version),
        "signoffs": list(version.valid_signoffs().select_related("member__user")),
    }
    own_rows = [(K.FIGURES, "figures"), (K.STORIES, "stories"), (K.DATACARD, "data_card")]
    extra = {str(kind) for kind, key in own_rows if rows[key]}
    return rows | {
        "summary": contents.part(K.SUMMARY, sections, set()),
        "asks": contents.asks(sections, extra),
        "arguments": contents.part(K.ARGUMENTS, sections, set()),
        "argument_pairs": contents.argument_pairs(sections.get(K.ARGUMENTS)),
        "after": [p for kind in contents.AFTER if (p := contents.part(kind, sections, set()))],
        "is_approved": version.status == BriefingVersion.Status.APPROVED,
        "is_replaced": version.status == BriefingVersion.Status.SUPERSEDED,
        "checked": card,
    }


def _card_rows(card: DataCard) -> list[dict[str, str]]:
    """The card's rows; a blank is written out, and who checked it stands below the card instead."""
    rows = zip(DataCard.FIELDS, card.rows(), strict=True)
    return [{**row, "value": row["value"] or "Not known"} for name, row in rows if name != "checked_by"]

"""All sections on one page, saved as somebody writes; a paste made clean; a row of a table changed where it stands."""

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from consultations import seen
from consultations.access import Do
from consultations.briefing import briefing, completeness
from consultations.briefing.forms import EVIDENCE_FORMS, SectionForm
from consultations.briefing.views.editing import find_briefing, to_read_only
from consultations.lookup import find_for, sent
from consultations.models import BriefingVersion, SectionKind
from consultations.saving import page, saved
from consultations.seen import edits, one_after_another
from people.text import pasting


@require_safe
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Every section with its own form and its own mark: without a script each is saved by its button."""
    consultation, version = find_briefing(request, slug)
    if (instead := to_read_only(request, consultation, version)) is not None:
        return instead
    asks = completeness.by_ask(version, completeness.needs_full_safeguards(consultation))
    parts = [
        {"heading": ask.heading, "sections": [{"state": one, "form": _form(version, one.kind)} for one in ask.sections]}
        for ask in asks
    ]
    blanks = [one.kind.value for ask in asks for one in ask.sections if one.is_missing]
    context = {"consultation": consultation, "version": version, "parts": parts, "blanks": blanks}
    return page(request, "consultations/briefing/write.html", context)


def _form(version: BriefingVersion, kind: str, data: object = None) -> SectionForm:
    body = version.sections.filter(kind=kind).values_list("body", flat=True).first() or ""
    return edits(SectionForm(data, initial={"body": body}, auto_id=f"{kind}-%s"))  # type: ignore[arg-type]


@require_POST
@one_after_another()
def save_section(request: HttpRequest, slug: str, kind: str) -> JsonResponse:
    """What a script sends: `{seen, body}`; refused with 409 when somebody else saved, with 422 otherwise."""
    _, version = find_briefing(request, slug)
    if kind not in SectionKind.values:
        raise Http404("no such section")
    form = _form(version, kind, request.POST)

    def act(body: str) -> None:
        briefing.write_section(version, kind, body, by=request.user)

    if not saved(form, act):
        problems = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"problems": problems}, status=409 if hasattr(form, "overtaken") else 422)
    again = _form(version, kind)
    return JsonResponse({"seen": again[seen.SEEN].value(), "body": again["body"].value()})


@require_POST
def paste(request: HttpRequest, slug: str) -> JsonResponse:
    """A word processor's markup as the Markdown of a section."""
    find_for(request, slug, Do.EDIT_BRIEFING)
    try:
        return JsonResponse({"text": pasting.to_markdown(request.POST.get("html", ""))})
    except ValueError as error:
        return JsonResponse({"problems": [str(error)]}, status=422)


@one_after_another()
def edit_row(request: HttpRequest, slug: str, what: str, pk: int) -> HttpResponse:
    """One row of a small table, changed where it stands."""
    consultation, version = find_briefing(request, slug)
    if what not in briefing.EVIDENCE:
        raise Http404("no such table")
    row = get_object_or_404(briefing.EVIDENCE[what], version=version, pk=pk)
    if (instead := to_read_only(request, consultation, version)) is not None:
        return instead
    form_class, heading, noun, _ = EVIDENCE_FORMS[what]
    form = edits(form_class(sent(request), initial=model_to_dict(row, list(form_class.base_fields))))
    if request.method == "POST" and saved(form, briefing.change_evidence, version, what, pk, by=request.user):
        messages.success(request, f"Changed the {noun}.")
        return redirect(f"edit_{what}", slug)
    context = {
        "consultation": consultation, "form": form, "heading": heading, "noun": noun, "row": row,
        "address": f"edit_{what}", "signatures": len(version.counting_signatures()),
    }  # fmt: skip
    return page(request, "consultations/briefing/row.html", context)

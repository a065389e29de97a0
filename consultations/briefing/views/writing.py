"""All sections on one page, saved as somebody writes; a paste made clean; a row of a table changed where it stands."""

from functools import partial

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from consultations import numbers, seen
from consultations.access import Do
from consultations.briefing import briefing, citing, completeness, frame, reading_age
from consultations.briefing.forms import EVIDENCE_FORMS, SectionForm
from consultations.briefing.views.editing import find_briefing, to_read_only
from consultations.lookup import find_for, sent
from consultations.models import BriefingVersion, SectionKind
from consultations.saving import attempted, page, saved
from consultations.seen import edits, one_after_another
from people.text import pasting
from people.text.sanitising import render_markdown
from people.text.sentences import many

FRAMED = (
    "Filled in what is the same for every technology. Read each part of it. What only the force can say waits among "
    "the facts to ask."
)


@require_safe
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Every section with its own form and its own mark: without a script each is saved by its button."""
    consultation, version = find_briefing(request, slug)
    if (instead := to_read_only(request, consultation, version)) is not None:
        return instead
    asks = completeness.by_ask(version, completeness.needs_full_safeguards(consultation))
    every = [one for ask in asks for one in ask.sections]
    blanks = [one.kind.value for one in every if one.is_missing]
    after = {one.kind: _next(every, number) for number, one in enumerate(every)}

    def item(one: completeness.SectionState) -> dict[str, object]:
        meter = _meter(one.kind, one.body)
        return {"state": one, "form": _form(version, one.kind), "meter": meter, "next_blank": after[one.kind]}

    parts = [{"heading": ask.heading, "sections": [item(one) for one in ask.sections]} for ask in asks]
    context = {
        "consultation": consultation,
        "version": version,
        "parts": parts,
        "blanks": blanks,
        "sources": citing.numbered(version),
        "lacks_frame": frame.lacks(version),
    }
    return page(request, "consultations/briefing/write.html", context)


def _next(every: list[completeness.SectionState], number: int) -> str:
    """The kind of the next section that is still to write; from the last on, the first of them."""
    return next((one.kind.value for one in [*every[number + 1 :], *every[:number]] if one.is_missing), "")


def _form(version: BriefingVersion, kind: str, data: object = None) -> SectionForm:
    body = version.sections.filter(kind=kind).values_list("body", flat=True).first() or ""
    return edits(SectionForm(data, initial={"body": body}, auto_id=f"{kind}-%s"))  # type: ignore[arg-type]


@require_POST
@one_after_another()
def save_section(request: HttpRequest, slug: str, kind: str) -> JsonResponse:
    """What a script sends: `{seen, body}`; refused with 409 and the other text when somebody else saved."""
    _, version = find_briefing(request, slug)
    if kind not in SectionKind.values:
        raise Http404("no such section")
    form = _form(version, kind, request.POST)

    def act(body: str) -> None:
        briefing.write_section(version, kind, body, by=request.user)

    if not saved(form, act):
        problems = [str(error) for errors in form.errors.values() for error in errors]
        if not hasattr(form, "overtaken"):
            return JsonResponse({"problems": problems}, status=422)
        now = _form(version, kind)
        return JsonResponse({"problems": problems, **_stands(now)}, status=409)
    again = _stands(_form(version, kind))
    shown = {"html": render_markdown(again["body"]), "meter": _meter(kind, again["body"])}
    return JsonResponse({**again, **shown})


def _stands(form: SectionForm) -> dict[str, str]:
    """The text that is stored, with its mark: a script sends the mark only once somebody has read the text."""
    return {"seen": form[seen.SEEN].value(), "body": form["body"].value()}


def _meter(kind: str, body: str) -> str:
    """How long and how hard a section reads, in one line; empty while there is nothing to say."""
    words, age = reading_age.word_count(body), reading_age.reading_age(body)
    if not words:
        return ""
    is_short = kind == SectionKind.SUMMARY
    aim = numbers.ONE_MINUTE_AGE if is_short else numbers.TARGET_AGE
    said = f"{many(words, 'word')} of at most {numbers.SUMMARY_WORDS}" if is_short else many(words, "word")
    if age is None:
        return f"{said}."
    return f"{said}, reads at about age {age:.0f}{f': aim for {aim}' if age > aim else ''}."


@require_POST
def take_frame(request: HttpRequest, slug: str) -> HttpResponse:
    """What is the same for every technology, into what is still blank."""
    _, version = find_briefing(request, slug)
    attempted(request, partial(frame.take_in, version, by=request.user), FRAMED)
    return redirect("write_briefing", slug)


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
        "consultation": consultation,
        "form": form,
        "heading": heading,
        "noun": noun,
        "row": row,
        "address": f"edit_{what}",
        "signatures": len(version.counting_signatures()),
    }
    return page(request, "consultations/briefing/row.html", context)

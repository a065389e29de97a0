"""Writing the briefing: the list of sections, one section a page, the data card and the small tables."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from consultations import numbers
from consultations.access import Do, may
from consultations.briefing import briefing, citing, completeness, gates, glossary, opening, proof, reading_age
from consultations.briefing.balance import balance_of
from consultations.briefing.contents import figure_rows
from consultations.briefing.forms import (
    EVIDENCE_FORMS,
    DataCardForm,
    LawDatesForm,
    NoHarmForm,
    NoteForm,
    SectionForm,
)
from consultations.lookup import find_for, sent
from consultations.models import BriefingVersion, Consultation, DataCard, SectionKind
from consultations.models.briefing import OPTIONAL
from consultations.saving import attempted, page, saved
from consultations.seen import edits, one_after_another
from people.templatetags.drafts import place
from people.text.sanitising import render_markdown

#: Tables that are not read in the order in which their rows were added.
IN_ORDER: dict[str, Callable[[BriefingVersion], Sequence[Any]]] = {
    "sources": citing.numbered,
    "glossary": glossary.words_of,
}


def find_briefing(request: HttpRequest, slug: str) -> tuple[Consultation, BriefingVersion]:
    """The consultation and its newest briefing, for whoever may write it; 404 for everybody else."""
    consultation, _ = find_for(request, slug, Do.EDIT_BRIEFING)
    version = consultation.briefing
    if version is None:
        raise Http404("no briefing")
    return consultation, version


def _is_fixed(consultation: Consultation, version: BriefingVersion) -> bool:
    """Public as the panel signed it."""
    return consultation.is_public and not version.is_under_way


def to_read_only(request: HttpRequest, consultation: Consultation, version: BriefingVersion) -> HttpResponse | None:
    """Instead of a form that could only refuse."""
    if request.method == "POST" or not _is_fixed(consultation, version):
        return None
    messages.info(request, f"Version {version.number} is public as the panel signed it. Start a new version below.")
    return redirect("edit_briefing", consultation.slug)


@one_after_another()
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole pack: what is there, what is missing, how it reads. Also keeps the two dates of the law."""
    consultation, version = find_briefing(request, slug)
    form = edits(LawDatesForm(sent(request), initial=model_to_dict(version, ["law_as_at", "check_by"])))
    if request.method == "POST" and saved(form, briefing.date_law, version, by=request.user):
        messages.success(request, "Dates saved.")
        return redirect("edit_briefing", slug)
    full = completeness.needs_full_safeguards(consultation)
    asks = completeness.by_ask(version, full)
    text, basis = completeness.whole_text(version), opening.basis(version)
    context = {
        "consultation": consultation,
        "version": version,
        "form": form,
        "asks": asks,
        "optional": OPTIONAL,
        "missing": sum(section.is_missing for ask in asks for section in ask.sections),
        "blank": len(completeness.blank_card_fields(version)),
        "age": reading_age.reading_age(text),
        "words": reading_age.word_count(text),
        "aim": numbers.TARGET_AGE,
        "uncited": basis.uncited,
        "rates": proof.rates_in_words(version),
        "broken": basis.broken,
        "not_opened": basis.not_opened,
        "evidence": _evidence_tasks(consultation, version),
        "signatures": len(version.counting_signatures()),
        "can_edit": may(request.user, consultation, Do.EDIT_BRIEFING) and not _is_fixed(consultation, version),
        "may_turn": may(request.user, consultation, Do.TURN_BRIEFING),
        "note_form": NoteForm(),
        "old_law": gates.old_law(version),
    }
    return page(request, "consultations/briefing/edit.html", context)


def _evidence_tasks(consultation: Consultation, version: BriefingVersion) -> list[dict[str, object]]:
    wanted = {"retention": not completeness.missing_retention(version)}
    tasks = []
    for what, (_, heading, _, hint) in EVIDENCE_FORMS.items():
        count = briefing.EVIDENCE[what]._default_manager.filter(version=version).count()
        missing = not wanted.get(what, True)
        tasks.append({"name": f"edit_{what}", "heading": heading, "hint": hint, "count": count, "missing": missing})
    return tasks


@one_after_another()
def edit_section(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """One section. The button `preview` shows it as residents will see it, without saving."""
    consultation, version = find_briefing(request, slug)
    if kind not in SectionKind.values:
        raise Http404("no such section")
    if (instead := to_read_only(request, consultation, version)) is not None:
        return instead
    written = version.sections.filter(kind=kind).first()
    form = edits(SectionForm(sent(request), initial={"body": written.body if written else ""}))
    previewing = request.method == "POST" and "preview" in request.POST
    if request.method == "POST" and not previewing and _written(request, form, version, kind):
        if "next" in request.POST:  # from the page of all sections, where no script saves
            return redirect(f"{reverse('write_briefing', args=[slug])}#{kind}-body")
        return redirect("edit_briefing", slug)
    body = request.POST.get("body", "") if request.method == "POST" else form.initial["body"]
    shown = form.is_valid() if previewing else request.method != "POST"
    context = {
        "consultation": consultation,
        "version": version,
        "form": form,
        "kind": kind,
        "heading": SectionKind(kind).label,
        "words": reading_age.word_count(body),
        "age": reading_age.reading_age(body),
        "limit": numbers.SUMMARY_WORDS if kind == SectionKind.SUMMARY else None,
        # Sanitised by people.text.sanitising.
        "preview": mark_safe(render_markdown(body)) if shown else "",  # noqa: S308
        "comments": version.comments.filter(section=kind).select_related("author__user"),
        "reading": reading_age.sentences(body),
        "hard": len(reading_age.hard_sentences(body)),
        "aim": numbers.ONE_MINUTE_AGE if kind == SectionKind.SUMMARY else numbers.TARGET_AGE,
        "balance": balance_of(body) if kind == SectionKind.ARGUMENTS else None,
        "balance_percent": numbers.BALANCE_PERCENT,
        "uncited": [] if kind in citing.VIEWS else citing.uncited_in(body),
        "sources": citing.numbered(version),
        "signatures": len(version.counting_signatures()),
    }
    return page(request, "consultations/briefing/section.html", context)


def _written(request: HttpRequest, form: SectionForm, version: BriefingVersion, kind: str) -> bool:
    def act(body: str) -> None:
        briefing.write_section(version, kind, body, by=request.user)

    if not saved(form, act):
        return False
    where = place(request.user, kind, version.pk)
    messages.success(request, f"Saved: {SectionKind(kind).label}.", extra_tags=where)
    return True


@one_after_another()
def edit_data_card(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, version = find_briefing(request, slug)
    if (instead := to_read_only(request, consultation, version)) is not None:
        return instead
    card = DataCard.objects.filter(version=version).first()
    initial = model_to_dict(card, [*DataCard.FIELDS, "checked_on"]) if card else {}
    form = edits(DataCardForm(sent(request), initial=initial))
    if request.method == "POST" and saved(form, briefing.write_data_card, version, by=request.user):
        blank = len(completeness.blank_card_fields(version))
        messages.success(request, f"Saved. {blank} still blank." if blank else "Saved. Nothing is blank.")
        return redirect("edit_briefing", slug)
    context = {"consultation": consultation, "form": form, "blank": completeness.blank_card_fields(version)}
    return page(request, "consultations/briefing/data_card.html", context)


def edit_evidence(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """One small table: its rows, and a form for one more."""
    consultation, version = find_briefing(request, slug)
    if (instead := to_read_only(request, consultation, version)) is not None:
        return instead
    form_class, _, noun, _ = EVIDENCE_FORMS[what]
    form = form_class(sent(request))
    if request.method == "POST" and saved(form, briefing.add_evidence, version, what, by=request.user):
        messages.success(request, f"Added the {noun}.")
        return redirect(f"{reverse(f'edit_{what}', args=[slug])}#add")
    return evidence_page(request, consultation, version, what, form)


def no_harm_form(data: Mapping[str, str] | None, version: BriefingVersion) -> NoHarmForm:
    return edits(NoHarmForm(data, initial={"no_harm_known": version.no_harm_known}))


def evidence_page(
    request: HttpRequest,
    consultation: Consultation,
    version: BriefingVersion,
    what: str,
    form: forms.Form,
    no_harm: NoHarmForm | None = None,
) -> HttpResponse:
    """The rows of a table, and its form. `no_harm`: the statement beside the cases, where it was just refused."""
    form_class, heading, noun, hint = EVIDENCE_FORMS[what]
    rows: Sequence[Any] = IN_ORDER[what](version) if what in IN_ORDER else briefing.rows_of(what, version)
    context = {
        "consultation": consultation,
        "form": form,
        "what": what,
        "heading": heading,
        "noun": noun,
        "hint": hint,
        "rows": [{"row": row, "facts": _facts(row, form_class)} for row in rows],
        "figures": figure_rows(version.figures.all()) if what == "figures" else [],
        "address": f"edit_{what}",
        "next_number": citing.next_number(version) if what == "sources" else None,
        "no_harm": no_harm or (no_harm_form(None, version) if what == "stories" else None),
        "deployments": version.deployments.count() if what == "figures" else None,
        "unsaid": glossary.unsaid(rows, citing.texts_read(version)) if what == "glossary" else (),
        "standpoints": sorted({row.get_standpoint_display() for row in rows}) if what == "sources" else [],
    }
    status = 422 if no_harm is not None else 200
    return page(request, "consultations/briefing/evidence.html", context, status=status)


def _facts(row: Any, form_class: Any) -> list[dict[str, object]]:
    """The row's filled fields after the first, which is its heading."""
    facts = []
    for name, field in list(form_class.base_fields.items())[1:]:
        label = getattr(row, f"get_{name}_display", None)
        value = label() if label else getattr(row, name)
        if value not in {"", None, False}:
            facts.append({"key": field.label, "value": "Yes" if value is True else value})
    return facts


@require_POST
def remove_evidence(request: HttpRequest, slug: str, what: str, pk: int) -> HttpResponse:
    _, version = find_briefing(request, slug)
    if what not in briefing.EVIDENCE:
        raise Http404("no such table")
    get_object_or_404(briefing.EVIDENCE[what], version=version, pk=pk)
    attempted(request, lambda: briefing.remove_evidence(version, what, pk, by=request.user), "Taken out.")
    return redirect(f"edit_{what}", slug)

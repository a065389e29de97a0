"""Coding: the bench, one contribution, the themes, and the second pair of eyes on quotes."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consultations import access
from consultations.access import Do
from consultations.lookup import find_for, refusals
from consultations.models import Consultation, DiscussionArea
from deliberation.models import Contribution
from outcomes.coding import coding, matrix, quoting, surroundings
from outcomes.coding.forms import CodeForm, FilterForm, QuoteForm, ThemeForm
from outcomes.coding.showing import keyset, quote_row, with_marks
from outcomes.coding.themes import add_theme, edit_theme, remove_theme, use_starter_themes, with_counts
from outcomes.models import Coding, Excerpt, Theme
from people.errors import Refused
from people.text.sanitising import number

A_PAGE = 30


@require_safe
def bench(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is to code, and how far it has come."""
    consultation, _ = find_for(request, slug, Do.READ_CODING)
    form = FilterForm(request.GET or None, consultation=consultation)
    found = coding.bench(consultation)
    if form.is_valid():
        chosen = form.cleaned_data
        found = found.filter(thread__area=chosen["area"]) if chosen["area"] else found
        found = found.filter(membership__group=chosen["group"]) if chosen["group"] else found
        found = found.filter(is_done=False) if chosen["left"] else found
        coded = {name: chosen[name] for name in ("directed_at", "concern", "belief") if chosen[name]}
        found = coding.coded_as(found, **coded) if coded else found
    done, total = coding.progress(consultation)
    context: dict[str, Any] = {
        "consultation": consultation,
        "filters": form,
        "page": keyset(found, request.GET, A_PAGE),
        "done": done,
        "total": total,
        "next": coding.next_uncoded(consultation),
        "may_code": access.may(request.user, consultation, Do.CODE),
        "has_themes": consultation.themes.exists(),
    }
    return render(request, "outcomes/coding/bench.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def contribution(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One contribution: its exact words, its codes, and the form that adds more."""
    consultation, _ = find_for(request, slug, Do.READ_CODING)
    item = get_object_or_404(coding.bench(consultation), pk=pk)
    item.thread.area.consultation = consultation
    form = CodeForm(themes=_themes_for(consultation, item), initial={"intensity": Coding.Intensity.CLEAR})
    errors: list[str] = []
    if request.method == "POST":
        if request.POST.get("do") == "code":
            form = CodeForm(request.POST, themes=_themes_for(consultation, item))
            if form.is_valid():
                try:
                    coding.code_words(item, by=request.user, **form.act())
                    return _onward(request, consultation, item)
                except Refused as error:
                    refusals(form, error)
        else:
            try:
                _do(request, item)
                return _onward(request, consultation, item)
            except Refused as error:
                errors = error.problems
    return _show(request, consultation, item, form, errors)


def _themes_for(consultation: Consultation, item: Contribution) -> QuerySet[Theme]:
    """The themes of the part the contribution is in, and those of any part."""
    return consultation.themes.filter(Q(area=item.thread.area) | Q(area=None))


def _do(request: HttpRequest, item: Contribution) -> None:
    match request.POST.get("do"):
        case "uncode":
            mine = Coding.objects.filter(excerpt__revision__contribution=item)
            coding.uncode(get_object_or_404(mine, pk=number(request.POST.get("coding"))), by=request.user)
        case "not_relevant":
            coding.mark_not_relevant(item, by=request.user)
        case "relevant":
            coding.mark_relevant(item, by=request.user)
        case _:
            raise Refused("Choose what to do.")


def _onward(request: HttpRequest, consultation: Consultation, item: Contribution) -> HttpResponse:
    if "next" not in request.POST:
        return redirect("code_contribution", consultation.slug, item.pk)
    following = coding.next_uncoded(consultation, after=item.pk)
    if following is None:
        return redirect("coding", consultation.slug)
    # What was chosen stays chosen through hundreds of them, and there is a way back to the one before.
    kept = "quick=1&" if request.POST.get("do") == "code" or "quick" in request.POST else ""
    address = reverse("code_contribution", args=[consultation.slug, following.pk])
    return redirect(f"{address}?{kept}before={item.pk}")


def _show(
    request: HttpRequest, consultation: Consultation, item: Contribution, form: CodeForm, errors: list[str]
) -> HttpResponse:
    excerpts = list(quoting.with_people(Excerpt.objects.filter(revision__contribution=item)).order_by("start", "end"))
    now = [excerpt for excerpt in excerpts if excerpt.revision.number == item.revision]
    following = coding.next_uncoded(consultation, after=item.pk)
    done, total = coding.progress(consultation)
    context = {
        "consultation": consultation,
        "item": item,
        "words": with_marks(coding.newest_revision(item).body, [(e.start, e.end) for e in now]),
        "excerpts": excerpts,
        "form": form,
        "errors": errors,
        "not_relevant": getattr(item, "not_relevant", None),
        "next": following if following != item else None,
        "before": coding.bench(consultation).filter(pk=number(request.GET.get("before"))).first(),
        "quick": "quick" in request.GET or "next" in request.POST,
        "done": done,
        "total": total,
        "may_code": access.may(request.user, consultation, Do.CODE),
    }
    return render(request, "outcomes/coding/contribution.html", context, status=422 if errors or form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def themes(request: HttpRequest, slug: str) -> HttpResponse:
    """The code book: add, edit and remove themes, or start from the starter's."""
    consultation, _ = find_for(request, slug, Do.READ_CODING)
    editing = consultation.themes.filter(pk=number(request.GET.get("edit"))).first()
    form, errors = ThemeForm(consultation=consultation, theme=editing), []
    if request.method == "POST":
        try:
            if request.POST.get("do") == "starter":
                use_starter_themes(consultation, by=request.user)
                return redirect("themes", slug)
            if request.POST.get("do") == "remove":
                theme = get_object_or_404(consultation.themes, pk=number(request.POST.get("theme")))
                remove_theme(theme, by=request.user)
                return redirect("themes", slug)
            form = ThemeForm(request.POST, consultation=consultation)
            if form.is_valid():
                _save_theme(request, consultation, editing, form.cleaned_data)
                return redirect("themes", slug)
        except Refused as error:
            errors = error.problems
    context = {
        "consultation": consultation,
        "form": form,
        "errors": errors,
        "editing": editing,
        "themes": with_counts(consultation),
        "matrix": matrix.by_group(consultation),
        "may_code": access.may(request.user, consultation, Do.CODE),
    }
    return render(request, "outcomes/coding/themes.html", context, status=422 if errors or form.errors else 200)


def _save_theme(request: HttpRequest, consultation: Consultation, editing: Theme | None, data: dict[str, Any]) -> None:
    area: DiscussionArea | None = data["area"]
    if editing is not None:
        edit_theme(editing, by=request.user, title=data["title"], area=area, definition=data["definition"])
    else:
        add_theme(consultation, data["title"], by=request.user, area=area, definition=data["definition"])


@require_http_methods(["GET", "HEAD", "POST"])
def quotes(request: HttpRequest, slug: str) -> HttpResponse:
    """Every quote the findings use: a second person confirms that it gives no one away."""
    consultation, member = find_for(request, slug, Do.CHECK_QUOTE)
    errors: list[str] = []
    typed: dict[int, str] = {}
    if request.method == "POST":
        excerpt = get_object_or_404(quoting.quoted(consultation), pk=number(request.POST.get("excerpt")))
        form = QuoteForm(request.POST)
        try:
            if request.POST.get("do") == "check":
                quoting.check_quote(excerpt, by=request.user)
            elif request.POST.get("do") == "refuse":
                quoting.refuse_quote(excerpt, by=request.user, why=request.POST.get("why", ""))
            elif form.is_valid():
                coding.edit_quote(excerpt, form.cleaned_data["edited"], by=request.user)
            return redirect("check_quotes", slug)
        except Refused as error:
            errors, typed = error.problems, {excerpt.pk: request.POST.get("edited", "")}
    excerpts = list(quoting.quoted(consultation))
    around = surroundings.of(excerpts)
    rows = [{**quote_row(one, member, typed.get(one.pk)), "around": around[one.pk]} for one in excerpts]
    context = {
        "consultation": consultation,
        "rows": sorted(rows, key=lambda row: (not row["reasons"], row["excerpt"].pk)),
        "ready": sum(not row["reasons"] for row in rows),
        "errors": errors,
        "may_code": access.may(request.user, consultation, Do.CODE),
    }
    return render(request, "outcomes/coding/quotes.html", context, status=422 if errors else 200)

"""The bench: what there is to code, and one contribution with its codes."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from consultations import access
from consultations.access import Do
from consultations.lookup import find_for, refusals
from consultations.models import Consultation, Membership
from deliberation.models import Contribution
from outcomes.coding import (
    blank_form,
    coding,
    double,
    listing,
    offered,
    reading,
    standing,
    suggesters,
    taking_back,
)
from outcomes.coding.blank_form import themes_of, used_last_first
from outcomes.coding.forms import CodeForm, FilterForm
from outcomes.coding.standing import Standing
from outcomes.models import Coding, DoubleCoding, NotRelevant
from people.errors import Refused
from people.text.sanitising import number

A_PAGE = 30


@require_safe
def bench(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is to code, and how far it has come."""
    consultation, member = find_for(request, slug, Do.READ_CODING)
    now = standing.of(consultation)
    form = FilterForm(request.GET, consultation=consultation) if _is_filtered(request) else None
    found = None
    if form is not None and form.is_valid():
        found = _filtered(coding.readable(consultation), form.cleaned_data, member)
    page = listing.page(now, request.GET, A_PAGE, found)
    context: dict[str, Any] = {
        "consultation": consultation,
        "rooms": rooms(consultation, now),
        "filters": _filters(consultation, now) if form is None else _written(form),
        "page": page,
        "rows": listing.written(page.items, consultation),
        "first_place": page.items[0].thread_id if page.items else None,
        "done": now.done,
        "total": now.total,
        "next": now.next(),
        "may_code": access.may(request.user, consultation, Do.CODE),
        "has_themes": now.has_themes,
        "suggests": suggesters.here() is not None and offered.is_on(consultation),
    }
    return render(request, "outcomes/coding/bench.html", context)


def _is_filtered(request: HttpRequest) -> bool:
    return any(value for name, value in request.GET.items() if name in FilterForm.base_fields)


def _filters(consultation: Consultation, now: Standing) -> SafeString:
    """The form with nothing chosen: the same for all who code, until the codebook or the people change."""
    write = lambda: _written(FilterForm(consultation=consultation))  # noqa: E731
    return standing.kept_with("filters", consultation, now, write)


def rooms(consultation: Consultation, now: Standing) -> SafeString:
    """The way between the rooms, from that of coding."""
    known = {"consultation": consultation, "here": "coding"}
    write = lambda: render_to_string("outcomes/coding/_rooms.html", known)  # noqa: E731
    return standing.kept_with("rooms", consultation, now, write)


def _written(form: FilterForm) -> SafeString:
    return render_to_string("outcomes/coding/_filters.html", {"filters": form})


def _filtered(found: QuerySet[Contribution], chosen: dict[str, Any], member: Membership) -> QuerySet[Contribution]:
    found = found.filter(thread__area=chosen["area"]) if chosen["area"] else found
    found = found.filter(membership__group=chosen["group"]) if chosen["group"] else found
    found = found.exclude(coding.DEALT_WITH).filter(membership__role="participant") if chosen["left"] else found
    coded = {name: chosen[name] for name in FilterForm.OF_CODES if chosen[name]}
    found = coding.coded_as(found, member, **coded) if coded else found
    return coding.searched(found, chosen["words"])


@require_http_methods(["GET", "HEAD", "POST"])
def contribution(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One contribution: its exact words in their place, its codes, and the form that adds more."""
    consultation, member = find_for(request, slug, Do.READ_CODING)
    now = standing.of(consultation)
    item = _item(consultation, pk, now)
    form = None
    errors: list[str] = []
    if request.method == "POST":
        if request.POST.get("do") == "code":
            form = code_form(consultation, item.thread.area_id, request.POST)
            if form.is_valid():
                try:
                    back = _code(request, item, member, form)
                    return _onward(request, consultation, item, member, back)
                except Refused as error:
                    refusals(form, error)
        else:
            try:
                back = _do(request, item, member)
                return _onward(request, consultation, item, member, back)
            except Refused as error:
                errors = error.problems
    elif initial := _initial(request, item, member):
        form = code_form(consultation, item.thread.area_id, initial=initial)
    return _show(request, item, member, form, errors, now)


def _item(consultation: Consultation, pk: int, now: Standing) -> Contribution:
    """What may be coded, with `is_done` and `is_blind`. 404 for anything else."""
    if now.of(pk) is None:
        raise Http404
    seen = Contribution.objects.visible().select_related("membership__group", "thread__area", "record")
    item = get_object_or_404(seen, pk=pk)
    item.thread.area.consultation = consultation
    now.put_on(item)
    return item


def code_form(consultation: Consultation, area: int, *args: Any, **kwargs: Any) -> CodeForm:
    """The form for what was said in this part: its themes and those of any part."""
    return CodeForm(*args, themes=consultation.themes.filter(Q(area=area) | Q(area=None)), **kwargs)


def _initial(request: HttpRequest, item: Contribution, member: Membership) -> dict[str, Any]:
    """What the form begins with: nothing, a theme, or one of one's own codes that is to be changed (`?edit=`)."""
    asked = number(request.GET.get("edit"))
    mine = Coding.objects.filter(excerpt__revision__contribution=item, coded_by=member, settles=None)
    one = mine.filter(pk=asked).select_related("excerpt").first() if asked else None
    if one is None and (theme := number(request.GET.get("theme"))):  # suggested: the coder says where and how
        return {"intensity": Coding.Intensity.CLEAR, "themes": [theme]}
    if one is None:
        return {}
    said = {name: getattr(one, name) for name in ("stance", "intensity", "directed_at", "concern", "belief", "memo")}
    place = {"words": one.excerpt.verbatim, "start": one.excerpt.start, "end": one.excerpt.end}
    return {**said, **place, "themes": [one.theme_id], "instead": one.pk}


def _code(request: HttpRequest, item: Contribution, member: Membership, form: CodeForm) -> str:
    """Add the code, or put it in the place of the one that is being changed. Returns what undoes a change."""
    act, changed = form.act(), form.cleaned_data["instead"]
    if not changed:
        coding.code_words(item, by=request.user, **act)
        return ""
    with transaction.atomic():
        mine = Coding.objects.filter(excerpt__revision__contribution=item, coded_by=member, settles=None, pk=changed)
        one = mine.select_related("excerpt__revision", "coded_by").first()
        made = coding.code_words(item, by=request.user, **act)
        return taking_back.change(one, made, act["themes"], by=request.user) if one else ""


def _do(request: HttpRequest, item: Contribution, member: Membership) -> str:
    """One act that is not adding a code. Returns what takes it back, for an undo on the next page."""
    match request.POST.get("do"):
        case "uncode":
            here = Coding.objects.shown_to(member).filter(excerpt__revision__contribution=item)
            return taking_back.uncode(get_object_or_404(here, pk=number(request.POST.get("coding"))), by=request.user)
        case "put_back":
            taking_back.put_back(item, request.POST.get("back", ""), by=request.user)
        case "not_relevant":
            coding.mark_not_relevant(item, by=request.user, why=request.POST.get("why", ""))
        case "relevant":
            coding.mark_relevant(item, by=request.user)
        case "same":
            offered.take_alike(item, number(request.POST.get("suggestion")) or 0, by=request.user)
        case "reject":
            offered.reject(item, number(request.POST.get("suggestion")) or 0, by=request.user)
        case _:
            raise Refused("Choose what to do.")
    return ""


def _onward(
    request: HttpRequest, consultation: Consultation, item: Contribution, member: Membership, back: str = ""
) -> HttpResponse:
    here = reverse("code_contribution", args=[consultation.slug, item.pk])
    if back:
        request.session["taken_off"] = {"contribution": item.pk, "back": back}
    if "reads" in request.POST:
        place = reverse("read_thread", args=[consultation.slug, item.thread_id])
        return redirect(f"{place}?at={item.pk}#said-{item.pk}")
    if "next" not in request.POST:
        return redirect(here)
    sample = double.blind_for(item, member)
    following = _following(item, member, sample, standing.of(consultation))
    if following is None:
        return redirect("double_coding" if sample else "coding", consultation.slug)
    # What was chosen stays chosen through hundreds of them, and there is a way back to the one before.
    kept = "quick=1&" if request.POST.get("do") == "code" or "quick" in request.POST else ""
    address = reverse("code_contribution", args=[consultation.slug, following])
    return redirect(f"{address}?{kept}before={item.pk}")


def _following(item: Contribution, member: Membership, sample: DoubleCoding | None, now: Standing) -> int | None:
    """The next one left to this coder: in the sample, where that is what they are reading."""
    if sample is None:
        return now.next(after=item.pk)
    found = double.next_for(sample, member, after=item.pk)
    return None if found is None else found.pk


def _form(
    request: HttpRequest, item: Contribution, member: Membership, form: CodeForm | None, now: Standing
) -> dict[str, Any]:
    """The form that adds a code: as it begins, or as it was filled in."""
    quick = "quick" in request.GET or "next" in request.POST
    consultation = item.thread.area.consultation
    themes, recent = used_last_first(themes_of(consultation, item.thread.area_id, now), member)
    if form is None:
        blank = blank_form.written(request, consultation, themes, recent, quick=quick, reads=False)
        return {"quick": quick, "blank_form": blank}
    form.fields["themes"].choices = themes  # type: ignore[attr-defined]
    form.recent, form.has_themes = recent, bool(themes)
    return {"quick": quick, "form": form}


def _show(
    request: HttpRequest,
    item: Contribution,
    member: Membership,
    form: CodeForm | None,
    errors: list[str],
    now: Standing,
) -> HttpResponse:
    consultation = item.thread.area.consultation
    sample = double.blind_for(item, member)
    following = _following(item, member, sample, now)
    before = number(request.GET.get("before"))
    taken_off = request.session.pop("taken_off", None)
    may_code = access.may(request.user, consultation, Do.CODE)
    suggested = offered.waiting(consultation).filter(contribution=item) if now.has_suggestions else []
    context = {
        "consultation": consultation,
        "rooms": rooms(consultation, now),
        "item": item,
        "member": member,
        **reading.of(item, member),
        **(_form(request, item, member, form, now) if may_code else {}),
        "errors": errors,
        "reasons": [(one.value, one.label) for one in NotRelevant.Why.given()],
        "suggested": list(suggested),
        "sample": sample,
        "done": now.done,
        "total": now.total,
        "next": following if following != item.pk else None,
        "before": before if before and now.of(before) is not None else None,
        "back": taken_off["back"] if taken_off and taken_off["contribution"] == item.pk else "",
        "may_code": may_code,
    }
    is_wrong = errors or (form is not None and form.errors)
    return render(request, "outcomes/coding/contribution.html", context, status=422 if is_wrong else 200)

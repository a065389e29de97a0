"""The bench: what there is to code, and one contribution with its codes."""

from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consultations import access
from consultations.access import Do
from consultations.lookup import find_for, refusals
from consultations.models import Consultation, Membership
from deliberation.models import Contribution
from outcomes.coding import coding, double, offered, reading, suggesters, taking_back
from outcomes.coding.forms import CodeForm, FilterForm, read_once
from outcomes.coding.showing import keyset
from outcomes.models import Coding, NotRelevant
from people.errors import Refused
from people.text.sanitising import number

A_PAGE = 30
RECENT = 9  # as many as there are keys for


@require_safe
def bench(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is to code, and how far it has come."""
    consultation, member = find_for(request, slug, Do.READ_CODING)
    form = FilterForm(request.GET or None, consultation=consultation)
    found = coding.bench(consultation)
    if form.is_valid():
        found = _filtered(found, form.cleaned_data, member)
    done, total = coding.progress(consultation)
    page = keyset(found, request.GET, A_PAGE)
    context: dict[str, Any] = {
        "consultation": consultation,
        "filters": form,
        "page": page,
        "first_place": page.items[0].thread_id if page.items else None,
        "done": done,
        "total": total,
        "next": coding.next_uncoded(consultation) if done < total else None,
        "may_code": access.may(request.user, consultation, Do.CODE),
        "has_themes": bool(form.themes),
        "suggests": suggesters.here() is not None and offered.is_on(consultation),
    }
    return render(request, "outcomes/coding/bench.html", context)


def _filtered(found: QuerySet[Any], chosen: dict[str, Any], member: Membership) -> QuerySet[Any]:
    found = found.filter(thread__area=chosen["area"]) if chosen["area"] else found
    found = found.filter(membership__group=chosen["group"]) if chosen["group"] else found
    found = found.filter(is_done=False, membership__role="participant") if chosen["left"] else found
    coded = {name: chosen[name] for name in FilterForm.OF_CODES if chosen[name]}
    found = coding.coded_as(found, member, **coded) if coded else found
    return coding.searched(found, chosen["words"])


@require_http_methods(["GET", "HEAD", "POST"])
def contribution(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One contribution: its exact words in their place, its codes, and the form that adds more."""
    consultation, member = find_for(request, slug, Do.READ_CODING)
    item = get_object_or_404(coding.bench(consultation), pk=pk)
    item.thread.area.consultation = consultation
    form = code_form(consultation, item.thread.area_id, initial=_initial(request, item, member))
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
    return _show(request, consultation, item, member, form, errors)


def code_form(consultation: Consultation, area: int, *args: Any, **kwargs: Any) -> CodeForm:
    """The form for what was said in this part: its themes and those of any part."""
    return CodeForm(*args, themes=consultation.themes.filter(Q(area=area) | Q(area=None)), **kwargs)


def used_last_first(form: CodeForm, member: Membership) -> CodeForm:
    """The themes that this coder used last lead, in the order of the codebook, so that a key stays with its theme."""
    last = Coding.objects.filter(coded_by=member, theme=OuterRef("pk")).order_by("-coded_at").values("coded_at")[:1]
    field = form.fields["themes"]
    themes = list(field.queryset.annotate(used_at=Subquery(last)))  # type: ignore[attr-defined]
    recent = sorted((one for one in themes if one.used_at), key=lambda one: one.used_at, reverse=True)[:RECENT]
    lead = [one for one in themes if one in recent]
    read_once(form, "themes", found=[*lead, *(one for one in themes if one not in lead)])
    form.recent, form.has_themes = len(lead), bool(themes)
    return form


def _initial(request: HttpRequest, item: Contribution, member: Membership) -> dict[str, Any]:
    """The form as it begins: empty, or filled with one of one's own codes that is to be changed (`?edit=`)."""
    asked = number(request.GET.get("edit"))
    mine = Coding.objects.filter(excerpt__revision__contribution=item, coded_by=member, settles=None)
    one = mine.filter(pk=asked).select_related("excerpt").first() if asked else None
    if one is None and (theme := number(request.GET.get("theme"))):  # suggested: the coder says where and how
        return {"intensity": Coding.Intensity.CLEAR, "themes": [theme]}
    if one is None:
        return {"intensity": Coding.Intensity.CLEAR}
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
    following = (
        double.next_for(sample, member, after=item.pk) if sample else coding.next_uncoded(consultation, after=item.pk)
    )
    if following is None:
        return redirect("double_coding" if sample else "coding", consultation.slug)
    # What was chosen stays chosen through hundreds of them, and there is a way back to the one before.
    kept = "quick=1&" if request.POST.get("do") == "code" or "quick" in request.POST else ""
    address = reverse("code_contribution", args=[consultation.slug, following.pk])
    return redirect(f"{address}?{kept}before={item.pk}")


def _before(request: HttpRequest, consultation: Consultation) -> Contribution | None:
    asked = number(request.GET.get("before"))
    return coding.bench(consultation).filter(pk=asked).first() if asked else None


def _show(
    request: HttpRequest,
    consultation: Consultation,
    item: Contribution,
    member: Membership,
    form: CodeForm,
    errors: list[str],
) -> HttpResponse:
    sample = double.blind_for(item, member)
    done, total = coding.progress(consultation)
    following = double.next_for(sample, member, after=item.pk) if sample else None
    if sample is None and done < total:
        following = coding.next_uncoded(consultation, after=item.pk)
    taken_off = request.session.pop("taken_off", None)
    context = {
        "consultation": consultation,
        "item": item,
        "member": member,
        **reading.of(item, member),
        "form": used_last_first(form, member),
        "errors": errors,
        "reasons": NotRelevant.Why.choices,
        "suggested": list(offered.waiting(consultation).filter(contribution=item)),
        "sample": sample,
        "done": done,
        "total": total,
        "next": following if following != item else None,
        "before": _before(request, consultation),
        "quick": "quick" in request.GET or "next" in request.POST,
        "back": taken_off["back"] if taken_off and taken_off["contribution"] == item.pk else "",
        "may_code": access.may(request.user, consultation, Do.CODE),
    }
    return render(request, "outcomes/coding/contribution.html", context, status=422 if errors or form.errors else 200)

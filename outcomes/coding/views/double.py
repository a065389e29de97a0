"""Two coders: drawing a sample, how far each is, what they agree on, and settling what they do not."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from consultations import access
from consultations.access import Do
from consultations.lookup import find_for, refusals
from consultations.models import Consultation, Membership
from outcomes.coding import agreement, double, reading, settling
from outcomes.coding.forms import SampleForm, SettleForm
from outcomes.models import Coding, Disagreement, DoubleCoding, Stance
from people.errors import Refused
from people.text.sanitising import number

A_PAGE = 20
SHARE = 10  # a tenth is the usual sample (domain 6.4)


@require_http_methods(["GET", "HEAD", "POST"])
def double_coding(request: HttpRequest, slug: str) -> HttpResponse:
    """The sample that two coders code blind, and every difference between coders."""
    consultation, member = find_for(request, slug, Do.READ_CODING)
    coders = list(double.coders_of(consultation))
    form, errors, typed = SampleForm(coders=coders), [], {}
    if request.method == "POST":
        try:
            if request.POST.get("do") == "draw":
                form = SampleForm(request.POST, coders=coders)
                if form.is_valid():
                    double.draw(consultation, by=request.user, **form.cleaned_data)
                    return redirect("double_coding", slug)
            else:
                typed = _do(request, consultation)
                if not typed:
                    return redirect(request.get_full_path() + _place(request))
                errors = typed["errors"]
        except Refused as error:
            if request.POST.get("do") == "draw":
                refusals(form, error)
            else:
                errors = error.problems
                typed = {"pk": number(request.POST.get("disagreement")), **request.POST.dict()}
    context = _context(request, consultation, member, coders, typed)
    if request.method != "POST" and context["may_code"]:
        form = _proposed(consultation, member, coders)
    context |= {"form": form, "errors": errors}
    return render(request, "outcomes/coding/double.html", context, status=422 if errors or form.errors else 200)


def _place(request: HttpRequest) -> str:
    """Where to go on: after a difference at the next, which stands first there."""
    return "#differences" if request.POST.get("do") == "settle" else ""


def _do(request: HttpRequest, consultation: Consultation) -> dict[str, Any]:
    """One act. Returns what was typed, with errors, where it was not whole."""
    sample = double.of(consultation)
    do = request.POST.get("do")
    if do == "settle":
        return _settle(request, consultation)
    if sample is None:
        raise Refused("There is no sample. Draw one first.")
    if do == "finish":
        double.finish(sample, by=request.user)
    elif do == "call_off":
        double.call_off(sample, by=request.user)
    else:
        raise Refused("Choose what to do.")
    return {}


def _settle(request: HttpRequest, consultation: Consultation) -> dict[str, Any]:
    here = Disagreement.objects.filter(theme__consultation=consultation).select_related("theme__consultation")
    found = here.filter(pk=number(request.POST.get("disagreement"))).first()
    if found is None:  # its words were coded again, which opens another
        raise settling.Overtaken("How these words are read changed since you opened this page. Look at it again.")
    form = SettleForm(request.POST)
    if not form.is_valid():
        return {"pk": found.pk, "errors": ["Choose what counts, and say why."], **request.POST.dict()}
    chosen = form.cleaned_data
    what = chosen["what"]
    if what == "other" and not chosen["stance"]:
        raise Refused("Choose where the speaker stands in the reading that both can live with.")
    theirs = consultation.memberships.filter(pk=number(what[3:])).first() if what.startswith("of-") else None
    try:
        settling.settle(
            found,
            by=request.user,
            why=chosen["why"],
            counts_of=theirs,
            stance=chosen["stance"] if what == "other" else "",
            intensity=chosen["intensity"] or Coding.Intensity.CLEAR,
            seen=request.POST.get("seen", ""),
        )
    except settling.Overtaken:
        settling.note_overtaken(found, by=request.user)
        raise
    return {}


def _proposed(consultation: Consultation, member: Membership, coders: list[Membership]) -> SampleForm:
    other = next((one.pk for one in coders if one.pk != member.pk), None)
    there = double.to_draw_from(consultation, member).count()
    size = min(there, max(SHARE, there // SHARE)) or None
    return SampleForm(coders=coders, initial={"first": member.pk, "second": other, "size": size})


def _context(
    request: HttpRequest,
    consultation: Consultation,
    member: Membership,
    coders: list[Membership],
    typed: dict[str, Any],
) -> dict[str, Any]:
    sample = double.of(consultation)
    found = double.differences(consultation)
    listed = found.select_related(
        "theme", "contribution__membership__group", "settled_by__user", "counts_of__user", "sample"
    )
    # What waits comes first.
    is_open = Q(outcome=Disagreement.Outcome.OPEN)
    counts = found.aggregate(all=Count("pk"), left=Count("pk", filter=is_open))
    paginator = Paginator(listed.order_by(F("settled_at").asc(nulls_first=True), "pk"), A_PAGE)
    paginator.count = counts["all"]  # counted once, with what is left
    page = paginator.get_page(request.GET.get("page"))
    blind = sample if sample and not sample.is_open else None
    return {
        "consultation": consultation,
        "sample": sample,
        "progress": double.progress(blind) if blind else [],
        "mine": blind is not None and blind.is_coder(member),
        "member": member,
        "next": double.next_for(blind, member) if blind and blind.is_coder(member) else None,
        "measured": _measured(sample) if sample and sample.is_open else None,
        "page": page,
        "prev_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
        "rows": _rows(list(page.object_list), typed, member),
        "left": counts["left"],
        "stances": Stance.choices,
        "strengths": Coding.Intensity.choices,
        "may_code": access.may(request.user, consultation, Do.CODE),
        "has_two": len(coders) > 1,
    }


def _measured(sample: DoubleCoding) -> dict[str, Any]:
    told = sample.agreement
    three = [
        ("Which themes are there", told["alpha"]),
        ("Where the speaker stands", double.of_both(told, "stance")),
        ("How strongly", double.of_both(told, "intensity")),
    ]
    return {
        **told,
        "too_few": double.TOO_FEW if double.is_too_few(told["units"]) else "",
        "alphas": [(name, double.figure(value), agreement.in_words(value)) for name, value in three],
        "rows": [
            {**row, "kappa": double.figure(row["kappa"]), "alpha": double.figure(row["alpha"])}
            for row in told["themes"]
        ],
    }


def _rows(listed: list[Disagreement], typed: dict[str, Any], member: Membership) -> list[dict[str, Any]]:
    """Each difference: who read what of it. In a sample, a coder without the theme read it too.

    Whoever read it is offered what they may say of it alone: that the other reading counts, or another one.
    """
    readings = settling.readings_of(listed)
    sides = {}
    for found in listed:
        sample = found.sample
        coded = list(dict.fromkeys(one.coded_by_id for one in readings[found.pk]))
        sides[found.pk] = [sample.first_id, sample.second_id] if sample else coded
    people = Membership.objects.filter(pk__in={pk for side in sides.values() for pk in side}).select_related("user")
    names = {one.pk: one.public_name for one in people}
    rows: list[dict[str, Any]] = []
    for found in listed:
        sent = typed if typed.get("pk") == found.pk else {}
        is_own = settling.has_read(readings[found.pk], member)
        options = [(f"of-{pk}", f"What {names[pk]} saw") for pk in sides[found.pk] if not (is_own and pk == member.pk)]
        options += [] if is_own else [("neither", "The theme is left out")]
        options += [("other", "Something that both can live with:")]
        by = {pk: [one for one in readings[found.pk] if one.coded_by_id == pk] for pk in sides[found.pk]}
        rows.append(
            {
                "found": found,
                "speaker": reading.speaker(found.contribution),
                "sides": [{"name": names[pk], "codes": codes} for pk, codes in by.items()],
                "options": [
                    {"value": value, "label": label, "is_chosen": sent.get("what") == value} for value, label in options
                ],
                "is_own": is_own,
                "is_open": bool(sent) or (not rows and not found.is_settled),
                "stance": sent.get("stance", ""),
                "why": sent.get("why", ""),
            }
        )
    return rows

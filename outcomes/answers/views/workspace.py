"""The response workspace, where the answer is drafted."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from consultations import seen, signing
from consultations.access import Do, may
from consultations.forces import agreeing, confirming
from consultations.lookup import find_for, refusals
from consultations.models import Consultation, Membership
from consultations.saving import attempted, page, saved
from outcomes import corrected
from outcomes.answers import carrying, drafts, earlier, lacking, points, responses
from outcomes.answers.forms.drafting import OpeningForm, PointsForm
from outcomes.answers.looking_up import answers_of, slot_of, workspace_of
from outcomes.answers.views import comments
from people.errors import Refused
from people.templatetags.drafts import place
from people.text.sanitising import number as text_number

OF_THE_FORCE = "the words on the page of the force"


@require_http_methods(["GET", "HEAD", "POST"])
def response(request: HttpRequest, slug: str) -> HttpResponse:
    """The workspace: what is asked, what is drafted, what is missing. POST saves the opening statement."""
    consultation, member = find_for(request, slug, Do.READ_DRAFT if request.method != "POST" else Do.DRAFT_RESPONSE)
    if request.method == "POST" and "force_words" in request.POST:
        return _confirm_words(request, consultation, member)
    draft = workspace_of(consultation)
    form = OpeningForm(
        request.POST or None, initial={"opening_statement": draft.opening_statement, "seen": draft.version}
    )
    if request.method == "POST" and form.is_valid():
        try:
            typed = form.cleaned_data
            responses.write_opening(draft, by=request.user, text=typed["opening_statement"], seen=typed["seen"])
            messages.success(request, "Opening statement saved.", extra_tags=place(request.user, "opening", draft.pk))
            return redirect("response", slug)
        except seen.Overtaken as refusal:
            seen.lay_beside(form, refusal)
        except Refused as refusal:
            refusals(form, refusal)
    slots = answers_of(draft)
    corrected.note(slots, corrected.of(draft.report))
    context = {
        "consultation": consultation,
        "draft": draft,
        "drafts": member.role in Do.DRAFT_RESPONSE.roles,
        **comments.shown(request, member, draft, None),
        "form": form,
        "slots": [{"slot": slot, "problems": lacking.problems(slot)} for slot in slots],
        "unready": responses.unready_in_short(draft, slots),
        "points": points.checked(draft),
        "earlier_answer": None if draft.opening_statement else carrying.earlier_answer(consultation),
        "may_sign": may(request.user, consultation, Do.SIGN_RESPONSE),
        "force": consultation.force,
        "force_words": (to_confirm := _to_confirm(request, consultation, member)),
        "returned": bool(to_confirm) and signing.typed(request, OF_THE_FORCE).get("seen") == to_confirm,
    }
    return render(request, "outcomes/answers/workspace.html", context, status=422 if form.errors else 200)


def _confirm_words(request: HttpRequest, consultation: Consultation, member: Membership) -> HttpResponse:
    seen_words = request.POST["force_words"]
    mark = signing.mark(confirming.confirm, consultation, seen=seen_words)
    if first := signing.to_prove(request, member, mark, OF_THE_FORCE, seen=seen_words):
        return first
    proof = signing.proof(request, mark)
    confirm = partial(confirming.confirm, consultation, by=request.user, seen=seen_words, proof=proof)
    if attempted(request, confirm, "Confirmed, in public."):
        signing.forget(request)
    return redirect("response", consultation.slug)


def _to_confirm(request: HttpRequest, consultation: Consultation, member: Membership) -> str:
    """The mark of the words on the page of the force, for the officer who may confirm them; else empty."""
    force = consultation.force
    if force is None or not any(force.own_words.values()) or force.confirmed.get("words") == force.own_words:
        return ""
    may_confirm = may(request.user, consultation, Do.CONFIRM_FORCE_WORDS) and not agreeing.of_another(member)
    return confirming.mark(force) if may_confirm else ""


@require_POST
def carry_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Fill an empty opening from the force's earlier answer."""
    consultation, _ = find_for(request, slug, Do.DRAFT_RESPONSE)
    draft = workspace_of(consultation)
    attempted(request, lambda: carrying.carry_over(draft, by=request.user), "Filled in. Make it fit this answer.")
    return redirect("response", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@seen.one_after_another()
def four_asks(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the answer says each of the five points, under the four asks they belong to."""
    consultation, _ = find_for(request, slug, Do.DRAFT_RESPONSE)
    draft = workspace_of(consultation)
    form = seen.edits(PointsForm(request.POST or None, slots=answers_of(draft), points=draft.points))
    if request.method == "POST" and saved(form, points.say, draft, by=request.user):
        messages.success(request, "Saved.")
        return redirect("response", slug)
    context = {"consultation": consultation, "draft": draft, "form": form}
    return page(request, "outcomes/answers/points.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def earlier_drafts(request: HttpRequest, slug: str, number: int = 0) -> HttpResponse:
    """Who saved what of one answer (0: of the opening statement), what it changed; bringing one back."""
    consultation, member = find_for(request, slug, Do.READ_DRAFT if request.method != "POST" else Do.DRAFT_RESPONSE)
    draft = workspace_of(consultation)
    slot = slot_of(consultation, number) if number else None
    if request.method == "POST":
        found = drafts.of(draft, slot).select_related("response__report__consultation", "answer__recommendation")
        version = get_object_or_404(found, number=text_number(request.POST.get("version", "")))
        try:
            earlier.bring_back(version, by=request.user, seen=text_number(request.POST.get("seen", "")))
            messages.success(request, f"Version {version.number} is the newest again.")
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("earlier_drafts", slug, number) if number else redirect("earlier_openings", slug)
    before = request.GET.get("before", "")
    versions = earlier.shown(draft, slot, text_number(before) if before else None)
    context = {
        "consultation": consultation,
        "draft": draft,
        "slot": slot,
        "drafts": member.role in Do.DRAFT_RESPONSE.roles,
        "newest": slot.version if slot else draft.version,
        "versions": versions[: earlier.SHOWN],
        "older": f"?before={versions[earlier.SHOWN - 1].number}" if len(versions) > earlier.SHOWN else "",
        "newer": "?" if before else "",
    }
    return render(request, "outcomes/answers/earlier.html", context)

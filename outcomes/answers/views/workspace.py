"""The response workspace, where the answer is drafted."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from consultations.access import Do, may
from consultations.lookup import find_for, refusals
from consultations.models import Consultation
from outcomes.answers import drafts, earlier, promising, responses
from outcomes.answers.forms import AnswerForm, OpeningForm, PromiseForm
from outcomes.answers.looking_up import answers_of, workspace_of
from outcomes.findings import checking
from outcomes.models import RecommendationResponse
from people.errors import Refused
from people.text.sanitising import number as text_number


@require_http_methods(["GET", "HEAD", "POST"])
def response(request: HttpRequest, slug: str) -> HttpResponse:
    """The workspace: what is asked, what is drafted, what is missing. POST saves the opening statement."""
    consultation, _ = find_for(request, slug, Do.DRAFT_RESPONSE)
    draft = workspace_of(consultation)
    form = OpeningForm(
        request.POST or None, initial={"opening_statement": draft.opening_statement, "seen": draft.version}
    )
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            typed = form.cleaned_data
            responses.write_opening(draft, by=request.user, text=typed["opening_statement"], seen=typed["seen"])
            messages.success(request, "Opening statement saved.")
            return redirect("response", slug)
        except Refused as refusal:
            theirs = _overtaken(form, refusal)
    slots = answers_of(draft)
    context = {
        "consultation": consultation,
        "draft": draft,
        "form": form,
        "slots": [{"slot": slot, "problems": responses.problems(slot)} for slot in slots],
        "unready": responses.unready(draft),
        "theirs": theirs,
        "may_sign": may(request.user, consultation, Do.SIGN_RESPONSE),
    }
    return render(request, "outcomes/answers/workspace.html", context, status=422 if form.errors else 200)


def _overtaken(form: AnswerForm | OpeningForm, refusal: Refused) -> dict[str, object] | None:
    """Put the refusal on the form. Where somebody was quicker: what stands now, beside what was typed."""
    refusals(form, refusal)
    if not isinstance(refusal, drafts.Overtaken):
        return None
    typed = {name: str(form.cleaned_data.get(name) or "") for name in refusal.theirs.fields}
    form.data = {**form.data.dict(), "seen": str(refusal.theirs.number)}  # type: ignore[attr-defined]
    return {"version": refusal.theirs, "changes": earlier.compared(refusal.theirs.fields, typed)}


def _slot(consultation: Consultation, number: int) -> RecommendationResponse:
    return get_object_or_404(
        RecommendationResponse.objects.select_related("recommendation", "response__report__consultation"),
        response__report__consultation=consultation,
        recommendation__number=number,
    )


def _answer_forms(request: HttpRequest, slot: RecommendationResponse) -> tuple[AnswerForm, PromiseForm]:
    """Filled from what was sent, each where something was sent for it."""
    sent = request.POST
    promising = sent.get("act") == "promise" or any(sent.get(name, "").strip() for name in PromiseForm.base_fields)
    form = AnswerForm(sent) if "reasons" in sent else AnswerForm.of(slot)
    return form, PromiseForm(sent) if promising else PromiseForm()


def _save(
    request: HttpRequest, slot: RecommendationResponse, form: AnswerForm, promise_form: PromiseForm
) -> tuple[bool, dict[str, object] | None]:
    """The draft and the promise beside it: neither button throws away what was typed for the other.

    Returns whether all is saved; if not, what somebody else saved meanwhile.
    """
    acts = [(form, responses.answer, "Draft saved."), (promise_form, promising.promise, "Promise added.")]
    sent = [row for row in acts if row[0].is_bound]
    valid = [one.is_valid() for one, _, _ in sent]  # each is asked, so that both say what is wrong
    if not all(valid):
        return False, None
    if len(sent) == len(acts):
        try:
            promising.answer_and_promise(
                slot, by=request.user, answered=form.cleaned_data, promised=promise_form.cleaned_data
            )
        except drafts.Overtaken as overtaken:
            return False, _overtaken(form, overtaken)
        except Refused:
            slot.refresh_from_db()  # one of them may still be kept
        else:
            for _, _, said in acts:
                messages.success(request, said)
            return True, None
    for one, act, said in sent:
        try:
            act(slot, by=request.user, **one.cleaned_data)  # type: ignore[operator]
        except drafts.Overtaken as overtaken:
            return False, _overtaken(form, overtaken)
        except Refused as refusal:
            refusals(one, refusal)
            return False, None
        if one is form:  # should the promise beside it be refused: the page that comes back stands on this draft
            form.data = {**request.POST.dict(), "seen": str(slot.version)}
        messages.success(request, said)
    return True, None


@require_http_methods(["GET", "HEAD", "POST"])
def answer_recommendation(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One recommendation with its evidence beside the form, and a promise in the same form."""
    consultation, _ = find_for(request, slug, Do.DRAFT_RESPONSE)
    slot = _slot(consultation, number)
    form, promise_form = _answer_forms(request, slot)
    theirs = None
    if request.method == "POST":
        saved, theirs = _save(request, slot, form, promise_form)
        if saved:
            return redirect("answer_recommendation", slug, number)
    quotes = checking.printable_in(slot.response.report)
    findings = slot.recommendation.findings.select_related("area")
    numbers = list(slot.response.answers.values_list("recommendation__number", flat=True))
    context = {
        "consultation": consultation,
        "slot": slot,
        "form": form,
        "promise_form": promise_form,
        "theirs": theirs,
        "problems": responses.problems(slot),
        "findings": [(finding, quotes.get(finding.pk, [])[:2]) for finding in findings],
        "previous": number - 1 if number - 1 in numbers else None,
        "next": number + 1 if number + 1 in numbers else None,
    }
    return render(
        request,
        "outcomes/answers/recommendation.html",
        context,
        status=422 if form.errors or promise_form.errors else 200,
    )


@require_POST
def take_out_promise(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.DRAFT_RESPONSE)
    commitment = get_object_or_404(promising.of(consultation), pk=pk)
    try:
        promising.take_out(commitment, by=request.user)
        messages.success(request, f"Taken out of the draft: “{commitment.text}”")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("answer_recommendation", slug, commitment.answer.recommendation.number)


@require_http_methods(["GET", "HEAD", "POST"])
def earlier_drafts(request: HttpRequest, slug: str, number: int = 0) -> HttpResponse:
    """Who saved what of one answer (0: of the opening statement), what it changed; bringing one back."""
    consultation, _ = find_for(request, slug, Do.DRAFT_RESPONSE)
    draft = workspace_of(consultation)
    slot = _slot(consultation, number) if number else None
    if request.method == "POST":
        found = drafts.of(draft, slot).select_related("response__report__consultation", "answer__recommendation")
        version = get_object_or_404(found, number=text_number(request.POST.get("version", "")))
        try:
            earlier.bring_back(version, by=request.user)
            messages.success(request, f"Version {version.number} is the newest again.")
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("earlier_drafts", slug, number) if number else redirect("earlier_openings", slug)
    context = {
        "consultation": consultation,
        "draft": draft,
        "slot": slot,
        "versions": earlier.shown(draft, slot),
    }
    return render(request, "outcomes/answers/earlier.html", context)

"""Drafting the answer to one recommendation: who drafts it, the words, and the promises."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from audit.wiring import wired
from consultations import seen
from consultations.access import Do
from consultations.lookup import find_for, refusals
from consultations.saving import saved
from outcomes import corrected
from outcomes.answers import assigning, lacking, promising, responses
from outcomes.answers.forms.drafting import AnswerForm, PromiseForm
from outcomes.answers.forms.together import AssignForm
from outcomes.answers.looking_up import slot_of
from outcomes.answers.views import comments
from outcomes.findings import quotes
from outcomes.models import RecommendationResponse
from people.errors import Refused
from people.templatetags.drafts import place


def _answer_forms(request: HttpRequest, slot: RecommendationResponse) -> tuple[AnswerForm, PromiseForm]:
    """Filled from what was sent, each where something was sent for it."""
    sent = request.POST
    promising = sent.get("act") == "promise" or any(sent.get(name, "").strip() for name in PromiseForm.base_fields)
    form = AnswerForm(sent) if "reasons" in sent else AnswerForm.of(slot)
    return form, PromiseForm(sent) if promising else PromiseForm()


def _save(request: HttpRequest, slot: RecommendationResponse, form: AnswerForm, promise_form: PromiseForm) -> bool:
    """The draft and the promise beside it: neither button throws away what was typed for the other.

    Returns whether all is saved.
    """
    acts = [(form, responses.answer, "Draft saved."), (promise_form, promising.promise, "Promise added.")]
    sent = [row for row in acts if row[0].is_bound]
    valid = [one.is_valid() for one, _, _ in sent]  # each is asked, so that both say what is wrong
    if not all(valid):
        return False
    if len(sent) == len(acts):
        try:
            promising.answer_and_promise(
                slot, by=request.user, answered=form.cleaned_data, promised=promise_form.cleaned_data
            )
        except seen.Overtaken as refusal:
            seen.lay_beside(form, refusal)
            return False
        except Refused:
            slot.refresh_from_db()  # one of them may still be kept
        else:
            for _, _, said in acts:
                messages.success(request, said, extra_tags=place(request.user, "answer", slot.pk))
            return True
    for one, act, said in sent:
        try:
            act(slot, by=request.user, **one.cleaned_data)  # type: ignore[operator]
        except seen.Overtaken as refusal:
            seen.lay_beside(form, refusal)
            return False
        except Refused as refusal:
            refusals(one, refusal)
            return False
        if one is form:  # should the promise beside it be refused: the page that comes back stands on this draft
            form.data = {**request.POST.dict(), "seen": str(slot.version)}
        messages.success(request, said, extra_tags=place(request.user, "answer", slot.pk))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def answer_recommendation(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One recommendation with its evidence beside the form, and a promise in the same form."""
    consultation, member = find_for(request, slug, Do.READ_DRAFT if request.method != "POST" else Do.DRAFT_RESPONSE)
    slot = slot_of(consultation, number)
    form, promise_form = _answer_forms(request, slot)
    if request.method == "POST" and _save(request, slot, form, promise_form):
        return redirect("answer_recommendation", slug, number)
    printed = quotes.shown_in(slot.response.report)
    findings = slot.recommendation.findings.select_related("area")
    drafters = assigning.drafters(consultation)
    numbers = list(slot.response.answers.values_list("recommendation__number", flat=True))
    context = {
        "consultation": consultation,
        "slot": slot,
        "drafts": member.role in Do.DRAFT_RESPONSE.roles,
        **comments.shown(request, member, slot.response, slot),
        "form": form,
        "promise_form": promise_form,
        "assign_form": AssignForm(
            initial={"owner": slot.owner_id or "", "due": slot.internal_due}, drafters=drafters, auto_id="assign_%s"
        ),
        "problems": lacking.problems(slot),
        "corrected": corrected.touching(slot.recommendation, corrected.of(slot.response.report)),
        "findings": [(finding, printed.get(finding.pk, [])) for finding in findings],
        "conditions": [row for ranked in wired("CONDITIONS") for row in ranked(consultation)],
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
def assign(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Who drafts it, and by when."""
    consultation, _ = find_for(request, slug, Do.DRAFT_RESPONSE)
    slot = slot_of(consultation, number)
    form = AssignForm(request.POST, drafters=assigning.drafters(consultation))
    if saved(form, assigning.assign, slot, by=request.user):
        messages.success(request, slot.internal_words or "Whoever comes to it drafts it.")
    else:
        for problem in [text for texts in form.errors.values() for text in texts]:
            messages.error(request, str(problem))
    return redirect("answer_recommendation", slug, number)


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

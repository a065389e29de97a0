"""Corrections of a published answer: written by whoever gave it, read by somebody else before others do."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from consultations.access import Do
from consultations.lookup import find_for, refusals, sent
from consultations.saving import page
from deliberation.discussion import screening
from deliberation.experts import correcting
from deliberation.experts.forms import CorrectionForm, CorrectionReadForm
from deliberation.models import ExpertAnswer, ExpertCorrection
from deliberation.rules import rules
from people.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation, member = find_for(request, slug, Do.CORRECT_EXPERT_ANSWER)
    answers = ExpertAnswer.objects.filter(question__consultation=consultation)
    given = get_object_or_404(answers.select_related("question__consultation", "author__user"), pk=pk)
    if not correcting.may_correct(given, member):
        raise Http404("Not theirs to correct.")
    held = correcting.held_of(given)
    waits = correcting.waits_for_another(held, member)
    form = CorrectionForm(sent(request), initial={"body": held.body} if held and not waits else {})
    if request.method == "POST" and form.is_valid():
        try:
            correcting.correct(given, by=request.user, body=form.cleaned_data["body"])
            done = f"{member.pk}/answer-correction-{given.pk}"
            messages.success(request, "Saved. A facilitator reads it before others do.", extra_tags=done)
            return redirect("expert_questions", slug)
        except Refused as error:
            refusals(form, error)
    shown = {"given": given, "held": held, "waits": waits, "form": form}
    context = {"consultation": consultation, "member": member, **shown}
    return page(request, "deliberation/experts/correct.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation, member = find_for(request, slug, Do.READ_EXPERT_CORRECTION)
    written = ExpertCorrection.objects.filter(answer__question__consultation=consultation)
    one = get_object_or_404(written.select_related("answer__question__consultation", "author__user"), pk=pk)
    form = CorrectionReadForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            if "send_back" in request.POST:
                correcting.send_back(one, by=request.user, note=form.cleaned_data["note"])
            else:
                correcting.publish(one, by=request.user, seen=request.POST.get("read", ""))
            messages.success(request, "Done.")
            return redirect("expert_questions", slug)
        except Refused as error:
            one.refresh_from_db()
            refusals(form, error)
    context = {
        "consultation": consultation,
        "member": member,
        "one": one,
        "form": form,
        "read": one.written_at.isoformat(),
        "found": screening.findings(one.body, rules.names_of(consultation)),
    }
    return page(request, "deliberation/experts/read_correction.html", context)

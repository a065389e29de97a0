"""Signing the answer, and correcting it: read, prove who you are once more, sign exactly what you read."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from consultations import signing
from consultations.access import Do, may
from consultations.lookup import find_for, refusals
from outcomes import corrected, numbers
from outcomes.answers import correcting, points, responses
from outcomes.answers import other_evidence as other
from outcomes.answers.forms.signing import CorrectionForm, OtherEvidenceForm, SignForm
from outcomes.answers.looking_up import answers_of, slot_of, workspace_of
from outcomes.models import PoliceResponse
from people.errors import Refused
from people.signin import second_factor


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """The answer as the public will see it. The tick says that it was read; the second step and the name follow."""
    consultation, member = find_for(request, slug, Do.SIGN_RESPONSE)
    draft = workspace_of(consultation)
    if draft.is_signed:
        return redirect("answer", slug)
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mark = signing.mark(responses.sign, draft, **form.read)
        if not signing.is_proved(request, mark) and member.has_accepted and not responses.unready(draft):
            signing.note_read(request, mark)
            return redirect(second_factor.again(request.user, request.path))
        try:
            responses.sign(draft, by=request.user, proof=signing.proof(request, mark), **form.read)
        except Refused as refusal:
            refusals(form, refusal)
        else:
            signing.forget(request)
            messages.success(request, "Signed and published. Thank you for answering.")
            return redirect("answer", slug)
    now = {"previewed": responses.fingerprint(draft), "errata": corrected.newest(draft)}
    mark = signing.mark(responses.sign, draft, **now)
    if not form.is_bound:
        form = SignForm(initial=now)
    if form.errors:  # what is on the page now has not been read: the tick goes, the errors stay
        form.data = now
    context = {
        "consultation": consultation,
        "member": member,
        "response": draft,
        "mark": now["previewed"],
        "newest": now["errata"],
        "slots": answers_of(draft),
        "unready": responses.unready(draft),
        "corrected": corrected.since_drafted(draft, corrected.of(draft.report)),
        "points": points.checked(draft),
        "asks": points.by_ask(draft),
        "form": form,
        "changed": not request.POST and signing.has_changed(request, mark),
        "proved": not form.errors and signing.READ in request.session and signing.is_proved(request, mark),
        "may_accept": may(request.user, consultation, Do.ACCEPT_DUTY),
    }
    return render(request, "outcomes/answers/sign.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, slug: str) -> HttpResponse:
    """A correction of the signed answer, in the words in which everybody will read it; signed like the answer."""
    consultation, member = find_for(request, slug, Do.CORRECT_ANSWER)
    signed = get_object_or_404(
        PoliceResponse.objects.select_related("report__consultation"),
        report__consultation=consultation,
        state=PoliceResponse.State.SIGNED,
    )
    slots = answers_of(signed)
    about = f"correction {signed.pk}"
    form = CorrectionForm(request.POST or None, initial=signing.typed(request, about), slots=slots)
    if request.method == "POST" and form.is_valid():
        typed = {name: request.POST.get(name, "") for name in form.fields}
        mark = signing.mark(correcting.correct, signed, **form.cleaned_data)
        if first := signing.to_prove(request, member, mark, about, **typed):
            return first
        try:
            correcting.correct(signed, by=request.user, proof=signing.proof(request, mark), **form.cleaned_data)
        except Refused as refusal:
            refusals(form, refusal)
        else:
            signing.forget(request)
            messages.success(request, "Signed. The correction stands on the page beside the old words.")
            return redirect("answer", slug)
    context = {
        "waits": correcting.not_now(consultation),
        "consultation": consultation,
        "member": member,
        "form": form,
        "returned": not form.is_bound and bool(form.initial),
        "errata": correcting.of(signed),
    }
    return render(request, "outcomes/answers/correct.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def other_evidence(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Another link for what is said to be in place, under the officer's name; the panel looks at it."""
    consultation, member = find_for(request, slug, Do.GIVE_OTHER_EVIDENCE)
    slot = slot_of(consultation, number)
    if not slot.response.is_signed:
        raise Http404
    about = f"other evidence {slot.pk}"
    form = OtherEvidenceForm(request.POST or None, initial=signing.typed(request, about))
    if request.method == "POST" and form.is_valid():
        typed = {name: request.POST.get(name, "") for name in form.fields}
        mark = signing.mark(other.give, slot, **form.cleaned_data)
        if first := signing.to_prove(request, member, mark, about, **typed):
            return first
        try:
            other.give(slot, by=request.user, proof=signing.proof(request, mark), **form.cleaned_data)
        except Refused as refusal:
            refusals(form, refusal)
        else:
            signing.forget(request)
            messages.success(request, "Signed. The panel is asked to look at it.")
            return redirect("recommendation", slug, number)
    context = {
        "consultation": consultation,
        "slot": slot,
        "form": form,
        "why_not": other.why_not(slot),
        "returned": not form.is_bound and bool(form.initial),
        "times": numbers.OTHER_EVIDENCE,
    }
    return render(request, "outcomes/answers/other_evidence.html", context, status=422 if form.errors else 200)

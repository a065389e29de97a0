"""One recommendation on a page of its own, for good: everybody reads it, the officer decides, the panel looks."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from consultations import signing
from consultations.access import Do, may
from consultations.lookup import find, member_of, refusals
from consultations.models import Consultation, Membership
from outcomes import corrected
from outcomes.answers import chronicle, deciding, of_two_minds
from outcomes.answers import other_evidence as other
from outcomes.answers.forms.signing import DecisionForm
from outcomes.models import PoliceResponse, Recommendation, RecommendationResponse
from people.errors import Refused
from people.requests.everybodys import strangers
from people.text.sanitising import number


def _asked(consultation: Consultation, number: int) -> Recommendation:
    if not consultation.has_findings:
        raise Http404
    found = Recommendation.objects.select_related("report__consultation").prefetch_related("findings__area")
    return get_object_or_404(found, report__consultation=consultation, number=number)


def _slot(recommendation: Recommendation) -> RecommendationResponse | None:
    """The signed answer to it with all that became of it, or None."""
    found = RecommendationResponse.objects.filter(
        recommendation=recommendation, response__state=PoliceResponse.State.SIGNED
    )
    with_all = found.select_related(
        "response__report__consultation__force", "decided", "seen_in_place_by__user", "not_shown_by__user"
    )
    return with_all.prefetch_related(
        "commitments__updates__author__user",
        "commitments__verified_by__user",
        "commitments__decision",
        "commitments__answer__response",
        "commitments__taken_back__verified_by__user",
        "errata__seen_in_place_by__user",
        "earlier_looks__by__user",
        "other_evidence",
    ).first()


def _words(request: HttpRequest) -> int:
    """The newest correction on the page that was sent."""
    return number(request.POST.get("words", ""))


def _why_not(slot: RecommendationResponse | None, member: Membership | None) -> dict[str, str]:
    """Why somebody of the panel does not say once more that it is shown, or not shown."""
    if slot is None or member is None:
        return {}
    said = {"why_not_shown": True, "why_not_not_shown": False}
    return {name: of_two_minds.why_not_again(slot, member, shown=shown) for name, shown in said.items()}


@strangers
@require_http_methods(["GET", "HEAD", "POST"])
def recommendation(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What was asked and all that became of it. POST decides what was left open, or confirms what is in place."""
    consultation = find(request, slug)
    asked = _asked(consultation, number)
    slot = _slot(asked)
    decides = bool(slot and slot.is_left_open) and may(request.user, consultation, Do.DECIDE_LATER)
    looks = bool(slot and slot.is_in_place) and may(request.user, consultation, Do.LOOK_AT_IN_PLACE)
    errata = corrected.touching(asked, corrected.of(asked.report))
    early = deciding.too_early(slot, consultation) if slot and decides else ""
    about = f"recommendation {asked.pk}"
    form = DecisionForm(request.POST or None, initial=signing.typed(request, about)) if decides else None
    if request.method == "POST" and slot is not None:
        try:
            if request.POST.get("act") == "saw" and looks:
                seen, why = request.POST.get("seen", ""), request.POST.get("shows", "")
                deciding.saw_in_place(slot, by=request.user, seen=seen, why=why, words=_words(request))
                messages.success(request, "Confirmed. It counts as done.")
                return redirect("recommendation", slug, number)
            if request.POST.get("act") == "not_shown" and looks:
                why, link = request.POST.get("why", ""), request.POST.get("seen")
                deciding.not_shown(slot, by=request.user, why=why, words=_words(request), seen=link)
                messages.success(request, "Published: the evidence does not show it.")
                return redirect("recommendation", slug, number)
            if form is not None and form.is_valid():
                typed = {name: request.POST.get(name, "") for name in form.fields}
                mark = signing.mark(deciding.decide, slot, **form.cleaned_data)
                if first := signing.to_prove(request, member_of(request, consultation), mark, about, **typed):
                    return first
                proof = signing.proof(request, mark)
                deciding.decide(slot, by=request.user, proof=proof, **form.cleaned_data)
                signing.forget(request)
                messages.success(request, "Decided. It is public under your name.")
                return redirect("recommendation", slug, number)
        except Refused as refusal:
            if form is None:
                messages.error(request, str(refusal))
                return redirect("recommendation", slug, number)
            refusals(form, refusal)
    if request.method == "POST" and form is None:
        raise Http404
    context = {
        "consultation": consultation,
        "recommendation": asked,
        "slot": slot,
        "moments": chronicle.of(asked, slot, errata),
        "corrected": errata,
        "form": form,
        "early": early,
        "returned": form is not None and not form.is_bound and bool(form.initial),
        "looks": looks,
        "may_give": slot is not None
        and may(request.user, consultation, Do.GIVE_OTHER_EVIDENCE)
        and not other.why_not(slot),
        **_why_not(slot, member_of(request, consultation) if looks else None),
    }
    return render(
        request, "outcomes/answers/history.html", context, status=422 if form is not None and form.errors else 200
    )

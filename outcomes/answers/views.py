"""The response workspace, signing, and the public answer."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations.access import Do, may
from consultations.changes import changes
from consultations.lookup import find, find_for, refusals
from consultations.models import Consultation
from outcomes.answers import promising, responses
from outcomes.answers.forms import AnswerForm, OpeningForm, PromiseForm, SignForm
from outcomes.findings import checking
from outcomes.models import Commitment, Finding, PoliceResponse, RecommendationResponse
from people.errors import Refused


def workspace_of(consultation: Consultation) -> PoliceResponse:
    return get_object_or_404(
        PoliceResponse.objects.select_related("report__consultation"), report__consultation=consultation
    )


def answers_of(response: PoliceResponse) -> list[RecommendationResponse]:
    """Every answer with its recommendation, findings and promises: three queries, however many there are."""
    return list(
        response.answers.select_related("recommendation", "response__report__consultation", "decided").prefetch_related(
            Prefetch("commitments", Commitment.objects.order_by("due", "pk")),
            Prefetch("recommendation__findings", Finding.objects.select_related("area")),
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
def response(request: HttpRequest, slug: str) -> HttpResponse:
    """The workspace: what is asked, what is drafted, what is missing. POST saves the opening statement."""
    consultation, _ = find_for(request, slug, Do.DRAFT_RESPONSE)
    draft = workspace_of(consultation)
    form = OpeningForm(request.POST or None, initial={"opening_statement": draft.opening_statement})
    if request.method == "POST" and form.is_valid():
        try:
            responses.write_opening(draft, by=request.user, text=form.cleaned_data["opening_statement"])
            messages.success(request, "Opening statement saved.")
            return redirect("response", slug)
        except Refused as refusal:
            refusals(form, refusal)
    slots = answers_of(draft)
    context = {
        "consultation": consultation,
        "draft": draft,
        "form": form,
        "slots": [{"slot": slot, "problems": responses.problems(slot)} for slot in slots],
        "unready": responses.unready(draft),
        "may_sign": may(request.user, consultation, Do.SIGN_RESPONSE),
    }
    return render(request, "outcomes/answers/workspace.html", context, status=422 if form.errors else 200)


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


def _save(request: HttpRequest, slot: RecommendationResponse, form: AnswerForm, promise_form: PromiseForm) -> bool:
    """The draft and the promise beside it: neither button throws away what was typed for the other."""
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
        except Refused:
            slot.refresh_from_db()  # one of them may still be kept
        else:
            for _, _, said in acts:
                messages.success(request, said)
            return True
    for one, act, said in sent:
        try:
            act(slot, by=request.user, **one.cleaned_data)  # type: ignore[operator]
        except Refused as refusal:
            refusals(one, refusal)
            return False
        messages.success(request, said)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def answer_recommendation(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One recommendation with its evidence beside the form, and a promise in the same form."""
    consultation, _ = find_for(request, slug, Do.DRAFT_RESPONSE)
    slot = _slot(consultation, number)
    form, promise_form = _answer_forms(request, slot)
    if request.method == "POST" and _save(request, slot, form, promise_form):
        return redirect("answer_recommendation", slug, number)
    quotes = checking.printable_in(slot.response.report)
    findings = slot.recommendation.findings.select_related("area")
    numbers = list(slot.response.answers.values_list("recommendation__number", flat=True))
    context = {
        "consultation": consultation,
        "slot": slot,
        "form": form,
        "promise_form": promise_form,
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
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """The answer as the public will see it, and the signature."""
    consultation, member = find_for(request, slug, Do.SIGN_RESPONSE)
    draft = workspace_of(consultation)
    if draft.is_signed:
        return redirect("answer", slug)
    initial = {"name": member.public_name, "role": request.user.job_title}  # type: ignore[union-attr]
    if not request.POST:
        initial["previewed"] = responses.fingerprint(draft)
    form = SignForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = {key: form.cleaned_data[key] for key in ("name", "role", "previewed")}
        try:
            responses.sign(draft, by=request.user, **fields)
            messages.success(request, "Signed and published. Thank you for answering.")
            return redirect("answer", slug)
        except Refused as refusal:
            refusals(form, refusal)
            typed = request.POST.copy()
            typed["previewed"] = responses.fingerprint(draft)  # what is on the page now is what was read
            form.data = typed
    context = {
        "consultation": consultation,
        "response": draft,
        "slots": answers_of(draft),
        "unready": responses.unready(draft),
        "form": form,
    }
    return render(request, "outcomes/answers/sign.html", context, status=422 if form.errors else 200)


@require_safe
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """We asked, you said, we did, what we could not do: the public answer, or the running clock."""
    consultation = find(request, slug)
    if consultation.findings_published_at is None:
        raise Http404
    published = responses.response_of(consultation)
    signed = published if published and published.is_signed else None
    slots = answers_of(signed) if signed else []
    context = {
        "consultation": consultation,
        "response": signed,
        "changed": changes.since_asked(consultation),
        "report": getattr(consultation, "report", None),
        "slots": slots,
        **{
            part: [slot for slot in slots if slot.outcome == part] for part in ("did", "will", "left_open", "could_not")
        },
        "nothing_accepted": bool(slots) and not any(slot.is_accepted for slot in slots),
        "may_draft": may(request.user, consultation, Do.DRAFT_RESPONSE),
    }
    return render(request, "outcomes/answers/answer.html", context)

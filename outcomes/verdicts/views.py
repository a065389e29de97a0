"""Residents say whether the answer answers; facilitators read their reasons; the force replies once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations import access, keyed, seating, signing
from consultations.access import Do, may
from consultations.keyed import A_PAGE
from consultations.lookup import find, find_for, member_of, refusals
from consultations.models import Consultation, Membership
from consultations.saving import attempted
from deliberation.models import Reason
from outcomes import corrected
from outcomes.models import PoliceResponse, ReasonWordsOut, VerdictReason, VerdictReply
from outcomes.verdicts import at_risk, verdicts, words_out
from outcomes.verdicts import reasons as waiting_reasons
from outcomes.verdicts.counts import beside, reasons_by_choice
from outcomes.verdicts.forms import AskForm, LeaveOutForm, ReplyForm, SettleForm, VerdictForm, WordsForm
from people.errors import Refused
from people.requests.everybodys import strangers
from people.templatetags import drafts
from people.text.sanitising import number


def _signed(consultation: Consultation) -> PoliceResponse:
    found = PoliceResponse.objects.filter(state=PoliceResponse.State.SIGNED).select_related(
        "report__consultation__force"
    )
    return get_object_or_404(found, report__consultation=consultation)


@strangers
@require_http_methods(["GET", "HEAD", "POST"])
def verdict(request: HttpRequest, slug: str) -> HttpResponse:
    """The form for whoever has a place on the roll, while it is open; afterwards what was said, for everybody."""
    consultation = find(request, slug)
    if not consultation.has_answer:
        raise Http404
    signed = _signed(consultation)
    slots = verdicts.slots_of(consultation)
    for slot in slots:
        slot.response = signed  # one object, so that what it has loaded is loaded once
    corrected.note(slots, corrected.of(signed.report))
    member = member_of(request, consultation)
    place = verdicts.place_of(member)
    is_asked = place is not None and not place.has_spoken
    if place is None and member is not None and member.is_participant:
        is_asked = verdicts.is_unopened(consultation)
    form = VerdictForm(request.POST or None, slots=slots)
    if request.method == "POST" and form.is_valid():
        try:
            verdicts.give(consultation, by=request.user, said=form.said)
        except Refused as refusal:
            refusals(form, refusal)
        else:
            messages.success(
                request,
                "Thank you. What everybody said is shown here once it has closed.",
                extra_tags=drafts.place(request.user, "verdict", signed.pk),
            )
            return redirect("verdict", slug)
    shown = beside(signed, slots)
    counted = verdicts.reasons_counted(signed) if verdicts.has_closed(consultation) else {}
    context = {
        "consultation": consultation,
        "response": signed,
        "form": form,
        "place": place,
        "is_asked": is_asked,
        "is_open": verdicts.is_open(consultation),
        "has_closed": verdicts.has_closed(consultation),
        "last_day": verdicts.last_day(consultation),
        "added": consultation.verdict_paused_days,
        "opening_errata": signed.errata.filter(answer=None),
        "rows": [(slot, shown.get(slot.pk)) for slot in slots],
        "reasons_by_choice": reasons_by_choice(shown),
        "wait_since": waiting_reasons.wait_since(consultation),
        "read_by": waiting_reasons.read_by(consultation) if counted.get("waiting") else None,
        "reasons": counted,
        "unsettled": len(waiting_reasons.left_unsettled(consultation)) if counted.get("proposed") else 0,
        "reply": VerdictReply.objects.filter(response=signed).first(),
        "may_reply": may(request.user, consultation, Do.REPLY_TO_VERDICT),
    }
    return render(request, "outcomes/verdicts/page.html", context, status=422 if form.errors else 200)


@require_safe
def reasons(request: HttpRequest, slug: str) -> HttpResponse:
    """The reasons to read, for facilitators; those they would leave out, for the panel. Who wrote them nobody knows."""
    consultation, member, settles = _reader(request, slug)
    proposed = [(reason, Reason(reason.left_out_for).label) for reason in verdicts.reasons_proposed(consultation)]
    waiting = [] if settles else verdicts.reasons_waiting(consultation)
    unread = waiting_reasons.left_unread(consultation) if settles else []
    cut = words_out.to_settle(consultation) if settles else []
    since = number(request.GET.get("from", "")) or 0
    printed = list(words_out.printed(consultation)[since : since + A_PAGE + 1])
    # A reason that waits in two ways stands once, with both.
    cuts = {reason.pk: _cut(reason, spans, member) for reason, spans in cut[:A_PAGE]}
    asked = [(reason, why, cuts.pop(reason.pk, None), _words_form(reason)) for reason, why in proposed[:A_PAGE]]
    above = {reason.pk for reason, *_ in asked} | set(cuts)
    at_risk.note([*waiting[:A_PAGE], *unread[:A_PAGE], *(reason for reason, _ in proposed[:A_PAGE])])
    context = {
        "consultation": consultation,
        "settles": settles,
        "why_not_agree": seating.why_not_beside_who_runs_it(member) if settles and proposed else "",
        "waiting": [
            (reason, LeaveOutForm(auto_id=f"id_{reason.pk}_%s"), _words_form(reason)) for reason in waiting[:A_PAGE]
        ],
        "unread": [(reason, _words_form(reason)) for reason in unread[:A_PAGE]],
        "cut": [(one["reason"], one, _words_form(one["reason"])) for one in cuts.values()],
        "more": sum(max(0, len(rows) - A_PAGE) for rows in (waiting, unread, proposed, cut)),
        "printed": [
            (reason, _words_form(reason), _ask_form(reason, settles))
            for reason in printed[:A_PAGE]
            if reason.pk not in above
        ],
        "next_url": keyed.next_page(request.GET, "from", str(since + A_PAGE) if len(printed) > A_PAGE else ""),
        "first_url": "?" if since else "",
        "read_by": waiting_reasons.read_by(consultation),
        "sees": not settles,
        "proposed": asked,
        "has_closed": verdicts.has_closed(consultation),
    }
    return render(request, "outcomes/verdicts/reasons.html", context)


def _words_form(reason: VerdictReason) -> WordsForm | None:
    """To take words out of a reason that stands, or may come to stand, in print."""
    if reason.state not in words_out.STANDS:
        return None
    return WordsForm(auto_id=f"id_{reason.pk}_%s")


def _ask_form(reason: VerdictReason, settles: bool) -> AskForm | None:
    """For facilitators, of what they had printed: they can ask the panel whether it stays."""
    if settles or reason.state != VerdictReason.State.PRINTED:
        return None
    return AskForm(auto_id=f"id_{reason.pk}_ask_%s")


def _cut(reason: VerdictReason, spans: list[ReasonWordsOut], member: Membership) -> dict[str, Any]:
    """A reason as its author wrote it, the form for the places that somebody may settle, and why not the others."""
    why_not = [(span, words_out.why_not_settle(span, member)) for span in spans]
    free = [span for span, why in why_not if not why]
    return {
        "reason": reason,
        "written": words_out.as_written(reason.text, spans),
        "form": SettleForm(spans=free, auto_id=f"id_{reason.pk}_%s") if free else None,
        "not_mine": [(span, why) for span, why in why_not if why],
    }


def _reader(request: HttpRequest, slug: str) -> tuple[Consultation, Membership, bool]:
    """The consultation, who reads, and whether that is the panel, which settles; 404 for whoever is neither."""
    found = access.membership_at(request.user, slug)
    settles = found is not None and found.role in Do.AGREE_TO_LEAVE_OUT.roles
    consultation, member = find_for(request, slug, Do.AGREE_TO_LEAVE_OUT if settles else Do.READ_VERDICT_REASONS)
    return consultation, member, settles


@require_POST
def decide_reason(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A facilitator prints it or would leave it out; the panel agrees, or has it printed."""
    consultation, _, settles = _reader(request, slug)
    reason = _reason(consultation, pk)
    if "risk" in request.POST:
        attempted(request, lambda: at_risk.raise_for_reason(reason, by=request.user), at_risk.TOLD)
        return redirect("verdict_reasons", slug)
    if settles and reason.state == VerdictReason.State.WAITING:
        attempted(request, lambda: waiting_reasons.print_unread(reason, by=request.user), "It is printed.")
        return redirect("verdict_reasons", slug)
    if settles:
        agrees = request.POST.get("agrees") == "yes"
        done = "Left out." if agrees else "It is printed."
        attempted(request, lambda: verdicts.settle_reason(reason, by=request.user, agrees=agrees), done)
        return redirect("verdict_reasons", slug)
    why = request.POST.get("leave_out_for", "")
    done = "The oversight panel is asked, and decides whether it is left out." if why else "It is printed."
    attempted(request, lambda: verdicts.decide_reason(reason, by=request.user, leave_out_for=why), done)
    return redirect("verdict_reasons", slug)


def _reason(consultation: Consultation, pk: UUID) -> VerdictReason:
    found = VerdictReason.objects.select_related("answer__recommendation", "answer__response__report__consultation")
    return get_object_or_404(found, pk=pk, answer__response__report__consultation=consultation)


@require_POST
def words_of_reason(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Words that identify somebody are taken out; the panel says whether they are put back."""
    consultation, _, settles = _reader(request, slug)
    reason = _reason(consultation, pk)
    if settles and "settle" in request.POST:
        spans = [span for span in reason.words_out.select_related("by__user") if f"place_{span.pk}" in request.POST]
        form = SettleForm(request.POST, spans=spans)
        put_back = form.put_back if form.is_valid() else {}
        attempted(request, lambda: words_out.settle(reason, by=request.user, put_back=put_back), "Decided.")
        return redirect("verdict_reasons", slug)
    words = request.POST.get("words", "")
    done = "They are taken out. The oversight panel reads the reason as it was."
    attempted(request, lambda: words_out.take_out(reason, by=request.user, words=words), done)
    return redirect("verdict_reasons", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, slug: str) -> HttpResponse:
    """The officer's one reply, which asks for the second step as the answer did."""
    consultation, member = find_for(request, slug, Do.REPLY_TO_VERDICT)
    signed = _signed(consultation)
    about = f"reply {signed.pk}"
    form = ReplyForm(request.POST or None, initial=signing.typed(request, about))
    if request.method == "POST" and form.is_valid():
        typed = {"text": request.POST.get("text", "")}
        mark = signing.mark(verdicts.reply, signed, **form.cleaned_data)
        if first := signing.to_prove(request, member, mark, about, **typed):
            return first
        try:
            verdicts.reply(signed, by=request.user, proof=signing.proof(request, mark), **form.cleaned_data)
        except Refused as refusal:
            refusals(form, refusal)
        else:
            signing.forget(request)
            messages.success(
                request,
                "Your reply stands beside the verdict.",
                extra_tags=drafts.place(request.user, "verdict-reply", consultation.pk),
            )
            return redirect("verdict", slug)
    context = {
        "consultation": consultation,
        "member": member,
        "form": form,
        "returned": not form.is_bound and bool(form.initial),
        "is_over": verdicts.has_closed(consultation),
        "made": VerdictReply.objects.filter(response=signed).first(),
    }
    return render(request, "outcomes/verdicts/reply.html", context, status=422 if form.errors else 200)

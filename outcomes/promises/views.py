"""The promise tracker: what was promised, by whom, by when, and what became of it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from consultations import keyed, signing
from consultations.access import Do, may
from consultations.archive import archive
from consultations.changes import changes
from consultations.lookup import find, member_of, refusals
from consultations.models import Consultation
from outcomes.answers.looking_up import signed_of, with_answer
from outcomes.answers.published import promise_text
from outcomes.models import Commitment
from outcomes.promises import commitments, sent_back, standings
from outcomes.promises import table as as_table
from outcomes.promises.forms import ProgressForm, ReasonForm, SendBackForm, VerifyForm
from outcomes.promises.front import late_first, summary
from people.errors import Refused
from people.requests.everybodys import everybodys, strangers
from people.requests.open_data import given
from people.text.dates import day
from people.text.sentences import listed


@everybodys
@require_safe
def all_promises(request: HttpRequest) -> HttpResponse:
    """Every promise of every consultation, of one force or in one area, by its standing; what is late stands first."""
    asked, beside, among = _asked(request)
    mine = among(beside=beside)
    counts = standings.summary() if not asked.anything else standings.counted(mine)
    first = next((name for name in standings.STANDINGS if counts[name]), "late")
    state = request.GET.get("state", first)
    if state not in standings.STANDINGS:
        raise Http404("no such standing")
    found = standings.piece(state, request.GET.get("after", ""), among=mine if asked.anything else None)
    sent = {"q" if name == "words" else name: value for name, value in vars(asked).items() if value}
    choices = archive.choices()
    context = {
        "asked": asked,
        "choices": choices,
        "chosen": archive.chosen(asked, choices),
        "kept": "".join(f"&{name}={quote(value)}" for name, value in sent.items()) + ("&beside=" if beside else ""),
        "others_kept": "".join(f"&{name}={quote(value)}" for name, value in sent.items() if name != "force"),
        "beside": beside,
        "others": among(beside=True).count() if asked.force and not beside else 0,
        "promises": found.rows,
        "summary": counts,
        "state": state,
        "tabs": [(name, words, counts[name], standings.DRAWN[name]) for name, words in standings.STANDINGS.items()],
        "next_url": keyed.next_page(request.GET, "after", found.after),
        "table": as_table.TABLE,
        "filtered": keyed.filtered(request.GET, "state"),
    }
    return render(request, "outcomes/promises/all.html", context)


def _asked(request: HttpRequest) -> tuple[archive.Asked, bool, Callable[..., QuerySet[Commitment]]]:
    """What is looked for, whether of those a force is only named beside, and the promises that fit."""
    of_all = archive.Asked.of(request.GET)
    asked = archive.Asked(of_all.words, of_all.technology, of_all.force, of_all.area)
    beside = bool(asked.force) and "beside" in request.GET
    return asked, beside, partial(standings.among, asked.force, asked.area, asked.technology, asked.words)


@everybodys
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """Promises of every standing that fit, as open data."""
    asked, beside, among = _asked(request)
    return given(as_table.TABLE, as_table.rows(among(beside=beside) if asked.anything else commitments.public()))


@strangers
@require_safe
def promises(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = find(request, slug, with_answer())
    signed = signed_of(consultation)
    found = late_first(commitments.printed_of(signed)) if signed else []
    for commitment in found:
        commitment.silent = commitments.silence(commitment)
    context = {"consultation": consultation, "promises": found, "summary": summary(found)}
    context["changed"] = changes.since_asked(consultation)
    return render(request, "outcomes/promises/list.html", context)


#: What each button does: (permission, form, act, words afterwards).
ACTS: dict[str, tuple[Do, Any, Any, str]] = {
    "progress": (Do.REPORT_PROGRESS, ProgressForm, commitments.report_progress, "Update published."),
    "drop": (Do.DROP_PROMISE, ReasonForm, commitments.drop, "Promise dropped. Your reason is public."),
    "send_back": (Do.VERIFY_PROMISE, SendBackForm, commitments.send_back, "Sent back to the force."),
    "take_back": (
        Do.TAKE_VERIFICATION_BACK,
        ReasonForm,
        commitments.take_back,
        "Taken back. The promise is open again, with your reason.",
    ),
    "verify": (Do.VERIFY_PROMISE, VerifyForm, commitments.verify, "Checked. The promise counts as kept."),
}

SECOND = "Noted under your name. The promise is checked once another member of the panel says so too."


@strangers
@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One promise with its history; police report here, the panel verifies here."""
    consultation = find(request, slug)
    commitment = get_object_or_404(commitments.published(consultation), pk=pk)
    name = request.POST.get("act", "")
    about = f"giving up promise {pk}"
    drops = may(request.user, consultation, Do.DROP_PROMISE)
    returned = signing.typed(request, about) if drops else {}
    dropping = ReasonForm(prefix="drop", initial=returned)
    forms = {"progress": ProgressForm(), "drop": dropping, "send_back": SendBackForm(prefix="back")}
    forms |= {"take_back": ReasonForm(prefix="taken"), "verify": VerifyForm()}
    bound = None
    if request.method == "POST" and name in ACTS:
        bound = _bind(request, name)
        if bound.is_valid():
            proof: dict[str, signing.Proof] = {}
            if name == "drop":
                typed = {"reason": request.POST.get("drop-reason", "")}
                mark = signing.mark(commitments.drop, commitment, **bound.cleaned_data)
                member = member_of(request, consultation) if drops else None
                if first := signing.to_prove(request, member, mark, about, **typed):
                    return first
                proof = {"proof": signing.proof(request, mark)}
            try:
                ACTS[name][2](commitment, by=request.user, **bound.cleaned_data, **proof)
                if name == "drop":
                    signing.forget(request)
                waits = name == "verify" and commitment.state != Commitment.State.DONE_VERIFIED
                messages.success(request, SECOND if waits else ACTS[name][3])
                return redirect("promise", slug, pk)
            except Refused as refusal:
                refusals(bound, refusal)
                commitment.refresh_from_db()
        forms[name] = bound
    reported = commitments.reported_days(commitment)
    context = {
        "consultation": consultation,
        "promise": commitment,
        "silent": commitments.silence(commitment),
        "verified_before_on": commitments.verified_before_on(commitment),
        "who_verifies": commitments.who_verifies(commitment),
        "who_looks": sent_back.who_looks(commitment),
        "why_not_again": _why_not_again(request, consultation, commitment),
        "no_report": _no_report(request, consultation),
        "reported_days": listed([day(on) for on in reported]) if len(reported) > 1 else "",
        "last_report": commitments.last_report(commitment),
        "fingerprint": promise_text(commitment, commitment.answer.recommendation.number, consultation).fingerprint,
        "forms": forms,
        "bound": bound,
        "returned": bool(returned) and bound is None,
        **_abilities(request, consultation, commitment),
    }
    return render(request, "outcomes/promises/detail.html", context, status=422 if bound and bound.errors else 200)


def _why_not_again(request: HttpRequest, consultation: Consultation, commitment: Commitment) -> str:
    member = member_of(request, consultation) if may(request.user, consultation, Do.VERIFY_PROMISE) else None
    return sent_back.why_not_again(commitment, member) if member else ""


def _no_report(request: HttpRequest, consultation: Consultation) -> str:
    member = member_of(request, consultation) if may(request.user, consultation, Do.REPORT_PROGRESS) else None
    return commitments.why_no_report(member) if member else ""


def _bind(request: HttpRequest, name: str) -> forms.Form:
    prefixes = {"drop": "drop", "send_back": "back", "take_back": "taken"}
    made: forms.Form = ACTS[name][1](request.POST, prefix=prefixes.get(name))
    return made


def _abilities(request: HttpRequest, consultation: Consultation, commitment: Commitment) -> dict[str, bool]:
    police = may(request.user, consultation, Do.REPORT_PROGRESS)
    panel = may(request.user, consultation, Do.VERIFY_PROMISE)
    takes_back = may(request.user, consultation, Do.TAKE_VERIFICATION_BACK)
    reported = commitment.state == Commitment.State.DONE_UNVERIFIED
    return {
        "may_report": police and (commitment.is_open or reported),
        "may_drop": may(request.user, consultation, Do.DROP_PROMISE) and commitment.is_open,
        "may_verify": panel and reported,
        "may_take_back": takes_back and commitment.state == Commitment.State.DONE_VERIFIED,
    }

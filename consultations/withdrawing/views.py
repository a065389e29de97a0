"""Requests to withdraw a consultation, for everybody; to ask, for the officer; to decide, for the panel."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from consultations.access import Do
from consultations.lookup import find, find_for, member_of, sent
from consultations.models import Consultation, WithdrawalRequest
from consultations.saving import attempted, page, saved
from consultations.withdrawing import becoming, withdrawing
from consultations.withdrawing.forms import AgreeForm, AskForm, RefuseForm


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, find(request, slug))


@require_POST
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.ASK_TO_WITHDRAW)
    form = AskForm(sent(request))
    if saved(form, withdrawing.ask, consultation, by=request.user):
        messages.success(request, "The panel decides now. Your request is public.")
        return redirect("withdrawal", slug)
    return _page(request, consultation, ask_form=form)


@require_POST
def take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.ASK_TO_WITHDRAW)
    found = _request(consultation, pk)
    attempted(request, lambda: withdrawing.take_back(found, by=request.user), "Taken back. The consultation goes on.")
    return redirect("withdrawal", slug)


@require_POST
def agree(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.DECIDE_WITHDRAWAL)
    form = AgreeForm(sent(request))
    if saved(form, withdrawing.agree, _request(consultation, pk), by=request.user):
        messages.success(request, "You have agreed, in public.")
        return redirect("withdrawal", slug)
    return _page(request, consultation, agree_form=form)


@require_POST
def refuse(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.DECIDE_WITHDRAWAL)
    form = RefuseForm(sent(request))
    if saved(form, withdrawing.refuse, _request(consultation, pk), by=request.user):
        messages.success(request, "You have refused, in public. The consultation goes on.")
        return redirect("withdrawal", slug)
    return _page(request, consultation, refuse_form=form)


def _request(consultation: Consultation, pk: int) -> WithdrawalRequest:
    return get_object_or_404(consultation.withdrawals.select_related("consultation"), pk=pk)


def _page(request: HttpRequest, consultation: Consultation, **forms: BaseForm) -> HttpResponse:
    """`forms`: the one that was refused, by its place on the page."""
    member, why_not = member_of(request, consultation), withdrawing.why_not(consultation)
    waits = withdrawing.waiting(consultation)
    role = member.role if member is not None else None
    asks = role in Do.ASK_TO_WITHDRAW.roles
    decides = role in Do.DECIDE_WITHDRAWAL.roles and waits is not None and not why_not
    context: dict[str, Any] = {
        "consultation": consultation,
        "why_not": why_not,
        "says_withdrawn": True,
        "requests": consultation.withdrawals.select_related("asked_by").prefetch_related("agreements").order_by("-pk"),
        "waits": waits,
        "becomes": becoming.of(consultation),
        "has_enough": waits is not None and withdrawing.has_enough(waits),
        "may_take_back": asks and waits is not None and not why_not,
        "ask_form": forms.get("ask_form", AskForm()) if asks and waits is None and not why_not else None,
        "has_agreed": decides and waits is not None and waits.agreements.filter(member=member).exists(),
        "agree_form": forms.get("agree_form", AgreeForm(auto_id="id_%s_agree")) if decides else None,
        "refuse_form": forms.get("refuse_form", RefuseForm(auto_id="id_%s_refuse")) if decides else None,
        "form": next(iter(forms.values()), None),
    }
    for request_ in context["requests"]:
        request_.consultation = consultation
    return page(request, "consultations/withdrawing/page.html", context)

"""Joining and leaving, for residents: the promise, the choices, and the name people get here."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consultations import access, joining, next_step
from consultations.forms.joining import CodeForm, ConsentForm, JoinForm
from consultations.models import Consent, Consultation, InvitationCode, Membership, Role
from consultations.views.lookup import find, refusals
from people.errors import Refused

READ_OR_SEND = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_SEND)
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Join an open consultation; where people are invited, ask for the code instead."""
    consultation = find(request, slug)
    if (answer := _cannot_join(request, consultation)) is not None:
        return answer
    if not consultation.joining_is_open:
        return _code_page(request, CodeForm(), consultation)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return _joining(request, consultation)


@require_http_methods(READ_OR_SEND)
def join_by_code(request: HttpRequest, code: str) -> HttpResponse:
    """Join with an invitation link."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        invitation = joining.redeem(code, by=request.user)
    except Refused as error:
        return _code_page(request, refusals(CodeForm({"code": code[:40]}), error))
    if (answer := _cannot_join(request, invitation.consultation)) is not None:
        return answer
    return _joining(request, invitation.consultation, invitation)


@require_http_methods(READ_OR_SEND)
def enter_code(request: HttpRequest) -> HttpResponse:
    """Type an invitation code, from a letter or a card."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("join_by_code", form.cleaned_data["code"])
    return _code_page(request, form)


def _code_page(request: HttpRequest, form: forms.Form, consultation: Consultation | None = None) -> HttpResponse:
    context = {"form": form, "consultation": consultation}
    return render(request, "consultations/joining/code.html", context, status=422 if form.errors else 200)


def _cannot_join(request: HttpRequest, consultation: Consultation) -> HttpResponse | None:
    """The page that says why this person cannot join, or None when they can."""
    held = None
    if request.user.is_authenticated:
        held = Membership.objects.filter(user=request.user, consultation=consultation).first()
    if held is not None and held.is_current and held.role == Role.PARTICIPANT:
        messages.info(request, "You have already joined.")
        return redirect("my_part", consultation.slug)
    reason = _reason(consultation, held)
    if not reason:
        return None
    context = {"consultation": consultation, "reason": reason, "held": held}
    return render(request, "consultations/joining/refused.html", context)


def _reason(consultation: Consultation, held: Membership | None) -> str:
    if held is not None and held.role == Role.PARTICIPANT:
        return "You left this consultation. If you want to come back, ask the facilitator."
    if held is not None and held.is_police:
        return "You answer for the police here. Whoever answers the residents cannot also be one of the residents."
    if held is not None:
        return f"You are {Role(held.role).label.lower()} here. One person has one role in a consultation."
    if not next_step.joining_possible(consultation):
        if not consultation.is_public:
            return "This consultation has not been announced yet. Your invitation will work once it has."
        return "This consultation is not open for joining. You can still read everything it published."
    return ""


def _joining(
    request: HttpRequest, consultation: Consultation, invitation: InvitationCode | None = None
) -> HttpResponse:
    form = JoinForm(request.POST or None, places=consultation.places)
    if request.method == "POST" and form.is_valid():
        try:
            joining.join(consultation, by=request.user, invitation=invitation, **form.choices())
            return redirect(reverse("my_part", args=[consultation.slug]) + "?joined=1")
        except Refused as error:
            refusals(form, error)
    context = {
        "form": form,
        "consultation": consultation,
        "group": invitation.group if invitation else None,
        "consent_version": joining.CONSENT_VERSION,
    }
    return render(request, "consultations/joining/page.html", context, status=422 if form.errors else 200)


# --- Once you are in --------------------------------------------------------------------------------
def _own_part(request: HttpRequest, slug: str) -> tuple[Consultation, Membership]:
    """The consultation and the participant's own membership; 404 for everybody else."""
    consultation = find(request, slug)
    member = access.membership_of(request.user, consultation)
    if member is None or member.role != Role.PARTICIPANT:
        raise access.NotAllowed("my part")
    return consultation, member


@require_http_methods(READ_OR_SEND)
def my_part(request: HttpRequest, slug: str) -> HttpResponse:
    """My name here, what I agreed to (and changing it), what is kept."""
    if not request.user.is_authenticated:
        find(request, slug)
        return redirect_to_login(request.get_full_path())
    consultation, member = _own_part(request, slug)
    given = {item.value: member.consents_to(item) for item in ConsentForm.ITEMS}
    form = ConsentForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        for item in ConsentForm.ITEMS:
            joining.set_consent(consultation, item, form.cleaned_data[item.value], by=request.user)
        messages.success(request, "Your choices are saved.")
        return redirect("my_part", slug)
    return render(request, "consultations/joining/my_part.html", _part_context(request, consultation, member, form))


def _part_context(
    request: HttpRequest, consultation: Consultation, member: Membership, form: forms.Form
) -> dict[str, Any]:
    tasks = next_step.tasks_for(consultation, member)
    return {
        "consultation": consultation,
        "member": member,
        "form": form,
        "joined_now": "joined" in request.GET,
        "next_step": next_step.next_step(consultation, member, tasks),
        "take_part": member.consents.filter(item=Consent.Item.TAKE_PART, withdrawn_at=None).first(),
    }


@require_http_methods(READ_OR_SEND)
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what leaving does, then do it."""
    consultation, member = _own_part(request, slug)
    if request.method == "POST":
        joining.withdraw(consultation, by=request.user)
        messages.success(request, f"You have left. {member.pseudonym} takes no further part.")
        return redirect("consultation", slug)
    context = {"consultation": consultation, "member": member, "votes_can_go": not consultation.has_findings}
    return render(request, "consultations/joining/leave.html", context)

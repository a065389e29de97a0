"""Joining and leaving, for residents: the promise, the choices, and the name people get here."""

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consultations import access, numbers
from consultations.consultation import next_step
from consultations.groups import appointing
from consultations.invitations import invitations
from consultations.joining import coming, consents, joining, typed_codes, wording
from consultations.joining.forms import CodeForm, JoinForm
from consultations.lookup import find, refusals
from consultations.models import Consultation, Group, InvitationCode, Membership, Role
from people import limits
from people.errors import Refused
from people.guests import guests
from people.signin import devices

READ_OR_SEND = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_SEND)
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Join an open consultation; where people are invited, ask for the code instead."""
    consultation = find(request, slug)
    if (answer := cannot_join(request, consultation)) is not None:
        return answer
    if not consultation.joining_is_open:
        return code_page(request, CodeForm(), consultation)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return _waiting(request, consultation) or _joining(request, consultation)


@require_http_methods(READ_OR_SEND)
def join_by_code(request: HttpRequest, code: str) -> HttpResponse:
    """Join with an invitation link, with an account or without one."""
    invitation = invitations.find(code)
    if invitation and request.user.is_authenticated and _takes_part(request, invitation.consultation):
        return redirect("my_part", invitation.consultation.slug)
    if invitation and (answer := _waiting(request, invitation.consultation)) is not None:
        return answer  # a letter is used up by asking with it
    try:
        found = typed_codes.checked(request, invitation if invitation and invitation.is_usable else None, is_long=True)
    except (limits.TooMany, typed_codes.NotLooked) as error:
        return not_looked_at(request, code, error)
    if found is None:
        wrong = Refused(invitations.DOES_NOT_WORK)
        return code_page(request, refusals(CodeForm({"code": code[:40]}), wrong), status=404)
    if (answer := cannot_join(request, found.consultation, found)) is not None:
        return answer
    return _joining(request, found.consultation, found)


@require_http_methods(READ_OR_SEND)
def enter_code(request: HttpRequest) -> HttpResponse:
    """Type a code of any kind: from a letter, off the wall, or one's own."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        return typed_codes.pressed(request, redirect(typed_codes.address_name(code), code), code)
    return code_page(request, form)


def code_page(
    request: HttpRequest, form: forms.Form, consultation: Consultation | None = None, status: int = 200
) -> HttpResponse:
    """The box for a code; 404 for one that does not work, whatever the reason, 429 after too many."""
    context = {"form": form, "consultation": consultation}
    if form.errors and status == 200:
        status = 422
    return render(request, "consultations/joining/code.html", context, status=status)


def not_looked_at(request: HttpRequest, code: str, error: Refused) -> HttpResponse:
    return code_page(request, refusals(CodeForm({"code": code[:40]}), error), status=typed_codes.status_of(error))


def _waiting(request: HttpRequest, consultation: Consultation) -> HttpResponse | None:
    held = coming.waiting_of(request.user, consultation)
    return redirect("wait_here", consultation.slug) if held is not None and held.is_waiting else None


def _takes_part(request: HttpRequest, consultation: Consultation) -> bool:
    member = access.membership_of(request.user, consultation)
    if member is None or member.role != Role.PARTICIPANT:
        return False
    messages.info(request, "You have already joined.")
    return True


def cannot_join(
    request: HttpRequest, consultation: Consultation, invitation: InvitationCode | None = None
) -> HttpResponse | None:
    """The page that says why this person cannot join, or None when they can."""
    held = None
    if request.user.is_authenticated:
        held = Membership.objects.filter(user=request.user, consultation=consultation).first()
    if _takes_part(request, consultation):
        return redirect("my_part", consultation.slug)
    reason = _reason(consultation, held) or _elsewhere(request, consultation)
    reason = reason or coming.why_not_here(request, consultation, invitation)
    if not reason:
        return None
    context = {"consultation": consultation, "reason": reason, "held": held}
    return render(request, "consultations/joining/refused.html", context)


def _elsewhere(request: HttpRequest, consultation: Consultation) -> str:
    try:
        joining.refuse_second_consultation(consultation, request.user)
    except Refused as error:
        return str(error)
    return ""


def _reason(consultation: Consultation, held: Membership | None) -> str:
    if held is not None and held.role == Role.PARTICIPANT:
        return "You left this consultation, and your place in it is gone. You can read everything that is public here."
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
    group = invitation.group if invitation else None
    form = join_form(request, consultation, group)
    if request.method == "POST" and form.is_valid():
        try:
            if _came_in(request, consultation, form, invitation):
                return redirect(reverse("my_part", args=[consultation.slug]) + "?joined=1")
            return redirect("wait_here", consultation.slug)
        except Refused as error:
            refusals(form, error)
    context = {
        "form": form,
        "consultation": consultation,
        "group": group,
        "few_in_group": group is not None and group.members.current().count() < numbers.LEAST_INVITED,
        "least": numbers.LEAST_INVITED,
        "waits": group is not None and coming.waits(group, invitation),
        "door_for_staff": coming.DOOR_FOR_STAFF if devices.was_staff(request) else "",
        "nobody_answers": appointing.nobody_answers(consultation),
        "consent_version": wording.CONSENT_VERSION,
    }
    return render(request, "consultations/joining/page.html", context, status=422 if form.errors else 200)


def join_form(request: HttpRequest, consultation: Consultation, group: Group | None) -> JoinForm:
    """What this person is asked: e-mails only where there is an address, recording only where it is recorded."""
    items = consents.asked(group, has_address=request.user.is_authenticated and not request.user.is_guest)
    return JoinForm(request.POST or None, places=consultation.places, items=items)


def _came_in(
    request: HttpRequest, consultation: Consultation, form: JoinForm, invitation: InvitationCode | None
) -> bool:
    """True for whoever takes part now; False for whoever waits at the door. Raises Refused."""
    if invitation is None:  # anyone may join, with an account
        origin = coming.origin_of(request, consultation)
        coming.come_openly(consultation, by=request.user, origin=origin, **form.choices())  # type: ignore[arg-type]
    elif invitation.group is None:
        raise Refused(invitations.DOES_NOT_WORK)
    else:
        _enter(request, form, invitation.group, way=invitation.way, invitation=invitation)
    return coming.waiting_of(request.user, consultation) is None


def _enter(
    request: HttpRequest,
    form: JoinForm,
    group: Group,
    *,
    way: str,
    invitation: InvitationCode,
) -> None:
    """Come in, or to the door, as the person signed in; else as a guest, who is signed in from here on."""
    by = request.user if request.user.is_authenticated else None
    origin = coming.origin_of(request, group.consultation)
    key = form.cleaned_data["key"] or form.initial["key"]
    came = coming.come_in(group, by=by, key=key, way=way, origin=origin, invitation=invitation, **form.choices())
    if by is None:
        guests.welcome(request, came)

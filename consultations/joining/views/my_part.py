"""Once somebody is in: their name here, what they agreed to, how they come back, and leaving."""

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consultations import access
from consultations.consultation import next_step
from consultations.joining import consents, joining, wording
from consultations.joining.forms import ConsentForm
from consultations.joining.views import choices
from consultations.joining.views.joining import READ_OR_SEND
from consultations.lookup import find
from consultations.models import Consent, Consultation, Membership, Newcomer, Role
from people.guests import guests
from people.models import Person


def own_part(request: HttpRequest, slug: str) -> tuple[Consultation, Membership]:
    """The consultation and the participant's own membership; 404 for everybody else."""
    consultation = find(request, slug)
    member = access.membership_of(request.user, consultation)
    if member is None or member.role != Role.PARTICIPANT:
        raise access.NotAllowed("my part")
    return consultation, member


@require_safe
def my_place(request: HttpRequest) -> HttpResponse:
    """Where somebody belongs: a guest on the page of their one consultation, everybody else at their desk."""
    user: Person = request.user
    if not (user.is_authenticated and user.is_guest):
        return redirect("desk")
    member = Membership.objects.current().filter(user=user).select_related("consultation").first()
    if member is not None:
        return redirect("my_part", member.consultation.slug)
    held = Newcomer.objects.filter(user=user).select_related("consultation").first()
    return redirect("wait_here", held.consultation.slug) if held else redirect("home")


@require_http_methods(READ_OR_SEND)
def my_part(request: HttpRequest, slug: str) -> HttpResponse:
    """My name here, what I agreed to (and changing it), what is kept."""
    if not request.user.is_authenticated:
        find(request, slug)
        return redirect_to_login(request.get_full_path())
    consultation, member = own_part(request, slug)
    items = consents.open_to(member)
    given = {item.value: member.consents_to(item) for item in items}
    form = ConsentForm(request.POST or None, initial=given, items=items)
    if request.method == "POST" and form.is_valid():
        return choices.save(request, member, form)
    return render(request, "consultations/joining/my_part.html", _part_context(request, consultation, member, form))


def _part_context(
    request: HttpRequest, consultation: Consultation, member: Membership, form: forms.Form
) -> dict[str, object]:
    tasks = next_step.tasks_for(consultation, member)
    take_part = member.consents.filter(item=Consent.Item.TAKE_PART, withdrawn_at=None).first()
    context = {
        "consultation": consultation,
        "member": member,
        "form": form,
        "joined_now": "joined" in request.GET,
        "next_step": next_step.next_step(consultation, member, tasks),
        "take_part": take_part,
        "promise": wording.promise(take_part.text_version if take_part else wording.CONSENT_VERSION),
    }
    if request.user.is_guest:  # type: ignore[union-attr]
        code = guests.return_code(request.user)  # type: ignore[arg-type]
        link = request.build_absolute_uri(reverse("come_back", args=[code]))
        context |= {"return_code": guests.spoken(code), "return_link": link}
    return context


@require_http_methods(READ_OR_SEND)
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what leaving does, then do it."""
    consultation, member = own_part(request, slug)
    if request.method == "POST":
        joining.withdraw(consultation, by=request.user)
        if request.user.is_guest:  # type: ignore[union-attr]
            logout(request)
        messages.success(request, f"You have left. {member.pseudonym} takes no further part.")
        return redirect("consultation", slug)
    context = {"consultation": consultation, "member": member, "votes_can_go": joining.token_for(member) is not None}
    return render(request, "consultations/joining/leave.html", context)

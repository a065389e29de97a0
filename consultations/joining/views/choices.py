"""Saving what somebody agrees to. Whatever is taken back is explained first: what happens, then doing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from consultations.joining import consents, wording
from consultations.joining.forms import ConsentForm
from consultations.models import Membership


def save(request: HttpRequest, member: Membership, form: ConsentForm) -> HttpResponse:
    """Store the valid form; ask once more where something would be taken back."""
    wanted = {item: form.cleaned_data[item.value] for item in form.items}
    going = [item for item in form.items if member.consents_to(item) and not wanted[item]]
    if going and "sure" not in request.POST:
        taken = [{"words": wording.of(item).label, "effect": consents.would_happen(member, item)} for item in going]
        kept = [(item.value, "on") for item in form.items if wanted[item]]
        context = {"consultation": member.consultation, "taken": taken, "kept": kept}
        return render(request, "consultations/joining/take_back.html", context)
    told = [consents.set_consent(member.consultation, item, wanted[item], by=request.user) for item in form.items]
    messages.success(request, " ".join(["Your choices are saved.", *filter(None, told)]))
    return redirect("my_part", member.consultation.slug)

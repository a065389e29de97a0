"""What changed about the technologies of a consultation since people were asked: said, and taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from consultations import access, signing
from consultations.access import Do
from consultations.changes import changes
from consultations.changes.forms import ChangeForm, TakeBackForm, WordForm
from consultations.lookup import find_for, sent
from consultations.models import Technology, TechnologyChange
from consultations.saving import page, saved

READ_OR_SEND = ["GET", "HEAD", "POST"]


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Each technology with what was said about it since."""
    consultation, member = find_for(request, slug, Do.SEE_CHANGES)
    said = consultation.changes_said.standing() if member.role in Do.SAY_CHANGED.roles else []
    technologies = consultation.technologies.prefetch_related(
        "changes__consultation", "changes__said_by", "changes__words__member__user", "changes__words__consultation"
    )
    context = {
        "consultation": consultation,
        "mine": {change.pk for change in said if change.may_be_taken_back_by(member)},
        "speaking": {
            change.pk
            for technology in technologies
            for change in technology.changes.all()
            if changes.may_speak(change, consultation, member)
        },
        "technologies": technologies,
        "may_add": access.may(request.user, consultation, Do.KEEP_DOCUMENTS),
        "may_say": member.role in Do.SAY_CHANGED.roles and access.fits_stage(consultation, Do.SAY_CHANGED),
    }
    return render(request, "consultations/changes/page.html", context)


@require_http_methods(READ_OR_SEND)
def say(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say what is different about one technology."""
    consultation, _ = find_for(request, slug, Do.SAY_CHANGED)
    technology: Technology = get_object_or_404(consultation.technologies, pk=pk)
    form = ChangeForm(sent(request), technology=technology)
    if request.method == "POST" and saved(form, changes.say, consultation, technology, by=request.user):
        messages.success(request, "Said. It is public now.")
        return redirect("changes", slug)
    if request.method != "POST" and not access.fits_stage(consultation, Do.SAY_CHANGED):
        messages.info(request, access.wrong_stage(consultation, Do.SAY_CHANGED))
        return redirect("changes", slug)
    context = {"consultation": consultation, "technology": technology, "form": form}
    return page(request, "consultations/changes/say.html", context)


@require_http_methods(READ_OR_SEND)
def speak(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Words of the panel, or of the force, beside what is said to have changed."""
    consultation, member = find_for(request, slug, Do.SPEAK_OF_CHANGE)
    here = TechnologyChange.objects.filter(technology__consultations=consultation).select_related("consultation")
    change = get_object_or_404(here, pk=pk)
    if request.method != "POST" and not changes.may_speak(change, consultation, member):
        messages.info(request, "There is nothing for you to set beside it.")
        return redirect("changes", slug)
    disputed = changes.is_disputed(change, consultation)
    about = f"reply to change {change.pk}"
    returned = signing.typed(request, about) if member.is_officer else {}
    form = WordForm(sent(request), is_force=member.is_officer, is_disputed=disputed, **returned)
    proof: dict[str, signing.Proof] = {}
    if request.method == "POST" and member.is_officer and form.is_valid():
        mark = signing.mark(changes.speak, consultation, change=change, **form.cleaned_data)
        if first := signing.to_prove(request, member, mark, about, words=form.cleaned_data["words"]):
            return first
        proof = {"proof": signing.proof(request, mark)}
    if request.method == "POST" and saved(form, changes.speak, consultation, change, by=request.user, **proof):
        if proof:
            signing.forget(request)
        messages.success(request, "Published. It stands beside the change.")
        return redirect("changes", slug)
    context = {
        "consultation": consultation,
        "change": change,
        "form": form,
        "is_force": member.is_officer,
        "returned": bool(returned) and not form.is_bound,
    }
    return page(request, "consultations/changes/speak.html", context)


@require_http_methods(READ_OR_SEND)
def take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that one was a mistake."""
    consultation, member = find_for(request, slug, Do.SAY_CHANGED)
    change = get_object_or_404(consultation.changes_said, pk=pk)
    why_not = "" if change.taken_back_at is None else "It was taken back already."
    why_not = why_not if change.may_be_taken_back_by(member) else changes.NOT_YOURS
    if request.method != "POST" and why_not:
        messages.info(request, why_not)
        return redirect("changes", slug)
    form = TakeBackForm(sent(request))
    if request.method == "POST" and saved(form, changes.take_back, consultation, change, by=request.user):
        messages.success(request, "Taken back. It stays readable, with your reason.")
        return redirect("changes", slug)
    context = {"consultation": consultation, "change": change, "form": form}
    return page(request, "consultations/changes/take_back.html", context)

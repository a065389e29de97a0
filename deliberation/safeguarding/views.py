"""Safeguarding: alerts and their four questions, and the private words of two people."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from consultations.access import Do
from consultations.lookup import find, find_for, member_of, refusals, sent
from consultations.models import Consultation
from consultations.saving import attempted, page, saved
from deliberation.discussion.views.given_back import gives_back
from deliberation.models import SafetyAlert
from deliberation.safeguarding import safeguarding as acts
from deliberation.safeguarding import words
from deliberation.safeguarding.forms import FourQuestionsForm, PrivateWordForm
from deliberation.signposts import signposts
from people.errors import Refused
from people.text.sanitising import number

ON_A_PAGE = 100  # alerts


@require_safe
def alerts(request: HttpRequest, slug: str) -> HttpResponse:
    """Every alert with what was done, for facilitators: no words in it."""
    consultation, member = find_for(request, slug, Do.SAFEGUARD)
    found = _alerts(consultation).order_by("-raised_at", "-pk").prefetch_related("steps__by__user")
    last = SafetyAlert.objects.filter(consultation=consultation, pk=number(request.GET.get("before"))).first()
    if last is not None:  # raised again it stands anew: so pages go by when, and by key where that is the same
        found = found.filter(Q(raised_at__lt=last.raised_at) | Q(raised_at=last.raised_at, pk__lt=last.pk))
    rows = list(found[: ON_A_PAGE + 1])
    context = {
        "consultation": consultation,
        "member": member,
        "alerts": rows[:ON_A_PAGE],
        "earlier": last is not None,
        "before": rows[ON_A_PAGE - 1].pk if len(rows) > ON_A_PAGE else None,
    }
    return render(request, "deliberation/safeguarding/alerts.html", context)


def safety_alert(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One alert: the post, the four questions, what was done before."""
    consultation, member = find_for(request, slug, Do.SAFEGUARD)
    alert = get_object_or_404(_alerts(consultation), pk=pk)
    form = FourQuestionsForm(sent(request))
    if request.method == "POST" and saved(form, acts.note_step, alert, by=request.user):
        messages.success(request, "Noted: the answers, the step and the time.")
        return redirect("safety_alert", slug, pk)
    context = {
        "consultation": consultation,
        "alert": alert,
        "form": form,
        "steps": alert.steps.select_related("by__user"),
        "is_lead": member.is_safeguarding_lead,
        "words": words.of(alert),
    }
    return page(request, "deliberation/safeguarding/alert.html", context)


@gives_back("words")
def private_words(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What author and lead write to each other. For everybody else there is no such page."""
    consultation = find(request, slug)
    member = member_of(request, consultation)
    alert = get_object_or_404(_alerts(consultation), pk=pk)
    side = acts.side_of(alert, member)
    if request.method == "POST" and "agree" in request.POST and side == "author":
        attempted(request, lambda: acts.agree_to_pass_on(alert, by=request.user), "Thank you. The lead may tell them.")
        return redirect("private_words", slug, pk)
    if request.method == "POST" and "take_back" in request.POST and side == "author":
        attempted(request, lambda: acts.take_back_passing_on(alert, by=request.user), "Taken back. The lead knows.")
        return redirect("private_words", slug, pk)
    form = PrivateWordForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            acts.write(alert, form.cleaned_data["words"], by=request.user)
            messages.success(request, "Sent.")
            return redirect("private_words", slug, pk)
        except Refused as error:
            refusals(form, error)
    context = {
        "consultation": consultation,
        "alert": alert,
        "side": side,
        "was_passed_on": side == "author" and acts.was_passed_on(alert),
        "form": form,
        "between": acts.between(alert, member),
        "lead": member if side == "lead" else acts.leads(consultation).select_related("user").first(),
        "local": signposts.local_routes(consultation),
    }
    return page(request, "deliberation/safeguarding/private.html", context)


def _alerts(consultation: Consultation) -> QuerySet[SafetyAlert]:
    return SafetyAlert.objects.filter(consultation=consultation).select_related(
        "author__user",
        "consultation",
        "contribution__thread__area",
        "statement__conversation",
        "question",
        "quiet_word",
    )

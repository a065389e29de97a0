"""Saying something to the facilitators alone, and their list of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from consultations.access import Do, NotAllowed
from consultations.lookup import find_for, refusals, sent
from consultations.saving import attempted, page
from deliberation.discussion.views.discussion import find_thread
from deliberation.discussion.views.given_back import gives_back
from deliberation.models import QuietWord
from deliberation.quiet import quiet as acts
from deliberation.quiet.forms import QuietForm
from people.errors import Refused
from people.text.sanitising import number


@gives_back("words")
@require_http_methods(["GET", "HEAD", "POST"])
def say_quietly(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """From a thread: a pause, or words that only the facilitators read."""
    thread, member = find_thread(request, slug, pk)
    if member is None or member.role not in Do.SAY_QUIETLY.roles:
        raise NotAllowed(Do.SAY_QUIETLY.label)
    form = QuietForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            if "pause" in request.POST:
                acts.ask_pause(thread, by=request.user)
            else:
                acts.say(thread, form.cleaned_data["words"], by=request.user)
            messages.success(request, "The facilitators have it.", extra_tags=f"{member.pk}/quiet-{thread.pk}")
            return redirect(thread)
        except Refused as error:
            refusals(form, error)
    mine = QuietWord.objects.filter(thread=thread, membership=member).order_by("-pk")[:20]
    context = {"thread": thread, "consultation": thread.consultation, "member": member, "form": form, "mine": mine}
    return page(request, "deliberation/quiet/say.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def quiet_words(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits, for the facilitators."""
    consultation, member = find_for(request, slug, Do.HEAR_QUIETLY)
    if request.method == "POST":
        word = get_object_or_404(acts.waiting(consultation), pk=number(request.POST.get("seen")))
        attempted(request, lambda: acts.see_to(word, by=request.user), "Seen to. Whoever said it can see that.")
        return redirect("quiet_words", slug)
    context = {"consultation": consultation, "member": member, "waiting": acts.waiting(consultation)[:50]}
    return render(request, "deliberation/quiet/page.html", context)

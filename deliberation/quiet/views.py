"""Saying something to the facilitators alone, and their list of it."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consultations.access import Do, NotAllowed
from consultations.lookup import find_for, refusals, sent
from consultations.models import Membership
from consultations.saving import attempted, page, saved
from deliberation.discussion.views.discussion import find_thread
from deliberation.discussion.views.given_back import gives_back, gives_back_by_code
from deliberation.models import Session, Thread
from deliberation.quiet import quiet as acts
from deliberation.quiet.forms import QuietForm, SeenForm
from deliberation.safeguarding import safeguarding
from deliberation.sessions import leading
from deliberation.sessions.views.phone import find_session
from deliberation.signposts import signposts
from people.errors import Refused
from people.text.sanitising import number


@gives_back("words")
@require_http_methods(["GET", "HEAD", "POST"])
def say_quietly(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """From a thread: a pause, or words that only the facilitators read."""
    thread, member = find_thread(request, slug, pk)
    if member is None or member.role not in Do.SAY_QUIETLY.roles:
        raise NotAllowed(Do.SAY_QUIETLY.label)
    return _say(request, thread, member)


@gives_back_by_code("words")
@require_http_methods(["GET", "HEAD", "POST"])
def say_quietly_in_session(request: HttpRequest, code: str) -> HttpResponse:
    """From a session: words that only the facilitators read. What they answer is read here afterwards too."""
    session, member = find_session(request, code)
    if member is None or member.role not in Do.SAY_QUIETLY.roles or not leading.belongs(session, member):
        raise NotAllowed(Do.SAY_QUIETLY.label)
    return _say(request, session, member)


def _say(request: HttpRequest, there: Thread | Session, member: Membership) -> HttpResponse:
    thread = there if isinstance(there, Thread) else None
    back_to = there.get_absolute_url() if thread else reverse("live", args=[there.code])  # type: ignore[union-attr]
    key = f"{there.pk}" if thread else f"session-{there.pk}"
    form = QuietForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            if thread and "pause" in request.POST:
                acts.ask_pause(thread, by=request.user)
            else:
                acts.say(there, form.cleaned_data["words"], by=request.user)
            messages.success(request, "The facilitators have it.", extra_tags=f"{member.pk}/quiet-{key}")
            return redirect(back_to)
        except Refused as error:
            refusals(form, error)
    mine = there.quiet_words.filter(membership=member).select_related("safety_alert", "seen_by__user")
    context = {
        "place": there,
        "key": key,
        "back_to": back_to,
        "in_room": thread is None,
        "may_say": thread is not None or there.is_live,  # type: ignore[union-attr]
        "consultation": there.consultation,
        "member": member,
        "form": form,
        "mine": mine.order_by("-pk")[:20],
        "local_help": partial(signposts.local_routes, there.consultation),  # asked only where somebody needs it
    }
    return page(request, "deliberation/quiet/say.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def quiet_words(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits and what was seen to, for the facilitators."""
    consultation, member = find_for(request, slug, Do.HEAR_QUIETLY)
    if request.method == "POST" and "risk" in request.POST:
        word = get_object_or_404(acts.of(consultation), pk=number(request.POST.get("risk")))
        told = "The safeguarding lead is told, and whoever said it reads where help is."
        attempted(request, lambda: safeguarding.raise_for_word(word, by=request.user), told)
        return redirect("quiet_words", slug)
    form, answered = SeenForm(sent(request)), 0
    if request.method == "POST":
        word = get_object_or_404(acts.of(consultation), pk=number(request.POST.get("seen")))
        if saved(form, partial(acts.see_to, word, by=request.user)):
            messages.success(request, "Seen to. Whoever said it can see that.")
            return redirect("quiet_words", slug)
        answered = word.pk
    waiting = list(acts.waiting(consultation)[:50])
    context = {
        "consultation": consultation,
        "member": member,
        "waiting": [(word, _form_of(request, word.pk, answered)) for word in waiting],
        "errors": [error for errors in form.errors.values() for error in errors],
        "unsent": "" if answered in {word.pk for word in waiting} else request.POST.get("reply", ""),
        "seen": acts.seen(consultation)[:50],
    }
    return render(request, "deliberation/quiet/page.html", context, status=422 if answered else 200)


def _form_of(request: HttpRequest, word: int, answered: int) -> SeenForm:
    """Of each word that waits; the refused one with what was typed."""
    return SeenForm(request.POST if word == answered else None, auto_id=f"reply-{word}-%s")

"""Saying something in a thread: the form, what the act answers, and where the new words stand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django_htmx.http import reswap, retarget, trigger_client_event

from consultations.models import Membership
from deliberation.discussion import discussion as acts
from deliberation.discussion import thread_page
from deliberation.discussion.forms import PostForm
from deliberation.discussion.views.discussion import (
    WAITING,
    find_thread,
    form_class,
    fresh_form,
    standing,
    why_not_post,
)
from deliberation.discussion.views.given_back import gives_back
from deliberation.models import Contribution, Thread
from people.errors import Refused
from people.text.sanitising import number

SIGNED_OUT = "You are signed out. Copy what you wrote, sign in, and come back to this thread."


@gives_back("body")
def post(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """GET: the form on its own, to reply without JavaScript. POST: say it."""
    found, member = find_thread(request, slug, pk)
    if request.method != "POST":
        to = _replied_to(found, request.GET.get("reply_to"))
        if member is None or why_not_post(found, member):
            return redirect(found)
        return _show_form(request, found, member, fresh_form(member, to), to)
    to = _replied_to(found, request.POST.get("reply_to"))
    form = form_class(member)(request.POST).place(
        to.pk if to else None
    )  # before it is read, or labels stay as they were
    if not form.is_valid():
        return _show_form(request, found, member, form, to, status=422)
    try:
        said = _say(request, found, form, to)
    except Refused as error:
        form.with_new_key().add_error("body", str(error))
        return _show_form(request, found, member, form, to, status=422)
    return _said(request, said, member)


def _replied_to(found: Thread, to: str | None) -> Contribution | None:
    if not to:
        return None
    return get_object_or_404(thread_page.ON_SHOW.filter(thread=found), pk=number(to))


def _say(request: HttpRequest, found: Thread, form: PostForm, to: Contribution | None) -> Contribution:
    if not request.user.is_authenticated:
        raise Refused(SIGNED_OUT)
    body, key = form.cleaned_data["body"], form.cleaned_data["key"]
    if form.cleaned_data.get("as_note") and to is None:
        return acts.add_note(found, body, by=request.user, key=key)
    return acts.post(found, body, by=request.user, reply_to=to, key=key)


def _show_form(
    request: HttpRequest,
    found: Thread,
    member: Membership | None,
    form: PostForm,
    to: Contribution | None,
    status: int = 200,
) -> HttpResponse:
    context = {**standing(found, member), "form": form, "to": to, "inline": bool(request.htmx)}  # type: ignore[attr-defined]
    if not request.htmx:  # type: ignore[attr-defined]
        context["to_row"] = thread_page.one(to) if to else None
        return render(request, "deliberation/discussion/post.html", context, status=status)
    answer = render(request, "deliberation/discussion/_form.html", context, status=status)
    if status == 200:  # asked for: it goes where the link says
        return answer
    return reswap(retarget(answer, f"#{form.html_id}"), "outerHTML")


def _said(request: HttpRequest, said: Contribution, member: Membership | None) -> HttpResponse:
    """htmx: the new row at its place and an empty form. Otherwise: go to it."""
    held = said.state == Contribution.State.HELD
    text = WAITING if held else "Your post is in the thread."
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, text)
        return redirect(f"{said.thread.get_absolute_url()}?newest=1#mine" if held else said.get_absolute_url())
    context = {
        **standing(said.thread, member, why_not=""),  # the act has just asked
        "row": thread_page.just_said(said),
        "text": text,
        "form": fresh_form(member) if said.reply_to_id is None else None,
        "mine": thread_page.hidden_from_others(said.thread, member) if held else [],
    }
    if held:
        answer = render(request, "deliberation/discussion/_held.html", context)
        answer, at = reswap(retarget(answer, "#mine"), "outerHTML"), f"mine-{said.pk}"
    else:
        answer, at = render(request, "deliberation/discussion/_said.html", context), f"contribution-{said.pk}"
    return trigger_client_event(answer, "said", {"at": at}, after="settle")

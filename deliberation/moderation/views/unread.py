"""A post that nobody read in time: its author asks the panel, the panel decides."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from consultations.access import Do
from consultations.lookup import find_for, refusals, sent
from consultations.saving import attempted, page
from deliberation.discussion import holding
from deliberation.discussion.views.discussion import find_own
from deliberation.models import Contribution, ModerationDecision
from deliberation.moderation import moderation, queue
from deliberation.moderation import unread as acts
from deliberation.moderation.forms.moderation import DecisionForm
from deliberation.rules import rules
from people.errors import Refused


@require_POST
def ask_panel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contribution = find_own(request, slug, pk)
    told = "The oversight panel is asked. You are told what it decides."
    attempted(request, lambda: acts.ask_panel(contribution, by=request.user), told)
    return redirect(f"{contribution.thread.get_absolute_url()}?newest=1#mine")


@require_http_methods(["GET", "HEAD", "POST"])
def decide_unread(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One post in full, why it waits, and the choice."""
    consultation, member = find_for(request, slug, Do.DECIDE_UNREAD)
    post = get_object_or_404(acts.of_the_panel(consultation), pk=pk)
    on_screen = {"revision": post.revision, "decision": queue.last_decision(post)}
    form = DecisionForm(sent(request), initial=on_screen, places=[])
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, post, form)
            messages.success(request, "Done. The author is told.")
            return redirect("appeals", slug)
        except Refused as error:
            if isinstance(error, moderation.Overtaken):
                moderation.note_overtaken(post, by=request.user)
                messages.error(request, str(error))
                return redirect("appeals", slug)
            refusals(form, error)
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data.update(on_screen)  # type: ignore[attr-defined]
    context = {
        "consultation": consultation,
        "member": member,
        "contribution": post,
        "form": form,
        "why": holding.for_moderators(post, rules.names_of(consultation)),
        "due": queue.due(post.waits_since),  # type: ignore[attr-defined]
        "never": moderation.NEVER_A_REASON,
    }
    return page(request, "deliberation/moderation/decide_unread.html", context)


def _decide(request: HttpRequest, post: Contribution, form: DecisionForm) -> None:
    if form.cleaned_data["action"] == ModerationDecision.Action.PUBLISH:
        acts.show(post, by=request.user, seen=form.on_screen)
    else:
        chosen = {name: form.cleaned_data[name] for name in ("reason", "note")}
        acts.remove(post, by=request.user, seen=form.on_screen, **chosen)

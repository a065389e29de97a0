"""Proposing to split a post, and the author’s answer."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from consultations.access import Do
from consultations.lookup import find_for, sent
from consultations.lookup import refusals as refused_in
from consultations.saving import attempted, page
from deliberation.models import Contribution, SplitProposal
from deliberation.moderation import changes, moderation, queue
from deliberation.splitting import splitting as acts
from deliberation.splitting.forms import SplitForm
from people.errors import Refused
from people.text.sanitising import number


@require_http_methods(["GET", "HEAD", "POST"])
def propose_split(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A facilitator asks the author."""
    consultation, _ = find_for(request, slug, Do.MODERATE)
    posts = Contribution.objects.in_threads().filter(thread__area__consultation=consultation)
    post = get_object_or_404(
        posts.select_related("membership__user", "thread__area__consultation", "thread__group"), pk=pk
    )
    if request.method == "POST" and "take_back" in request.POST:
        asked = get_object_or_404(post.splits.all(), pk=number(request.POST["take_back"]))
        attempted(
            request, lambda: acts.take_back(asked, by=request.user), "Taken back. Its author is not asked any more."
        )
        return redirect("decide", slug, pk)
    places = changes.places_for(post)
    on_screen = {"revision": post.revision, "decision": queue.last_decision(post)}
    form = SplitForm(sent(request), places=places, initial=on_screen)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        to = next((place for place in places if place.pk == words["to"]), None)
        try:
            acts.propose(post, by=request.user, begins=words["begins"], to=to, note=words["note"], seen=form.on_screen)
            messages.success(request, "Its author is asked.")
            return redirect("decide", slug, pk)
        except Refused as error:
            if isinstance(error, moderation.Overtaken):
                moderation.note_overtaken(post, by=request.user)
            post.refresh_from_db()
            fresh = {"revision": post.revision, "decision": queue.last_decision(post)}
            form.data = {**form.data.dict(), **fresh}  # type: ignore[attr-defined]
            refused_in(form, error)
    context = {"consultation": consultation, "contribution": post, "form": form}
    return page(request, "deliberation/splitting/propose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_split(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The author reads both parts, and agrees or not."""
    asked = get_object_or_404(_mine(request, slug), pk=pk)
    post = asked.contribution
    if request.method == "POST":
        try:
            if "agree" in request.POST:
                made = acts.agree(asked, by=request.user)
                messages.info(
                    request, "Two posts now." if made else "The post was changed meanwhile, so it stays whole."
                )
            else:
                acts.decline(asked, by=request.user)
                messages.info(request, "It stays whole.")
        except Refused as error:
            messages.error(request, str(error))
        return redirect(post)
    parts = (post.body[: asked.at].strip(), post.body[asked.at :].strip()) if post.revision == asked.revision else ()
    context = {"consultation": post.thread.consultation, "asked": asked, "contribution": post, "parts": parts}
    return render(request, "deliberation/splitting/answer.html", context)


def _mine(request: HttpRequest, slug: str) -> QuerySet[SplitProposal]:
    if not request.user.is_authenticated:
        return SplitProposal.objects.none()
    mine = SplitProposal.objects.filter(
        contribution__membership__user=request.user,
        contribution__membership__withdrawn_at=None,
        contribution__thread__area__consultation__slug=slug,
    )
    return mine.select_related(
        "contribution__thread__area__consultation", "contribution__thread__group", "by__user", "to"
    )

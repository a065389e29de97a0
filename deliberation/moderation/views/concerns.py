"""Reporting a post, and leaving a reported post as it is."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from consultations.access import Do, fits_stage, wrong_stage
from consultations.lookup import find_for, refusals
from deliberation import numbers
from deliberation.discussion import discussion, thread_page
from deliberation.discussion.views.discussion import find_thread
from deliberation.discussion.views.given_back import gives_back
from deliberation.models import Contribution
from deliberation.moderation import concerns as acts
from deliberation.moderation.forms.concerns import ConcernForm
from deliberation.moderation.moderation import note_overtaken
from people import limits
from people.errors import Refused
from people.templatetags.drafts import place
from people.text.sentences import counted

NOTHING = "There is nothing here that you can report. It may be gone, or it was never open to you."
THANKS = (
    f"Thank you. A facilitator reads it, usually within {counted(numbers.DECIDE_DAYS, 'working day')}. "
    "The author is not told who reported it."
)


@require_http_methods(["GET", "HEAD", "POST"])
@gives_back("words", why=NOTHING)
def report_post(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Tell the facilitators that something is wrong with a post."""
    found = get_object_or_404(Contribution.objects.on_show().filter(thread__area__consultation__slug=slug), pk=pk)
    thread, member = find_thread(request, slug, found.thread_id)
    if not discussion.may_be_reported(thread, member) or (member is not None and member.pk == found.membership_id):
        raise Http404
    found.thread = thread
    form = ConcernForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                keys = [limits.address_of(request)]
                acts.raise_concern(found, by=request.user, keys=keys, **form.cleaned_data)
                messages.success(request, THANKS, extra_tags=place(request.user, "report", pk))
                return redirect(f"{thread.get_absolute_url()}?at={found.pk}")  # its top, where the thanks are
            status = 422
        except Refused as error:
            refusals(form, error)
            status = 429 if isinstance(error, limits.TooMany) else 422
    context = {
        "thread": thread,
        "post": found,
        "row": thread_page.one(found),
        "form": form,
        "member": member,
        "why_not": ""
        if fits_stage(thread.consultation, Do.RAISE_CONCERN) or form.is_bound
        else wrong_stage(thread.consultation, Do.RAISE_CONCERN),
    }
    return render(request, "deliberation/moderation/report.html", context, status=status)


@require_POST
def leave_post(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A facilitator has read a reported post, and it stays."""
    consultation, _ = find_for(request, slug, Do.MODERATE)
    posts = Contribution.objects.filter(thread__area__consultation=consultation)
    post = get_object_or_404(posts.select_related("thread__area__consultation"), pk=pk)
    try:
        acts.leave(post, by=request.user)
        messages.success(request, "Done: the post stays as it is.")
    except Refused as error:
        if isinstance(error, acts.Overtaken):
            note_overtaken(post, by=request.user)
        messages.error(request, str(error))
    return redirect("moderation", slug)

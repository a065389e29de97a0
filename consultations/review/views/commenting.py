"""Comments of the panel: on a sentence or a row that is chosen, what was answered, and that it is settled."""

from collections import Counter
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from consultations.access import Do
from consultations.lookup import sent
from consultations.models import ReviewComment, SectionKind
from consultations.review import passages, review
from consultations.review.forms import PassageForm, ReplyForm
from consultations.review.views.reading import find_review
from consultations.saving import attempted, page, saved
from consultations.seen import edits, one_after_another
from people.text.sanitising import number


def comment_on_part(request: HttpRequest, slug: str, part: str) -> HttpResponse:
    """A part sentence by sentence and row by row: `?at=` the number of the one that the comment is about."""
    consultation, version = find_review(request, slug, Do.COMMENT_ON_BRIEFING)
    section = "" if part == passages.REST else part
    if section not in {"", *SectionKind.values}:
        raise Http404("no such part")
    if not version.waits_for_panel:
        return redirect("review", slug)
    found = passages.of_part(version, part)
    at = number(request.GET.get("at", ""))
    chosen = found[at - 1] if 0 < at <= len(found) else ""
    form = PassageForm(sent(request), initial={"passage": chosen, "severity": ReviewComment.Severity.SHOULD})
    act = partial(review.comment, version, section=section, by=request.user)
    if request.method == "POST" and saved(form, act):
        messages.success(request, "Comment added.")
        return redirect("comment_on_part", slug, part)
    passage = form["passage"].value() or ""
    said = Counter(version.comments.filter(section=section).values_list("passage", flat=True))
    context = {
        "consultation": consultation,
        "heading": SectionKind(section).label if section else "Sources, words and terms",
        "part": part,
        "form": form,
        "passage": passage,
        "rows": [(n, text, said[text], text == passage) for n, text in enumerate(found, start=1)],
    }
    return page(request, "consultations/review/part.html", context)


@one_after_another()
def reply(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The facilitator says what was done about one comment."""
    consultation, version = find_review(request, slug, Do.EDIT_BRIEFING)
    comment = get_object_or_404(version.comments.select_related("author__user"), pk=pk)
    form = edits(ReplyForm(sent(request), initial={"reply": comment.reply}))

    def act(reply: str) -> None:
        review.reply(comment, reply, by=request.user)

    if request.method == "POST" and saved(form, act):
        messages.success(request, "Answer saved.")
        return redirect("review", slug)
    context = {"consultation": consultation, "comment": comment, "form": form}
    return page(request, "consultations/review/reply.html", context)


@require_POST
def resolve(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    _, version = find_review(request, slug, Do.COMMENT_ON_BRIEFING)
    comment, seen = get_object_or_404(version.comments, pk=pk), request.POST.get("seen", "")
    attempted(request, lambda: review.resolve(comment, by=request.user, seen=seen), "Marked as settled.")
    return redirect("review", slug)

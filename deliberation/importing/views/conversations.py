"""A Polis export that waits: what was understood of it, what it is called here, and bringing it in."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from consultations.access import Do
from consultations.lookup import find_for, refusals, sent
from consultations.seen import edits, one_after_another
from deliberation import numbers
from deliberation.importing import conversation_drafts, drafts
from deliberation.importing.conversation_drafts import Preview
from deliberation.importing.forms.conversations import BringConversationForm, ConversationForm
from deliberation.importing.views.records import records_page
from deliberation.models import RecordDraft
from people.errors import Refused
from people.text.sanitising import number

STATEMENTS = 50  # on a page
BROUGHT_IN = (
    "The conversation is brought in, and its files are deleted. Count its answers under Statements; until then you can "
    "take it out again."
)


@require_http_methods(["GET", "HEAD", "POST"])
def send_conversation(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the files of an export and store them as a draft."""
    consultation, member = find_for(request, slug, Do.IMPORT_RECORD)
    if request.method != "POST":
        return redirect("records", slug)
    given = [one for one in request.FILES.getlist("files") if isinstance(one, UploadedFile)]
    try:
        if not given:
            raise Refused("Choose the files of the export, or its zip.")
        files = [(str(one.name or ""), one.read()) for one in given]
        draft = conversation_drafts.keep(consultation, files, by=request.user)
    except Refused as error:
        return records_page(request, consultation, member, errors=error.problems)
    return redirect(draft)


@require_http_methods(["GET", "HEAD", "POST"])
@one_after_another(RecordDraft, "pk")
def conversation_draft(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Name the conversation, or bring it in. What is typed is stored also where bringing in is refused."""
    consultation, _ = find_for(request, slug, Do.IMPORT_RECORD)
    found = get_object_or_404(consultation.record_drafts.filter(is_conversation=True), pk=pk)
    if request.method == "POST" and "delete" in request.POST:
        drafts.throw_away(found, by=request.user)
        messages.success(request, "The files are deleted. Nothing of them was brought in.")
        return redirect("records", slug)
    given, brings = conversation_drafts.preview_of(found), "bring" in request.POST
    form = edits(ConversationForm(given, sent(request)))
    bring = BringConversationForm(given, request.POST if brings else None)
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            conversation_drafts.name(found, by=request.user, title=form.cleaned_data["title"])
            if not brings:
                messages.success(request, "Saved. Look at it below, then bring it in.")
                return redirect(found)
            if bring.is_valid():
                accepts = bring.cleaned_data.get("accepts", False)
                kept = conversation_drafts.bring_in(found, by=request.user, accepts=accepts)
                messages.success(request, BROUGHT_IN)
                return redirect("record_of_meeting", slug, kept.pk)
            errors = [str(error) for field in bring.errors.values() for error in field]
            given = conversation_drafts.preview_of(found)
            form = edits(ConversationForm(given))
        except Refused as error:
            refusals(form, error)
    return _page(request, found, given, {"form": form, "bring": bring, "errors": errors})


def _page(request: HttpRequest, found: RecordDraft, given: Preview, forms: dict[str, object]) -> HttpResponse:
    shown = given.shown
    first = min(number(request.GET.get("from", "")) or 0, max(0, len(shown) - 1)) // STATEMENTS * STATEMENTS
    last = min(first + STATEMENTS, len(shown))
    context = forms | {
        "consultation": found.consultation,
        "draft": found,
        "given": given,
        "files": [{"key": name, "value": what} for name, what in found.choices.get("files", [])],
        "statements": [(one, *given.tallies[one.id]) for one in shown[first:last]],
        "rejected": given.rejected[:STATEMENTS],
        "more_rejected": max(0, len(given.rejected) - STATEMENTS),
        "first": first + 1,
        "last": last,
        "before": first - STATEMENTS if first else None,
        "after": last if last < len(shown) else None,
        "days": numbers.RECORD_DRAFT_DAYS,
    }
    form = forms["form"]
    wrong = bool(forms["errors"]) or bool(getattr(form, "errors", None))
    return render(request, "deliberation/importing/conversation.html", context, status=422 if wrong else 200)

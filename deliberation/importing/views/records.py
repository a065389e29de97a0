"""Records of meetings: sending one, what came in, and taking one out again."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Q
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations import access
from consultations.access import Do
from consultations.lookup import find_for, sent
from consultations.models import Consultation, Membership, Role
from consultations.saving import attempted, saved
from consultations.seen import edits, one_after_another
from deliberation import numbers
from deliberation.importing import confirming, conversation_undo, drafts, notice, page_rows, rooms
from deliberation.importing.forms.confirming import ConfirmForm, ObjectForm, TakeBackForm
from deliberation.importing.forms.meeting import PutRightForm
from deliberation.importing.meeting import DETAILS, put_right
from deliberation.models import Contribution, ImportedRecord, RecordStanding
from people.errors import Refused
from people.models import Person

_IS_HERE = Q(contributions__isnull=False) | Q(is_conversation=True)


@require_safe
def records(request: HttpRequest, slug: str) -> HttpResponse:
    """What was brought in; for facilitators what waits, with the form to send another."""
    consultation, member = find_for(request, slug, Do.CONFIRM_RECORD)
    return records_page(request, consultation, member)


def records_page(
    request: HttpRequest, consultation: Consultation, member: Membership, pasted: str = "", errors: Sequence[str] = ()
) -> HttpResponse:
    """The list of records, with what was refused and what was typed."""
    people = Count(
        "contributions__membership", filter=Q(contributions__membership__role=Role.PARTICIPANT), distinct=True
    )
    brings = member.role in Do.IMPORT_RECORD.roles
    drafts_here = consultation.record_drafts.select_related("group").defer("file")
    came = consultation.imported_records.filter(_IS_HERE).distinct().select_related("group")
    context = {
        "consultation": consultation,
        "pasted": pasted,
        "errors": errors,
        "brings": brings,
        "waiting": drafts_here if brings else [],
        "records": came.annotate(people=people).order_by("-imported_at"),
        "megabytes": numbers.RECORD_MEGABYTES,
        "days": numbers.RECORD_DRAFT_DAYS,
    }
    return render(request, "deliberation/importing/records.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def send_record(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a file or pasted words and store them as a draft."""
    consultation, member = find_for(request, slug, Do.IMPORT_RECORD)
    if request.method != "POST":
        return redirect("records", slug)
    pasted = request.POST.get("pasted", "")
    try:
        data, name = _given(request.FILES.get("file"), pasted)
        draft = drafts.keep(consultation, data, name, by=request.user)
    except Refused as error:
        return records_page(request, consultation, member, pasted, error.problems)
    return redirect("record_draft", slug, draft.pk)


def _given(sent: Any, pasted: str) -> tuple[bytes, str]:
    if isinstance(sent, UploadedFile):
        if pasted.strip():
            raise Refused("Send a file or paste the words, not both: choose which of the two is the record.")
        return sent.read(), str(sent.name or "")
    if not pasted.strip():
        raise Refused("Choose a file, or paste the words.")
    return pasted.encode(), "Pasted words"


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One record that came in: what is known of the meeting, and taking it out while nothing rests on it."""
    consultation, member = find_for(request, slug, Do.IMPORT_RECORD if request.method == "POST" else Do.CONFIRM_RECORD)
    found = _shown(consultation, pk)
    if request.method == "POST":
        undo = conversation_undo if found.is_conversation else rooms
        done = TAKEN_OUT[found.is_conversation]
        if attempted(request, lambda: undo.take_out(found, by=request.user), done):
            return redirect("records", slug)
        return redirect("record_of_meeting", slug, pk)
    return _record_page(request, found, member, ConfirmForm(found))


@require_http_methods(["GET", "HEAD", "POST"])
@one_after_another()
def put_meeting_right(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What is said of the meeting, to be put right or filled in."""
    consultation, _ = find_for(request, slug, Do.IMPORT_RECORD)
    found = _came(consultation, pk)
    if request.method != "POST" and not access.fits_stage(consultation, Do.IMPORT_RECORD):
        return redirect("record_of_meeting", slug, pk)
    form = edits(PutRightForm(sent(request), initial=model_to_dict(found, list(DETAILS))))
    if form.is_bound and saved(form, put_right, found, by=request.user):
        messages.success(request, "Saved. The record counts again once a second person confirms it.")
        return redirect("record_of_meeting", slug, pk)
    context = {"consultation": consultation, "record": found, "form": form}
    return render(request, "deliberation/importing/meeting.html", context, status=422 if form.errors else 200)


@require_POST
def confirm_record(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Somebody who had no hand in the record says that the meeting was so."""
    consultation, member = find_for(request, slug, Do.CONFIRM_RECORD)
    found = _came(consultation, pk)
    form = ConfirmForm(found, request.POST)
    if saved(form, _confirmed, found, by=request.user):
        messages.success(request, "Confirmed. From now on its people count.")
        return redirect("record_of_meeting", slug, pk)
    return _record_page(request, found, member, form)


@require_POST
def object_to_record(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Somebody of the panel doubts it."""
    consultation, member = find_for(request, slug, Do.OBJECT_TO_RECORD)
    found = _shown(consultation, pk)
    form = ObjectForm(request.POST)
    if saved(form, confirming.object_to, found, by=request.user):
        messages.success(request, f"Your objection is public. {AFTER_OBJECTING[found.is_conversation]}")
        return redirect("record_of_meeting", slug, pk)
    return _record_page(request, found, member, ConfirmForm(found), form)


@require_POST
def take_back_objection(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Whoever of the panel objected was convinced."""
    consultation, member = find_for(request, slug, Do.OBJECT_TO_RECORD)
    found = _shown(consultation, pk)
    form = TakeBackForm(request.POST)
    if saved(form, confirming.take_back, found, by=request.user):
        messages.success(request, "Your objection is taken back. What you said and why stays beside the record.")
        return redirect("record_of_meeting", slug, pk)
    return _record_page(request, found, member, ConfirmForm(found), taking_back=form)


def _confirmed(found: ImportedRecord, *, by: Person, **said: str) -> None:
    """The act; who came too late is noted once it is undone."""
    try:
        confirming.confirm(found, by=by, **said)
    except confirming.Overtaken:
        confirming.note_overtaken(found, by=by)
        raise


#: Whether it is a conversation → what is gone.
TAKEN_OUT = {
    False: "The record is taken out, with its people and their words.",
    True: "The conversation is taken out, with its people and their votes.",
}
#: Whether it is a conversation → what an objection does.
AFTER_OBJECTING = {
    False: "The record counts nowhere until another member confirms it.",
    True: "It stands beside the results of the conversation and in the report.",
}


def _shown(consultation: Consultation, pk: int) -> ImportedRecord:
    """A record or a conversation."""
    return get_object_or_404(consultation.imported_records.filter(_IS_HERE).distinct(), pk=pk)


def _came(consultation: Consultation, pk: int) -> ImportedRecord:
    came = consultation.imported_records.exclude(contributions=None).select_related("group", "confirmed_by__user")
    return get_object_or_404(came, pk=pk)


def _record_page(
    request: HttpRequest,
    found: ImportedRecord,
    member: Membership,
    form: ConfirmForm,
    objection: ObjectForm | None = None,
    taking_back: TakeBackForm | None = None,
) -> HttpResponse:
    objection, taking_back = objection or ObjectForm(), taking_back or TakeBackForm()
    said = found.contributions.all()
    held = said.filter(state=Contribution.State.HELD).count()
    rows = page_rows.of_conversation(found) if found.is_conversation else page_rows.of_meeting(found, held)
    brings = member.role in Do.IMPORT_RECORD.roles
    may_confirm = (
        not found.is_conversation
        and found.standing == RecordStanding.WAITS
        and found.consultation.stage in Do.CONFIRM_RECORD.stages
    )
    context = {
        "consultation": found.consultation,
        "record": found,
        "form": form,
        "objection": objection,
        "may_object": access.may(request.user, found.consultation, Do.OBJECT_TO_RECORD)
        and not confirming.why_not_object(found, member),
        "taking_back": taking_back,
        "may_take_back": found.consultation.stage in Do.OBJECT_TO_RECORD.stages
        and confirming.may_take_back(found, member),
        "why_looked_at": notice.why_looked_at(found),
        "brings": brings,
        "may_put_right": access.fits_stage(found.consultation, Do.IMPORT_RECORD),
        "may_confirm": may_confirm,
        "why_not": confirming.why_not(found, member) if may_confirm else "",
        "rows": rows,
        "held": held,
        "stays": (conversation_undo if found.is_conversation else rooms).why_it_stays(found) if brings else "",
        "threads": {c.thread for c in said.select_related("thread__area").order_by("thread")[:500]},
    }
    wrong = form.errors or objection.errors or taking_back.errors
    return render(request, "deliberation/importing/record.html", context, status=422 if wrong else 200)

"""A record that waits: what was understood, who is who, where each part belongs, and bringing it in."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from consultations.access import Do
from consultations.forms import Typed
from consultations.lookup import find_for, refusals, sent
from consultations.models import Consultation
from consultations.seen import edits, one_after_another
from deliberation import numbers
from deliberation.importing import correcting, drafts, notice
from deliberation.importing.choices import Choices
from deliberation.importing.forms.drafts import BringForm, MeetingForm, SplitForm, TurnsForm, parted
from deliberation.importing.planning import Plan
from deliberation.models import Contribution, ImportedRecord, RecordDraft
from deliberation.transcripts.model import Transcript
from people.errors import Refused
from people.text.dates import day
from people.text.sanitising import number
from people.text.sentences import many

TURNS = 50  # on a page
LEFT_OUT = 500
BROUGHT_IN = (
    "The record is brought in. The file and the names in it are deleted. "
    "It counts once somebody who had no hand in it confirms it."
)


def _draft(request: HttpRequest, slug: str, pk: int) -> tuple[Consultation, RecordDraft, Transcript]:
    consultation, _ = find_for(request, slug, Do.IMPORT_RECORD)
    waiting = consultation.record_drafts.filter(is_conversation=False)
    found = get_object_or_404(waiting.select_related("group", "corrects", "consultation"), pk=pk)
    return consultation, found, drafts.transcript_of(found)


@require_http_methods(["GET", "HEAD", "POST"])
@one_after_another(RecordDraft, "pk")
def draft(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Save what is decided, or bring the record in. What is typed is stored also where bringing in is refused."""
    consultation, found, transcript = _draft(request, slug, pk)
    if request.method == "POST" and "delete" in request.POST:
        drafts.throw_away(found, by=request.user)
        messages.success(request, "The file is deleted. Nothing of it was brought in.")
        return redirect("records", slug)
    brings = "bring" in request.POST
    form = _meeting_form(found, transcript, sent(request))
    bring = _bring_form(found, transcript, request.POST if brings else None)
    split = _split_form(found, transcript, request)
    problems = split.problems() if split else []
    errors: list[str] = []
    if request.method == "POST" and form.is_valid() and not problems:
        try:
            given = form.cleaned_data
            is_split = split is not None and split.is_bound
            choices = split.onto(form.choices) if split and is_split else form.choices
            drafts.decide(found, choices, by=request.user, group=given["group"], corrects=given["corrects"])
            if split and is_split:
                messages.success(request, split.told())
            if "split" in request.POST:
                return redirect(f"{request.path}?{urlencode({'split': request.POST['split']})}#split")
            if is_split and not brings:
                return redirect(f"{request.path}#who")
            if not brings:
                messages.success(request, "Saved. Look at it below, then bring it in.")
                return redirect("record_draft", slug, pk)
            kept, errors = _brought_in(found, bring, request)
            if kept is not None:
                messages.success(request, BROUGHT_IN)
                return redirect("record_of_meeting", slug, kept.pk)
            form = _meeting_form(found, transcript)  # what is decided is stored; either may ask for more now
            bring = _bring_form(found, transcript, request.POST)
            split = None
        except Refused as error:
            refusals(form, error)
    said = {"form": form, "bring": bring, "split": split, "errors": [*problems, *errors]}
    context = _shown(consultation, found, transcript) | said
    status = 422 if form.errors or errors or problems else 200
    return render(request, "deliberation/importing/draft.html", context, status=status)


def _split_form(found: RecordDraft, transcript: Transcript, request: HttpRequest) -> SplitForm | None:
    """The label that is being split; bound once turns are ticked, or it was asked for without any."""
    chosen, given = Choices.from_json(found.choices), request.POST
    key = given.get("splitting", "") or given.get("split", "") or request.GET.get("split", "")
    if not parted(chosen, transcript, key):
        return None
    asked = "splitting" in given and ("split_off" in given or "split-turns" in given)
    return SplitForm(chosen, transcript, key, given if asked else None)


def _moved(plan: Plan, changes: correcting.Changes) -> list[dict[str, object]]:
    """Words that are given to somebody else, or moved: whose they are then, and where."""
    kinds = {Contribution.Source.FACILITATOR_NOTE: "a note", Contribution.Source.ROOM: "words of nobody in particular"}
    return [
        {
            "body": contribution.body,
            "whose": f"words of {plan.labels.get(line.speaker, line.speaker)}"
            if line.speaker
            else kinds[Contribution.Source(line.kind)],
            "area": line.area if line.area.pk != contribution.thread.area_id else None,
        }
        for contribution, line in changes.moved
    ]


def _brought_in(found: RecordDraft, bring: BringForm, request: HttpRequest) -> tuple[ImportedRecord | None, list[str]]:
    """The record, or why it does not come in."""
    if not bring.is_valid():
        return None, [str(error) for field in bring.errors.values() for error in field]
    said = bring.cleaned_data
    try:
        return drafts.bring_in(found, by=request.user, may_quote=said["may_quote"], reason=said.get("reason", "")), []
    except Refused as error:
        return None, error.problems


def _meeting_form(found: RecordDraft, transcript: Transcript, data: Typed = None) -> MeetingForm:
    plan = _plan(found, transcript)
    alike = drafts.alike(found, plan) if plan else None
    several = correcting.changes(plan, found.corrects).of_several if plan and found.corrects else ()
    return edits(MeetingForm(found, transcript, plan, data, alike=alike, of_several=several))


def _bring_form(found: RecordDraft, transcript: Transcript, data: Typed) -> BringForm:
    plan = _plan(found, transcript)
    changes = correcting.changes(plan, found.corrects) if plan and found.corrects else None
    return BringForm(data, takes_words_out=changes is not None and changes.takes_words_out)


def _plan(found: RecordDraft, transcript: Transcript) -> Plan | None:
    """What the import would do with what is decided so far; None before there is a group."""
    group = found.group or found.consultation.groups.first()
    if group is None:
        return None
    try:
        found.group, chosen = group, found.group
        return drafts.plan_of(found, transcript)
    except Refused:
        return None
    finally:
        found.group = chosen


def _told(found: RecordDraft) -> str:
    """Whether the meeting counts as announced, before it is brought in; empty until its group and day are said."""
    held_on = Choices.from_json(found.choices).held_on
    if found.group is None or held_on is None:
        return ""
    if meeting := notice.meeting_of(found.group, held_on, found.corrects):
        told = f"This meeting was announced: its day stands in public since {day(meeting.announced_on)}."
        return f"{told} {_SEVERAL.format(_days())}" if notice.others_of(meeting, found.corrects) else told
    other = notice.announced(found.group, held_on)
    why = "The meeting announced for that day has its record already, so this one" if other else "This meeting"
    return (
        f"{why} was not announced beforehand. The report says so, and how many people it knows from there alone. "
        f"The panel is told, and can object for {_days()}; "
        "the findings are published after that."
    )


_SEVERAL = (
    "A record of another group came of the same meeting, so both say that they are of one announced meeting. "
    "The panel is told, and can object to each for {}; the findings are published after that."
)


def _days() -> str:
    return many(numbers.RECORD_OBJECTION_DAYS, "working day")


def _shown(consultation: Consultation, found: RecordDraft, transcript: Transcript) -> dict[str, Any]:
    plan = _plan(found, transcript)
    alike = drafts.alike(found, plan) if plan else None
    changes = correcting.changes(plan, found.corrects) if plan and found.corrects else None
    spread = (
        [
            {"area": area, "count": sum(line.area == area for line in plan.lines)}
            for area in dict.fromkeys(line.area for line in plan.lines)
        ]
        if plan
        else []
    )
    return {
        "consultation": consultation,
        "draft": found,
        "transcript": transcript,
        "plan": plan,
        "spread": spread,
        "alike": alike,
        "changes": changes,
        "moved": _moved(plan, changes) if plan and changes else [],
        "new_people": [plan.labels.get(key, key) for key in changes.new_people] if plan and changes else [],
        "told": _told(found),
        "warnings": transcript.warnings[:LEFT_OUT],
        "days": numbers.RECORD_DRAFT_DAYS,
        "has_areas": consultation.areas.exists(),
        "has_groups": consultation.groups.exists(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@one_after_another(RecordDraft, "pk")
def turns(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Every turn, some at a time: whose words it is, and where an area of the topic guide begins."""
    consultation, found, transcript = _draft(request, slug, pk)
    plan = _plan(found, transcript)
    if plan is None:
        messages.error(request, "Write the topic guide and add a group first. Then say where each part belongs.")
        return redirect("record_draft", slug, pk)
    total = len(transcript.utterances)
    first = min(number(request.GET.get("from", "")) or 0, max(0, total - 1)) // TURNS * TURNS
    shown = range(first, min(first + TURNS, total))
    form = edits(TurnsForm(found, transcript, plan, shown, sent(request)))
    if request.method == "POST" and form.is_valid():
        drafts.decide(found, form.choices, by=request.user, group=found.group, corrects=found.corrects)
        messages.success(request, "Saved.")
        if "next" in request.POST and shown.stop < total:
            return redirect(f"{request.path}?from={shown.stop}")
        return redirect("record_draft", slug, pk)
    bodies: dict[int, str] = {}
    for line in plan.lines:
        bodies[line.turn] = f"{bodies[line.turn]} {line.body}" if line.turn in bodies else line.body
    rows = [{**row, "body": bodies.get(row["number"], row["said"].text)} for row in form.rows()]
    context = {
        "consultation": consultation,
        "draft": found,
        "form": form,
        "rows": rows,
        "first": first + 1,
        "last": shown.stop,
        "total": total,
        "before": first - TURNS if first else None,
        "after": shown.stop if shown.stop < total else None,
        "chosen": Choices.from_json(found.choices).areas_chosen,
        "begins": _begins(form, transcript, shown),
        "in_area": form.in_area(first),
    }
    return render(request, "deliberation/importing/turns.html", context, status=422 if form.errors else 200)


def _begins(form: TurnsForm, transcript: Transcript, shown: range) -> list[dict[str, object]]:
    """Where each area begins, on whatever page of turns: to jump there."""
    rows: list[dict[str, object]] = []
    for turn, area in sorted(form.begins.items()):
        if turn < len(transcript.utterances):
            page = "" if turn in shown else f"?from={turn // TURNS * TURNS}"
            line = transcript.utterances[turn].line
            rows.append({"area": form.areas.get(area, ""), "line": line, "href": f"{page}#turn-{turn}"})
    return rows


@require_safe
def left_out(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Every line nobody said, and why."""
    consultation, found, transcript = _draft(request, slug, pk)
    first = min(number(request.GET.get("from", "")) or 0, max(0, len(transcript.left_out) - 1))
    lines = transcript.left_out[first : first + LEFT_OUT]
    after = first + LEFT_OUT if first + LEFT_OUT < len(transcript.left_out) else None
    context = {"consultation": consultation, "draft": found, "transcript": transcript, "lines": lines, "after": after}
    return render(request, "deliberation/importing/left_out.html", context)

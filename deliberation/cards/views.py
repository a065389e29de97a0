"""The cards of a thread: what is open, what the group chose, and putting a set to it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from consultations.access import Do, may
from consultations.models import Membership
from deliberation.cards import cards as acts
from deliberation.counting import results
from deliberation.counting.figures import QuestionResult
from deliberation.discussion.views.discussion import find_thread
from deliberation.models import Ballot, Wave
from deliberation.polls import polling, receipts
from deliberation.questions import asking
from people.errors import Refused
from people.text.sanitising import number
from people.text.sentences import many


@require_http_methods(["GET", "HEAD", "POST"])
def thread_cards(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """For whoever reads the closed thread. Facilitators put a set, and close it."""
    thread, member = find_thread(request, slug, pk)
    if thread.group_id is None or member is None:
        raise Http404("cards are put to a closed group")
    runs = may(request.user, thread.consultation, Do.RUN_WAVES)
    if request.method == "POST":
        if not runs:
            raise Http404
        try:
            if closing := number(request.POST.get("close")):
                wave = get_object_or_404(acts.waves_of(thread), pk=closing)
                polling.close_wave(wave, by=request.user, reason=request.POST.get("reason", ""))
                messages.success(request, "Closed. The group reads here what it chose.")
            elif again := number(request.POST.get("reopen")):
                polling.reopen(get_object_or_404(acts.waves_of(thread), pk=again), by=request.user)
                messages.success(request, "Open again.")
            else:
                acts.put(thread, request.POST.get("set", ""), by=request.user)
                messages.success(request, "The group finds the cards in its thread.")
        except Refused as error:
            messages.error(request, str(error))
        return redirect("thread_cards", slug, pk)
    rows = [_row(wave, member) | (_running(wave) if runs else {}) for wave in acts.newest_first(thread)]
    context = {
        "consultation": thread.consultation,
        "thread": thread,
        "member": member,
        "runs": runs,
        "rows": rows,
        "sets": acts.sets(thread.consultation) if runs else [],
        "is_open": any(row["wave"].is_open for row in rows),
    }
    return render(request, "deliberation/cards/page.html", context)


def _running(wave: Wave) -> dict[str, Any]:
    """For whoever runs them: how many have chosen, why they stay open, whether they can be opened again."""
    if not wave.is_open:
        return {"may_reopen": not polling.why_closed_for_good(wave)}
    return {
        "how_many": polling.how_many_chose(wave),
        "why_not_close": polling.why_not_yet(wave),
        "needs_reason": polling.needs_reason(wave),
    }


def _row(wave: Wave, member: Membership) -> dict[str, Any]:
    """One set: what this person chose, and once it is closed what the group did or why that is not told."""
    mine = asking.answers_of(member, wave)
    shown = results.for_wave(wave, viewer=member)
    told = [] if isinstance(shown, str) else shown
    return {
        "wave": wave,
        "name": acts.name_of(wave),
        "total": wave.questions.count(),
        "chosen": len(mine),
        "cards": [_card(one, mine.get(one.question.pk)) for one in told],
        # The same words under each of ten cards are read as ten things.
        "for_all": next(iter(whys)) if len(whys := {one.withheld for one in told}) == 1 else "",
        "why": shown if isinstance(shown, str) else "",
    }


def _card(one: QuestionResult, ballot: Ballot | None) -> dict[str, object]:
    """{story, counts, mine, withheld, chart}. `counts`: what was chosen, most first, in one line."""
    most = sorted((row for row in one.rows if row.count), key=lambda row: -row.count)
    base = "" if one.withheld else f"{many(one.base, 'person', 'people')} of this group"
    return {
        "story": one.question.card,
        "counts": " · ".join(f"{row.label} {row.count}" for row in most),
        "mine": receipts.in_words(one.question, ballot),
        "withheld": one.withheld,
        "chart": {**one.chart, "title": one.question.text, "base": base},
    }

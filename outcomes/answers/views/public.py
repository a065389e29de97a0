"""The public answer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultations.access import Do, may
from consultations.changes import changes
from consultations.forces import agreeing
from consultations.lookup import find
from consultations.stages import late_findings
from outcomes.answers import correcting, in_short, points, responses
from outcomes.answers.looking_up import answers_of
from outcomes.verdicts import verdicts
from outcomes.verdicts.counts import beside
from people.requests.everybodys import strangers


@strangers
@require_safe
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """We asked, you said, we did, what we could not do: the public answer, or the running clock."""
    consultation = find(request, slug)
    if consultation.findings_published_at is None:
        raise Http404
    published = responses.response_of(consultation)
    signed = published if published and published.is_signed else None
    slots = answers_of(signed) if signed else []
    verdict = beside(signed, slots) if signed else {}
    for slot in slots:
        slot.verdict = verdict.get(slot.pk)
        slot.promised = in_short.promised(slot.commitments.all())
    context = {
        "consultation": consultation,
        "response": signed,
        "changed": changes.since_asked(consultation),
        "report": getattr(consultation, "report", None),
        "slots": slots,
        "in_short": in_short.sentences(slots),
        "drawn": in_short.drawn(slots),
        "asks": points.by_ask(signed) if signed else [],
        "pauses_said": late_findings.pauses_of(consultation),
        "forces": agreeing.words(consultation),
        **{
            part: [slot for slot in slots if slot.outcome == part]
            for part in ("did", "did_in_part", "will", "claimed", "left_open", "could_not")
        },
        "given_up": [(slot, one) for slot in slots if slot.outcome != "could_not" for one in slot.given_up],
        "nothing_accepted": bool(slots) and not any(slot.is_accepted for slot in slots),
        "verdict_until": verdicts.last_day(consultation) if signed and not verdicts.has_closed(consultation) else None,
        "errata": correcting.of(signed) if signed else [],
        "may_correct": signed is not None and may(request.user, consultation, Do.CORRECT_ANSWER),
        "may_draft": may(request.user, consultation, Do.DRAFT_RESPONSE),
    }
    return render(request, "outcomes/answers/answer.html", context)

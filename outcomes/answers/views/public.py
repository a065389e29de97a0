"""The public answer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultations.access import Do, may
from consultations.changes import changes
from consultations.forces import agreeing
from consultations.lookup import find
from consultations.stages import late_findings
from outcomes import corrected
from outcomes.answers import correcting, in_short, points
from outcomes.answers.looking_up import printed_of, signed_of, with_answer
from outcomes.models import RecommendationResponse
from outcomes.verdicts import verdicts
from outcomes.verdicts.counts import beside
from people.requests.everybodys import strangers

#: Where an answer stands on the page (`RecommendationResponse.outcome`).
PARTS = ("did", "did_in_part", "will", "claimed", "left_open", "could_not")


@strangers
@require_safe
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """We asked, you said, we did, what we could not do: the public answer, or the running clock."""
    consultation = find(request, slug, with_answer())
    if consultation.findings_published_at is None:
        raise Http404
    signed = signed_of(consultation)
    errata = correcting.of(signed) if signed else []
    slots = printed_of(signed, errata) if signed else []
    report = getattr(consultation, "report", None)
    of_report = corrected.of(report) if signed and report else []
    corrected.note(slots, of_report)
    verdict = beside(signed, slots) if signed else {}
    for slot in slots:
        slot.verdict = verdict.get(slot.pk)
        slot.promised = in_short.promised(slot.commitments.all())
    parts: dict[str, list[RecommendationResponse]] = {name: [] for name in PARTS}
    for slot in slots:
        parts[slot.outcome].append(slot)
    context = {
        "consultation": consultation,
        "response": signed,
        "changed": changes.since_asked(consultation),
        "report": report,
        "corrected": corrected.of_words([report.headline, report.in_brief], of_report) if report else [],
        "slots": slots,
        "in_short": in_short.sentences(slots),
        "drawn": in_short.drawn(slots),
        "asks": points.by_ask(signed) if signed else [],
        "moves_by_others": late_findings.moves_by_others(consultation) if signed else "",
        "pauses_said": late_findings.pauses_of(consultation),
        "forces": agreeing.words(consultation),
        **parts,
        "kept": [(slot, one) for slot in parts["will"] for one in in_short.kept(slot)],
        "given_up": [(slot, one) for slot in slots if slot not in parts["could_not"] for one in slot.given_up],
        "headline": in_short.headline(slots),
        "verdict_until": verdicts.last_day(consultation) if signed and not verdicts.has_closed(consultation) else None,
        "errata": errata,
        "may_correct": signed is not None and may(request.user, consultation, Do.CORRECT_ANSWER),
        "may_draft": may(request.user, consultation, Do.DRAFT_RESPONSE),
    }
    return render(request, "outcomes/answers/answer.html", context)

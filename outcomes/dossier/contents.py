"""The whole file of a consultation, for records and for information law: what is in it, as pages and as data.

What is public is taken as the public reads it, never from behind it: no contribution, no coding, no ballot, and no
figure that is withheld. The police's own version adds their drafts and the comments on them.
"""

from typing import Any

from django.db.models import Prefetch

from consultations.briefing import published as briefings
from consultations.models import Consultation
from consultations.record import public_record
from outcomes.answers import chronicle, correcting, drafts, points, responses
from outcomes.answers.looking_up import answers_of
from outcomes.models import Commitment, DraftComment, DraftVersion, FindingQuote, PoliceResponse
from outcomes.report import paper
from outcomes.verdicts.counts import beside
from people.privacy import retention
from people.text.dates import day, when

POLICE, PANEL = "police", "panel"
Data = dict[str, Any]


def parts(consultation: Consultation, version: str) -> dict[str, Data]:
    """Name of each part → what it says, as JSON can hold it."""
    found = {
        "briefing": _briefings(consultation),
        "record": {"entries": _record(consultation)},
        "deletion-schedule": {"rules": _schedule()},
    }
    report = getattr(consultation, "report", None)
    if report is None or not report.is_published:
        return found
    found["report"] = _report(consultation)
    response = responses.response_of(consultation)
    if response is not None and response.is_signed:
        found |= _answer(response)
    if response is not None and version == POLICE:
        found |= {"police-drafts": _drafts(response), "police-comments": _comments(response)}
    return found


def pages(consultation: Consultation) -> dict[str, str]:
    """The report as it is printed for everybody."""
    report = getattr(consultation, "report", None)
    if report is None or not report.is_published:
        return {}
    return {"report-as-printed.html": paper.page(consultation, "")}


def _briefings(consultation: Consultation) -> Data:
    versions = consultation.briefing_versions.filter(status__in=briefings.PUBLIC).select_related("consultation")
    texts = [briefings.text_of(version) for version in versions.order_by("number")]
    return {"versions": [{"title": text.title, "fingerprint": text.fingerprint, **text.parts} for text in texts]}


def _report(consultation: Consultation) -> Data:
    report = consultation.report
    quotes = Prefetch("finding_quotes", FindingQuote.objects.exclude(printed="").order_by("order", "pk"))
    return {
        "headline": report.headline,
        "in_brief": report.in_brief,
        "limitations": report.limitations,
        "conclusion": report.conclusion,
        "conditions": report.conditions,
        "version": report.version,
        "findings": [
            {
                "number": finding.number,
                "title": finding.title,
                "said": finding.said,
                "label": finding.label,
                "voices": finding.voices,
                "quotes": [[quote.printed, quote.printed_group] for quote in finding.finding_quotes.all()],
            }
            for finding in report.findings.select_related("area").prefetch_related(quotes)
        ],
        "recommendations": [
            {
                "number": one.number,
                "title": one.title,
                "text": one.text,
                "as_put": one.as_put.printed if one.as_put else "",
                "category": one.get_category_display(),
            }
            for one in report.recommendations.select_related("proposed_in")
        ],
        "corrections": [
            {"on": when(one.at), "old": one.old, "new": one.new, "reason": one.reason} for one in report.errata.all()
        ],
    }


def _answer(response: PoliceResponse) -> dict[str, Data]:
    """What was signed, what became of it, and what residents said of it, with no figure that is not shown."""
    slots = answers_of(response)
    verdict = beside(response, slots)
    answer = {
        "opening_statement": response.opening_statement,
        "fingerprint": response.content_hash,
        "signed_by": [response.signed_by_name, response.signed_by_role],
        "signed_on": when(response.signed_at),
        "signed_for": response.signed_for_words,
        "asks": _asks(response),
        "answers": [
            {
                "recommendation": slot.recommendation.number,
                "answer": slot.get_status_display(),
                "reasons": slot.reasons,
                "evidence": slot.evidence_url,
                "sent_to": slot.sent_to,
                "named_beside": slot.named_beside,
                "sent_on": day(slot.referred_on),
                "decided_by": day(slot.decision_by),
                "history": [[day(m.on), m.title, m.text] for m in chronicle.of(slot.recommendation, slot)],
            }
            for slot in slots
        ],
    }
    corrections = [
        {
            "where": one.where,
            "on": when(one.at),
            "old": one.old,
            "new": one.new,
            "reason": one.reason,
            "signed_by": [one.signed_by_name, one.signed_by_role],
            "fingerprint": one.fingerprint,
        }
        for one in correcting.of(response)
    ]
    promises = [_promise(one) for slot in slots for one in slot.commitments.all()]
    counts = [
        {
            "recommendation": slot.recommendation.number,
            "said_of": verdict[slot.pk].said_of,
            "counts": [_chart(chart) for chart in verdict[slot.pk].charts],
        }
        for slot in slots
        if slot.pk in verdict
    ]
    return {
        "answer": answer,
        "corrections": {"corrections": corrections},
        "promises": {"promises": promises},
        "verdict": {"answers": counts},
    }


def _asks(response: PoliceResponse) -> list[Data]:
    return [
        {"ask": heading, "points": [[point.words, point.places, point.why_not] for point in found]}
        for heading, _, found in points.by_ask(response)
    ]


def _promise(promise: Commitment) -> Data:
    return {
        "promise": promise.text,
        "owner": promise.owner_role,
        "by": day(promise.due),
        "state": promise.standing,
        "late": promise.lateness,
        "evidence": promise.evidence_url,
        "checked_on": when(promise.verified_at),
        "checks_taken_back": [
            {
                "checked_on": day(one.verified_on),
                "checked_by": one.verified_by.public_name,
                "evidence": one.evidence_url,
                "taken_back_on": day(one.on),
                "taken_back_by": one.by.public_name,
                "because": one.reason,
            }
            for one in promise.taken_back.all()
        ],
        "dropped_because": promise.dropped_reason,
    }


def _chart(chart: dict[str, Any]) -> Data:
    """A figure of the verdict as it is shown; of one that is withheld only that."""
    if chart["withheld"]:
        return {"withheld": str(chart["withheld"])}
    return {"who": chart["base"], "rows": [[row["label"], row["count"]] for row in chart["rows"]]}


def _drafts(response: PoliceResponse) -> Data:
    rows = DraftVersion.objects.filter(response=response).select_related("answer__recommendation").order_by("at", "pk")
    names = {**drafts.LABELS, drafts.ADDED: "Promises added", drafts.TAKEN_OUT: "Promises taken out"}
    return {
        "versions": [
            {
                "of": _place(one),
                "version": one.number,
                "saved_by": one.by_name,
                "on": when(one.at),
                **{names.get(name, name): value for name, value in one.fields.items() if value},
            }
            for one in rows
        ]
    }


def _comments(response: PoliceResponse) -> Data:
    rows = DraftComment.objects.filter(response=response).select_related("answer__recommendation")
    return {
        "comments": [
            {
                "of": _place(one),
                "by": [one.by_name, one.by_role],
                "on": when(one.at),
                "comment": one.text,
                "taken_back_on": when(one.taken_back_at),
            }
            for one in rows
        ]
    }


def _place(one: DraftVersion | DraftComment) -> str:
    return f"Recommendation {one.answer.recommendation.number}" if one.answer else "Opening statement"


def _record(consultation: Consultation) -> list[Data]:
    """The chain as anybody may read it, each entry with its hash in the whole chain."""
    entries = public_record.listed(consultation.slug)
    return [
        {**{k: str(v) for k, v in public_record.public_entry(entry, n).items()}, "hash": entry.hash}
        for n, entry in enumerate(entries, start=1)
    ]


def _schedule() -> list[Data]:
    """What is deleted when: the rules that delete, as the data card prints them."""
    return [
        {"what": rule.what, "why": rule.why, "kept": rule.kept, "deleted_by_the_clock": rule.purge is not None}
        for rule in retention.rules()
    ]

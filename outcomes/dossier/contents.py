"""The whole file of a consultation, for records and for information law: what is in it, as pages and as data.

What is public is taken as the public reads it, never from behind it: no contribution, no coding, no ballot, and no
figure that is withheld. The police's own version adds their drafts and the comments on them.
"""

from typing import Any

from django.db.models import Prefetch

from audit.models import Entry
from consultations import signed_texts as briefings
from consultations.models import Consultation
from consultations.record import public_record
from outcomes import corrected
from outcomes.answers import chronicle, correcting, drafts, points, responses
from outcomes.answers.looking_up import answers_of
from outcomes.dossier import alongside
from outcomes.models import (
    Commitment,
    DraftComment,
    DraftVersion,
    Erratum,
    Finding,
    FindingQuote,
    PoliceResponse,
    RecommendationResponse,
    VerdictReply,
)
from outcomes.models.promises import standing_of
from outcomes.report import paper
from outcomes.verdicts.counts import Shown, beside
from people.privacy import retention
from people.text.dates import day, when

POLICE, PANEL = "police", "panel"
Data = dict[str, Any]


def parts(consultation: Consultation, version: str) -> dict[str, Data]:
    """Name of each part → what it says, as JSON can hold it."""
    found = {
        "briefing": _briefings(consultation),
        **alongside.of(consultation),
        "record": {"entries": _record(consultation)},
        "deletion-schedule": {"of_this_consultation": alongside.dates(consultation), "rules": _schedule()},
    }
    report = getattr(consultation, "report", None)
    if report is None or not report.is_published:
        return found
    found |= {"report": _report(consultation), "comments-on-facts": alongside.comments(consultation)}
    response = responses.response_of(consultation)
    if response is not None and response.is_signed:
        found |= _answer(response)
    if response is not None and version == POLICE:
        found |= {
            "police-drafts": _drafts(response),
            "police-comments": _comments(response),
            "police-assignments": _assignments(response),
        }
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
        "summary": [point["text"] for point in report.summary],
        "version": report.version,
        "findings": [
            {
                "number": finding.number,
                "title": finding.title,
                "said": finding.said,
                "inferred": finding.inferred,
                "differences": finding.differences,
                "position": finding.position,
                "label_was_changed_because": finding.override_reason,
                "the_panel_agreed_because": _agreed(finding),
                "also_concerns": finding.other_body,
                "label": finding.label,
                "voices": finding.voices,
                "quotes": [[quote.printed, quote.printed_group] for quote in finding.finding_quotes.all()],
                "themes": [theme.title for theme in finding.themes.all()],
                "notes_on_groups": [[one.group.name, one.note] for one in finding.group_stances.all() if one.note],
            }
            for finding in report.findings.select_related("area").prefetch_related(
                quotes, "themes", "group_stances__group"
            )
        ],
        "recommendations": [
            {
                "number": one.number,
                "title": one.title,
                "text": one.text,
                "as_put": one.as_put.printed if one.as_put else "",
                "category": one.get_category_display(),
                "addressed_to": one.addressed_to,
            }
            for one in report.recommendations.select_related("proposed_in")
        ],
        "corrections": [
            {"on": when(one.at), "old": one.old, "new": one.new, "reason": one.reason} for one in report.errata.all()
        ],
    }


def _history(slot: RecommendationResponse, errata: list[Erratum]) -> list[chronicle.Moment]:
    return chronicle.of(slot.recommendation, slot, corrected.touching(slot.recommendation, errata))


def _agreed(finding: Finding) -> str:
    """Why the panel agreed to another label than the coding bears; empty where nobody asked it."""
    agreement = finding.agreement if finding.is_overridden else None
    return agreement.why if agreement else ""


def _answer(response: PoliceResponse) -> dict[str, Data]:
    """What was signed, what became of it, and what residents said of it, with no figure that is not shown."""
    slots = answers_of(response)
    verdict, errata = beside(response, slots), corrected.of(response.report)
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
                "other_evidence": slot.evidence_now,
                "sent_to": slot.sent_to,
                "named_beside": slot.named_beside,
                "sent_on": day(slot.referred_on),
                "decided_by": day(slot.decision_by),
                "evidence_given_later": [
                    [one.link, one.before, one.why, when(one.at), one.signed_by_name, one.signed_by_role]
                    for one in slot.other_evidence.all()
                ],
                "history": [[day(m.on), m.title, m.text] for m in _history(slot, errata)],
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
    return {
        "answer": answer,
        "corrections": {"corrections": corrections},
        "promises": {"promises": promises},
        "verdict": _verdict(response, {slot.recommendation.number: verdict.get(slot.pk) for slot in slots}),
    }


def _verdict(response: PoliceResponse, shown: dict[int, Shown | None]) -> Data:
    """By the number of each recommendation; with the reasons that are printed, and the reply of the force."""
    found = {number: one for number, one in shown.items() if one is not None}
    reply = VerdictReply.objects.filter(response=response).first()
    said = {"reply": {"on": day(reply.on), "by": [reply.by_name, reply.by_role], "words": reply.text}} if reply else {}
    return {
        "answers": [
            {
                "recommendation": number,
                "said_of": one.said_of,
                "counts": [_chart(chart) for chart in one.charts],
                "reasons": [[reason.get_choice_display(), reason.text, *reason.told] for reason in one.reasons],
            }
            for number, one in found.items()
        ],
        **said,
    }


def _asks(response: PoliceResponse) -> list[Data]:
    return [
        {"ask": heading, "points": [[point.words, point.places, point.why_not] for point in found]}
        for heading, _, found in points.by_ask(response)
    ]


def _promise(promise: Commitment) -> Data:
    return {
        "promise": promise.text,
        "owner": promise.owner,
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
        "reported": [
            [when(one.at), f"{one.author.public_name}, {one.seat}", standing_of(one.state), one.text, one.evidence_url]
            for one in promise.updates.all()
        ],
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
                **{names.get(name, name): value for name, value in _drafted(one).items() if value},
            }
            for one in rows
        ]
    }


def _drafted(one: DraftVersion) -> Data:
    """Its fields; of the five points, in words where the answer says each."""
    fields = {name: value for name, value in one.fields.items() if name != drafts.POINTS_SAID}
    return {**fields, **drafts.points_said(one.fields.get(drafts.POINTS_SAID, {}))}


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


def _assignments(response: PoliceResponse) -> Data:
    """Who was asked to draft what, by which day of the police's own: as it is, and each time it was settled."""
    slots = {f"recommendationresponse:{slot.pk}": slot for slot in answers_of(response)}
    entries = Entry.objects.about(response.report.consultation.slug).filter(action="recommendation_assigned")
    names = {one.pk: one.public_name for one in response.report.consultation.memberships.select_related("user")}
    return {
        "now": [[slot.recommendation.number, slot.internal_words] for slot in slots.values() if slot.owner],
        "settled": [
            {
                "recommendation": slots[entry.subject].recommendation.number,
                "on": when(entry.at),
                "by": entry.actor,
                "drafts": names.get(entry.detail["asked"], "") if "asked" in entry.detail else "not kept then",
                "until": entry.detail.get("until", ""),
            }
            for entry in entries.order_by("number")
            if entry.subject in slots
        ],
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

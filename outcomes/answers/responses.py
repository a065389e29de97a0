"""The police answer: every recommendation, with reasons, signed by a named officer."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import CharField, Value

from audit import clock
from audit.record import record, together
from audit.wiring import wired
from consultations import access
from consultations.access import Do
from consultations.forces import agreeing
from consultations.models import Consultation, Membership
from consultations.signing import Proof
from consultations.stages import stages
from outcomes import corrected, numbers
from outcomes.answers import drafts, lacking
from outcomes.models import (
    Commitment,
    FindingsReport,
    PoliceResponse,
    RecommendationResponse,
)
from outcomes.models.answers import LEFT_OPEN, POINTS
from people.errors import Refused
from people.models import Person
from people.text.sanitising import one_line, plain, within
from people.text.sentences import many, spelled

Status = RecommendationResponse.Status
SIGNED_WITH = ["state", "signed_by", "signed_by_name", "signed_by_role", "signed_for", "signed_at", "content_hash"]
MOST_BODIES = 600  # characters of the names of other bodies
CHANGED = "The draft changed after you opened the preview. Read it again, then sign."
CORRECTED = "The report was corrected after you opened the preview. Read the words that hold now, then sign."
OPENING = "Write an opening statement: a few plain sentences."


@transaction.atomic
def start(report: FindingsReport) -> PoliceResponse:
    """The response to a published report, with an empty answer a recommendation. Safe to call again."""
    response, _ = PoliceResponse.objects.get_or_create(report=report)
    answered = set(response.answers.values_list("recommendation_id", flat=True))
    RecommendationResponse.objects.bulk_create(
        RecommendationResponse(response=response, recommendation=recommendation)
        for recommendation in report.recommendations.filter(superseded_by=None)
        if recommendation.pk not in answered
    )
    return response


def drafting(response: PoliceResponse, by: Person) -> tuple[PoliceResponse, Any]:
    """The response, locked, and the officer at work. Raises Refused once it is signed."""
    consultation = response.report.consultation
    member = access.require_role(by, consultation, Do.DRAFT_RESPONSE)
    locked = PoliceResponse.objects.select_for_update(no_key=True).get(pk=response.pk)
    if locked.is_signed:
        raise Refused("This answer is signed and public. It can no longer be changed; report progress instead.")
    access.require(by, consultation, Do.DRAFT_RESPONSE)
    return locked, member


@transaction.atomic
def write_opening(response: PoliceResponse, *, by: Person, text: str, seen: int | None = None) -> None:
    """Set the opening statement of the draft. `seen`: the version it was written over. Raises seen.Overtaken."""
    locked, member = drafting(response, by)
    drafts.save_opening(locked, member, plain(text), seen)
    response.refresh_from_db()
    slug = response.report.consultation.slug
    record("response_opening_drafted", actor=member, subject=response, consultation=slug)


@transaction.atomic
def answer(
    slot: RecommendationResponse,
    *,
    by: Person,
    status: str,
    reasons: str,
    evidence_url: str = "",
    referred_to: str = "",
    referred_on: date | None = None,
    decision_by: date | None = None,
    answered_with: str = "",
    seen: int | None = None,
) -> RecommendationResponse:
    """Draft the answer to one recommendation. A draft may be incomplete; signing is what checks it.

    `seen`: the version it was written over. Raises seen.Overtaken where somebody saved another since.
    """
    _, member = drafting(slot.response, by)
    return write_answer(
        slot,
        member,
        status=status,
        reasons=reasons,
        evidence_url=evidence_url,
        referred_to=referred_to,
        referred_on=referred_on,
        decision_by=decision_by,
        answered_with=answered_with,
        seen=seen,
    )


def write_answer(
    slot: RecommendationResponse,
    member: Membership,
    *,
    status: str,
    reasons: str,
    evidence_url: str,
    referred_to: str,
    referred_on: date | None,
    decision_by: date | None,
    answered_with: str = "",
    seen: int | None = None,
    added: Sequence[Commitment] = (),
    taken_out: Sequence[Commitment] = (),
) -> RecommendationResponse:
    """As `answer`, inside an act that asked `drafting`, and that put these promises in and took those out."""
    if status and status not in Status.values:
        raise Refused("Choose one of the answers in the list.")
    is_sent = status in ("", Status.REFERRED)  # what belongs to another answer goes
    is_open = status in {"", *LEFT_OPEN}
    fields = {
        "status": status,
        "reasons": plain(reasons),
        "evidence_url": lacking.evidence_link(evidence_url),
        "referred_to": one_line(referred_to) if is_sent else "",
        "referred_on": referred_on if is_sent else None,
        "decision_by": decision_by if is_open else None,
        "answered_with": within(answered_with, MOST_BODIES),
    }
    drafts.save_answer(slot, member, fields, seen, added, taken_out)
    record(
        "recommendation_answered",
        actor=member,
        subject=slot,
        consultation=slot.response.report.consultation.slug,
        summary=f"Recommendation {slot.recommendation.number}: draft",
    )
    return slot


def slots_of(response: PoliceResponse) -> list[RecommendationResponse]:
    """Every answer with what `unready` looks at."""
    return list(response.answers.select_related("recommendation").prefetch_related("commitments"))


def unready(response: PoliceResponse, slots: list[RecommendationResponse] | None = None) -> list[str]:
    """Every reason why the response cannot be signed, in plain sentences. `slots`: its answers, where they are read."""
    slots = slots_of(response) if slots is None else slots
    without, unnamed = _wanted(response, slots)
    return [
        *_opening_lacks(response),
        *(f"Say where the answer says {POINTS[key][1]}, or why it does not." for key in response.points_missing),
        *unnamed,
        *(f"Recommendation {number}: choose an answer." for number in without),
        *(
            f"Recommendation {slot.recommendation.number}: {problem}."
            for slot in slots
            for problem in lacking.problems(slot)
        ),
    ]


def unready_in_short(response: PoliceResponse, slots: list[RecommendationResponse]) -> list[str]:
    """The same, where each answer and each point stands on the page with what it lacks: those are counted."""
    without, unnamed = _wanted(response, slots)
    open_slots = sum(bool(lacking.problems(slot)) for slot in slots) + len(without)
    points = len(response.points_missing)
    return [
        *([f"Complete {open_slots} of {many(len(slots) + len(without), 'answer')}."] if open_slots else []),
        *_opening_lacks(response),
        *([f"Say where the answer says {spelled(points)} of the five things below, or why not."] if points else []),
        *unnamed,
    ]


def _opening_lacks(response: PoliceResponse) -> list[str]:
    """What its own words lack, and a resident's name in them."""
    found = [] if lacking.different_words(response.opening_statement) >= numbers.OPENING_WORDS else [OPENING]
    why_not = [str(row.get("why_not", "")) for row in response.points.values()]
    return found + [f"{words[0].upper()}{words[1:]}." for words in lacking.names(response.opening_statement, *why_not)]


def _beside(response: PoliceResponse) -> dict[str, str]:
    """By name of a force of a joint answer: whether it agreed to answer, in words."""
    return {word.force.name: word.said for word in agreeing.words(response.report.consultation)}


def _wanted(response: PoliceResponse, slots: list[RecommendationResponse]) -> tuple[list[int], list[str]]:
    """Numbers of recommendations without an answer; a sentence for each force of a joint answer that none names.

    Where every answer sends its recommendation elsewhere there is none in which a force of this one could be named.
    """
    asked = response.report.recommendations.filter(superseded_by=None)
    asked = asked.exclude(pk__in=[slot.recommendation_id for slot in slots]).order_by()
    forces = response.report.consultation.joint_forces.order_by()
    rows = asked.annotate(name=Value("", CharField())).values_list("number", "name")
    found = sorted(rows.union(forces.annotate(number=Value(0)).values_list("number", "name")))
    named = {body.casefold() for slot in slots if slot.status != Status.REFERRED for body in slot.bodies}
    numbers_without = [number for number, _ in found if number]
    may_name = bool(numbers_without) or any(slot.status != Status.REFERRED for slot in slots)
    unnamed = [force for number, force in found if may_name and not number and force.casefold() not in named]
    beside = _beside(response) if unnamed else {}
    return numbers_without, [
        f"Name {force} in an answer: it is named beside you, and {beside.get(force, agreeing.NOT_YET)}."
        for force in unnamed
    ]


@transaction.atomic
def sign(
    response: PoliceResponse, *, by: Person, previewed: str, proof: Proof, errata: int | None = None
) -> PoliceResponse:
    """Sign and publish, under the name and role in which the officer accepted the duty. Cannot be taken back.

    `previewed` is the fingerprint of the draft the officer read, `errata` the newest correction of the report beside
    it (`corrected.newest`); Refused if either changed since. `proof`: the second step.
    """
    consultation = response.report.consultation
    member = access.require(by, consultation, Do.SIGN_RESPONSE)
    if not member.has_accepted:
        raise Refused("Accept the duty to answer first: you sign under the name and role in which you accept it.")
    # First: a correction of what is answered comes before the signature, and is read, or after it.
    FindingsReport.objects.select_for_update(no_key=True).get(pk=response.report_id)
    locked = PoliceResponse.objects.select_for_update(no_key=True).get(pk=response.pk)
    locked.report = response.report
    if locked.is_signed:
        raise Refused("This answer has been signed already.")
    slots = slots_of(locked)
    mark = fingerprint(locked, slots)
    if mark != previewed:
        raise Refused(CHANGED)
    if errata is not None and errata != corrected.newest(locked):
        raise Refused(CORRECTED)
    proof.asked(by, sign, response, previewed=previewed, errata=errata)
    locked.state = PoliceResponse.State.SIGNED
    locked.signed_by, locked.signed_by_name, locked.signed_by_role = member, member.accepted_name, member.accepted_role
    locked.signed_for = consultation.force.name if consultation.force else ""
    locked.signed_at = clock.now()
    locked.content_hash = mark
    locked.save(update_fields=SIGNED_WITH)
    with together():
        record(
            "response_signed",
            actor=member,
            subject=locked,
            consultation=consultation.slug,
            summary=member.signs_as,
            content_hash=locked.content_hash,
        )
        for published in wired("ON_SIGNING"):
            published(locked, member, slots)
        signed: tuple[PoliceResponse | None, list[RecommendationResponse]] = (locked, slots)
        with stages.reading():  # the gate judges the very answers that were signed
            stages.at_hand(consultation, draft_of, signed)
            stages.move_within(consultation, "publish_response", by=by)
    for name in SIGNED_WITH:
        setattr(response, name, getattr(locked, name))
    return response


def fingerprint(response: PoliceResponse, slots: list[RecommendationResponse] | None = None) -> str:
    """SHA-256 over everything the signature covers. `slots`: its answers, where they are read."""
    slots = slots_of(response) if slots is None else slots
    said = [
        (s.recommendation.number, s.status, s.reasons, s.evidence_url, s.referred_to, s.referred_on, s.decision_by)
        + ((s.answered_with,) if s.answered_with else ())  # answers from before there was this keep their mark
        for s in slots
    ]
    made = (promise for slot in slots for promise in slot.commitments.all() if promise.decision_id is None)
    promises = sorted(made, key=lambda promise: promise.pk)
    parts = [response.opening_statement, said, [(one.text, one.owner_role, one.due) for one in promises]]
    if response.points:
        parts.append(response.points)
    # Sorted: a database may give the points back in an order of its own.
    return hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()


def draft_of(consultation: Consultation) -> tuple[PoliceResponse | None, list[RecommendationResponse]]:
    """The answer of a consultation, if there is one, with all that its gate looks at."""
    response = response_of(consultation)
    return response, slots_of(response) if response else []


def response_of(consultation: Consultation) -> PoliceResponse | None:
    return (
        PoliceResponse.objects.filter(report__consultation=consultation)
        .select_related("report__consultation__force")
        .first()
    )

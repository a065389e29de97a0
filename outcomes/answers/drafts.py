"""Saving drafts: each is kept with who and when, and nothing of somebody else's is overwritten unseen."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from consultations.models import Membership
from consultations.seen import Overtaken
from outcomes.models import Commitment, DraftVersion, PoliceResponse, RecommendationResponse
from outcomes.models.answers import POINTS
from people.text.dates import when
from people.text.sentences import listed

#: What of an answer is drafted; a version holds it, and the promises that came and went with it.
FIELDS = ("status", "reasons", "evidence_url", "referred_to", "referred_on", "decision_by", "answered_with")
ADDED, TAKEN_OUT, POINTS_SAID = "promises_added", "promises_taken_out", "points"
Points = dict[str, dict[str, Any]]


LABELS = {
    "opening_statement": "Opening statement",
    "status": "Answer",
    "reasons": "Reasons",
    "evidence_url": "Evidence",
    "referred_to": "Sent to",
    "referred_on": "Sent on",
    "decision_by": "Decided by",
    "answered_with": "Other bodies",
}


def said(fields: dict[str, Any]) -> dict[str, str]:
    """A version as people read it. Promises are no field: they come and go whole."""
    status = fields.get("status") or ""
    words = {**fields, "status": str(RecommendationResponse.Status(status).label) if status else ""}
    apart = (ADDED, TAKEN_OUT, POINTS_SAID)
    found = {LABELS.get(name, name): str(words[name] or "") for name in fields if name not in apart}
    return found | points_said(fields.get(POINTS_SAID, {}))


def points_said(points: Points) -> dict[str, str]:
    """Of each point, in words: where the answer says it, or why in no place."""
    found = {}
    for key, row in points.items():
        places = ["the opening statement" if not place else f"recommendation {place}" for place in row.get("in", [])]
        found[f"Where it says {POINTS[key][1]}"] = listed(places) if places else str(row.get("why_not") or "")
    return found


def _overtaken(theirs: DraftVersion, typed: dict[str, Any]) -> Overtaken:
    """`theirs` is what stands now. Its number is the mark: versions are kept here, so each has one."""
    return Overtaken(said(theirs.fields), said(typed), str(theirs.number), theirs.by_name, when(theirs.at))


def save_answer(
    slot: RecommendationResponse,
    member: Membership,
    fields: dict[str, Any],
    seen: int | None,
    added: Sequence[Commitment] = (),
    taken_out: Sequence[Commitment] = (),
) -> None:
    """Write the draft of one answer. `seen`: the version the form was opened with. Raises Overtaken."""
    rows = RecommendationResponse.objects.filter(pk=slot.pk)
    mine = rows if seen is None else rows.filter(version=seen)
    if not mine.update(**fields, version=F("version") + 1):
        raise _overtaken(of(slot.response, slot)[0], fields)
    for name, value in fields.items():
        setattr(slot, name, value)
    slot.version = rows.values_list("version", flat=True)[0] if seen is None else seen + 1
    _keep(slot.response, slot, member, slot.version, {**fields, **_moved(added, taken_out)})


def save_promises(
    slot: RecommendationResponse,
    member: Membership,
    added: Sequence[Commitment] = (),
    taken_out: Sequence[Commitment] = (),
) -> None:
    """Keep a draft in which promises alone have changed."""
    RecommendationResponse.objects.filter(pk=slot.pk).update(version=F("version") + 1)
    slot.refresh_from_db(fields=[*FIELDS, "version"])
    fields = {name: getattr(slot, name) for name in FIELDS}
    _keep(slot.response, slot, member, slot.version, {**fields, **_moved(added, taken_out)})


def save_opening(locked: PoliceResponse, member: Membership, text: str, seen: int | None) -> None:
    """Write the opening statement of the locked response. Raises Overtaken."""
    if seen is not None and locked.version != seen and _opening_at(locked, seen) != locked.opening_statement:
        raise _overtaken(of(locked, None)[0], {"opening_statement": text})
    locked.opening_statement = text
    _keep_opening(locked, member)


def save_points(locked: PoliceResponse, member: Membership, points: Points) -> None:
    """Write where the locked response says each point. The opening stays: whoever writes it is not overtaken."""
    locked.points = points
    _keep_opening(locked, member)


def _keep_opening(locked: PoliceResponse, member: Membership) -> None:
    """The opening and the points make one row of versions: each holds both as they stood."""
    locked.version += 1
    locked.save(update_fields=["opening_statement", "points", "version"])
    fields: dict[str, Any] = {"opening_statement": locked.opening_statement}
    if locked.points:
        fields[POINTS_SAID] = locked.points
    _keep(locked, None, member, locked.version, fields)


def _opening_at(locked: PoliceResponse, number: int) -> str | None:
    """The opening of that version: "" before the first; None where no such version was kept."""
    kept = of(locked, None).filter(number=number).first()
    return str(kept.fields["opening_statement"]) if kept else None if number else ""


def refuse_overtaken(response: PoliceResponse, slot: RecommendationResponse | None, seen: int) -> None:
    """For whoever writes over all there is: `seen` is the newest version they were shown. Raises Overtaken."""
    newest = of(response, slot).first()
    if newest is not None and newest.number != seen:
        raise _overtaken(newest, newest.fields)


def _keep(
    response: PoliceResponse,
    slot: RecommendationResponse | None,
    member: Membership,
    number: int,
    fields: dict[str, Any],
) -> None:
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}
    DraftVersion.objects.create(
        response=response, answer=slot, number=number, fields=plain, by=member, by_name=member.public_name
    )


def _moved(added: Sequence[Commitment], taken_out: Sequence[Commitment]) -> dict[str, list[list[str]]]:
    """The promises that came and went; those that stayed stand in no version."""
    rows = {ADDED: [written(one) for one in added], TAKEN_OUT: [written(one) for one in taken_out]}
    return {name: found for name, found in rows.items() if found}


def written(promise: Commitment) -> list[str]:
    """Its words, owner and date, as a version keeps them."""
    return [promise.text, promise.owner_role, promise.due.isoformat()]


def of(response: PoliceResponse, slot: RecommendationResponse | None) -> QuerySet[DraftVersion]:
    """The newest first."""
    return DraftVersion.objects.filter(response=response, answer=slot)

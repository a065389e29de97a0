"""Telling, third part: the police answer and what became of its promises."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from consultations.changes import changes
from consultations.signing import as_told
from consultations.stages import stages
from outcomes.answers import correcting, deciding, points, promising, responses
from outcomes.demo import judging
from outcomes.findings import checking
from outcomes.models import Commitment, RecommendationResponse
from outcomes.promises import commitments

if TYPE_CHECKING:
    from outcomes.demo.storytelling import Story


def answer(story: "Story") -> None:
    """Draft by the responder, signed by the officer, then the months that follow."""
    data, day = story.data["response"], story.days["response"]
    reyes, okoro = story.user("reyes"), story.user("okoro")
    promised: list[tuple[Commitment, dict[str, Any]]] = []
    with story.on(day + 7):
        response = responses.start(story.consultation.report)
        responses.write_opening(response, by=reyes, text=data["opening_statement"])
        slots = {a.recommendation.number: a for a in response.answers.select_related("recommendation")}
        points.say(response, by=reyes, points=data["points"])
        for row in data["answers"]:
            promised += _answer_one(story, slots[row["recommendation"]], row, day)
    with story.on(day):
        as_told(responses.sign, response, by=okoro, previewed=responses.fingerprint(response))
    with story.on(day - 1):
        story.consultation.refresh_from_db()
        stages.catch_up(story.consultation)
    judging.judge(story, response, day)
    for row in data.get("corrections", []):
        with story.on(day - row["days_after"]):
            slot, words = slots[row["recommendation"]], {name: row[name] for name in ("old", "new", "reason")}
            as_told(correcting.correct, response, by=okoro, answer=slot, **words)
    with story.on(day - 6):
        for slot in RecommendationResponse.objects.filter(response=response, status="already_in_place"):
            deciding.saw_in_place(slot, by=story.user("hale"), seen=slot.evidence)
    for commitment, row in promised:
        _keep(story, commitment, row, day)


def _answer_one(
    story: "Story", slot: RecommendationResponse, row: dict[str, Any], day: int
) -> list[tuple[Commitment, dict[str, Any]]]:
    reyes, signed = story.user("reyes"), story.when(day).date()
    decision_days = row.get("decision_by_days")
    responses.answer(
        slot,
        by=reyes,
        status=row["status"],
        reasons=row["reasons"],
        evidence_url=row.get("evidence_url", ""),
        referred_to=row.get("referred_to", ""),
        referred_on=signed if row.get("referred_to") else None,
        decision_by=signed + timedelta(days=decision_days) if decision_days else None,
    )
    return [
        (
            promising.promise(
                slot,
                by=reyes,
                text=promise["text"],
                owner_role=promise["owner_role"],
                due=signed + timedelta(days=promise["due_days"]),
            ),
            promise,
        )
        for promise in row.get("commitments", [])
    ]


def _keep(story: "Story", commitment: Commitment, row: dict[str, Any], day: int) -> None:
    """Replay a promise's updates; the last one carries where it stands."""
    final, updates = row["final"], row.get("updates", [])
    for n, update in enumerate(updates, start=1):
        last = n == len(updates)
        done = last and final in {"verified", "done_unverified"}
        state = Commitment.State.DONE_UNVERIFIED if done else Commitment.State.ON_TRACK
        with story.on(day - update["days_after"]):
            commitment.refresh_from_db()
            commitments.report_progress(
                commitment,
                by=story.user("reyes"),
                text=update["text"],
                state=state,
                evidence_url=update.get("evidence_url", ""),
            )
    if final == "verified":
        with story.on(max(1, day - updates[-1]["days_after"] - 7)):
            commitment.refresh_from_db()
            commitments.verify(commitment, by=story.user("hale"))


def overdue_statement(story: "Story") -> None:
    statement = story.data["overdue_statement"]
    with story.on(statement["days_ago"]):
        checking.add_statement(story.consultation, by=story.user(statement["by"]), text=statement["text"])


def technology_changed(story: "Story") -> None:
    """What the residents of the story hear long after they were asked."""
    said = dict(story.data["change"])
    by, day, since = story.user(said.pop("by")), said.pop("days_ago"), story.when(said.pop("since_days_ago")).date()
    technology = story.consultation.technologies.get(kind=said.pop("technology"))
    with story.on(day):
        changes.say(story.consultation, technology, by=by, since=since, triggers_reconsultation=True, **said)

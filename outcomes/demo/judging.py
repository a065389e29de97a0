"""Telling: what residents say of the answer, and what the force replies."""

from typing import TYPE_CHECKING

from consultations.signing import as_told
from outcomes.models import Choice, PoliceResponse
from outcomes.verdicts import verdicts
from outcomes.verdicts.verdicts import Said

if TYPE_CHECKING:
    from outcomes.demo.storytelling import Story

AFTER = 9  # days after the answer on which most people say it


def judge(story: "Story", response: PoliceResponse, day: int) -> None:
    """The story gives, for each recommendation, how many say yes, partly and no; the rest say nothing of it."""
    said = story.data["response"].get("verdict")
    if not said:
        return
    consultation = story.consultation
    people = [m.user for m in consultation.memberships.participants().current().select_related("user") if m.user]
    slots = {slot.recommendation.number: slot for slot in verdicts.slots_of(consultation)}
    of_each = {int(number): _spread(counts, len(people), int(number)) for number, counts in said["said"].items()}
    reasons = {(row["recommendation"], row["choice"]): row["text"] for row in said["reasons"]}
    with story.on(day - AFTER):
        for place, person in enumerate(people):
            given = {
                slots[number].pk: Said(choices[place], reasons.pop((number, choices[place]), ""))
                for number, choices in of_each.items()
            }
            if any(one.choice for one in given.values()):
                verdicts.give(consultation, by=person, said=given)
    with story.on(day - said["reply"]["days_after"]):
        consultation.refresh_from_db()
        verdicts.close_what_is_due()
        for reason in verdicts.reasons_waiting(consultation):
            verdicts.decide_reason(reason, by=story.user("moss"))
        as_told(verdicts.reply, response, by=story.user("okoro"), text=said["reply"]["text"])


def _spread(counts: list[int], people: int, turn: int) -> list[str]:
    """Who says what of one recommendation: so many of each, not the same people every time."""
    choices = [choice.value for choice, n in zip(Choice, counts, strict=True) for _ in range(n)]
    choices += [""] * (people - len(choices))
    return [choices[(7 * place + 5 * turn) % people] for place in range(people)]

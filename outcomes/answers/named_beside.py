"""Who is named beside the force that signed an answer, and what each has said itself: naming is no word of theirs."""

from consultations.forces import agreeing
from consultations.forces.forces import names_of
from outcomes.models import RecommendationResponse
from people.text.sentences import letters

NOT_SIGNED = "has not signed here"


def of(slot: RecommendationResponse) -> list[str]:
    """A sentence for each body that is named beside it: “together with” only one that agreed to answer itself."""
    note([slot])
    return slot.named_beside


def note(slots: list[RecommendationResponse]) -> None:
    """`named_beside` of each answer of one consultation: its forces are looked up once, and only where one is named.

    Of what was sent to others only the forces that have to answer here themselves: sending it to them is no answer.
    """
    words: list[agreeing.Word] | None = None
    for slot in slots:
        slot.named_beside = getattr(slot, "named_beside", [])
        bodies = list(filter(None, [slot.referred_to, *slot.bodies]))
        if not bodies or slot.named_beside:
            continue
        words = agreeing.words(slot.of_consultation) if words is None else words
        if slot.referred_to:
            slot.named_beside = [said for body in bodies if (said := _sent(body, words))]
        else:
            slot.named_beside = [_sentence(body, words) for body in bodies]


def _sent(body: str, words: list[agreeing.Word]) -> str:
    """Empty of a body that is no force of this consultation."""
    word = next((one for one in words if letters(body) in names_of(one.force)), None)
    if word is None:
        return ""
    if word.leads:
        return f"Sent to {body}, which has to answer here itself."
    return f"Sent to {body}, which has to answer here itself, {word.said} and {NOT_SIGNED}."


def _sentence(body: str, words: list[agreeing.Word]) -> str:
    word = next((one for one in words if not one.leads and letters(body) in names_of(one.force)), None)
    if word is not None and word.at is not None:
        return f"Together with {body}, which {word.said} and {NOT_SIGNED}."
    said = f"{agreeing.NOT_YET} and {NOT_SIGNED}" if word is not None else NOT_SIGNED
    return f"Named beside the force that signed: {body}, which {said}."

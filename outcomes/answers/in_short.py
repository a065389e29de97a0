"""The answer in short, for whoever reads nothing else: what became of what was asked, and of what was promised."""

from collections import Counter
from collections.abc import Iterable

from outcomes.models import Commitment, RecommendationResponse
from people.text.sentences import listed, many, spelled
from people.text.strips import Part, strip

Status = RecommendationResponse.Status


#: How each status is drawn (people.text.strips).
DRAWN = {
    Status.ACCEPTED: "good",
    Status.ACCEPTED_IN_PART: "half",
    Status.NOT_ACCEPTED: "bad",
    Status.UNDER_CONSIDERATION: "wait",
    Status.ALREADY_IN_PLACE: "other",
    Status.REFERRED: "open",
}


DROPPED = "accepted, then dropped"


def headline(slots: list[RecommendationResponse]) -> str:
    """Where nothing that was asked is or will be done because it was accepted; empty where something is.

    By what became of it: a promise made and dropped the next day buys no better headline than a refusal.
    """
    accepted = [slot for slot in slots if slot.is_accepted]
    if not slots or any(slot.outcome != "could_not" for slot in accepted):
        return ""
    asked = f"You asked for {many(len(slots), 'thing')}."
    if not accepted:
        return f"{asked} The police accepted none."
    them = {1: "it", 2: "both"}.get(len(accepted), "all of them")
    return f"{asked} The police accepted {spelled(len(accepted))}, and dropped {them}."


def drawn(slots: list[RecommendationResponse]) -> list[Part]:
    """The parts of the first sentence, as a bar: what stands today of each, and what was accepted and dropped apart."""
    dropped = [slot for slot in slots if slot.is_dropped]
    standing = Counter(Status(slot.standing) for slot in slots if slot.standing and not slot.is_dropped)
    parts = [(standing[status], status.label.lower(), DRAWN[status]) for status in Status]
    return strip([*parts[:2], (len(dropped), DROPPED, "bad"), *parts[2:]])


def sentences(slots: list[RecommendationResponse]) -> list[str]:
    """Counted from where everything stands today; nothing that is late is left out."""
    if not slots:
        return []
    parts = [f"{part.n} {part.words}" for part in drawn(slots)]
    found = [f"{many(len(slots), 'recommendation')}: {listed(parts)}."]
    if overdue := sum(slot.is_left_open and slot.days_late > 0 for slot in slots):
        found.append(f"{many(overdue, 'decision')} overdue.")
    if came_late := sum(slot.decision is not None and slot.days_late > 0 for slot in slots):
        found.append(f"{many(came_late, 'decision')} came late.")
    promises = [promise for slot in slots for promise in slot.commitments.all()]
    if promises:
        kept, late, dropped = _became(promises)
        said = [_with_late(kept, "kept"), f"{late} late now", *([_with_late(dropped, "dropped")] if dropped else [])]
        found.append(f"{many(len(promises), 'promise')}: {listed(said)}.")
        if doubted := sum(promise.taken_back_on is not None and not promise.settled for promise in promises):
            were = "is" if doubted == 1 else "are"
            found.append(f"{many(doubted, 'promise')} that the panel had checked {were} open again.")
    return found


def kept(slot: RecommendationResponse) -> list[Commitment]:
    """What was promised of this answer and the panel has checked, in the order of the promises."""
    return [promise for promise in slot.commitments.all() if promise.state == Commitment.State.DONE_VERIFIED]


def promised(promises: Iterable[Commitment]) -> str:
    """Of one answer: “1 of 3 promises kept”; empty where nothing is promised. Each that is late is named beside it."""
    found = list(promises)
    kept, _, dropped = _became(found)
    made = many(len(found), "promise")
    given_up = _with_late(dropped, "dropped") if dropped else ""
    said = [_with_late(kept, f"of {made} kept"), given_up]
    return ", ".join(one for one in said if one) if found else ""


def _became(promises: list[Commitment]) -> tuple[list[Commitment], int, list[Commitment]]:
    """Those kept, how many are late now, those given up."""
    kept, dropped = (
        [promise for promise in promises if promise.state == state]
        for state in (Commitment.State.DONE_VERIFIED, Commitment.State.DROPPED)
    )
    return kept, sum(promise.is_late for promise in promises), dropped


def _with_late(settled: list[Commitment], words: str) -> str:
    """What was settled late stays said beside how many were settled (invariant 31)."""
    late = sum(promise.days_late > 0 for promise in settled)
    return f"{len(settled)} {words}" + (f" (of these {late} late)" if late else "")

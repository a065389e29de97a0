"""The public extract of the record, in plain words. What a participant did is shown without saying who or what."""

import re

from audit.models import Entry
from consultations.models import Role
from consultations.record.words import WORDS
from consultations.stages.stages import TRANSITIONS

#: The actions whose summary is public. Everything else shows the bare fact: drafts under embargo, group talk and
#: moderation write summaries too, and an action nobody thought of here must not give one away.
SPOKEN = {
    "paused", "resumed", "response_date_moved", "closing_moved", "appointed", "dismissed", "duty_accepted",
    "ballots_cut_loose", "response_signed", "progress_reported", "promise_verified", "promise_sent_back",
    "promise_dropped", "change_said", "change_taken_back",
    *(f"stage_{transition.name}" for transition in TRANSITIONS),
}  # fmt: skip


def public_entry(entry: Entry) -> dict[str, object]:
    """One entry as anybody may read it."""
    by_participant = entry.role == Role.PARTICIPANT
    who = "Somebody" if re.fullmatch(r"account \d+", entry.actor) else entry.actor  # no account number is public
    return {
        "number": entry.number,
        "at": entry.at,
        "who": "A participant" if by_participant else who[:1].upper() + who[1:],
        "role": "" if by_participant else role_name(entry.role),
        "what": WORDS.get(entry.action, entry.action.replace("_", " ").capitalize()),
        "summary": entry.summary if entry.action in SPOKEN and not by_participant else "",
        "hash": entry.hash,
    }


def role_name(role: str) -> str:
    return str(Role(role).label) if role in Role.values else role.capitalize()

"""The public extract of the record, in plain words. What a participant did is shown without saying who or what."""

from typing import Any

from audit.models import Entry
from consultations.models import Role

#: Actions whose summary may point at a person or a closed room: only the bare fact is public.
PRIVATE_STEMS = (
    "contribution", "comment", "appeal", "moderat", "removed", "restored", "held", "note", "pause_asked", "safeguard",
    "invit", "coded", "excerpt", "quote", "fact", "imported", "thread", "question",
)  # fmt: skip
#: Except these, which only look alike.
PUBLIC = {"findings_published", "paused", "resumed"}

WORDS = {
    "stage_submit": "Sent the briefing to the oversight panel",
    "stage_take_back": "Took the consultation back to draft",
    "stage_announce": "Announced the consultation",
    "stage_open": "Opened the consultation",
    "stage_close": "The consultation closed",
    "stage_close_early": "Closed the consultation early",
    "stage_publish_findings": "Published the findings",
    "stage_publish_response": "Signed and published the police answer",
    "stage_follow_up": "Promises began to be tracked",
    "stage_complete": "Completed the consultation",
    "paused": "Paused the consultation",
    "resumed": "Started the consultation again",
    "response_date_moved": "Moved the date of the police answer",
    "joined": "Somebody joined",
    "left": "Somebody left",
    "consent_given": "Somebody changed what they agreed to",
    "consent_withdrawn": "Somebody changed what they agreed to",
    "invited": "Made an invitation",
    "invitation_revoked": "Stopped an invitation",
    "appointed": "Gave somebody a role",
    "dismissed": "Ended somebody’s role",
    "duty_accepted": "Accepted the duty to answer in public",
    "ballots_cut_loose": "Ballots were cut loose from people, for good",
}


def public_entry(entry: Entry) -> dict[str, Any]:
    """One entry as anybody may read it."""
    by_participant = entry.role == Role.PARTICIPANT
    private = by_participant or (entry.action.startswith(PRIVATE_STEMS) and entry.action not in PUBLIC)
    return {
        "number": entry.number,
        "at": entry.at,
        "who": "A participant" if by_participant else entry.actor[:1].upper() + entry.actor[1:],
        "role": "" if by_participant else role_name(entry.role),
        "what": WORDS.get(entry.action, entry.action.replace("_", " ").capitalize()),
        "summary": "" if private else entry.summary,
        "hash": entry.hash,
    }


def role_name(role: str) -> str:
    return str(Role(role).label) if role in Role.values else role.capitalize()

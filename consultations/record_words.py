"""The public extract of the record, in plain words. What a participant did is shown without saying who or what."""

import re
from typing import Any

from audit.models import Entry
from consultations.models import Role
from consultations.stages import TRANSITIONS

#: The actions whose summary is public. Everything else shows the bare fact: drafts under embargo, group talk and
#: moderation write summaries too, and an action nobody thought of here must not give one away.
SPOKEN = {
    "paused", "resumed", "response_date_moved", "closing_moved", "appointed", "dismissed", "duty_accepted",
    "ballots_cut_loose", "response_signed", "progress_reported", "promise_verified", "promise_sent_back",
    "promise_dropped",
    *(f"stage_{transition.name}" for transition in TRANSITIONS),
}  # fmt: skip

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
    "closing_moved": "Kept the consultation open longer",
    "joined": "Somebody joined",
    "left": "Somebody left",
    "claimed": "Somebody gave an e-mail address to come back with",
    "consent_given": "Somebody changed what they agreed to",
    "consent_withdrawn": "Somebody changed what they agreed to",
    "account_erased": "Somebody erased their account",
    "purged": "Deleted what was no longer kept",
    "incident_published": "Told of an incident on the data card",
    "incident_corrected": "Corrected what was told of an incident",
    "invited": "Made an invitation",
    "invitation_revoked": "Stopped an invitation",
    "appointed": "Gave somebody a role",
    "dismissed": "Ended somebody’s role",
    "duty_accepted": "Accepted the duty to answer in public",
    "ballots_cut_loose": "Ballots were cut loose from people, for good",
    "consultation_started": "Started the draft",
    "setup_changed": "Changed the set-up",
    "briefing_signed": "Signed the briefing",
    "posted": "Posted",
    "edited": "Edited a post",
    "concern_raised": "Reported a post to the facilitators",
    "concern_answered": "Read a reported post and left it as it is",
    "coded": "Sorted a passage under a theme",
    "excerpt_made": "Marked a passage",
    "quote_checked": "Checked that a quote gives nobody away",
    "sent_for_checking": "Sent the draft findings for checking",
    "draft_commented": "Commented on the draft findings",
    "statement_added": "Added a statement",
    "conversation_started": "Started a conversation of statements",
    "statement_put": "Added a statement to the conversation",
    "statement_sent": "Sent in a statement",
    "statement_edited": "Changed a statement",
    "statement_asked_again": "Asked for a second look at a statement",
    "statement_withdrawn": "Withdrew a statement",
    "statement_shown": "Showed a statement",
    "statement_refused": "Did not show a statement, for a reason",
    "opinion_counted": "Counted where people stand",
    "response_signed": "Signed the police answer",
    "progress_reported": "Reported progress on a promise",
    "promise_verified": "Checked that a promise was kept",
    "promise_sent_back": "Found that a promise was not yet kept",
    "promise_dropped": "Dropped a promise, with a reason",
}


def public_entry(entry: Entry) -> dict[str, Any]:
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

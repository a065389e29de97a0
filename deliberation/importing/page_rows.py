"""What the page of a record, or of a conversation that was brought in, says of it: rows of a summary list."""

from django.utils.text import capfirst

from consultations.models import Role
from deliberation.importing import before, facts, notice
from deliberation.models import ImportedRecord
from deliberation.sessions.announcing import days_of
from people.text.dates import day
from people.text.sentences import listed

Rows = list[dict[str, object]]
UNKNOWN = "Not known: it came before this was kept"


def of_meeting(found: ImportedRecord, held: int) -> Rows:
    """`held`: how many of its contributions wait to be read."""
    said = found.contributions.all()
    people = said.filter(membership__role=Role.PARTICIPANT).values("membership").distinct().count()
    return [
        {"key": "Group", "value": found.group.name},
        {"key": "Day", "value": day(found.held_on) or "Not recorded"},
        {"key": "How long it took", "value": found.lasted or "Not recorded"},
        {"key": "Place", "value": found.place or "Not recorded"},
        {"key": "How people met", "value": found.get_mode_display() or "Not recorded"},
        {"key": "How it was recorded", "value": found.recorder or "Not recorded"},
        {"key": "Present", "value": found.present or "Not recorded"},
        {"key": "Did not come", "value": found.absent or "Not recorded"},
        {"key": "What was asked", "value": found.asked or "Not recorded"},
        {"key": "Facts put to people", "value": found.facts or "Not recorded"},
        {"key": "People", "value": people},
        {"key": "Contributions", "value": said.count()},
        {"key": "Waiting to be read", "value": str(held)},
        {"key": "Brought in", "value": day(found.imported_at)},
        {"key": "By", "value": listed([one.public_name for one in found.brought_by.select_related("user")])},
        {"key": "Fingerprint of the words, as they were read here", "value": found.fingerprint},
        {"key": "Announced?", "value": notice.said(found) or UNKNOWN},
        {"key": "Announced days", "value": capfirst(str(days_of(found.consultation))) or "None came to nothing"},
        {"key": "Does it count?", "value": facts.how_it_stands(found)},
        *_others(found),
    ]


def _others(found: ImportedRecord) -> Rows:
    """Who is in another record too, for whoever confirms it; and that some may be counted twice."""
    told = before.told(found.consultation).get(found.pk)
    names = listed(before.shared(found))
    rows: Rows = [{"key": "Also in another record", "value": names}] if names else []
    return [*rows, {"key": "Other records of this group", "value": told}] if told else rows


def of_conversation(found: ImportedRecord) -> Rows:
    told = facts.conversations_of(found.consultation, found.title)[0]
    lacks: Rows = [{"key": "What its files did not agree on", "value": found.lacks}] if found.lacks else []
    return [
        {"key": "Began on, by the export’s own word", "value": day(told.begun) or "Not recorded"},
        {"key": "Statements", "value": told.statements},
        {"key": "Where it comes from", "value": told.brought},
        *lacks,
        {"key": "Fingerprint", "value": found.fingerprint},
        {"key": "Announced?", "value": told.notice or UNKNOWN},
        {"key": "Objections", "value": told.objections or "None"},
    ]

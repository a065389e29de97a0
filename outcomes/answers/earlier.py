"""Earlier drafts: what each changed, and bringing one back."""

from datetime import date
from typing import Any

from django.db import transaction

from audit.record import together
from consultations.models import Membership
from outcomes.answers import drafts, promising, responses
from outcomes.models import Commitment, DraftVersion, PoliceResponse, RecommendationResponse
from people.models import Person
from people.text import differences
from people.text.dates import written_date
from people.text.differences import Words

SHOWN = 20  # versions on a page
MOVED = {drafts.ADDED: "Promises added", drafts.TAKEN_OUT: "Promises taken out"}


def shown(response: PoliceResponse, slot: RecommendationResponse | None, before: int | None) -> list[DraftVersion]:
    """A page of versions, the newest first, each with what it changed; one more than is shown if there are older.

    `before`: only those with a smaller number.
    """
    rows = drafts.of(response, slot)
    found = list((rows if before is None else rows.filter(number__lt=before))[: SHOWN + 1])
    for newer, older in zip(found, [*found[1:], None], strict=False):
        newer.changes = compared(older.fields if older else {}, newer.fields)
        newer.moved = [
            (label, [_promise(words) for words in newer.fields[name]])
            for name, label in MOVED.items()
            if newer.fields.get(name)
        ]
    return found


def _promise(words: list[str]) -> str:
    text, owner_role, due = words
    return f"{text} ({owner_role}, by {written_date(due)})"


def compared(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, Words]]:
    """(Name of a field, its words old and new) for each that differs."""
    return differences.compared(drafts.said(old), drafts.said(new))


@transaction.atomic
def bring_back(version: DraftVersion, *, by: Person, seen: int) -> None:
    """Save an earlier draft once more, as the newest, with the promises or points it had: what stands now stays kept.

    `seen`: the newest version when it was chosen. Raises Overtaken where there is a newer one.
    """
    locked, member = responses.drafting(version.response, by)
    drafts.refuse_overtaken(locked, version.answer, seen)
    if version.answer is None:
        locked.points = version.fields.get(drafts.POINTS_SAID, locked.points)
        drafts.save_opening(locked, member, version.fields["opening_statement"], seen)
        return
    fields: dict[str, Any] = {name: version.fields.get(name) or "" for name in drafts.FIELDS}
    for name in ("referred_on", "decision_by"):
        fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
    with together():
        added, taken_out = _promises_back(version, version.answer, member)
        responses.write_answer(version.answer, member, **fields, added=added, taken_out=taken_out)


def _promises_back(
    version: DraftVersion, slot: RecommendationResponse, member: Membership
) -> tuple[list[Commitment], list[Commitment]]:
    """Undo what happened to promises since that version. Returns those put in again, and those taken out."""
    stand = {tuple(drafts.written(one)): one for one in slot.commitments.all()}
    wanted = set(stand)
    for later in drafts.of(slot.response, slot).filter(number__gt=version.number):
        wanted -= {tuple(words) for words in later.fields.get(drafts.ADDED, [])}
        wanted |= {tuple(words) for words in later.fields.get(drafts.TAKEN_OUT, [])}
    gone = [one for words, one in stand.items() if words not in wanted]
    for one in gone:
        promising.remove(one, member, slot.response.report.consultation)
    new = [
        promising.put_in(slot, member, text=words[0], owner_role=words[1], due=date.fromisoformat(words[2]))
        for words in sorted(wanted - set(stand), key=lambda words: words[2])
    ]
    return new, gone

"""What moved of the announced terms, as published texts; and the terms that people read, held against both.

Pages show the consultation as its row is now. So whoever verifies the record also has to look at that row: it is what
the panel signed, but for dates that moved in public.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from audit import texts
from audit.record import Actor
from audit.texts import Text
from consultations.models import BriefingVersion, Consultation, TermChange
from consultations.models.terms import CALLED, FIELDS, asked, terms_of

#: Dates that move while a consultation is open, or later, and where its row keeps what was said of the last move.
MOVE = {
    "closes_at": ("closes_at_before", "closing_reason"),
    "response_due": ("response_due_before", "extension_reason"),
}
READ = [*FIELDS, *CALLED]


def note(
    consultation: Consultation,
    name: str,
    old: object,
    new: object,
    reason: str,
    *,
    by: Actor | None,
    names: Mapping[str, str] | None = None,
) -> None:
    """One of the terms is another now, in public and for good: inside the act that changes it."""
    made = TermChange.objects.create(
        consultation=consultation, name=name, old=old, new=new, names=dict(names or {}), reason=reason
    )
    texts.publish(text_of(made), by=by)


def text_of(change: TermChange) -> Text:
    title = f"Change of “{_called(change.name)}” in the terms of “{change.consultation}”"
    parts: dict[str, object] = {"the old words": change.old, "the new words": change.new, "the reason": change.reason}
    return Text("change of terms", change, title, change.consultation.slug, parts)


def _called(name: str) -> str:
    return name.replace("_", " ")


def published() -> Iterator[Text]:
    for change in TermChange.objects.select_related("consultation").order_by("pk"):
        yield text_of(change)


def differences() -> Iterator[str]:
    """Every term that people read otherwise than the panel signed it, and than it moved in public."""
    moves: dict[int, list[TermChange]] = defaultdict(list)
    for change in TermChange.objects.order_by("pk"):
        moves[change.consultation_id].append(change)
    stay = [name for name, one in asked().items() if one.stays]
    versions = BriefingVersion.objects.filter(status=BriefingVersion.Status.APPROVED).select_related("consultation")
    for version in versions.order_by("pk"):
        consultation = version.consultation
        if not version.terms or not consultation.is_public:
            continue
        of_it, now = moves[consultation.pk], terms_of(consultation.pk)
        names = [name for name in [*READ, *stay] if name in version.terms]
        wrong = [name for name in names if _plain(now[name]) != _as_moved(name, version.terms[name], of_it)]
        for name in [*wrong, *_moved_otherwise(consultation, of_it)]:
            yield f"What people read of “{consultation}” is not what was signed or moved in public: {_called(name)}."


def _as_moved(name: str, signed: object, moves: list[TermChange]) -> object:
    """What was signed, moved as it was said in public."""
    value = _plain(signed)
    for move in moves if name in MOVE else []:
        if move.name == name and _plain(move.old) == value:
            value = _plain(move.new)
    return value


def _moved_otherwise(consultation: Consultation, moves: list[TermChange]) -> list[str]:
    """Dates of which the row says a move, or a reason, that was never made."""
    found = []
    for name, (before, reason) in MOVE.items():
        was, why = getattr(consultation, before), getattr(consultation, reason)
        said = {(_plain(move.old), move.reason) for move in moves if move.name == name}
        if was is not None and (_plain(was.isoformat()), why) not in said:
            found.append(name)
    return found


def _plain(value: object) -> object:
    """A moment in one time zone, however it was written down."""
    if isinstance(value, str) and "T" in value:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return value
        return moment.astimezone(UTC).isoformat() if moment.tzinfo else value
    return value

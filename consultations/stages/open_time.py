"""How long people could really take part: opened late, closed early, paused meanwhile.

The dates are announced; a facilitator opens by hand, and the panel pauses and closes. Each of these is an act in the
record, so what is said here is nobody's to write.
"""

from dataclasses import dataclass
from datetime import datetime

from audit import clock
from audit.models import Entry
from consultations.models import Consultation, TermChange
from consultations.stages import pauses
from people.text.dates import day, local_day
from people.text.sentences import many


@dataclass(frozen=True)
class OpenTime:
    """`opened`: when it was opened, or was to be; `late`: days after that day; `paused`: in between."""

    opened: datetime | None
    late: int
    early: TermChange | None
    paused: list[pauses.Span]

    @property
    def told(self) -> list[str]:
        """What came otherwise than it was announced, a sentence each; empty where nothing did."""
        return [said for said in (self.late_words, self.early_words, self.paused_words) if said]

    @property
    def late_words(self) -> str:
        return f"It was opened {many(self.late, 'day')} after the day that was announced." if self.late else ""

    @property
    def early_words(self) -> str:
        if self.early is None:
            return ""
        was = day(_at(self.early.old))
        why = self.early.reason.removesuffix(".")
        return f"The panel closed it early: it was to stay open until {was}. The reason given: {why}."

    @property
    def paused_words(self) -> str:
        if not self.paused:
            return ""
        return f"The panel had it paused {pauses.said(self.paused)}: nobody could write or vote then."


def of(consultation: Consultation) -> OpenTime:
    """Two queries."""
    entries = Entry.objects.filter(consultation=consultation.slug, action__in=["stage_open", "paused", "resumed"])
    acts = list(entries.order_by("number").values_list("action", "at"))
    planned, by_hand = consultation.opens_at, next((at for action, at in acts if action == "stage_open"), None)
    late = (local_day(by_hand) - local_day(planned)).days if by_hand and planned else 0
    opened = by_hand if late > 0 else planned
    until = min(consultation.closes_at or clock.now(), clock.now())
    spans = pauses.within(pauses.among(acts), opened, until) if opened is not None and opened < until else []
    return OpenTime(opened, max(0, late), _closed_early(consultation), spans)


def _closed_early(consultation: Consultation) -> TermChange | None:
    moved = [one for one in consultation.term_changes.all() if one.name == "closes_at" and one.old and one.new]
    earlier = [one for one in moved if _at(one.new) < _at(one.old)]
    return next((one for one in earlier if _at(one.new) == consultation.closes_at), None)


def _at(kept: object) -> datetime:
    return datetime.fromisoformat(str(kept))

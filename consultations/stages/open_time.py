"""How long people could really take part: opened late, closed early, paused meanwhile.

The dates are announced; a facilitator opens by hand, and the panel pauses and closes. Each of these is an act in the
record, so what is said here is nobody's to write.
"""

from dataclasses import dataclass
from datetime import datetime

from audit import clock
from audit.models import Entry
from consultations import numbers, seating
from consultations.models import BriefingVersion, Consultation, ReviewComment, Role, TermChange
from consultations.stages import pauses
from people.text.dates import day, local_day, until_day
from people.text.sentences import ended, many


@dataclass(frozen=True)
class OpenTime:
    """`opened`: when it was opened, or was to be; `late`: days after that day; `paused`: in between.

    `held`: what others than those who run it did in the days that it was late.
    """

    opened: datetime | None
    late: int
    early: TermChange | None
    paused: list[pauses.Span]
    held: str = ""

    @property
    def told(self) -> list[str]:
        """What came otherwise than it was announced, a sentence each; empty where nothing did."""
        return [said for said in (self.late_words, self.early_words, self.paused_words) if said]

    @property
    def late_words(self) -> str:
        if not self.late:
            return ""
        return f"It was opened {many(self.late, 'day')} after the day that was announced.{self.held}"

    @property
    def early_words(self) -> str:
        if self.early is None:
            return ""
        was = until_day(_at(self.early.old))
        return (
            f"The panel closed it early: it was to stay open until {was}. The reason given: {ended(self.early.reason)}"
        )

    @property
    def paused_words(self) -> str:
        if not self.paused:
            return ""
        return f"The panel had it paused {pauses.said(self.paused)}: nobody could write or vote then."


def of(consultation: Consultation) -> OpenTime:
    """Two queries."""
    entries = Entry.objects.filter(consultation=consultation.slug, action__in=[*ACTS, *ACCEPTED])
    acts = list(entries.order_by("number").values_list("action", "at"))
    planned, by_hand = consultation.opens_at, _when(acts, "stage_open")
    late = (local_day(by_hand) - local_day(planned)).days if by_hand and planned else 0
    opened = by_hand if late > 0 else planned
    end = min(consultation.ended_at or clock.now(), clock.now())
    spans = pauses.within(pauses.among(acts), opened, end) if opened is not None and opened < end else []
    held = _held(acts, planned, by_hand) if late > 0 and planned and by_hand else ""
    early = _closed_early(consultation) if _when(acts, "stage_close_early") else None
    return OpenTime(opened, max(0, late), early, spans, held)


ACTS = ["stage_open", "stage_close_early", *pauses.ACTS]
#: Acts of others without which it does not open → what they did, where the day had passed already.
ACCEPTED = {
    "duty_accepted": "The officer accepted the duty on {on}.",
    "briefing_signed": "The panel signed on {on}.",
}


def _when(acts: list[tuple[str, datetime]], wanted: str) -> datetime | None:
    return next((at for action, at in acts if action == wanted), None)


def _held(acts: list[tuple[str, datetime]], planned: datetime, opened: datetime) -> str:
    told = []
    if spans := pauses.within(pauses.among(acts), planned, opened):
        told.append(f"The panel had it paused {pauses.said(spans)}.")
    for wanted, words in ACCEPTED.items():
        last = max((at for action, at in acts if action == wanted and at < opened), default=None)
        if last is not None and local_day(last) > local_day(planned):
            told.append(words.format(on=day(last)))
    return "".join(f" {one}" for one in told)


def held_up(consultation: Consultation) -> str:
    """Of one that is withdrawn at this moment and was never opened: what others did, or had not, in the days late.

    Begins with a space; empty where these days are of those who run it.
    """
    planned = consultation.opens_at
    entries = Entry.objects.filter(consultation=consultation.slug, action__in=[*pauses.ACTS, *ACCEPTED])
    acts = [*entries.order_by("number").values_list("action", "at"), ("stage_withdraw", clock.now())]
    held = _held(acts, planned, clock.now()) if planned is not None else ""
    now = kept_shut_by(consultation) if consultation.paused_at is None else ""  # a pause is told with its days
    return held + (f" {now}" if now else "")


def kept_shut_by(consultation: Consultation) -> str:
    """Of one that is not opened on its day: what it waits for others to do; empty where it is for those who run it."""
    if consultation.paused_at is not None:
        return f"The panel has it paused since {day(consultation.paused_at)}."
    told = []
    version = consultation.briefing_versions.filter(status=BriefingVersion.Status.APPROVED).order_by("number").last()
    if version is not None and version.terms is not None and (unsigned := _not_signed(version)):
        told.append(unsigned)
    waiting = ReviewComment.objects.must_still_be_fixed
    if version is not None and version.is_not_as_announced and waiting(version).exists():
        told.append("It waits for what the panel marked “must fix”.")
    officers = consultation.memberships.current().filter(role=Role.OFFICER, accepted_at__isnull=False)
    if not officers.filter(asked_again_at=None).exists():
        told.append("It waits for the officer, who has not accepted the duty as the terms are.")
    return " ".join(told)


def _not_signed(version: BriefingVersion) -> str:
    """What is wanting of the panel’s signatures; empty where enough count: of nobody’s side who runs it."""
    signed = version.valid_signoffs()
    if signed.exclude(member__in=seating.beside_who_runs_it(version.consultation)).count() >= numbers.SIGNATURES:
        return ""
    if signed.count() < numbers.SIGNATURES:
        return "It waits for the panel, which has not signed the terms as they are."
    return (
        "It waits for the panel: the signature of somebody who is of one side with those who run this, or ran it, "
        "does not count."
    )


def _closed_early(consultation: Consultation) -> TermChange | None:
    """What the panel’s act changed: a day that moved before it opened was moved by those who run it."""
    moved = [one for one in consultation.term_changes.all() if one.name == "closes_at" and one.old and one.new]
    earlier = [one for one in moved if _at(one.new) < _at(one.old)]
    return next((one for one in earlier if _at(one.new) == consultation.closes_at), None)


def _at(kept: object) -> datetime:
    return datetime.fromisoformat(str(kept))

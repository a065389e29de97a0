"""The public extract of the record, in plain words.

What staff and the clock did is listed, by day. What participants did, and what was done about one of them, is only
counted, by whole months and from `numbers.COUNTED_FROM` on: a list of it, or a count a day, would show the same person
at the same moment in two consultations. docs/decisions/record.md
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from audit import clock
from audit.models import Entry
from consultations import numbers
from consultations.models import Consultation, Role
from consultations.record.words import ABOUT_ONE_PERSON, WORDS
from consultations.stages.stages import TRANSITIONS
from people.text.dates import month
from people.text.sentences import many

#: Of an entry's detail: a sentence that its act wrote to be read by everybody, where its summary is not.
IN_PUBLIC = "in_public"
#: The actions whose summary is public. Everything else shows the bare fact: drafts under embargo, group talk and
#: moderation write summaries too, and an action nobody thought of here must not give one away.
SPOKEN = {
    "paused",
    "resumed",
    "findings_wait_for_panel",
    "withdrawal_asked",
    "withdrawal_taken_back",
    "withdrawal_agreed",
    "early_close_agreed",
    "withdrawal_refused",
    "stage_withdraw",
    "response_date_moved",
    "closing_moved",
    "appointed",
    "dismissed",
    "facilitator_ending_asked",
    "role_ended_with_account",
    "duty_accepted",
    "duty_handed_on",
    "answer_corrected",
    "other_evidence_given",
    "verdict_closed",
    "verdict_reason_proposed",
    "verdict_reason_left_out",
    "verdict_reason_kept",
    "verdict_reason_lapsed",
    "verdict_reasons_unsettled",
    "verdict_reason_released",
    "verdict_replied",
    "ballots_cut_loose",
    "response_signed",
    "progress_reported",
    "promise_verified",
    "promise_sent_back",
    "promise_taken_back",
    "promise_dropped",
    "change_said",
    "change_disputes",
    "change_stands",
    "change_replies",
    "change_taken_back",
    "text_published",
    "report_corrected",
    "report_turned",
    "terms_changed",
    "asked_again",
    "later_answer_said",
    "later_answer_agreed",
    "briefing_version_published",
    "translation_withdrawn",
    *(f"stage_{transition.name}" for transition in TRANSITIONS),
}
COUNTED = Q(role=Role.PARTICIPANT) | Q(action__in=ABOUT_ONE_PERSON)


def listed(slug: str) -> QuerySet[Entry]:
    """What is listed one by one, in its order."""
    return Entry.objects.about(slug).exclude(COUNTED).order_by("number")


def page(slug: str, before: int, size: int) -> tuple[list[dict[str, object]], int]:
    """The newest entries with a number below `before` (0: of all), newest first, and the number of the oldest of them.

    Numbers are the consultation's own and count only what is listed, so that no gap tells of what is not.
    """
    entries = listed(slug)
    total = entries.count()
    end = min(before - 1, total) if before else total
    start = max(0, end - size)
    found = list(entries[start:end]) if end > start else []
    shown = [public_entry(entry, number) for number, entry in enumerate(found, start=start + 1)]
    return shown[::-1], start + 1


def public_entry(entry: Entry, number: int = 0) -> dict[str, object]:
    """One entry as anybody may read it: the day, and no time of day."""
    by_participant = entry.role == Role.PARTICIPANT
    who = "Somebody" if re.fullmatch(r"account \d+", entry.actor) else entry.actor  # no account number is public
    return {
        "number": number,
        "on": timezone.localtime(entry.at).date(),
        "who": "A participant" if by_participant else who[:1].upper() + who[1:],
        "role": "" if by_participant else role_name(entry.role),
        "what": WORDS.get(entry.action, entry.action.replace("_", " ").capitalize()),
        "summary": "" if by_participant else _said(entry),
        "hash": entry.hash,
    }


def _said(entry: Entry) -> str:
    return entry.summary if entry.action in SPOKEN else str(entry.detail.get(IN_PUBLIC, ""))


def role_name(role: str) -> str:
    return str(Role(role).label) if role in Role.values else role.capitalize()


# --- Counted -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Month:
    """What participants did, and what was done about one of them, up to the end of a month."""

    name: str
    counts: list[str]


def by_month(consultation: Consultation) -> list[Month]:
    """Whole months, newest first. A count that is too small waits for the next month."""
    waiting: Counter[str] = Counter()
    told: list[Month] = []
    for first, counts in _months(consultation):
        waiting += counts
        ready = {kind: n for kind, n in waiting.items() if n >= numbers.COUNTED_FROM}
        waiting -= Counter(ready)
        if ready:
            told.append(Month(month(first), [_told(kind, ready[kind]) for kind in _KINDS if kind in ready]))
    return told[::-1]


#: What is counted together → one of it, more of it. Who joined and left is not here: two bases are never one figure.
_KINDS = {
    "words": ("post or statement was written", "posts and statements were written"),
    "reading": ("was read or decided about by a facilitator", "were read or decided about by a facilitator"),
    "other": ("other act of a participant", "other acts of participants"),
}
_WORDS_WRITTEN = {"posted", "posted_held", "edited", "statement_sent", "statement_edited"}
_NOT_TOLD = {"joined", "left", "claimed"}


def _told(kind: str, n: int) -> str:
    return many(n, *_KINDS[kind])


def _months(consultation: Consultation) -> Iterator[tuple[date, Counter[str]]]:
    this_month = clock.today().replace(day=1)
    rows = (
        Entry.objects.about(consultation.slug)
        .filter(COUNTED)
        .exclude(action__in=_NOT_TOLD)
        .order_by()
        .annotate(month=TruncMonth("at"))
        .values_list("month", "action", "role")
        .annotate(n=Count("pk"))
    )
    found: dict[date, Counter[str]] = defaultdict(Counter)
    for first, action, role, n in rows:
        day = timezone.localtime(first).date()
        if day < this_month:
            found[day][_kind(action, role)] += n
    yield from sorted(found.items())


def _kind(action: str, role: str) -> str:
    if role != Role.PARTICIPANT:
        return "reading"
    return "words" if action in _WORDS_WRITTEN else "other"

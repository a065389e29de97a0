"""The ways by which words and votes came: online here, in sessions, in records of meetings elsewhere, on paper.

Each with when, where, how long, who stayed away and what people agreed to, from what was recorded. What was not is said
to be so. Part of the report room.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consultations.models import Consent, Consultation
from consultations.stages.open_time import OpenTime
from deliberation.counting import disclosure
from deliberation.importing.facts import NOT_RECORDED, RecordFacts
from deliberation.models import Session
from outcomes.report.participation import Held, WaveRow
from people.text.dates import day
from people.text.sentences import many

GAVE_IT = "Each person’s own, asked before they joined; recorded for each"
STATED = "Stated by whoever brought the record in: people agreed to take part"


@dataclass(frozen=True)
class Way:
    name: str
    dates: str
    place: str
    length: str
    absent: str
    consent: str


def of(
    time: OpenTime,
    consultation: Consultation,
    sessions: Iterable[Held],
    records: Iterable[RecordFacts],
    waves: Sequence[WaveRow],
    online: int | None,
) -> list[Way]:
    """`online`: contributions written here; None in a report from before they were counted apart."""
    found = [_online(time, consultation, online)] if online != 0 else []
    here: dict[str, list[Held]] = defaultdict(list)
    for held in sessions:
        here[held.session.met].append(held)
    found += [_sessions(mode, several) for mode, several in here.items()]
    elsewhere: dict[str, list[RecordFacts]] = defaultdict(list)
    for record in records:
        elsewhere[record.mode].append(record)
    found += [_records(mode, several) for mode, several in sorted(elsewhere.items())]
    return found + [_paper(row) for row in waves if row.on_paper]


def _online(time: OpenTime, consultation: Consultation, online: int | None) -> Way:
    written = f": {many(online, 'contribution')}" if online is not None else ""
    opened, closed = time.opened, consultation.closes_at
    if opened is None or closed is None:
        return Way(f"Online, in writing{written}", NOT_RECORDED, "This site", NOT_RECORDED, "No set time", GAVE_IT)
    length = ". ".join([many(max((closed - opened).days, 1), "day"), *([time.paused_words] if time.paused else [])])
    dates = f"{day(opened)} to {day(closed)}"
    return Way(f"Online, in writing{written}", dates, "This site", length, "No set time to be there", GAVE_IT)


def _sessions(mode: str, sessions: list[Held]) -> Way:
    recorded = [one.session for one in sessions if one.session.recording != Session.Recording.NONE]
    agreed = f"{GAVE_IT}. {_to_recording(recorded)}" if recorded else GAVE_IT
    return Way(
        f"{mode}, in {many(len(sessions), 'session')} run on this platform",
        _each(one.when for one in sessions),
        _each(one.session.place or NOT_RECORDED for one in sessions),
        _each(one.lasted for one in sessions),
        NOT_RECORDED,  # who came is counted, not who was expected: it stands with each session below
        agreed,
    )


def _to_recording(sessions: list[Session]) -> str:
    """How many agreed, of all: whoever joined before a recording was planned was not asked as they joined."""
    consultation = sessions[0].consultation
    members = consultation.memberships.participants().filter(group__in={pk for one in sessions for pk in one.admitted})
    agreed = members.filter(consents__item=Consent.Item.RECORDING).distinct().count()
    told = disclosure.at_least(agreed, consultation.min_answer) or "none"
    return f"To the recording: {told} of the {members.count()} in these groups"


def _records(mode: str, records: list[RecordFacts]) -> Way:
    met = mode or "How people met is not recorded"
    may_quote = [one.may_be_quoted for one in records]
    quotes = "to be quoted without their names" if all(may_quote) else "some of the records also to quotes"
    return Way(
        f"{met}: brought in from {many(len(records), 'meeting')} elsewhere",
        _each(day(one.held_on) or NOT_RECORDED for one in records),
        _each(one.said("place") for one in records),
        NOT_RECORDED,
        _each(one.said("absent") for one in records),
        f"{STATED}, and {quotes}" if any(may_quote) else f"{STATED}, not to be quoted",
    )


def _paper(row: WaveRow) -> Way:
    closed = row.wave.closed_at
    votes = f"On paper, in {row.wave}: {row.on_paper}"
    return Way(
        votes, f"Until {day(closed)}" if closed else NOT_RECORDED, NOT_RECORDED, NOT_RECORDED, NOT_RECORDED, GAVE_IT
    )


def _each(said: Iterable[str]) -> str:
    """Each once, in its order."""
    return "; ".join(dict.fromkeys(said))

"""The ways by which words and votes came: online, in sessions, in records of meetings elsewhere, on paper, by phone.

Each with when, where, how long, who stayed away and what people agreed to, from what was recorded. What was not is said
to be so. Part of the report room.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from consultations.models import Consent, Consultation
from consultations.stages.open_time import OpenTime
from deliberation.counting import disclosure
from deliberation.importing.facts import NOT_RECORDED, RecordFacts
from deliberation.models import Session
from outcomes.report.participation import Held, WaveRow
from people.text.dates import day, until_day
from people.text.sentences import many

GAVE_IT = "Each person’s own, asked before they joined; recorded for each"
SAID_IT = "Each person’s own, asked on the telephone before the first question and ticked by whoever rang"
EITHER = "on paper or by telephone"
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
    agreed: Mapping[str, str],
) -> list[Way]:
    """`online`: contributions written here; None in a report from before they were counted apart. `agreed`: as it was
    kept with the report; empty before.
    """
    found = [_online(time, consultation, online)] if online != 0 else []
    here: dict[str, list[Held]] = defaultdict(list)
    for held in sessions:
        here[held.session.met].append(held)
    found += [_sessions(mode, several, agreed.get(mode, "")) for mode, several in here.items()]
    elsewhere: dict[str, list[RecordFacts]] = defaultdict(list)
    for record in records:
        elsewhere[record.mode].append(record)
    found += [_records(mode, several) for mode, several in sorted(elsewhere.items())]
    found += [_typed("On paper", row, row.on_paper) for row in waves if row.on_paper]
    return found + [_typed("By telephone", row, row.by_phone) for row in waves if row.by_phone]


def _online(time: OpenTime, consultation: Consultation, online: int | None) -> Way:
    written = f": {many(online, 'contribution')}" if online is not None else ""
    opened, closed = time.opened, consultation.closes_at
    if opened is None or closed is None:
        return Way(f"Online, in writing{written}", NOT_RECORDED, "This site", NOT_RECORDED, "No set time", GAVE_IT)
    length = ". ".join([many(max((closed - opened).days, 1), "day"), *([time.paused_words] if time.paused else [])])
    dates = f"{day(opened)} to {until_day(closed)}"
    return Way(f"Online, in writing{written}", dates, "This site", length, "No set time to be there", GAVE_IT)


def to_recordings(sessions: Iterable[Session]) -> dict[str, str]:
    """How many agreed to the recording, for each way in which people met for sessions that were recorded."""
    recorded: dict[str, list[Session]] = defaultdict(list)
    for session in sessions:
        if session.recording != Session.Recording.NONE:
            recorded[session.met].append(session)
    return {mode: _to_recording(several) for mode, several in recorded.items()}


def _sessions(mode: str, sessions: list[Held], agreed: str) -> Way:
    agreed = agreed or to_recordings(one.session for one in sessions).get(mode, "")
    agreed = f"{GAVE_IT}. {agreed}" if agreed else GAVE_IT
    return Way(
        f"{mode}, in {many(len(sessions), 'session')} run on this platform",
        _each(one.when for one in sessions),
        _each(one.session.place or NOT_RECORDED for one in sessions),
        _each(one.lasted for one in sessions),
        NOT_RECORDED,  # who came is counted, not who was expected: it stands with each session below
        agreed,
    )


def _to_recording(sessions: list[Session]) -> str:
    """How many agree, of those who are there, as the report comes out: whoever joined before a recording was planned
    was not asked as they joined, and a consent that was taken back is none.
    """
    consultation = sessions[0].consultation
    stands = Q(withdrawn_at=None)
    if (out := consultation.findings_published_at) is not None:
        stands |= Q(withdrawn_at__gt=out)
    groups = {pk for one in sessions for pk in one.admitted}
    members = consultation.memberships.participants().filter(stands, group__in=groups)
    given = Consent.objects.filter(stands, item=Consent.Item.RECORDING, membership__in=members)
    agreed = given.values("membership").distinct().count()
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
        _each(one.said("lasted") for one in records),
        _each(one.said("absent") for one in records),
        f"{STATED}, and {quotes}" if any(may_quote) else f"{STATED}, not to be quoted",
    )


def _typed(name: str, row: WaveRow, people: str) -> Way:
    """Where paper and telephone are one number both are named."""
    closed, agreed = row.wave.closed_at, GAVE_IT if name == "On paper" else SAID_IT
    name = EITHER.capitalize() if EITHER in people else name
    until = f"Until {until_day(closed)}" if closed else NOT_RECORDED
    return Way(f"{name}, in {row.wave}: {people}", until, NOT_RECORDED, NOT_RECORDED, NOT_RECORDED, agreed)


def _each(said: Iterable[str]) -> str:
    """Each once, in its order."""
    return "; ".join(dict.fromkeys(said))

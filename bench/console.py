"""A console in a full hall: 3,000 people, their hands and their votes. `python bench/console.py`

Counted is the processor's work in one second of a busy hall: four ticks for the wall, in which the process tells who is here, counts them
and reads the session (`deliberation.live`), and the console's own look at the floor, once a second. Work, not time: others may share
the machine. Bars: at most 150 ms of it, pages of at most 60 kB, no more queries for 3,000 people than for three.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])
from bench import harness

harness.begin()
PEOPLE = int(sys.argv[1]) if len(sys.argv) > 1 else 3000

from django.db import connection
from django.test import Client

from bench.live.crowd import fill
from consultations.models import Membership
from deliberation.live import messages, presence
from deliberation.models import Ballot, Hand, Seat

TICKS, LOOKS = 4, 1  # a second: WALL_TICK of the hub, GAP of console.js
HANDS = 200
ROUNDS = 15


def work(call: Callable[[], object]) -> float:
    """Milliseconds of the processor, the median of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        call()
        taken.append((time.process_time() - begun) * 1000)
    return harness.median(taken)


def queries_of(call: Callable[[], object]) -> int:
    sent: list[str] = []

    def note(execute: Callable[..., object], sql: str, *rest: object) -> object:
        sent.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        call()
    return len(sent)


def main() -> None:
    hall = fill(PEOPLE)
    session, here = hall.session, {user.pk for user in hall.users}
    members = dict(Membership.objects.filter(user__in=here).values_list("user", "pk"))
    client = Client()
    client.force_login(hall.cast.moss)
    console, floor = f"/live/{session.code}/console/", f"/live/{session.code}/console/floor/?part=floor"
    client.get(console)
    few = queries_of(lambda: (client.get(console), client.get(floor)))
    Seat.objects.bulk_create(Seat(session=session, membership_id=pk) for pk in members.values())
    Hand.objects.bulk_create(
        Hand(session=session, membership_id=pk, topic="Signs at the station") for pk in list(members.values())[:HANDS]
    )
    question, options = hall.wave.questions.get(), hall.options
    tokens = Membership.objects.filter(pk__in=members.values()).values_list("token_link__token", flat=True)
    Ballot.objects.bulk_create(
        Ballot(token_id=token, wave=hall.wave, question=question, choice=str(options[n % len(options)]))
        for n, token in enumerate(tokens)
    )
    presence.report({session.pk: here})
    many = queries_of(lambda: (client.get(console), client.get(floor)))
    page, part = client.get(console), client.get(floor)
    board = client.get(f"{console}?part=board")
    report = work(lambda: presence.report({session.pk: here}))
    count = work(lambda: presence.count(session.pk))
    read = work(lambda: messages.read(session.pk, None, PEOPLE))
    look = work(lambda: client.get(floor))
    second = TICKS * (report + count + read) + LOOKS * look
    size = max(len(answer.content) for answer in (page, part, board)) / 1000
    rows = [
        ("tell who is here, ms of work", report),
        ("count who is here, ms", count),
        ("read the session, its votes and what phones show, ms", read),
        (f"look at the floor with {HANDS} hands, ms", look),
        ("a second of the console, ms", second),
        ("its largest page, kB", size),
        ("queries of page and floor, three people", few),
        (f"queries of page and floor, {PEOPLE:,} people", many),
    ]
    harness.table(["what", "figure"], rows)
    bars = {
        "everybody is counted": presence.count(session.pk) == PEOPLE,
        "every vote is counted": messages.read(session.pk, None).answers == {str(hall.wave.pk): PEOPLE},
        "a second of the console takes at most 150 ms of a core": second <= 150,
        "no page of it is over 60 kB": size <= 60,
        "as many queries for a hall as for three, but for the first hand": many <= few + 3,
    }
    harness.finish("console", {label: round(value, 2) for label, value in rows}, bars)


if __name__ == "__main__":
    main()

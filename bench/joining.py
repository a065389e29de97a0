"""A hall joins: 3,000 people without an account, each by the form behind the QR code, full middleware. `python bench/joining.py`

The baseline in the same run is a pseudonym drawn by reading every name that is taken. Bars: nobody refused, 25 joins a second
on one core, 3,000 different names, the last hundred joins at most half as slow again as the first hundred, the name drawn at least twice as fast at the end.
Then a door: thirty phones wait with a socket each, all are let in, and each is told within a second.
"""

import asyncio
import secrets
import sys
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])
from bench import harness

harness.begin()
PEOPLE = int(sys.argv[1]) if len(sys.argv) > 1 else 3000

from asgiref.sync import sync_to_async
from django.test import Client

from config.asgi import application
from consultations.joining import pseudonyms
from consultations.models import Consultation, Group, Membership, Newcomer, Role
from consultations.newcomers import newcomers
from deliberation.live.listener import GONE
from deliberation.models import Ballot
from people.models import User
from tests.cast import Cast, make_cast
from tests.deliberation import rooms
from tests.deliberation.live.conftest import headers
from tests.deliberation.live.phone import Phone

WAITING = 30  # phones at a door
PHONE = Client()  # one for all, emptied: a new one would walk the static files again


def reading_every_name(consultation: Consultation) -> str:
    taken = set(consultation.memberships.values_list("pseudonym", flat=True))
    while True:
        name = f"{secrets.choice(pseudonyms.BIRDS)} {secrets.randbelow(990) + 10}"
        if name not in taken:
            return name


def come_in(address: str, number: object) -> tuple[float, int]:
    """Milliseconds of work of the post alone, and its status. Work, not time: others may share the machine."""
    PHONE.cookies.clear()
    begun = time.process_time()
    answer = PHONE.post(address, {"take_part": "on", "key": f"hall {number}"})
    return (time.process_time() - begun) * 1000, answer.status_code


async def door(cast: Cast, guests: list[User]) -> list[float]:
    """Milliseconds until each waiting phone was told to look, once its person was in; one that was put out before is none."""
    phones, let_in = [], dict[int, float]()
    for guest in guests:
        path, cookies = f"/ws/door/{cast.consultation.slug}/", await headers(guest, origin="http://127.0.0.1")
        phone = Phone(application, path, cookies)
        if await phone.connect():
            phones.append((guest.pk, phone))
    await asyncio.sleep(0.5)  # whatever coming there set going is over

    async def told(guest: int, phone: Phone) -> tuple[int, int, float]:
        event = await phone.receive_output(60)
        return guest, event["code"], time.perf_counter()

    def everybody() -> None:
        for newcomer in newcomers.waiting_at(cast.consultation):
            newcomers.let_in(newcomer, by=cast.moss)
            let_in[newcomer.user_id] = time.perf_counter()

    waiting = [asyncio.create_task(told(guest, phone)) for guest, phone in phones]
    await asyncio.sleep(0.1)
    early = [task for task in waiting if task.done()]
    await sync_to_async(everybody)()
    heard = await asyncio.gather(*(task for task in waiting if task not in early))
    return [1000 * max(0, at - let_in[guest]) for guest, code, at in heard if code == GONE]


def at_the_door() -> list[float]:
    cast = make_cast("door")
    Group.objects.filter(pk=cast.group1.pk).update(target_size=2 * WAITING)
    session, _ = rooms.running(cast)
    newcomers.ease(cast.consultation, by=cast.moss)
    for number in range(WAITING):
        come_in(f"/live/{session.code}/", f"door {number}")
    waits = Newcomer.objects.filter(consultation=cast.consultation).select_related("user")
    return asyncio.run(door(cast, [one.user for one in waits]))


def main() -> None:
    cast = make_cast()
    Group.objects.update(target_size=PEOPLE, is_open=True)  # an open wall: nobody waits for a yes
    session, _ = rooms.running(cast)
    newcomers.ease(cast.consultation, by=cast.moss)  # all of it comes from this machine's address
    taken = [come_in(f"/live/{session.code}/", number) for number in range(PEOPLE)]
    times = [ms for ms, _ in taken]
    refused = sum(status != 302 for _, status in taken)
    people = Membership.objects.filter(consultation=cast.consultation, role=Role.PARTICIPANT, user__email=None)
    names = set(people.values_list("pseudonym", flat=True))
    drawn = harness.interleaved(
        {
            "one look": lambda: pseudonyms.new_pseudonym(cast.consultation),
            "every name": lambda: reading_every_name(cast.consultation),
        },
        rounds=40,
    )
    told = at_the_door()
    first, last = harness.median(times[:100]), harness.median(times[-100:])
    look, every = harness.median(drawn["one look"]), harness.median(drawn["every name"])
    rows = [
        ("join, first 100, median ms of work", first),
        (f"join, last 100 of {PEOPLE:,}, median ms of work", last),
        ("join, 95th percentile ms of work", harness.percentile(times, 0.95)),
        ("joins a second on one core", 1000 * len(times) / sum(times)),
        ("phones at a door that were told they are in", len(told)),
        ("told once in, median ms", harness.median(told or [0])),
        ("told once in, the slowest, ms", max(told or [0])),
        ("draw a name, one look, ms", look),
        ("draw a name, reading every name (baseline), ms", every),
    ]
    harness.table(["what", "figure"], rows)
    bars = {
        "nobody refused": refused == 0,
        "a hall of 3,000 in two minutes on one core": 1000 * len(times) / sum(times) >= 25,
        "as many names as people": len(names) == PEOPLE,
        "the last hundred at most 1.5 times the first": last <= 1.5 * first,
        "drawing a name at least twice as fast as the baseline": every >= 2 * look,
        "each of thirty at the door was told": len(told) == WAITING,
        "each of them within a second": max(told or [1e9]) <= 1000,
        "no ballot appeared": Ballot.objects.count() == 0,
    }
    harness.finish("joining", {label: round(value, 2) for label, value in rows}, bars)


if __name__ == "__main__":
    main()

"""A hall joins: 3,000 people without an account, each by the form behind the QR code, full middleware. `python bench/joining.py`

The baseline in the same run is a pseudonym drawn by reading every name that is taken. Bars: nobody refused, 25 joins a second
on one core, 3,000 different names, the last hundred joins at most half as slow again as the first hundred, the name drawn at least twice as fast at the end.
"""

import secrets
import sys
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])
from bench import harness

harness.begin()
PEOPLE = int(sys.argv[1]) if len(sys.argv) > 1 else 3000

from django.test import Client

from consultations.joining import pseudonyms
from consultations.models import Consultation, Group, Membership, Role
from consultations.newcomers import newcomers
from deliberation.models import Ballot
from tests.cast import make_cast
from tests.deliberation import rooms

PHONE = Client()  # one for all, emptied: a new one would walk the static files again


def reading_every_name(consultation: Consultation) -> str:
    taken = set(consultation.memberships.values_list("pseudonym", flat=True))
    while True:
        name = f"{secrets.choice(pseudonyms.BIRDS)} {secrets.randbelow(990) + 10}"
        if name not in taken:
            return name


def come_in(address: str, number: int) -> tuple[float, int]:
    """Milliseconds of work of the post alone, and its status. Work, not time: others may share the machine."""
    PHONE.cookies.clear()
    begun = time.process_time()
    answer = PHONE.post(address, {"take_part": "on", "key": f"hall {number}"})
    return (time.process_time() - begun) * 1000, answer.status_code


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
    first, last = harness.median(times[:100]), harness.median(times[-100:])
    look, every = harness.median(drawn["one look"]), harness.median(drawn["every name"])
    rows = [
        ("join, first 100, median ms of work", first),
        (f"join, last 100 of {PEOPLE:,}, median ms of work", last),
        ("join, 95th percentile ms of work", harness.percentile(times, 0.95)),
        ("joins a second on one core", 1000 * len(times) / sum(times)),
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
        "no ballot appeared": Ballot.objects.count() == 0,
    }
    harness.finish("joining", {label: round(value, 2) for label, value in rows}, bars)


if __name__ == "__main__":
    main()

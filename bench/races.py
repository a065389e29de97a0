"""Many at once on one row: fifty sendings of one form; two facilitators deciding one post; an edit in between.

Bars: one post for each form, one outcome for each post, every loser told, nothing published that was not read.
Run: python bench/races.py [rounds]; each pair of acts is tried that often.
"""

import sys
from collections import Counter
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
from bench import harness

harness.begin()

from django.db import connection

from audit.chain import broken_links
from deliberation import numbers
from deliberation.models import Thread
from people.errors import Refused
from tests.cast import make_cast
from tests.deliberation.racing import (
    BRINGING_BACK,
    NEWER,
    PAIRS,
    back_while_leaving,
    edit_while_publishing,
    left_while_removed,
    one_form,
    two_act,
    two_decide,
    two_newer,
)
from tests.outcomes.coding.racing import CODERS, two_code


def main(rounds: int) -> None:
    numbers.POSTS_A_DAY = sys.maxsize  # one person says all of this
    cast = make_cast()
    area = cast.consultation.areas.get(order=1)
    closed = Thread.objects.create(area=area, group=cast.group1, title="Closed")
    public = Thread.objects.create(area=area, group=None, title="Open")
    Thread.objects.create(area=area, group=None, title="Open too")  # where a post may be moved to
    rows, bars, faults = [], {}, Counter()
    for name, race, thread in [
        ("one form sent 50 times at once: one post", one_form, closed),
        ("two facilitators decide one post: one outcome, the other is told", two_decide, public),
        ("each pair of acts on a post at once: one outcome, the other is told", two_act, public),
        ("a reported post left as it is, and removed: removed, answered once", left_while_removed, public),
        (
            "newer pairs (restore, appeal, report, split, expert questions, records): one outcome, the other is told",
            two_newer,
            public,
        ),
        ("two coders (coded, recoded, set aside, merged, settled): one outcome, nothing lost", two_code, closed),
        ("an edit during publishing: nothing unread is shown", edit_while_publishing, public),
        ("shown again while its author leaves: not on show afterwards", back_while_leaving, public),
    ]:
        turns = {two_act: PAIRS, two_newer: NEWER, two_code: CODERS, back_while_leaving: BRINGING_BACK}
        held, times = 0, rounds * len(turns.get(race, [0]))
        for number in range(times):
            right, results = race(cast, thread, number)
            held += right
            for error in results:
                if isinstance(error, Exception) and not isinstance(error, Refused):
                    faults[repr(error)[:120]] += 1
        rows.append([name, times, held])
        bars[name] = held == times
    harness.table(["race", "rounds", "held"], rows)
    for fault, times in faults.items():
        print(times, "x", fault)
    bars["no other error"] = not faults
    bars["the record's chain is whole"] = not broken_links()
    harness.finish("races", {"rounds": rounds, "database": connection.vendor, "errors": sum(faults.values())}, bars)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)

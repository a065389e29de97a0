"""The record attacked: 1,000 random tamperings, each by somebody with the database open and its triggers dropped.

Bars: every tampering found, every untouched record whole, 100,000 entries verified in under 10 s, appends by
four at once whole and in order. Baseline: reading the same rows and hashing the same bytes, without any check.
Run: python bench/audit.py [tamperings] [entries]
"""

import hashlib
import json
import random
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
from bench import harness

harness.begin()

from django.db import connection, transaction

from audit import append_only, clock
from audit.chain import PublishedHead, broken_links
from audit.models import Content, Entry, Head
from audit.record import record
from people.models import User
from tests.audit import attacks

SMALL = 200  # entries in the record that is attacked
LIMIT = 10.0  # seconds for the long one
FIELDS = [name for name in Content._fields if name not in {"number"}] + ["hash"]
pick = random.Random(20250721)


def grow(upto: int) -> None:
    """Append invented entries up to number `upto`, many at a time: what record() would have written."""
    head = Head.now()
    number, previous, start = head.number, head.hash, clock.now() - timedelta(days=400)
    while number < upto:
        batch = []
        for _ in range(min(2000, upto - number)):
            number += 1
            content = Content(
                number, start + timedelta(seconds=31 * number), f"Heron {number % 90}", "participant", "posted",
                f"contribution:{number}", f"consultation-{number % 7}", "Something was said " * (number % 5),
                {"revision": number % 4}, f"{pick.getrandbits(128):032x}", previous,
            )  # fmt: skip
            previous = content.hash()
            batch.append(Entry(**content._asdict(), hash=previous))
        Entry.objects.bulk_create(batch)
    attacks.move_head(number, previous) if Head.objects.exists() else Head.objects.create(
        pk=1, number=number, hash=previous
    )


# --- Tamperings: each takes a random entry and says what it did --------------------------------------
def edit(n: int) -> str:
    field = pick.choice(FIELDS)
    value = {"at": "2001-01-01 00:00:00+00:00", "detail": json.dumps({"n": pick.random()})}.get(
        field, f"{pick.getrandbits(100):x}"
    )
    attacks.run(f"UPDATE audit_entry SET {field} = %s WHERE number = %s", value, n)
    return f"edit {field}"


def renumber(n: int) -> str:
    attacks.run("UPDATE audit_entry SET number = %s WHERE number = %s", SMALL + pick.randint(1, 99), n)
    return "edit number"


def delete(n: int) -> str:
    attacks.run("DELETE FROM audit_entry WHERE number = %s", n)
    return "delete"


def delete_and_renumber(n: int) -> str:
    attacks.run("DELETE FROM audit_entry WHERE number = %s", n)
    attacks.close_gap(n)
    last = Entry.objects.order_by("number").last()
    attacks.move_head(SMALL - 1, last.hash)
    return "delete, renumber, move the head"


def swap(n: int) -> str:
    attacks.swap_numbers(n, pick.choice([m for m in range(1, SMALL + 1) if m != n]))
    return "swap"


def insert(n: int) -> str:
    n = pick.choice([n, 1, SMALL + 1])
    attacks.make_room(n)
    attacks.slip_in(n)
    return "insert"


def insert_and_hash_again(n: int) -> str:
    attacks.make_room(n)
    attacks.slip_in(n)
    attacks.hash_again(n)
    return "insert, hash the rest again"


def cut(n: int) -> str:
    attacks.cut_tail(keep=n - 1)
    return "cut the tail, move the head"


def cut_and_append(n: int) -> str:
    attacks.cut_tail(keep=n - 1)
    with transaction.atomic():
        for _ in range(SMALL - n + 1 + pick.randint(0, 3)):
            record("invented", actor=None, subject=User(pk=1))
    return "cut the tail, append another"


def edit_and_hash_again(n: int) -> str:
    attacks.run("UPDATE audit_entry SET summary = 'harmless' WHERE number = %s", n)
    attacks.hash_again(n)
    return "edit, hash the rest again"


def delete_and_hash_again(n: int) -> str:
    attacks.run("DELETE FROM audit_entry WHERE number = %s", n)
    attacks.close_gap(n)
    attacks.hash_again(n)
    return "delete, renumber, hash the rest again"


def move_the_head(n: int) -> str:
    attacks.move_head(
        *pick.choice([(n - 1, f"{pick.getrandbits(256):064x}"), (SMALL, f"{pick.getrandbits(256):064x}")])
    )
    return "move the head"


KINDS = [
    edit, edit, edit, renumber, delete, delete_and_renumber, swap, insert, insert_and_hash_again, cut, cut_and_append,
    edit_and_hash_again, delete_and_hash_again, move_the_head,
]  # fmt: skip


def attack(times: int, published: list[PublishedHead]) -> tuple[Counter, Counter, Counter, int]:
    """Tamper, look, undo. Returns how often each kind was tried, found, found without the published head; and false alarms."""
    tried, found, alone, alarms = Counter(), Counter(), Counter(), 0
    for turn in range(times):
        with transaction.atomic():
            kind = KINDS[turn % len(KINDS)](pick.randint(1, SMALL))
            tried[kind] += 1
            found[kind] += bool(broken_links(published))
            alone[kind] += bool(broken_links())
            transaction.set_rollback(True)
        if turn % 100 == 0:
            alarms += bool(broken_links(published))
    return tried, found, alone, alarms


def append_at_once(threads: int, each: int) -> tuple[float, float]:
    """Milliseconds an append, by one and by several at once. Every append is an act of its own."""
    subject = User.objects.create_user("bench@example.org", name="Bench")

    def appends(times: int) -> None:
        for _ in range(times):
            with transaction.atomic():
                record("appended", actor=subject, subject=subject, summary="measured")
        connection.close()

    begun = time.perf_counter()
    appends(each)
    one = (time.perf_counter() - begun) * 1000 / each
    workers = [threading.Thread(target=appends, args=(each,)) for _ in range(threads)]
    begun = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return one, (time.perf_counter() - begun) * 1000 / (threads * each)


def plain_hashing() -> float:
    """Baseline: seconds to read the same rows and hash the same bytes, with nothing compared."""
    begun = time.perf_counter()
    for *content, _ in Entry.objects.order_by("number").values_list(*Content._fields, "hash").iterator(chunk_size=2000):
        written = [content[0], content[1].isoformat(timespec="microseconds"), *content[2:]]
        text = json.dumps(written, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        hashlib.sha256(text.encode()).hexdigest()
    return time.perf_counter() - begun


def main(tamperings: int, entries: int) -> None:
    append_only.remove(connection)
    grow(SMALL)
    head = Head.now()
    tried, found, alone, alarms = attack(tamperings, [PublishedHead(head.number, head.hash)])
    rows = [[kind, times, found[kind], alone[kind]] for kind, times in sorted(tried.items())]
    total = [sum(counts.values()) for counts in (tried, found, alone)]
    harness.table(["tampering", "tried", "found", "by the chain alone"], [*rows, ["together", *total]])
    append_only.install(connection)
    one, several = append_at_once(4, 250)
    whole_after = not broken_links()
    grow(entries)
    begun = time.perf_counter()
    whole = not broken_links([PublishedHead(head.number, head.hash)])
    taken = time.perf_counter() - begun
    baseline = plain_hashing()
    print()
    harness.table(
        ["measured", "figure"],
        [
            [f"verify {entries:,} entries, s", taken], ["read and hash the same, s (baseline)", baseline],
            ["an append by one, ms", one], ["an append by four at once, ms", several],
        ],
    )  # fmt: skip
    figures = {
        "database": connection.vendor, "tamperings": total[0], "found": total[1], "found_by_the_chain_alone": total[2],
        "false_alarms": alarms, "entries": entries, "verify_s": round(taken, 2), "baseline_s": round(baseline, 2),
        "append_ms": round(one, 2), "append_four_at_once_ms": round(several, 2),
    }  # fmt: skip
    bars = {
        f"every tampering found ({total[1]} of {total[0]})": total[0] == total[1] == tamperings,
        "no false alarm": alarms == 0,
        f"{entries:,} entries verified in under {LIMIT:.0f} s": whole and taken < LIMIT,
        "appends by four at once leave the chain whole": whole_after,
    }
    harness.finish("audit", figures, bars)


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(*(given + [1000, 100_000][len(given) :]))

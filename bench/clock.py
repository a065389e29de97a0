"""Does everything come when it should? One consultation lived day by day over 14 months, to its end; then 10,000 at one tick.

The clock is shifted (audit/clock.py) and comes round four times a day; people act at noon. The answer, promises and a
decision come late, the panel pauses the verdict, bank holidays and both changes of the clocks lie in between. What should
be told to whom on which day, and what the pages say each afternoon, is worked out apart from the product, from the days
and the numbers (bench/lived). Bars: every line and e-mail once, on its day, and none besides; every page as it should be;
then `manage.py tick` over 10,000 consultations in under 60 s, and a consultation costs what it does among 100: where
everything falls due at one tick, and where nothing does.
Seconds are the processor's: with SQLite the database works in the same process.
Run: python bench/clock.py [--life | --ticks [how many]]
"""

import logging
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
from bench import harness

SIZES, LONGEST, FLAT = (100, 10_000), 60.0, 1.2
#: Everything is due at once; then e-mails go, 2,000 a tick; then there is nothing to do.
TURNS = ("everything due", "e-mails", "quiet")
Told = tuple[date, str, str]


# --- One life ------------------------------------------------------------------------------------------
def life() -> dict[str, bool]:
    harness.begin()
    from django.test import override_settings

    from outcomes.report import pdf

    logging.disable(logging.WARNING)
    pdf.make = lambda *_, **__: b"%PDF"  # nobody is told of the paper, and each takes seconds
    here = {"DEMO": False, "EMAIL_BACKEND": "bench.lived.life.Box", "SITE_URL": "https://talk.example.org"}
    override_settings(**here).enable()
    harness.work_at_once()
    from bench.lived import expected
    from bench.lived.life import Life, posted, told

    one = Life()
    one.live()
    names = {user.email: key for key, user in one.people.items()} | {"reader@example.org": "reader"}
    known = set(expected.FACILITATORS + expected.PANEL + expected.POLICE + expected.RESIDENTS) | {"reader"}

    def of_the_cast(rows: list[Told]) -> Counter[Told]:
        return Counter((day, names[to], title) for day, to, title in rows if names.get(to) in known)

    lines, of = expected.lines(one.quoted()), one.consultation.title
    wanted = Counter((line.day, line.who, title(one, line.title)) for line in lines)
    inbox = Counter(
        (day, who, cut(text, of)) for (day, who, text), n in of_the_cast(list(told.values())).items() for _ in range(n)
    )
    inbox = Counter({key: n for key, n in inbox.items() if not key[2].startswith("Do you want to be told")})
    letters = Counter(
        (line.mailed, line.who, "What happened this week" if weekly(line) else title(one, line.title))
        for line in lines
        if line.mailed
    )
    for key in [key for key in letters if key[2] == "What happened this week"]:
        letters[key] = 1
    sent = Counter((day, who, cut(text, of)) for (day, who, text), n in of_the_cast(posted).items() for _ in range(n))
    sent = Counter({key: n for key, n in sent.items() if not key[2].startswith("Do you want to be told")})
    pages = wrong_pages(one)
    table(one, inbox, sent)
    for name, found, should in (("inbox", inbox, wanted), ("e-mail", sent, letters)):
        for what, rows in (("missing", should - found), ("too much", found - should)):
            for (day, who, text), n in sorted(rows.items()):
                print(f"{name}, {what}: {day} {who}: {text}" + (f" × {n}" if n > 1 else ""))
    for fault in pages[:40]:
        print("page:", fault)
    return {
        f"{sum(wanted.values())} lines in inboxes, each once and on its day": inbox == wanted,
        f"{sum(letters.values())} e-mails, each once and on its day": sent == letters,
        f"{len(one.seen)} days on which the pages say what they should": not pages,
    }


def weekly(line: Any) -> bool:
    return line.who == "bilal"


def title(one: Any, text: str) -> str:
    return cut(text.replace("DECISION", f"“{one.left_open}”"), "")


def cut(text: str, of: str) -> str:
    """Without the consultation's own title; the fingerprint is another each time, and how many facts the starter says."""
    text = text.removesuffix(f": {of}").partition("fingerprint is")[0]
    return re.sub("^(Facts are asked of the force): [0-9]+$", r"\1", text).strip()[:60]


def wrong_pages(one: Any) -> list[str]:
    from bench.lived import calendar, expected

    faults = []
    for day in calendar.every_day():
        seen = one.seen.get(day, {})
        should = {"stage": expected.badge(day)} if day > calendar.CREATED else {}
        if day > calendar.ANSWERED:
            should |= {name: expected.promise(name, day) for name in expected.PROMISES}
            should["decision"] = expected.decision(day)
        faults += [
            f"{day} {name}: {seen.get(name)!r}, not {text!r}" for name, text in should.items() if seen.get(name) != text
        ]
    return faults


def table(one: Any, inbox: Counter[Told], sent: Counter[Told]) -> None:
    """The days on which something is told."""
    from bench.lived import expected

    roles = {who: role for role, people in (("staff", expected.FACILITATORS), ("panel", expected.PANEL),
             ("police", expected.POLICE), ("residents", expected.RESIDENTS), ("reader", ("reader",))) for who in people}  # fmt: skip
    rows = []
    for day in sorted({key[0] for key in [*inbox, *sent]}):
        in_boxes = Counter[str]()
        mails = Counter[str]()
        for (on, who, _), n in inbox.items():
            in_boxes[roles[who]] += n if on == day else 0
        for (on, who, _), n in sent.items():
            mails[roles[who]] += n if on == day else 0
        told = [f"{in_boxes[role]}/{mails[role]}" for role in ("staff", "panel", "police", "residents", "reader")]
        texts = sorted({key[2] for key in [*inbox, *sent] if key[0] == day})
        rows.append([f"{day:%a} {day}", one.seen.get(day, {}).get("stage", ""), *told, "; ".join(texts)[:90]])
    harness.table(
        ["day", "the page says", "staff", "panel", "police", "residents", "reader", "told (lines/e-mails)"], rows
    )


# --- Many at one tick -------------------------------------------------------------------------------------
def ticks() -> dict[str, bool]:
    from django.core.management import call_command
    from django.db import connection
    from django.test import override_settings

    from bench import public as filled  # begins
    from consultations.models import Force, Role
    from people.models import Message, User

    logging.disable(logging.WARNING)
    override_settings(DEMO=False, EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend").enable()
    forces = Force.objects.bulk_create(Force(name=f"Force {n} (example)", slug=f"force-{n}") for n in range(10))
    officer = User.objects.create_user("officer@example.org", name="N. Okoro")
    sizes = (SIZES[0], next((int(word) for word in sys.argv if word.isdigit()), SIZES[1]))
    rows, costs, first = [], {}, 0
    for size in sizes:
        filled.fill(first, size, forces, {Role.OFFICER: officer})
        first, taken = size, []
        for turn in TURNS:
            if turn == TURNS[-1]:  # the rest of the e-mails: how fast they go measures bench/outbox.py
                Message.objects.filter(state=Message.State.WAITING).update(state=Message.State.SENT)
            asked: list[str] = []

            def counting(execute: Any, sql: str, *rest: Any, of: list[str] = asked) -> Any:
                of.append("")
                return execute(sql, *rest)

            with connection.execute_wrapper(counting):
                begun, wall = time.process_time(), time.perf_counter()
                call_command("tick", stdout=StringIO())
                taken.append(time.process_time() - begun)
            rows.append([size, turn, taken[-1], time.perf_counter() - wall, 1000 * taken[-1] / size, len(asked)])
            print(rows[-1], flush=True)
        costs[size] = taken
    harness.table(["consultations", "tick", "s of processor", "s", "ms a consultation", "queries"], rows)
    (small, many) = sizes
    each = {size: [1000 * seconds / size for seconds in (costs[size][0], costs[size][-1])] for size in sizes}
    for n, name in enumerate(("everything at once", "a quiet tick")):
        print(f"{name}: {each[small][n]:.3f} ms a consultation among {small}, {each[many][n]:.3f} among {many:,}")
    longest = max(costs[many])
    return {
        f"{many:,} consultations at one tick in under {LONGEST:.0f} s ({longest:.1f})": longest < LONGEST,
        f"one of {many:,} costs at most {FLAT} times one of {small}": all(
            big <= FLAT * little for big, little in zip(each[many], each[small], strict=True)
        ),
    }


def main() -> None:
    parts = {"--life": life, "--ticks": ticks}
    asked = [part for part in parts if part in sys.argv]
    if asked:
        bars = parts[asked[0]]()
        harness.finish("clock", {"part": asked[0]}, bars)
    codes = [subprocess.run([sys.executable, __file__, part], check=False).returncode for part in parts]
    harness.finish("clock", {}, {f"{part.strip('-')}": code == 0 for part, code in zip(parts, codes, strict=True)})


if __name__ == "__main__":
    main()

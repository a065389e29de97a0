"""Do public pages cost the same at any size? Reads each at 3, 100, 1,000 and 10,000 consultations, ten promises to each.

Three ways, through the whole middleware: as the next visitor gets it (made once for each version, then kept), made anew
(figures over everything are kept still), and right after an act, when these are worked out as well. Times are the thread's
own processor time (with SQLite the database works in the same thread), the least of several rounds. Then the front page is
asked for with the tag it had: how many 304 a second, in two processes at once, and over HTTP, with and without the
nginx of deploy/ in front. A desk is a private page and never kept: of the officer, the facilitator, the panel member of all of it.
A card on a facilitator's desk shows what its gate still wants: what the gates ask is printed apart, and grows with the page alone.
Bars: at most 12 queries, however it is asked for; the largest at most 1.2 times the smallest, desks too, both as a visitor
gets it and made anew; at least 2,000 conditional requests/s of the product's own processes, without nginx. Three
consultations do not fill a page of twenty, so what is made anew is held against its cost at 100 as well, apart.
Run: python bench/public.py [--few] [--rounds N]; `--few` stops at 1,000, and then no bar of size holds.
"""

import argparse
import asyncio
import os
import re
import sys
import time
from contextlib import suppress
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
import urllib.request  # not before: it asks for a calendar

from bench import harness

FOLDER = harness.begin()

from django.conf import settings
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from audit import clock
from audit.record import record
from bench.live.layout import Layout
from consultations.models import Area, Consultation, Force, Membership, Role, Stage, Technology
from consultations.stages import stages
from outcomes.models import Commitment, FindingsReport, PoliceResponse, Recommendation, RecommendationResponse
from people.models import User

SIZES = [3, 100, 1_000, 10_000]
FEW = 1_000
PROMISES = 10
MOST_QUERIES, FLAT, CONDITIONAL = 12, 1.2, 2_000
SECONDS, PROCESSES = 4, 2
DESKS = {"officer": Role.OFFICER, "facilitator": Role.FACILITATOR, "panel": Role.OVERSIGHT}
STAGES = [Stage.OPEN, Stage.FOLLOW_UP, Stage.FINDINGS_PUBLISHED, Stage.FOLLOW_UP, Stage.ANALYSIS, Stage.COMPLETED,
          Stage.ANNOUNCED, Stage.FOLLOW_UP]  # fmt: skip
ANSWERED = {Stage.FOLLOW_UP, Stage.COMPLETED}


def fill(first: int, last: int, forces: list[Force], staff: dict[Role, User]) -> None:
    """Consultations of every stage, with what came of them; of each, as of a few, a part is late."""
    now, today = clock.now(), clock.today()
    made = Consultation.objects.bulk_create(
        [
            Consultation(
                slug=f"c{n}", title=f"Street cameras in ward {n}", purpose_question="How should they be used?",
                stage=STAGES[n % len(STAGES)], force=forces[n % len(forces)], created_at=now,
                announced_at=now - timedelta(days=200 + n % 700), opens_at=now - timedelta(days=150) if n % 8 != 6 else now + timedelta(days=9),
                closes_at=now + timedelta(days=1 + n % 30) if n % 8 == 0 else (now - timedelta(days=120) if n % 8 != 6 else now + timedelta(days=40)),
                findings_due=today + timedelta(days=n % 40 - 20), response_due=today + timedelta(days=n % 90 - 30),
                findings_published_at=now - timedelta(days=60) if n % 8 not in (0, 4, 6) else None,
                response_published_at=now - timedelta(days=n % 60) if STAGES[n % len(STAGES)] in ANSWERED else None,
            )
            for n in range(first, last)
        ],
        batch_size=500,
    )  # fmt: skip
    kinds = [str(kind) for kind in Technology.Kind]
    about = Technology.objects.bulk_create(
        Technology(force=one.force, name=f"Camera {one.pk}", kind=kinds[one.pk % len(kinds)])
        for one in made[::10] or made
    )
    through = Consultation.technologies.through
    through.objects.bulk_create(
        (through(consultation_id=one.pk, technology_id=about[n % len(about)].pk) for n, one in enumerate(made)),
        batch_size=500,
    )
    Membership.objects.bulk_create(
        (
            Membership(consultation=one, user=user, role=role, pseudonym=user.name)
            for one in made
            for role, user in staff.items()
        ),
        batch_size=500,
    )
    _answers([one for one in made if one.stage in ANSWERED])


def _answers(answered: list[Consultation]) -> None:
    now, today = clock.now(), clock.today()
    reports = FindingsReport.objects.bulk_create(
        (FindingsReport(consultation=one, state="published", published_at=now) for one in answered), batch_size=500
    )
    responses = PoliceResponse.objects.bulk_create(
        (
            PoliceResponse(report=one, state="signed", signed_by_name="N. Okoro", signed_by_role="Chief", signed_at=now)
            for one in reports
        ),
        batch_size=500,
    )
    asked = Recommendation.objects.bulk_create(
        (Recommendation(report=one, number=n, title=f"Put up signs, part {n}") for one in reports for n in (1, 2)),
        batch_size=500,
    )
    slots = RecommendationResponse.objects.bulk_create(
        (
            RecommendationResponse(
                response=responses[n // 2], recommendation=one, status=("accepted", "under_consideration")[n % 2],
                decision_by=today + timedelta(days=n % 60 - 20) if n % 2 else None,
            )
            for n, one in enumerate(asked)
        ),
        batch_size=500,
    )  # fmt: skip
    states = [("on_track", {}), ("done_unverified", {"reported_done_on": today}), ("not_started", {}),
              ("dropped", {"dropped_on": today, "dropped_reason": "No money."})]  # fmt: skip
    Commitment.objects.bulk_create(
        (
            Commitment(
                answer=slot, text=f"Sign {n} goes up", owner_role="Superintendent", due=today + timedelta(days=(slot.pk + n) % 400 - 40),
                state=states[n % 4][0], **states[n % 4][1],
            )
            for slot in slots[::2]
            for n in range(PROMISES * len(STAGES) // 4)
        ),
        batch_size=500,
    )  # fmt: skip


def pages(forces: list[Force]) -> dict[str, str]:
    return {
        "home": "/", "promises": "/promises/", "register": "/technologies/", "archive": "/consultations/",
        "overdue": "/overdue/", "scorecard": forces[0].get_absolute_url(),
        "technology": f"/technologies/{Technology.objects.order_by('pk').values_list('pk', flat=True)[0]}/",
        "record": "/record/", **dict.fromkeys(DESKS, "/desk/"),
    }  # fmt: skip


def something_happens(force: Force) -> None:
    with transaction.atomic():
        record("force_changed", actor=None, subject=force)


class Cost(NamedTuple):
    """Milliseconds as the next visitor gets it, made anew, and right after an act; queries of the last two."""

    kept: float
    made: float
    after: float
    queries: int
    most_queries: int


def measured(client: Client, address: str, rounds: int) -> Cost:
    anew = f"{address}?anew=1"  # what has a query is not kept
    after = float("inf")
    for _ in range(3):
        something_happens(Force.objects.order_by("pk")[0])
        after = min(after, timed(client, anew))
    something_happens(Force.objects.order_by("pk")[0])
    most = asked(client, anew)
    queries = asked(client, anew)
    made = min(timed(client, anew) for _ in range(rounds))
    client.get(address)
    return Cost(min(timed(client, address) for _ in range(rounds)), made, after, queries, most)


def timed(client: Client, address: str) -> float:
    begun = time.thread_time()
    answer = client.get(address)
    spent = (time.thread_time() - begun) * 1000
    assert answer.status_code == 200, address
    return spent


def asked(client: Client, address: str) -> int:
    """Queries of a page. What the gates on the cards of a facilitator ask is counted apart, in OF_GATES."""
    of_gates, blockers = 0, stages.blockers

    def counting(*given: Any) -> Any:
        nonlocal of_gates
        before = len(queries)
        found = blockers(*given)
        of_gates += len(queries) - before
        return found

    stages.blockers = counting
    try:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
    finally:
        stages.blockers = blockers
    OF_GATES[address] = of_gates
    return len(queries) - of_gates


OF_GATES: dict[str, int] = {}  # address → queries of the gates on it, where it was asked for last


def conditional(address: str, tag: str) -> int:
    """How many 304 one process gives in the time, through the handler that answers."""
    connection.close()
    handler, factory = WSGIHandler(), RequestFactory()
    begun, given = time.monotonic(), 0
    while time.monotonic() - begun < SECONDS:
        for _ in range(50):
            request = factory.get(address, headers={"If-None-Match": tag})
            assert handler.get_response(request).status_code == 304
            given += 1
    return int(given / (time.monotonic() - begun))


async def _asking(port: int, address: str, tag: str, until: float) -> int:
    """One browser that keeps its connection, until the server ends it, and asks again and again: how many 304 it had."""
    request = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nIf-None-Match: {tag}\r\n\r\n".encode()
    given = 0
    while time.monotonic() < until:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        with suppress(ConnectionError, asyncio.IncompleteReadError):  # nginx ends one after a thousand answers
            while time.monotonic() < until:
                writer.write(request)
                answer = await reader.readuntil(b"\r\n\r\n")
                assert answer.startswith(b"HTTP/1.1 304"), answer[:200]
                given += 1
        writer.close()
    return given


def over_http(address: str) -> dict[str, int]:
    """The same over HTTP from the layout of deploy/, asked by one more process over loopback: the product's processes
    alone, and through nginx with the locations that deploy/ ships. Its limits for one address are left out here: all
    these readers are one address.
    """
    env = {"DATABASE_URL": f"sqlite:///{settings.DATABASES['default']['NAME']}", "DEMO": "1"}
    layout = Layout(env, FOLDER)
    try:
        if layout.nginx is not None:
            config = FOLDER / "nginx" / "locations.conf"
            config.write_text(re.sub(r"^ *limit_(req|conn) .*$", "", config.read_text(), flags=re.MULTILINE))
            layout.nginx.stop()
            layout.nginx.start()
        doors = {"without nginx": layout.web.port, **({"as installed": layout.front.port} if layout.nginx else {})}
        return {name: _given(port, address) for name, port in doors.items()}
    finally:
        layout.stop()


def _given(port: int, address: str) -> int:
    tag = _once_up(port, address)

    async def all_of_them() -> int:
        until = time.monotonic() + SECONDS
        return sum(await asyncio.gather(*[_asking(port, address, tag, until) for _ in range(4 * PROCESSES)]))

    asyncio.run(all_of_them())  # first each process reads what it serves
    return asyncio.run(all_of_them()) // SECONDS


def _once_up(port: int, address: str) -> str:
    """The tag of the page, as soon as the server gives it."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=30) as answer:
                return str(answer.headers["ETag"])
        except OSError:
            time.sleep(0.2)
    sys.exit(f"The server did not come up: {port}")


def main() -> None:
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--few", action="store_true", help=f"not {SIZES[-1]:,} consultations")
    reading.add_argument("--rounds", type=int, default=15)
    options = reading.parse_args()
    Area.objects.bulk_create([Area(name=f"Ward {n}", slug=f"ward-{n}") for n in range(3)])
    forces = Force.objects.bulk_create(Force(name=f"Force {n} (example)", slug=f"force-{n}") for n in range(3))
    staff = {
        role: User.objects.create_user(f"{role}@example.org", name=f"A. {name.title()}") for name, role in DESKS.items()
    }
    visitor = Client()
    readers = {name: Client() for name in DESKS}
    for name, role in DESKS.items():
        readers[name].force_login(staff[role])
    found: dict[str, dict[int, Cost]] = {}
    size = 0
    for want in [size for size in SIZES if not options.few or size <= FEW]:
        fill(size, want, forces, staff)
        size = want
        cache.clear()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for name, address in pages(forces).items():
            found.setdefault(name, {})[size] = measured(readers.get(name, visitor), address, options.rounds)
            OF_GATES[name] = OF_GATES.get(f"{address}?anew=1", 0)
    bars = report(found)
    print(f"Beside these, of the gates on the cards of one page: {OF_GATES['facilitator']}")
    tags = {name: visitor.get(address)["ETag"] for name, address in pages(forces).items() if name not in DESKS}
    connection.close()
    with get_context("fork").Pool(PROCESSES) as pool:
        rate = sum(pool.starmap(conditional, [("/", tags["home"])] * PROCESSES))
    print(f"\n{rate:,} conditional requests/s of the front page in {PROCESSES} processes, {os.cpu_count()} cores")
    real = over_http("/")
    for way, each in real.items():
        print(f"{each:,} over HTTP {way}, asked by a process of this machine")
    bars[f"at least {CONDITIONAL:,} conditional requests/s over HTTP without nginx"] = (
        real["without nginx"] >= CONDITIONAL
    )
    ms = {
        way: {name: {n: round(getattr(one, way), 2) for n, one in sizes.items()} for name, sizes in found.items()}
        for way in WAYS
    }
    harness.finish("public", {"conditional": rate, "over_http": real, "ms": ms}, bars)


def report(found: dict[str, dict[int, Cost]]) -> dict[str, bool]:
    """Print each page at each size, and say which bars held."""
    sizes = list(next(iter(found.values())))
    grown: dict[tuple[str, str], tuple[float, float]] = {}
    for way in WAYS:
        print(f"\n{WAYS[way]}: ms")
        print("page".ljust(12) + "".join(f"{n:>10,}" for n in sizes) + "   last/first  last/100")
        for name, rows in found.items():
            cells = [getattr(row, way) for row in rows.values()]
            grown[way, name] = first, hundred = cells[-1] / cells[0], cells[-1] / cells[1]
            print(f"{name:<12}" + "".join(f"{ms:>10.1f}" for ms in cells) + f"{first:>13.2f}{hundred:>10.2f}")
    print("\nqueries made anew, and right after an act, at the last size")
    for name, rows in found.items():
        last = list(rows.values())[-1]
        print(f"{name:<12}{last.queries:>4}{last.most_queries:>4}")
    bars = {
        f"{name}: at most {MOST_QUERIES} queries": max(row.most_queries for row in rows.values()) <= MOST_QUERIES
        for name, rows in found.items()
    }
    whole = sizes[-1] == SIZES[-1]
    for way in ("kept", "made"):
        bars |= {
            f"{name}, {WAYS[way].lower()}: at {SIZES[-1]:,} at most {FLAT} x at {sizes[0]}": whole
            and grown[way, name][0] <= FLAT
            for name in found
        }
    bars |= {
        f"{name}, made anew: at {SIZES[-1]:,} at most {FLAT} x at {sizes[1]}": whole and grown["made", name][1] <= FLAT
        for name in found
    }
    return bars


WAYS = {"kept": "As the next visitor gets it", "made": "Made anew", "after": "Right after an act"}


if __name__ == "__main__":
    main()

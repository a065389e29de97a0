"""A hall votes at once: is every answer stored, once, and how soon is it said to be?

The whole way of a phone's answer: real HTTP, sign-in, token against forgery, every middleware, one statement, commit.
On the scale layout (nginx if it is installed, 2 gunicorn workers, 2 uvicorn processes with sockets that follow, PostgreSQL, Redis)
and on the demo layout (one uvicorn, SQLite). Baseline in the same run: the floor (the same middleware around a view that
stores nothing) and the plain way to write it (look it up, then save).

Bars: 3,000 voters in 10 seconds: none lost, none twice, no errors, p95 at most a second; 300 voters in 10 seconds on the
demo layout, p95 at most half a second; 50 answers at once by one person, 200 times: one ballot each.
Run: python bench/ballots.py [voters, 3000] [rounds of fifty, 200]
"""

import os
import random
import sys
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
from bench import harness
from bench.live import processes
from bench.live.layout import Layout
from bench.live.services import Postgres, Redis
from bench.live.sockets import Crowd
from bench.live.voters import Outcome, Sending, Vote, body_of

redis, postgres = Redis(), Postgres()
os.environ |= {"BENCH_DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
FOLDER = harness.begin()

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.test import Client
from django.urls import include, path

from bench.live import crowd
from deliberation.models import Ballot, Wave

ENV = {
    "DATABASE_URL": postgres.url,
    "REDIS_URL": redis.url,
    "DEMO": "1",
    "DEBUG": "0",
    "LIVE_AN_ADDRESS": "100000",
    "BENCH_LOGS": str(FOLDER),
}
SECONDS = 10.0
LISTENING = 500  # sockets that follow the session meanwhile
APART = 0.25  # seconds from one person's fifty to the next one's: nginx lets one address ask for 200 a second, then says 429


def sendings(hall: crowd.Hall, voters: range, seconds: float) -> list[Sending]:
    """One answer a voter, at random moments."""
    address = f"/live/{hall.session.code}/ballot/"
    return [
        Sending(n, address, hall.cookies[n], body_of(hall.wave.pk, random.choice(hall.options), uuid.uuid4().hex), random.uniform(0, seconds))
        for n in voters
    ]  # fmt: skip


def chosen_in(sending: Sending) -> str:
    return sending.body.split("answer=")[1].split("&")[0]


def stored(hall: crowd.Hall) -> dict[int, str]:
    """What the database holds: choice by voter's number."""
    number = {user.pk: n for n, user in enumerate(hall.users)}
    rows = Ballot.objects.filter(wave=hall.wave, token__link__membership__user__in=number)
    return {number[pk]: choice for pk, choice in rows.values_list("token__link__membership__user", "choice")}


def judge(hall: crowd.Hall, sent: list[Sending], outcomes: list[Outcome]) -> dict[str, Any]:
    held, saved = stored(hall), {one.voter for one in outcomes if one.status == 200}
    errors = Counter(f"{one.status} {one.message[:80]}" for one in outcomes if one.status != 200)
    for error, times in errors.most_common(3):
        print(f"  {times} x {error}")
    seconds = [one.seconds for one in outcomes]
    return {
        "lost": sum(held.get(s.voter) != chosen_in(s) for s in sent if s.voter in saved),
        "twice": Ballot.objects.filter(wave=hall.wave).count() - len(held),
        "errors": len(outcomes) - len(saved),
        "p50_ms": round(harness.percentile(seconds, 0.5) * 1000, 1),
        "p95_ms": round(harness.percentile(seconds, 0.95) * 1000, 1),
        "worst_ms": round(max(seconds) * 1000, 1),
    }


# --- The layouts --------------------------------------------------------------------------------
def scale(size: int, rounds: int) -> tuple[dict[str, Any], dict[str, bool], crowd.Hall]:
    hall = crowd.fill(size + rounds)
    layout = Layout(ENV, FOLDER)
    port, path = layout.front.port, f"/ws/live/{hall.session.code}/"
    listening = Crowd(layout.sockets.port, path, hall.cookies[: min(LISTENING, size)], FOLDER)
    warm_up(hall, [port], range(size, size + min(40, rounds)))
    parts = {"nginx": layout.nginx.pids if layout.nginx else [], "pages and posts (gunicorn)": layout.web.pids,
             "sockets (uvicorn)": [pid for one in layout.live for pid in one.pids], "PostgreSQL": processes.tree(postgres.pid), "Redis": [redis.pid]}  # fmt: skip
    before = {name: processes.cpu_seconds(pids) for name, pids in parts.items()}
    sent = sendings(hall, range(size), SECONDS)
    outcomes = Vote([port], sent, FOLDER).outcomes()
    rows = [
        [
            name,
            (processes.cpu_seconds(processes.tree(postgres.pid) if name == "PostgreSQL" else pids) - before[name])
            * 1000
            / size,
        ]
        for name, pids in parts.items()
    ]
    found = judge(hall, sent, outcomes)
    print(f"\nThe machine's load average was {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.")
    print(f"Scale layout: {size:,} voters in {SECONDS:.0f} s, {listening.size} sockets following.")
    harness.table(["processor time a vote", "ms"], rows)
    counted = wait_for_count(listening)
    listening.close()
    fifty = one_person(hall, port, range(size, size + rounds))
    layout.stop()
    bars = {
        f"scale: {size:,} voters: 0 lost, 0 twice, 0 errors": not (found["lost"] or found["twice"] or found["errors"]),
        "scale: p95 at most 1 s": found["p95_ms"] <= 1000,
        "the sockets heard of it": counted,
        f"50 answers at once by one person, {rounds} times: one ballot each": fifty == 0,
    }
    return found | {"cpu_ms_a_vote": {name: round(ms, 2) for name, ms in rows}}, bars, hall


def warm_up(hall: crowd.Hall, ports: list[int], voters: range) -> None:
    Vote(ports, sendings(hall, voters, 1.0), FOLDER).outcomes()
    Ballot.objects.all().delete()


def wait_for_count(listening: Crowd) -> bool:
    time.sleep(1)
    return listening.counts()["messages"] > listening.size


def one_person(hall: crowd.Hall, port: int, people: range) -> int:
    """Each sends fifty answers at the same moment; every second one fifty times the same sending. How many did it wrong."""
    address, every = f"/live/{hall.session.code}/ballot/", []
    for place, n in enumerate(people):
        key = uuid.uuid4().hex
        for copy in range(50):
            same = n % 2 == 0
            body = body_of(hall.wave.pk, hall.options[0 if same else copy % 2], key if same else uuid.uuid4().hex)
            every.append(Sending(n, address, hall.cookies[n], body, place * APART))
    Ballot.objects.all().delete()
    outcomes = Vote([port], every, FOLDER, connections=50).outcomes()
    refused = sum(one.status != 200 for one in outcomes)
    held = stored(hall)
    wrong = len(people) - len(held) + Ballot.objects.count() - len(held) + refused
    took = max(one.seconds for one in outcomes)
    print(
        f"\n{len(every):,} answers, fifty at once by each of {len(people)}: {len(held)} ballots, {refused} refused, worst {took:.1f} s."
    )
    return wrong


def demo(size: int) -> tuple[dict[str, Any], dict[str, bool]]:
    """One uvicorn on SQLite, filled by a process of its own: this one is on PostgreSQL."""
    url = f"sqlite:///{FOLDER}/demo.sqlite3"
    hall = crowd.elsewhere(url, size + 20)
    server = processes.uvicorn({**ENV, "DATABASE_URL": url, "REDIS_URL": ""})
    Vote([server.port], crowd.sendings_of(hall, range(size, size + 20), 1.0), FOLDER).outcomes()
    sent = crowd.sendings_of(hall, range(size), SECONDS)
    outcomes = Vote([server.port], sent, FOLDER).outcomes()
    server.stop()
    held = crowd.choices_elsewhere(url)
    lost = sum(held.get(hall["users"][s.voter]) != chosen_in(s) for s in sent if outcomes[s.voter].status == 200)
    seconds = [one.seconds for one in outcomes]
    found = {
        "lost": lost, "errors": sum(one.status != 200 for one in outcomes),
        "p50_ms": round(harness.percentile(seconds, 0.5) * 1000, 1), "p95_ms": round(harness.percentile(seconds, 0.95) * 1000, 1),
    }  # fmt: skip
    print(f"\nDemo layout (one uvicorn, SQLite): {size} voters in {SECONDS:.0f} s: {found}")
    bars = {
        f"demo: {size} voters: 0 lost, 0 errors": not lost and not found["errors"],
        "demo: p95 at most 500 ms": found["p95_ms"] <= 500,
    }
    return found, bars


# --- Where the time goes ------------------------------------------------------------------------
def floor(request: HttpRequest) -> JsonResponse:
    """The same middleware, the same reader, nothing stored."""
    assert request.user.is_authenticated
    return JsonResponse({"saved": True})


def plain(request: HttpRequest) -> JsonResponse:
    """As one would write it first: look everything up, then look the ballot up, then save it."""
    from django.db import transaction

    from consultations.models import Membership

    wave = Wave.objects.select_related("poll__consultation", "session").get(pk=request.POST["wave"])
    member = Membership.objects.get(user=request.user, consultation=wave.poll.consultation, withdrawn_at=None)
    question = wave.questions.get()
    option = question.options.get(pk=request.POST["answer"])
    if not member.consents.filter(item="take_part", withdrawn_at=None).exists() or not wave.is_open:
        return JsonResponse({"saved": False}, status=422)
    with transaction.atomic():
        Ballot.objects.update_or_create(
            token=member.token_link.token, wave=wave, question=question, defaults={"choice": str(option.pk)}
        )
    return JsonResponse({"saved": True})


urlpatterns = [path("bench/floor/", floor), path("bench/plain/", plain), path("", include("config.urls"))]


def where_it_goes(hall: crowd.Hall) -> list[list[Any]]:
    """One voter in this process, through the whole stack: milliseconds of each part, medians."""
    settings.ROOT_URLCONF = __name__
    client = Client()
    client.cookies["sessionid"] = hall.cookies[0]
    number = iter(range(10**6))
    spent: dict[str, list[float]] = {}

    def timed(execute: Any, sql: str, *rest: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, *rest)
        finally:
            words = sql.split('"')
            spent.setdefault(
                f"{words[0].split()[0].lower()} {words[1] if sql[:6] == 'INSERT' else sql.split('FROM ')[1].split()[0].strip(chr(34))}",
                [],
            ).append((time.perf_counter() - begun) * 1000)

    def send(address: str) -> None:
        answer = client.post(
            address, {"wave": hall.wave.pk, "answer": hall.options[next(number) % 2], "key": uuid.uuid4().hex}
        )
        assert answer.status_code == 200, answer.content

    calls = {
        "ours": lambda: send(f"/live/{hall.session.code}/ballot/"),
        "floor": lambda: send("/bench/floor/"),
        "plain": lambda: send("/bench/plain/"),
    }
    wall = harness.interleaved(calls, 150)
    cpu = harness.interleaved(calls, 150, clock=time.thread_time)
    with connection.execute_wrapper(timed):
        for _ in range(150):
            calls["ours"]()
    rows: list[list[Any]] = [[f"  {name}", harness.median(values), "", ""] for name, values in spent.items()]
    for name in ("ours", "floor", "plain"):
        ms, own = harness.median(wall[name]), harness.median(cpu[name])
        rows.append([name, ms, f"{own:.2f}", f"{own / harness.median(cpu['floor']):.2f}"])
    return rows


def main(size: int, rounds: int) -> None:
    figures, bars, hall = scale(size, rounds)
    print(f"p50 {figures['p50_ms']} ms, p95 {figures['p95_ms']} ms, worst {figures['worst_ms']} ms\n")
    rows = where_it_goes(hall)
    harness.table(["one vote in one process", "ms", "own processor ms", "× floor"], rows)
    in_demo, demo_bars = demo(max(30, size // 10))
    harness.finish(
        "ballots",
        {"scale": figures, "demo": in_demo, "one_vote": {row[0].strip(): round(row[1], 2) for row in rows}},
        bars | demo_bars,
    )


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    main(*(numbers + [3_000, 200][len(numbers) :]))

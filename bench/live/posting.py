"""A thread on the scale layout: how soon 1,000 readers are told of a post, and is one lost while a worker is killed?

Run by bench/discussion.py, in a process of its own: it needs PostgreSQL and Redis. The last line is JSON. Told: from the
act in this process, through the commit and Redis, until the last of all sockets has it, several times. Stored: people
of the group post by HTTP, each with a key; in the midst a gunicorn worker is killed (-9), and whoever got no answer
sends the same again. Nothing that was acknowledged may be missing, and nothing may be there twice.
"""

import json
import os
import random
import signal
import sys
import time
import uuid
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

sys.path[0] = str(Path(__file__).resolve().parents[2])  # run as a file, from anywhere
from bench import harness
from bench.live.layout import Layout
from bench.live.processes import children, cpu_seconds, tree
from bench.live.services import Postgres, Redis
from bench.live.sockets import Crowd
from bench.live.voters import Sending, Vote

redis, postgres = Redis(), Postgres()
os.environ |= {"BENCH_DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
FOLDER = harness.begin()

from bench.live import crowd
from deliberation.discussion import discussion
from deliberation.live import posts
from deliberation.models import Contribution, Thread

READERS, A_SECOND, PATIENCE = 1_000, 150, 30.0
ENV = {
    "DATABASE_URL": postgres.url,
    "REDIS_URL": redis.url,
    "DEMO": "1",
    "DEBUG": "0",
    "LIVE_AN_ADDRESS": "100000",
    "BENCH_LOGS": str(FOLDER),
}
WORDS = [
    "camera",
    "sign",
    "street",
    "shop",
    "bus",
    "wait",
    "light",
    "night",
    "officer",
    "walk",
    "ring",
    "answer",
    "keep",
    "delete",
    "trust",
    "ask",
    "know",
    "tell",
    "cost",
    "town",
]


def told(thread: Thread, hall: crowd.Hall, layout: Layout, rounds: int) -> list[float]:
    """Milliseconds from before the act until the last reader’s socket had it, once a round."""
    listening = Crowd(layout.sockets.port, f"/ws/threads/{thread.pk}/", hall.cookies[:READERS], FOLDER)
    time.sleep(1.5)  # first messages are over
    taken = []
    for number in range(rounds):
        listening.expect(posts.read(thread.pk).version + 1)
        begun = time.monotonic_ns()
        discussion.post(thread, f"{number}. {sentence()}", by=hall.users[number])
        taken.append((listening.arrived()[1] - begun) / 1e6)
        time.sleep(0.6)
    listening.close()
    return taken


def sentence() -> str:
    return " ".join(random.choices(WORDS, k=25)) + "."


def stored(thread: Thread, hall: crowd.Hall, layout: Layout, seconds: float) -> dict[str, float]:
    path = f"/consultations/{hall.cast.consultation.slug}/threads/{thread.pk}/post/"
    keys = [uuid.uuid4().hex for _ in range(round(A_SECOND * seconds))]
    sent = [
        Sending(n, path, hall.cookies[n % READERS], urlencode({"body": f"{n}. {sentence()}", "key": key}), n / A_SECOND)
        for n, key in enumerate(keys)
    ]
    voting = Vote([layout.front.port], sent, FOLDER, retry_for=PATIENCE)
    pids = [*layout.web.pids, *(layout.nginx.pids if layout.nginx else []), *tree(postgres.pid)]
    before = cpu_seconds(pids)
    time.sleep(seconds / 2)
    assert layout.web.process is not None
    by_then = Contribution.objects.filter(submission_key__in=keys).count()
    cost = (cpu_seconds(pids) - before) * 1000 / max(1, by_then)
    os.kill(random.choice(children(layout.web.process.pid)), signal.SIGKILL)  # gunicorn starts another
    outcomes = voting.outcomes()
    acknowledged = {keys[one.voter] for one in outcomes if one.status == 302}
    for said, times in Counter(f"{one.status} {one.message[:80]}" for one in outcomes if one.status != 302).most_common(
        3
    ):
        print(f"  {times} x {said}")
    there = Counter(Contribution.objects.filter(submission_key__in=keys).values_list("submission_key", flat=True))
    whole = max(sent[one.voter].at + one.seconds for one in outcomes)
    return {
        "sent": len(keys),
        "acknowledged": len(acknowledged),
        "lost": len(acknowledged - there.keys()),
        "twice": sum(times > 1 for times in there.values()),
        "sent_again": sum(one.tries > 1 for one in outcomes),
        "a_second": round(len(there) / whole, 1),
        "cpu_ms_a_post": round(cost, 1),
        "p95_ms": round(harness.percentile([one.seconds for one in outcomes], 0.95) * 1000),
    }


def main(seconds: float, rounds: int) -> None:
    hall = crowd.fill(READERS)
    area = hall.cast.consultation.areas.get(order=1)
    threads = [Thread.objects.create(area=area, group=hall.cast.group1, title=f"Thread {n}") for n in range(2)]
    layout = Layout(ENV, FOLDER)
    taken = told(threads[0], hall, layout, rounds)
    found = stored(threads[1], hall, layout, seconds)
    layout.stop()
    last = {"p50": harness.percentile(taken, 0.5), "p99": harness.percentile(taken, 0.99), "worst": max(taken)}
    print(json.dumps({"last_reader_ms": {name: round(ms) for name, ms in last.items()}, "rounds": rounds, **found,
                      "load": round(os.getloadavg()[0], 1), "processors": os.cpu_count()}))  # fmt: skip


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))

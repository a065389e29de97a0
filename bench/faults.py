"""Everything dies in turn while a hall votes: is an answer that was acknowledged ever lost, or counted twice?

The production layout (bench/live/layout.py) with a PostgreSQL and a Redis of this bench's own. Waves of voters, 30 a second,
send with a key and send the same again until they are answered, as the page's script does; followers come back as it
does. Meanwhile: kill -9 of a worker, of all of gunicorn or of a uvicorn process, which start again; PostgreSQL restarted,
and killed; Redis away for a minute, and emptied; all sockets cut off at once; a frame of ten megabytes.

Bars: acknowledged within stored within sent, one ballot a voter, after each wave, in which everybody is acknowledged in the
end; back within 30 seconds of PostgreSQL, pages within 10 of its return after 30 away; followers at the newest version
within 10 of Redis, all sockets back within 30 and processors quiet within 60; the frame refused with less than 50 MB
grown. The baseline is a wave in which nothing dies.
Run: python bench/faults.py [share of the counts and of Redis's minute, 1.0]
"""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere

import os
import random
import signal
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bench import harness
from bench.live import frames, processes
from bench.live.followers import Followers
from bench.live.layout import Layout
from bench.live.services import Postgres, Redis
from bench.live.voters import Outcome, Sending, Vote, body_of

redis, postgres = Redis(), Postgres()
os.environ |= {"BENCH_DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
FOLDER = harness.begin()

from django.db import close_old_connections, connection, transaction

from bench.live import crowd
from deliberation.live import publish
from deliberation.models import Ballot

ENV = {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url, "DEMO": "1", "DEBUG": "0", "LIVE_AN_ADDRESS": "100000"}
VOTERS, SECONDS, FOLLOWERS = 300, 10.0, 500
PATIENCE = 60.0  # seconds a voter keeps sending the same


@dataclass
class Wave:
    """What one wave of voters met."""

    faults: int = 0
    wrong: int = 0  # acknowledged and not stored, stored and never sent, or a second ballot
    unanswered: int = 0
    longest: float = 0.0  # seconds until the last was acknowledged
    p95: float = 0.0
    failed: Counter[int] = field(default_factory=Counter)  # tries that had to be made again, by status

    def add(self, other: "Wave") -> None:
        self.faults += other.faults
        self.wrong += other.wrong
        self.unanswered += other.unanswered
        self.longest, self.p95 = max(self.longest, other.longest), max(self.p95, other.p95)
        self.failed += other.failed


class Scene:
    """The hall, its layout, and what each voter has ever sent."""

    def __init__(self) -> None:
        self.hall = crowd.fill(VOTERS + FOLLOWERS)
        self.layout = Layout(ENV, FOLDER)
        self.address = f"/live/{self.hall.session.code}/ballot/"
        self.saved: dict[int, str] = {}  # the last acknowledged of each voter
        self.number = {user.pk: n for n, user in enumerate(self.hall.users)}

    def wave(self, fault: Callable[[], int], seconds: float | None = None) -> Wave:
        """Voters at random moments, and `fault` beside them until they have all been answered. It returns how often it struck."""
        seconds = seconds or SECONDS
        count = int(VOTERS * seconds / SECONDS)
        people = [n % VOTERS for n in range(count)]
        sent = [self._sending(n, (place + random.random()) * seconds / count) for place, n in enumerate(people)]
        vote = Vote([self.layout.front.port], sent, FOLDER, retry_for=PATIENCE)
        struck = fault()
        return self._judge(sent, vote.outcomes(), struck)

    def _sending(self, voter: int, at: float) -> Sending:
        body = body_of(self.hall.wave.pk, random.choice(self.hall.options), uuid.uuid4().hex)
        return Sending(voter, self.address, self.hall.cookies[voter], body, at)

    def _judge(self, sent: list[Sending], outcomes: list[Outcome], struck: int) -> Wave:
        held, total = self._stored()
        found = Wave(faults=struck, wrong=total - len(held))
        for one in outcomes:  # in the order of sending; each voter sends once in ten seconds and waits for the answer
            found.failed.update(one.failed or [])
            found.unanswered += one.status != 200
        for voter in {sending.voter for sending in sent}:
            possible = self._possible(voter, sent, outcomes)
            found.wrong += held.get(voter, "") not in possible
            self.saved[voter] = held.get(voter, "")
        waits = [one.seconds for one in outcomes]
        found.longest, found.p95 = max(waits), harness.percentile(waits, 0.95)
        return found

    def _possible(self, voter: int, sent: list[Sending], outcomes: list[Outcome]) -> set[str]:
        """What may be stored: what was acknowledged last. Of sendings under way together, and of unacknowledged ones, any."""
        own = [(s, one) for s, one in zip(sent, outcomes, strict=True) if s.voter == voter]
        newest = max((s.at for s, one in own if one.status == 200), default=None)
        possible = {self.saved.get(voter, "")} if newest is None else set()
        for sending, one in own:
            if one.status != 200 or newest is None or sending.at + one.seconds >= newest:
                possible.add(sending.body.split("answer=")[1].split("&")[0])
        return possible

    def _stored(self) -> tuple[dict[int, str], int]:
        close_old_connections()
        rows = Ballot.objects.filter(wave=self.hall.wave).values_list("token__link__membership__user", "choice")
        return {self.number[pk]: choice for pk, choice in rows}, len(rows)

    def follow(self, size: int = FOLLOWERS) -> Followers:
        path = f"/ws/live/{self.hall.session.code}/"
        return Followers(self.layout.sockets.port, path, self.hall.cookies[VOTERS : VOTERS + size], FOLDER)

    def act(self) -> int:
        """The facilitator does something: a new version."""
        close_old_connections()
        with transaction.atomic():
            return publish.session_changed(self.hall.session.pk)


# --- The faults ---------------------------------------------------------------------------------
def killing(scene: Scene) -> int:
    """kill -9 at random moments of a wave; what died starts again, as systemd does it: at once."""
    until, struck = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        time.sleep(random.uniform(0, 2))
        server = random.choice([scene.layout.web] * 2 + scene.layout.live)  # half of them where answers are stored
        workers = processes.children(server.pids[0])
        if workers and random.random() < 0.5:
            with suppress(ProcessLookupError):
                os.kill(random.choice(workers), signal.SIGKILL)  # gunicorn starts another
        else:
            server.kill()
            server.start()
        struck += 1
    return struck


def database(restart: bool) -> int:
    """PostgreSQL gone once, at a random moment of the wave's first half."""
    time.sleep(random.uniform(1, SECONDS / 2))
    postgres.stop() if restart else postgres.kill()
    time.sleep(random.uniform(0, 1))
    postgres.start()
    return 1


def repeated(scene: Scene, fault: Callable[[], int], times: int) -> Wave:
    whole = Wave()
    while whole.faults < times:
        whole.add(scene.wave(fault))
        print(f"  {whole.faults} of {times}", file=sys.stderr, flush=True)
    return whole


def page(scene: Scene) -> tuple[int, bool]:
    """What a reader gets: (status, whether the page says what to do)."""
    request = urllib.request.Request(f"http://127.0.0.1:{scene.layout.front.port}/live/{scene.hall.session.code}/")
    request.add_header("Cookie", f"sessionid={scene.hall.cookies[0]}")
    try:
        status, text = 200, urllib.request.urlopen(request, timeout=40).read().decode()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read().decode()
    return status, "try again" in text or "load this page again" in text


def reading(scene: Scene, seconds: float) -> tuple[set[tuple[int, bool]], float]:
    """Eight readers load pages while PostgreSQL is away that long: what they got, and how soon there are pages again."""
    assert page(scene)[0] == 200
    postgres.stop("immediate")
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(8) as readers:
        seen = set(readers.map(lambda _: _until(scene, until), range(8)))
    postgres.start()
    begun = time.monotonic()
    while page(scene)[0] != 200 and time.monotonic() - begun < 120:
        pass
    return seen, time.monotonic() - begun


def _until(scene: Scene, until: float) -> tuple[int, bool]:
    """Loads pages one after the other; the last one's answer."""
    while True:
        found = page(scene)
        if time.monotonic() >= until:
            return found


def without_redis(scene: Scene, followers: Followers, seconds: float) -> tuple[Wave, dict[str, float | None]]:
    """Redis away while people vote and the facilitator goes on; then back; then emptied."""
    found: dict[str, float | None] = {}

    def away() -> int:
        redis.stop()
        begun = time.monotonic()
        found["an act while Redis is away"] = followers.until(scene.act(), 30)
        time.sleep(max(0, seconds - (time.monotonic() - begun)))
        version = scene.act()
        redis.start()
        found["followers after its return"] = followers.until(version, 60)
        found["the next act"] = followers.until(scene.act(), 60)
        redis.empty()
        found["an act after it was emptied"] = followers.until(scene.act(), 60)
        return 1

    return scene.wave(away, seconds + 10), found


def cut_off(scene: Scene, followers: Followers) -> dict[str, float | None]:
    """All sockets at once; then until the sockets' processes are as quiet as before."""
    pids = [pid for server in scene.layout.live for pid in server.pids]
    quiet = share_of(pids, 5)
    before = followers.ask("drop")["came"]
    back = followers.until(0, 60)
    begun, calm = time.monotonic(), None
    while calm is None and time.monotonic() - begun < 90:
        if share_of(pids, 2) <= quiet * 1.5 + 0.05:
            calm = (back or 0) + time.monotonic() - begun
    return {"back": back, "calm": calm, "came_again": float(followers.ask()["came"] - before)}


def share_of(pids: list[int], seconds: float) -> float:
    before = processes.cpu_seconds(pids)
    time.sleep(seconds)
    return (processes.cpu_seconds(pids) - before) / seconds


# --- All of it ----------------------------------------------------------------------------------
def main(share: float) -> None:
    scene, kills, bases = Scene(), max(1, round(50 * share)), max(1, round(20 * share))
    rows: list[tuple[str, Wave]] = [("nothing dies", scene.wave(lambda: 0))]
    followers = scene.follow()
    assert followers.until(0, 60) is not None, followers.ask()
    rows.append(("kill -9 of a process", repeated(scene, lambda: killing(scene), kills)))
    converged = {"after the kills": followers.until(scene.act(), 60)}
    rows.append(("PostgreSQL restarted", repeated(scene, lambda: database(True), bases)))
    rows.append(("PostgreSQL killed", repeated(scene, lambda: database(False), bases)))
    seen, pages_back = reading(scene, max(6.0, 30 * share))
    converged["after PostgreSQL"] = followers.until(scene.act(), 60)
    redis_wave, told = without_redis(scene, followers, max(6.0, 60 * share))
    rows.append(("Redis away, then emptied", redis_wave))
    storm = cut_off(scene, followers)
    frame = frames.too_long(scene.layout.live[0], f"/ws/live/{scene.hall.session.code}/", scene.hall.cookies[0])
    still = followers.until(scene.act(), 10)
    print(f"\nThe machine's load average was {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.")
    report(rows, converged | told, storm, frame, pages_back)
    followers.close()
    scene.layout.stop()
    connection.close()
    waves = dict(rows)
    lasting = max(waves["PostgreSQL restarted"].longest, waves["PostgreSQL killed"].longest)
    bars = {
        "acknowledged within stored within sent, one ballot a voter": not sum(wave.wrong for _, wave in rows),
        "everybody was acknowledged in the end": not sum(wave.unanswered for _, wave in rows),
        "everybody within 30 s of PostgreSQL going": lasting <= 30,
        "a page without its database says what to do": seen == {(503, True)},
        "pages within 10 s of PostgreSQL's return": pages_back <= 10,
        "nobody had to send twice because Redis was away": not waves["Redis away, then emptied"].failed,
        "followers at the newest version within 10 s of Redis's return": all(v is not None and v <= 10 for v in told.values()),
        "followers at the newest version within 30 s of the kills and of PostgreSQL": all(v is not None and v <= 30 for v in converged.values()),
        "500 sockets cut off: all back within 30 s": storm["back"] is not None and storm["back"] <= 30,
        "processors quiet within 60 s": storm["calm"] is not None and storm["calm"] <= 60,
        "a frame of 10 MB: refused, less than 50 MB grown, all others stay": frame["refused"] and frame["grown_mb"] < 50 and still is not None,
    }  # fmt: skip
    figures = {name: {**vars(wave), "failed": dict(wave.failed)} for name, wave in rows}
    harness.finish(
        "faults",
        {
            "share": share,
            "waves": figures,
            "followers": converged | told,
            "storm": storm,
            "frame": frame,
            "pages_back": pages_back,
        },
        bars,
    )


def report(
    rows: list[tuple[str, Wave]], told: dict[str, float | None], storm: dict[str, Any], frame: dict[str, Any],
    pages_back: float,
) -> None:  # fmt: skip
    harness.table(
        ["while people vote", "times", "wrong", "never answered", "p95 s", "longest s", "tries made again"],
        [[name, w.faults, w.wrong, w.unanswered, w.p95, w.longest, str(dict(w.failed) or "none")] for name, w in rows],
    )
    print()
    print(f"\nPages again {pages_back:.1f} s after PostgreSQL's return.")
    show = lambda value: "never" if value is None else float(value)  # noqa: E731
    harness.table(["followers at the newest version", "s"], [[name, show(value)] for name, value in told.items()])
    print(f"\nAll sockets cut off: {storm}\nA frame of 10 MB: {frame}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)

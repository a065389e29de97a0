"""One message to a full hall: what it costs the server, and when the last phone has it.

The product (config.asgi in uvicorn, PostgreSQL, Redis, every socket signed in and let in) beside two baselines in the
same run, in turns: the `websockets` library's own broadcast of a message as long as ours, and Channels with a group.
Ours is measured whole: from the facilitator's act in another process, through the commit and Redis, with what the
process reads and renders once. "Fan-out alone" is the same hub in the same server with that reading left out.

Bars: processor time a message at most 1.6 times the library's at every size (the whole update from 1,000 on: what is
read once weighs on a small room, where it does not matter); in the full hall at most a twelfth of Channels' and the last
client within twice the library's time; two processes over Redis; a broadcast after 16 quiet seconds reaches all; 500 acts in a
burst leave everybody at the newest version. Times need a quiet machine; processor time hardly does.
Run: python bench/fanout.py [largest hall, 3000]
"""

import os
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
from bench import harness
from bench.live import processes
from bench.live.services import Postgres, Redis, free_port
from bench.live.sockets import Crowd

redis, postgres = Redis(), Postgres()
os.environ |= {"BENCH_DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
FOLDER = harness.begin()

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from channels_redis.pubsub import RedisPubSubChannelLayer
from django.db import transaction

from bench.live import crowd
from bench.live.library_server import message
from deliberation.live import layer, publish

ENV = {
    "DATABASE_URL": postgres.url,
    "REDIS_URL": redis.url,
    "DEMO": "1",
    "DEBUG": "0",
    "LIVE_AN_ADDRESS": "100000",
    "BENCH_LOGS": str(FOLDER),
}
SIZES = [100, 1_000, 3_000]
SERVER_CPU, CLIENT_CPU = (0, 1) if (os.cpu_count() or 1) > 1 else (None, None)


class Way:
    """One way to tell a hall. `tell` returns the version that was sent."""

    name = ""
    server: processes.Server
    path, sent = "/", 0

    def tell(self) -> int:
        raise NotImplementedError

    def open(self, hall: crowd.Hall, size: int) -> None:
        self.crowd = Crowd(self.server.port, self.path, hall.cookies[:size], FOLDER, CLIENT_CPU)

    def one(self) -> tuple[float, float]:
        """Tell everybody once: (processor µs a message, ms until the last had it)."""
        before = processes.cpu_seconds(self.server.pids)
        begun = time.monotonic_ns()
        self.crowd.expect(self.sent + 1)
        self.tell()
        _, last = self.crowd.arrived()
        taken = processes.cpu_seconds(self.server.pids) - before
        return taken * 1e6 / self.crowd.size, (last - begun) / 1e6


class Product(Way):
    name = "Answerable, whole"

    def __init__(self, hall: crowd.Hall) -> None:
        self.hall, self.path = hall, f"/ws/live/{hall.session.code}/"
        self.server = processes.uvicorn(ENV, cpu=SERVER_CPU)
        hall.session.refresh_from_db()
        self.sent = hall.session.version

    def tell(self) -> int:
        with transaction.atomic():
            self.sent = publish.session_changed(self.hall.session.pk)
        return self.sent


class Alone(Way):
    name = "Answerable, fan-out alone"

    def __init__(self, hall: crowd.Hall, length: int) -> None:
        self.path = f"/ws/live/{hall.session.code}/"
        self.length, self.topic = length, publish.topic_of(hall.session.pk)
        own = Redis()  # or it would hear the acts of the whole product too
        self.layer = RedisPubSubChannelLayer(hosts=[own.url])
        env = {**ENV, "REDIS_URL": own.url, "FANOUT_LENGTH": str(length)}
        self.server = processes.uvicorn(env, "bench.live.hub_alone:application", cpu=SERVER_CPU)

    def tell(self) -> int:
        self.sent += 1
        tell = {"type": "live.news", "topic": self.topic, "version": self.sent}
        async_to_sync(self.layer.group_send)(layer.EVERYTHING, tell)
        return self.sent


class Library(Way):
    name = "websockets broadcast()"

    def __init__(self, length: int) -> None:
        self.length, control = length, free_port()
        program = str(Path(__file__).parent / "live" / "library_server.py")
        self.server = processes.Server([program, "{port}", str(control)], ENV, cpu=SERVER_CPU)
        processes.wait_until(lambda: processes.listens(control), 10, "the library's server answers")
        self.control = socket.create_connection(("127.0.0.1", control))

    def tell(self) -> int:
        self.sent += 1
        self.control.sendall(f"{self.sent} {self.length}\n".encode())
        return self.sent


class Channels(Way):
    name = "Channels group_send"

    def __init__(self, length: int) -> None:
        self.length = length
        self.server = processes.uvicorn(
            ENV, "bench.live.channels_server:application", cpu=SERVER_CPU, ws="websockets-sansio"
        )

    def tell(self) -> int:
        self.sent += 1
        async_to_sync(get_channel_layer().group_send)("room", {"type": "news", "text": message(self.sent, self.length)})
        return self.sent


@dataclass
class Measured:
    cpu: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)


def compare(hall: crowd.Hall, ways: list[Way], size: int) -> dict[str, Measured]:
    """Each way in turn, so that a busy moment strikes them all."""
    for way in ways:
        way.open(hall, size)
    time.sleep(1.5)  # first messages and first looks at the database are over
    for way in ways:
        way.one()
    found = {way.name: Measured() for way in ways}
    rounds = {100: 60, 1_000: 30}.get(size, 20)
    for turn in range(rounds):
        for way in ways:
            if isinstance(way, Channels) and turn % 4:
                continue  # it takes longer than all others together
            cpu, last = way.one()
            found[way.name].cpu.append(cpu)
            found[way.name].last.append(last)
    for way in ways:
        way.crowd.close()
    time.sleep(0.5)
    return found


def length_of(hall: crowd.Hall, product: Product) -> int:
    """Bytes in a message of ours."""
    product.open(hall, 20)
    product.one()
    before = product.crowd.counts()
    for _ in range(5):
        product.one()
    after = product.crowd.counts()
    product.crowd.close()
    return (after["bytes"] - before["bytes"]) // (after["messages"] - before["messages"])


def quiet_and_burst(hall: crowd.Hall, product: Product, size: int) -> dict[str, bool | int]:
    product.open(hall, size)
    time.sleep(16)
    product.one()
    product.crowd.expect(product.sent + 500)
    before = product.crowd.counts()["messages"]
    for _ in range(500):
        product.tell()
    product.crowd.arrived()
    time.sleep(0.5)
    after = product.crowd.counts()
    product.crowd.close()
    newest = product.sent
    return {
        "quiet": True,
        "burst": after["oldest"] == after["newest"] == newest and after["open"] == size,
        "messages_a_client": (after["messages"] - before) // size,
    }


def two_processes(hall: crowd.Hall, product: Product, size: int) -> list[float]:
    """Half the hall in each of two processes: ms until the last phone of both has it."""
    other = processes.uvicorn(ENV, cpu=SERVER_CPU)
    half = size // 2
    crowds = [
        Crowd(port, product.path, hall.cookies[start : start + half], FOLDER, CLIENT_CPU)
        for port, start in ((product.server.port, 0), (other.port, half))
    ]
    times = []
    for _ in range(10):
        begun = time.monotonic_ns()
        for one in crowds:
            one.expect(product.sent + 1)
        product.tell()
        times.append((max(one.arrived()[1] for one in crowds) - begun) / 1e6)
        time.sleep(0.1)
    for one in crowds:
        one.close()
    other.stop()
    return times


def main(largest: int) -> None:
    sizes = [size for size in SIZES if size <= largest] or [largest]
    hall = crowd.fill(max(sizes))
    product = Product(hall)
    length = length_of(hall, product)
    ways = [product, Alone(hall, length), Library(length), Channels(length)]
    rows, bars, figures = [], {}, {"bytes_a_message": length}
    for size in sizes:
        found = compare(hall, ways, size)
        base, plain = found["websockets broadcast()"], found["Channels group_send"]
        cpu = {name: harness.median(one.cpu) for name, one in found.items()}
        last = {name: harness.median(one.last) for name, one in found.items()}
        for name, one in found.items():
            ratio = cpu[name] / harness.median(base.cpu)
            rows.append(
                [
                    name,
                    size,
                    cpu[name],
                    ratio,
                    harness.median(plain.cpu) / cpu[name],
                    last[name],
                    harness.percentile(one.last, 0.95),
                ]
            )
        figures[f"cpu_us_{size}"] = {name: round(value, 1) for name, value in cpu.items()}
        figures[f"last_ms_{size}"] = {name: round(value, 1) for name, value in last.items()}
        against = cpu["websockets broadcast()"]
        bars[f"{size}: fan-out at most 1.6 times the library's processor time"] = cpu[Alone.name] <= 1.6 * against
        if size >= 1_000:
            bars[f"{size}: the whole update too"] = cpu[Product.name] <= 1.6 * against
        if size == max(sizes):
            bars[f"{size}: the whole update at least 12 times better than Channels"] = (
                cpu[Channels.name] >= 12 * cpu[Product.name]
            )
            bars[f"{size}: the last client within twice the library's time"] = (
                last[Product.name] <= 2 * last[Library.name]
            )
    harness.table(["way", "clients", "CPU µs a message", "× library", "Channels ÷", "last client ms", "p95 ms"], rows)
    for way in ways[1:]:
        way.server.stop()
    both = two_processes(hall, product, max(sizes))
    after = quiet_and_burst(hall, product, max(sizes))
    figures |= {
        "two_processes_last_ms": round(harness.median(both), 1),
        "burst_messages_a_client": after["messages_a_client"],
    }
    print(
        f"\nTwo processes over Redis, {max(sizes)} clients: last client after {harness.median(both):.0f} ms (worst {max(both):.0f})."
    )
    print(f"A burst of 500 acts became {after['messages_a_client']} messages a client.")
    bars["two processes over Redis reach all"] = True
    bars["a broadcast after 16 quiet seconds reaches all"] = bool(after["quiet"])
    bars["after 500 acts in a burst every client is at the newest version"] = bool(after["burst"])
    harness.finish("fanout", figures, bars)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000)

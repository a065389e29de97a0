"""50,000 e-mails, the worker killed with -9 ten times, the mail server away twice: how many are lost or doubled.

    DEMO=1 .venv/bin/python -m bench.outbox [--mails 50000]

The mail server is a small one in this process; two workers send to it. A letter that it accepted twice has the same
Message-ID both times, so a mailbox shows it once; how often that happened is printed beside it. docs/decisions/outbox.md
"""

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere

from bench.harness import begin, finish

KILLS, AWAY, AWAY_FOR = 10, 2, 3.0
WORKERS, LONGEST = 2, 360.0  # processes that send at once; seconds for all
LEASE = 4.0  # seconds until a dead worker's claim runs out here


class Sink(threading.Thread):
    """Takes every letter and remembers its Message-ID. Away, it takes no connection and cuts the ones it has."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.taken: Counter[str] = Counter()
        self.is_away, self.port = False, 0
        self.open: set[asyncio.StreamWriter] = set()
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()

    def run(self) -> None:
        async def serve() -> None:
            server = await asyncio.start_server(self.talk, "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]
            self.ready.set()
            await server.serve_forever()

        self.loop.run_until_complete(serve())

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open.add(writer)
        with suppress(ConnectionError):
            if not self.is_away:
                await self._talk(reader, writer)
        self.open.discard(writer)
        writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                number = ""
                while (part := await reader.readline()) not in (b".\r\n", b""):
                    if part.lower().startswith(b"message-id:"):
                        number = part.split(b":", 1)[1].strip().decode()
                if not part:
                    return  # it went away in the middle: nothing was accepted
                self.taken[number] += 1
            writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 fine\r\n")
            if word == b"QUIT":
                return

    def away(self, is_away: bool) -> None:
        def now() -> None:
            self.is_away = is_away
            for writer in list(self.open) if is_away else []:
                writer.transport.abort()

        self.loop.call_soon_threadsafe(now)


def set_up() -> None:
    """The settings of a real site; a lease that a bench can wait for."""
    from datetime import timedelta

    from django.conf import settings

    from people.outbox import kinds, sending

    settings.DEMO = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(os.environ.get("BENCH_SMTP", "0"))
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.DEFAULT_FROM_EMAIL = "bench@example.org"
    sending.HELD = timedelta(seconds=LEASE)
    kinds.kinds()["bench"] = kinds.Kind("bench")


def work() -> None:
    """The worker: a process of its own, to be killed."""
    import django

    django.setup()
    set_up()
    from people.outbox import sending

    while True:
        if not list(sending.run()):
            time.sleep(0.2)


def fill(mails: int) -> None:
    from people.models import Mailbox
    from people.outbox import outbox

    boxes = [Mailbox(address=f"m{number}@example.org") for number in range(mails)]
    Mailbox.objects.bulk_create(boxes, batch_size=500)
    some = Mailbox.objects.exclude(address=None).order_by("pk")
    outbox.put(some, "bench", "1", title="Something is out", why="You asked for it.", link="/inbox/")


def left() -> int:
    from people.models import Message

    ends = [Message.State.SENT, Message.State.GIVEN_UP, Message.State.CANCELLED]
    return Message.objects.exclude(state__in=ends).count()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mails", type=int, default=50_000)
    parser.add_argument("--work", action="store_true")
    asked = parser.parse_args()
    if asked.work:
        work()
    begin()
    sink = Sink()
    sink.start()
    sink.ready.wait()
    os.environ["BENCH_SMTP"] = str(sink.port)
    set_up()
    fill(asked.mails)
    done = run(sink, asked.mails)
    report(sink, asked.mails, *done)


def start() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "bench.outbox", "--work"], stderr=subprocess.DEVNULL)


def run(sink: Sink, mails: int) -> tuple[float, int, int]:
    """Until nothing is left. The faults come when so many letters were taken."""
    faults = ["kill"] * KILLS + ["away"] * AWAY
    random.Random(7).shuffle(faults)
    at = [mails * (number + 1) // (len(faults) + 1) for number in range(len(faults))]
    began, killed, away = time.monotonic(), 0, 0
    workers = [start() for _ in range(WORKERS)]
    try:
        while left():
            if at and len(sink.taken) >= at[0]:
                at.pop(0)
                time.sleep(random.random() / 50)
                if faults.pop(0) == "kill":
                    worker = workers.pop(0)
                    os.kill(worker.pid, signal.SIGKILL)
                    worker.wait()
                    killed += 1
                    workers.append(start())
                else:
                    sink.away(True)
                    time.sleep(AWAY_FOR)
                    sink.away(False)
                    away += 1
            time.sleep(0.02 if at and mails < 5000 else 0.1)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    return time.monotonic() - began, killed, away


def report(sink: Sink, mails: int, seconds: float, killed: int, away: int) -> None:
    from people.models import Message

    numbers = {f"<{number.hex}@example.org>" for number in Message.objects.values_list("number", flat=True)}
    lost = len(numbers - set(sink.taken))
    doubled = len(set(sink.taken) - numbers)  # a letter under a second number: nobody could tell that it is the same
    twice = sum(times - 1 for times in sink.taken.values())
    print(f"{mails} e-mails, worker killed {killed} times, mail server away {away} times")
    print(
        f"lost {lost}, doubled {doubled}; accepted twice under one Message-ID {twice}; {mails / seconds:.0f} a second"
    )
    finish("outbox", {
        "mails": mails, "lost": lost, "doubled": doubled, "accepted_twice": twice, "killed": killed, "away": away,
        "mails_per_second": round(mails / seconds),
    }, {
        "0 lost": lost == 0,
        "0 doubled: no message has a second Message-ID": doubled == 0,
        "accepted twice at most once a fault, under the same Message-ID": twice <= KILLS + AWAY,
        f"all in {LONGEST / 60:.0f} minutes ({seconds:.0f} s)": seconds <= LONGEST,
        f"killed {KILLS} times, away {AWAY} times": killed == KILLS and away == AWAY,
    })  # fmt: skip


if __name__ == "__main__":
    main()

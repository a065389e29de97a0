"""A hall that votes: real HTTP on kept-open connections, each voter with a sign-in, a token against forgery and a key.

Run by `vote`, in a process of its own. Time is counted from the moment a voter meant to send, so a server that falls
behind is not excused. A voter who gets no proper answer sends the same again, as the page's script does, unless told not to.
"""

import asyncio
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

TOKEN = "a" * 32  # of this voter's cookie; the server compares it with the header
PATIENCE = 20.0  # seconds for one try


@dataclass
class Sending:
    voter: int
    path: str
    cookie: str
    body: str
    at: float  # seconds after the start


@dataclass
class Outcome:
    voter: int
    status: int  # of the last answer; 0: none came
    seconds: float
    tries: int
    message: str = ""
    failed: list[int] | None = None  # status of each try before the last; 0: no answer came


# --- In the bench -------------------------------------------------------------------------------
class Vote:
    """All sendings under way in another process."""

    def __init__(
        self, ports: list[int], sendings: list[Sending], folder: Path, *, connections: int = 128, retry_for: float = 0.0
    ) -> None:
        self.answers = folder / f"answers-{time.monotonic_ns()}.json"
        asked = folder / f"sendings-{time.monotonic_ns()}.json"
        asked.write_text(json.dumps([asdict(sending) for sending in sendings]))
        ported = ",".join(map(str, ports))
        arguments = [ported, str(asked), str(self.answers), str(connections), str(retry_for)]
        self.process = subprocess.Popen([sys.executable, __file__, *arguments])

    def outcomes(self) -> list[Outcome]:
        if self.process.wait():
            raise RuntimeError("the voters' process failed")
        return [Outcome(**one) for one in json.loads(self.answers.read_text())]


def body_of(wave: int, answer: int, key: str) -> str:
    return f"wave={wave}&answer={answer}&key={key}"


# --- In the voters' process ---------------------------------------------------------------------
class Hall:
    def __init__(self, ports: list[int], connections: int, retry_for: float) -> None:
        self.ports, self.retry_for = ports, retry_for
        self.free: asyncio.Queue[Line] = asyncio.Queue()
        for number in range(connections):
            self.free.put_nowait(Line(ports[number % len(ports)]))

    async def vote(self, sendings: list[Sending]) -> list[Outcome]:
        self.begun = time.monotonic()
        return await asyncio.gather(*(self._send(sending) for sending in sendings))

    async def _send(self, sending: Sending) -> Outcome:
        due = self.begun + sending.at
        await asyncio.sleep(due - time.monotonic())
        tries, status, message, failed = 0, 0, "", []
        while True:
            tries += 1
            line = await self.free.get()
            try:
                status, message = await asyncio.wait_for(line.post(sending), PATIENCE)
            except (TimeoutError, OSError, EOFError, ValueError) as error:
                status, message = 0, repr(error)
                line.close()
            finally:
                self.free.put_nowait(line)
            if status in (200, 302, 422) or time.monotonic() - due > self.retry_for:
                return Outcome(sending.voter, status, time.monotonic() - due, tries, message, failed)
            failed.append(status)
            await asyncio.sleep(min(2.0, 0.1 * 2**tries))


class Line:
    """One connection, kept open; opened again when it has ended."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def post(self, sending: Sending) -> tuple[int, str]:
        fresh = self.reader is None
        try:
            return await self._post(sending)
        except (OSError, EOFError):
            if fresh:
                raise
            self.close()  # the server ended an idle connection, which it may: that is not a failure
            return await self._post(sending)

    async def _post(self, sending: Sending) -> tuple[int, str]:
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(self._request(sending))
        head = await self.reader.readuntil(b"\r\n\r\n")
        status, length, ends = int(head[9:12]), 0, False
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line[15:])
            ends |= line == b"connection: close"
        body = await self.reader.readexactly(length)
        if ends:
            self.close()
        return status, "" if status == 200 else body[:300].decode("utf-8", "replace")

    def _request(self, sending: Sending) -> bytes:
        return (
            f"POST {sending.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept: application/json\r\n"
            f"Origin: http://127.0.0.1:{self.port}\r\nX-CSRFToken: {TOKEN}\r\n"
            f"Cookie: sessionid={sending.cookie}; csrftoken={TOKEN}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(sending.body)}\r\n\r\n{sending.body}"
        ).encode()

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


def main(ports: list[int], asked: Path, answers: Path, connections: int, retry_for: float) -> None:
    sendings: list[Any] = [Sending(**one) for one in json.loads(asked.read_text())]

    async def run() -> list[Outcome]:
        return await Hall(ports, connections, retry_for).vote(sendings)

    answers.write_text(json.dumps([asdict(one) for one in asyncio.run(run())]))


if __name__ == "__main__":
    ported, asked_at, answers_at, count, patience = sys.argv[1:]
    main([int(p) for p in ported.split(",")], Path(asked_at), Path(answers_at), int(count), float(patience))

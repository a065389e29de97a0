"""A crowd of web sockets in one process: epoll on raw sockets, so that the client is not what is measured.

Run by `Crowd`, which talks to it in lines: it says `ready N seconds`, is told `expect V`, and says
`all V first last` (nanoseconds of the machine's monotonic clock) when every socket has heard version V or newer.
"""

import base64
import os
import select
import socket
import subprocess
import sys
import time
from pathlib import Path

AT_ONCE = 64  # handshakes under way


# --- In the bench -------------------------------------------------------------------------------
class Crowd:
    """`cookies`: one session key a socket (or a count, where the server asks for none)."""

    def __init__(
        self, port: int, path: str, cookies: list[str], folder: Path, cpu: int | None = None, origin: str = ""
    ) -> None:
        names = folder / f"cookies-{port}-{len(cookies)}-{time.monotonic_ns()}"
        names.write_text("\n".join(cookies))
        command = [sys.executable, __file__, str(port), path, str(names), origin or f"http://127.0.0.1:{port}"]
        self.size = len(cookies)
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if cpu is not None:
            os.sched_setaffinity(self.process.pid, {cpu})
        self.seconds_to_connect = float(self._answer("ready")[1])

    def expect(self, version: int) -> None:
        self._say(f"expect {version}")

    def arrived(self) -> tuple[int, int]:
        """When the first and the last socket heard what was expected, in nanoseconds."""
        answer = self._answer("all")
        return int(answer[1]), int(answer[2])

    def counts(self) -> dict[str, int]:
        self._say("counts")
        names = ("open", "messages", "oldest", "newest", "bytes")
        return dict(zip(names, map(int, self._answer("counts")), strict=True))

    def close(self) -> None:
        self.process.kill()
        self.process.wait()

    def _say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def _answer(self, word: str) -> list[str]:
        assert self.process.stdout is not None
        while line := self.process.stdout.readline():
            said, *rest = line.split()
            if said == word:
                return rest
            print("client:", line.strip(), file=sys.stderr)
        raise RuntimeError("the clients' process ended")


# --- In the clients' process --------------------------------------------------------------------
class One:
    __slots__ = ("buffer", "open", "socket", "version")

    def __init__(self, raw: socket.socket) -> None:
        self.socket, self.buffer, self.version, self.open = raw, b"", -1, False


def handshake(port: int, path: str, cookie: str, origin: str) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nOrigin: {origin}\r\n"
        f"Cookie: sessionid={cookie}\r\n\r\n"
    ).encode()


def version_in(payload: bytes) -> int:
    start = payload.find(b'"version":') + 10
    return int(payload[start : payload.index(b",", start)])


class Many:
    def __init__(self, port: int, path: str, cookies: list[str], origin: str) -> None:
        self.port, self.path, self.origin = port, path, origin
        self.waiting, self.all = list(reversed(cookies)), {}
        self.poll = select.epoll()
        self.target, self.missing, self.first, self.last = -1, 0, 0, 0
        self.messages = self.bytes = self.shaking = self.failed = 0

    def connect_all(self) -> None:
        begun, total = time.monotonic(), len(self.waiting)
        while self.waiting or self.shaking:
            while self.waiting and self.shaking < AT_ONCE:
                self._begin(self.waiting.pop())
            self._hear(1.0)
        opened = sum(one.open for one in self.all.values())
        if opened < total:
            sys.exit(f"only {opened} of {total} sockets were let in")
        say("ready", opened, round(time.monotonic() - begun, 3))

    def _begin(self, cookie: str) -> None:
        raw = socket.create_connection(("127.0.0.1", self.port))
        raw.sendall(handshake(self.port, self.path, cookie, self.origin))
        raw.setblocking(False)
        self.all[raw.fileno()] = One(raw)
        self.poll.register(raw.fileno(), select.EPOLLIN)
        self.shaking += 1

    def follow(self) -> None:
        self.poll.register(0, select.EPOLLIN)
        os.set_blocking(0, False)
        typed = b""
        while True:
            if self._hear(1.0):
                chunk = os.read(0, 65536)
                if not chunk:
                    return
                *lines, typed = (typed + chunk).split(b"\n")
                for line in lines:
                    self._told(line.decode().split())

    def _told(self, words: list[str]) -> None:
        if words[0] == "counts":
            versions = [one.version for one in self.all.values()] or [-1]
            say("counts", len(self.all), self.messages, min(versions), max(versions), self.bytes)
            return
        self.target, self.first = int(words[1]), 0
        self.missing = sum(one.version < self.target for one in self.all.values())
        if not self.missing:
            say("all", self.target, time.monotonic_ns(), time.monotonic_ns())

    def _hear(self, seconds: float) -> bool:
        """One look at all sockets. True when something was typed."""
        typed = False
        for number, _ in self.poll.poll(seconds):
            if number == 0:
                typed = True
                continue
            one = self.all[number]
            try:
                data = one.socket.recv(65536)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            if data:
                self._read(one, data)
            else:
                self._gone(number, one)
        return typed

    def _gone(self, number: int, one: One) -> None:
        if not one.open:
            self.shaking -= 1
        self.poll.unregister(number)
        one.socket.close()
        del self.all[number]

    def _read(self, one: One, data: bytes) -> None:
        data = one.buffer + data if one.buffer else data
        if not one.open:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                one.buffer = head
                return
            one.open = b" 101 " in head.split(b"\r\n", 1)[0]
            self.shaking -= 1
            if not one.open:
                say("refused", head.split(b"\r\n", 1)[0].decode().replace(" ", "_"))
                self.shaking += 1
                self._gone(one.socket.fileno(), one)
                return
        at, end = 0, len(data)
        while end - at >= 2:
            size, start = data[at + 1], at + 2
            if size == 126:
                if end - at < 4:
                    break
                size, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
            if end < start + size:
                break
            opcode = data[at] & 15
            if opcode == 1:
                self._heard(one, version_in(data[start : start + size]), size)
            elif opcode == 9:
                one.socket.send(bytes([0x8A, 0x80 | size, 0, 0, 0, 0]) + data[start : start + size])
            at = start + size
        one.buffer = data[at:]

    def _heard(self, one: One, version: int, size: int) -> None:
        self.messages += 1
        self.bytes += size
        if one.version < self.target <= version:
            self.last = time.monotonic_ns()
            self.first = self.first or self.last
            self.missing -= 1
            if not self.missing:
                say("all", self.target, self.first, self.last)
        one.version = max(one.version, version)


def say(*words: object) -> None:
    print(*words, flush=True)


if __name__ == "__main__":
    crowd = Many(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]).read_text().split("\n"), sys.argv[4])
    crowd.connect_all()
    crowd.follow()

"""Phones that follow a session and come back when they are cut off, waiting as the page's script does (static/js/rooms/live/follow.js).

Run by `Followers` in a process of its own; they talk in lines. Enough for hundreds; bench/live/sockets.py is for thousands.
"""

import asyncio
import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import websockets

LONGEST, PATIENCE = 30.0, 8.0  # seconds, as in follow.js


# --- In the bench -------------------------------------------------------------------------------
class Followers:
    def __init__(self, port: int, path: str, cookies: list[str], folder: Path) -> None:
        names = folder / f"followers-{time.monotonic_ns()}"
        names.write_text("\n".join(cookies))
        command = [sys.executable, __file__, str(port), path, str(names)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.size = len(cookies)

    def ask(self, word: str = "counts") -> dict[str, Any]:
        """{open, oldest, newest, came: how often one came in, why: they had to come back}. "drop" first cuts all of them off at once."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def until(self, version: int, seconds: float) -> float | None:
        """Seconds until all are there and at `version` or newer; None if that took longer than `seconds`."""
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            now = self.ask()
            if now["open"] == self.size and now["oldest"] >= version:
                return time.monotonic() - begun
            time.sleep(0.1)
        return None

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


# --- In the followers' process ------------------------------------------------------------------
class Follower:
    def __init__(self, url: str, cookie: str, origin: str) -> None:
        self.url, self.cookie, self.origin = url, cookie, origin
        self.socket: Any = None
        self.version, self.came = -1, 0
        self.turned_away: Counter[str] = Counter()

    async def follow(self) -> None:
        failed = 0
        while True:
            try:
                async with websockets.connect(
                    self.url, origin=self.origin, compression=None, open_timeout=PATIENCE,
                    additional_headers={"Cookie": f"sessionid={self.cookie}"},
                ) as self.socket:  # type: ignore[arg-type]  # fmt: skip
                    failed, self.came = 0, self.came + 1
                    async for text in self.socket:
                        self.version = max(self.version, json.loads(text).get("version", -1))
            except (OSError, TimeoutError, websockets.WebSocketException) as error:
                self.turned_away[str(error)[:60] or type(error).__name__] += 1
            self.socket = None
            failed += 1
            await asyncio.sleep(min(LONGEST, 0.5 * 2 ** min(failed, 6)) * (0.5 + random.random()))


async def main(port: int, path: str, cookies: list[str]) -> None:
    every = [Follower(f"ws://127.0.0.1:{port}{path}", cookie, f"http://127.0.0.1:{port}") for cookie in cookies]
    running = [asyncio.create_task(one.follow()) for one in every]
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        if line.strip() == b"drop":
            for one in every:
                if one.socket is not None:
                    one.socket.transport.abort()
            await asyncio.sleep(0)
        open_now = sum(one.socket is not None and one.socket.state.name == "OPEN" for one in every)
        versions = [one.version for one in every]
        came = sum(one.came for one in every)
        why = sum((one.turned_away for one in every), Counter())
        counts = {"open": open_now, "oldest": min(versions), "newest": max(versions), "came": came, "why": dict(why)}
        print(json.dumps(counts), flush=True)
    for task in running:
        task.cancel()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]).read_text().split("\n")))

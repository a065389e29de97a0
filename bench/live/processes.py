"""The product as it is deployed: WSGI processes for pages and posts, uvicorn for sockets; and what they cost."""

import atexit
import os
import signal
import subprocess
import sys
from pathlib import Path

from bench.live.services import free_port, listens, wait_until

ROOT = Path(__file__).resolve().parents[2]
UVICORN = ["-m", "uvicorn", "--ws-per-message-deflate", "false",
           "--ws-max-size", "4096", "--no-proxy-headers", "--log-level", "warning", "--no-access-log"]  # fmt: skip
PROTOCOL = "deliberation.live.wire:Protocol"
GUNICORN = [
    "-m",
    "gunicorn",
    "--worker-class",
    "gthread",
    "--timeout",
    "120",
    "--no-control-socket",
    "--log-level",
    "warning",
]


class Server:
    """One server on a port of its own."""

    def __init__(
        self,
        arguments: list[str],
        env: dict[str, str],
        port: int = 0,
        cpu: int | None = None,
        program: str = sys.executable,
        nice: int = 0,
    ) -> None:
        self.nice = nice
        self.port, self.program = port or free_port(), program
        self.arguments, self.env, self.cpu = arguments, env, cpu
        self.log = Path(env.get("BENCH_LOGS", "/tmp")) / f"server-{self.port}.log"
        self.process: subprocess.Popen[bytes] | None = None
        atexit.register(self.stop)
        self.start()

    def start(self) -> None:
        command = [self.program, *(a.replace("{port}", str(self.port)) for a in self.arguments)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **self.env}, stdout=log, stderr=log, start_new_session=True
            )
        if self.nice:
            os.setpriority(os.PRIO_PROCESS, self.process.pid, self.nice)  # before it starts workers, which inherit it
        if self.cpu is not None:
            os.sched_setaffinity(self.process.pid, {self.cpu})
        wait_until(lambda: self._is_up(), 60, f"the server answers (see {self.log})")

    def _is_up(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise RuntimeError(f"The server ended: {self.log.read_text()[-2000:]}")
        return listens(self.port)

    @property
    def pids(self) -> list[int]:
        """The process and its workers."""
        assert self.process is not None
        return [self.process.pid, *children(self.process.pid)]

    def kill(self) -> None:
        """kill -9, workers too."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.kill()


def uvicorn(
    env: dict[str, str], app: str = "config.asgi:application", cpu: int | None = None, ws: str = PROTOCOL
) -> Server:
    return Server([*UVICORN, "--ws", ws, "--port", "{port}", app], env, cpu=cpu)


def gunicorn(env: dict[str, str], workers: int = 2, threads: int = 8, nice: int = 0, **more: int | None) -> Server:
    bind = ["--bind", "127.0.0.1:{port}", "--workers", str(workers), "--threads", str(threads)]
    return Server([*GUNICORN, *bind, "config.wsgi:application"], env, nice=nice, **more)  # type: ignore[arg-type]


class Worker(Server):
    """The background worker, which listens nowhere."""

    def _is_up(self) -> bool:
        assert self.process is not None
        return self.process.poll() is None


def worker(env: dict[str, str]) -> Worker:
    return Worker(["manage.py", "work"], env)


def children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    return found


def tree(pid: int) -> list[int]:
    """A process and everything it started."""
    return [pid, *children(pid)]


def cpu_seconds(pids: list[int]) -> float:
    """Processor time of all threads, in seconds, to the nanosecond."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                total += int(line.read_text().split()[0])
            except OSError:  # a thread that has just ended
                continue
    return total / 1e9


def memory_mb(pid: int) -> float:
    """Resident memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

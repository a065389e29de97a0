"""A PostgreSQL and a Redis of the bench's own, on free ports, gone when it ends. The machine's own are never touched."""

import atexit
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: Callable[[], bool], seconds: float, what: str) -> float:
    """Seconds it took. Raises TimeoutError."""
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > seconds:
            raise TimeoutError(f"{what} within {seconds} seconds")
        time.sleep(0.02)
    return time.monotonic() - begun


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


def _need(program: str, *, folders: str = "/usr/lib/postgresql") -> str:
    found = shutil.which(program) or next(
        (str(path) for path in sorted(Path(folders).glob(f"*/bin/{program}"), reverse=True)), ""
    )
    if not found:
        print(f"This bench needs {program}; it was not found. Install PostgreSQL and Redis to run it.")
        sys.exit(1)
    return found


class Redis:
    """redis-server that keeps nothing on disk."""

    def __init__(self) -> None:
        self.program, self.port = _need("redis-server"), free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None
        atexit.register(self.stop)
        self.start()

    def start(self) -> None:
        arguments = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen([self.program, *arguments], stdout=subprocess.DEVNULL, cwd="/tmp")
        wait_until(lambda: listens(self.port), 20, "Redis answers")

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def empty(self) -> None:
        """FLUSHALL."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
            line.sendall(b"FLUSHALL\r\n")
            assert line.recv(100).startswith(b"+OK")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class Postgres:
    """A cluster in a temporary folder. As root it runs as the user postgres, for it refuses to run as root."""

    def __init__(self, name: str = "bench") -> None:
        self.port, self.name = free_port(), name
        self.folder = Path(tempfile.mkdtemp(prefix="bench-postgres-"))
        self.data = self.folder / "data"
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/{name}"
        self._as = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        if self._as:
            shutil.chown(self.folder, "postgres", "postgres")
        atexit.register(self._end)
        self._run("initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust", "--no-sync", "--locale=C.UTF-8")
        settings = ["max_connections = 200", "unix_socket_directories = ''", "listen_addresses = '127.0.0.1'",
                    f"port = {self.port}", "shared_buffers = 128MB"]  # fmt: skip
        with (self.data / "postgresql.conf").open("a") as config:
            config.write("\n".join(settings) + "\n")
        self.start()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", name)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run([*self._as, _need(program), *arguments], capture_output=True, text=True, cwd="/tmp")
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr or done.stdout}")

    def start(self) -> None:
        """After a kill the memory of the dead one may be in use for another moment: then it is tried again."""
        begun = time.monotonic()
        while True:
            try:
                self._run("pg_ctl", "-D", str(self.data), "-l", str(self.folder / "log"), "-w", "-t", "60", "start")
                return
            except RuntimeError:
                if time.monotonic() - begun > 20:
                    raise
                time.sleep(0.5)

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "-t", "60", "stop")

    def restart(self) -> None:
        self.stop()
        self.start()

    @property
    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def kill(self) -> None:
        """kill -9 of the main process; the others notice and end."""
        pid = self.pid
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not _alive(pid), 10, "PostgreSQL is dead")
        time.sleep(0.3)  # its children see that it is gone

    def _end(self) -> None:
        with contextlib.suppress(RuntimeError, FileNotFoundError):
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False

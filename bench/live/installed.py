"""An installation under a folder, as deploy/install.sh makes it: its units started as systemd would, nginx in front."""

import os
import shlex
import socket
import subprocess
import sys
from pathlib import Path

from bench.live.processes import ROOT
from bench.live.services import Redis, free_port, wait_until

SCRIPT = ROOT / "deploy" / "install.sh"
STEPS = ["packages", "account", "code", "settings", "database", "schema", "services", "proxy"]


class Unit:
    """One service file: what it runs, where, with which environment."""

    def __init__(self, path: Path, instance: str = "") -> None:
        text = path.read_text().replace("\\\n", " ").replace("%i", instance)
        self.lines = [tuple(line.split("=", 1)) for line in text.splitlines() if "=" in line and line[0] != "#"]

    def all(self, key: str) -> list[str]:
        return [value for name, value in self.lines if name == key]

    def environment(self) -> dict[str, str]:
        """As systemd makes it: `Environment`, then each `EnvironmentFile` over it."""
        found = dict(pair.split("=", 1) for line in self.all("Environment") for pair in shlex.split(line))
        for path in self.all("EnvironmentFile"):
            if not path.startswith("-") or Path(path[1:]).exists():
                found |= environment_file(Path(path.lstrip("-")))
        return found

    def command(self) -> list[str]:
        (line,) = self.all("ExecStart")
        known = self.environment()
        return [_filled(word, known) for word in shlex.split(line)]


def _filled(word: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        word = word.replace("${" + name + "}", value)
    return word


def environment_file(path: Path) -> dict[str, str]:
    """By systemd's rules: a name and a value a line, quotes around a value fall away, nothing is expanded."""
    found = {}
    for line in path.read_text().splitlines():
        if line.strip() and line.lstrip()[0] not in "#;":
            name, value = line.split("=", 1)
            (found[name.strip()],) = shlex.split(value) or [""]
    return found


class Installed:
    """Installed under `prefix`. `postgres` is a superuser's address; every process ends with `stop`."""

    def __init__(self, prefix: Path, postgres: str, redis: Redis, **settings: str) -> None:
        self.prefix, self.https, self.http = prefix, free_port(), free_port()
        place = postgres.split("@")[1].split("/")[0]
        self.env = {
            "PATH": f"{os.environ['PATH']}:/usr/sbin", "HOME": os.environ.get("HOME", "/"), "PREFIX": str(prefix),
            "SERVER_NAME": "localhost", "VENV": str(Path(sys.executable).parents[1]), "REDIS_URL": redis.url,
            "ADMIN_DATABASE_URL": postgres, "DATABASE_HOST": place, "HTTP_PORT": str(self.http),
            "HTTPS_PORT": str(self.https), "BACKUP_LEDGER_FOLDER": str(prefix.parent / "ledger-copies"),
        }  # fmt: skip
        self.settings, self.started = settings, list[subprocess.Popen[bytes]]()

    def install(self, *steps: str) -> str:
        """The steps of the operating page, run as it says."""
        for step in steps or STEPS:
            done = subprocess.run(["sh", str(SCRIPT), step], env=self.env, capture_output=True, text=True)
            if done.returncode:
                raise RuntimeError(f"{step}: {done.stdout[-1500:]}{done.stderr[-3000:]}")
            if step == "settings":
                self._fill_in()
        return done.stdout

    def _fill_in(self) -> None:
        """What an operator writes into the environment file by hand."""
        path = self.prefix / "etc/answerable/environment"
        kept = [line for line in path.read_text().splitlines() if line.split("=")[0] not in self.settings]
        path.write_text("\n".join([*kept, *(f'{name}="{value}"' for name, value in self.settings.items())]) + "\n")

    def manage(self, *arguments: str, check: bool = True, **env: str) -> str:
        command = [str(self.prefix / "usr/local/bin/answerable"), *arguments]
        done = subprocess.run(
            command, env={"PATH": self.env["PATH"], "HOME": self.env["HOME"], **env}, capture_output=True, text=True
        )
        if check and done.returncode:
            raise RuntimeError(f"{arguments}: {done.stdout[-1500:]}{done.stderr[-3000:]}")
        return done.stdout + done.stderr

    def start(self) -> None:
        units = self.prefix / "etc/systemd/system"
        names = [
            ("answerable-web", ""),
            ("answerable-live@", "1"),
            ("answerable-live@", "2"),
            ("answerable-reading", ""),
            ("answerable-worker", ""),
        ]
        for name, instance in names:
            if (path := units / f"{name}.service").exists():
                self._start(Unit(path, instance))
        sockets = [self.prefix / "run/answerable" / f"{name}.sock" for name in ("web", "live-1", "live-2")]
        wait_until(
            lambda: all(_answers(path) for path in sockets), 60, f"processes answer (logs in {self.prefix}/logs)"
        )
        nginx = ["nginx", "-g", "daemon off;", "-c", str(self.prefix / "etc/nginx/nginx.conf")]
        ours, theirs = socket.socketpair()  # as under systemd, where stderr is a socket
        with ours, theirs:
            self.started.append(
                subprocess.Popen(nginx, env=self.env, stderr=theirs, stdout=theirs, start_new_session=True)
            )
        wait_until(lambda: _listens(self.https), 20, "nginx answers")

    def _start(self, unit: Unit) -> None:
        logs = self.prefix / "logs"
        logs.mkdir(exist_ok=True)
        command = unit.command()
        env = {"PATH": self.env["PATH"], "HOME": self.env["HOME"], **unit.environment()}
        with (logs / f"{len(self.started)}.log").open("ab") as log:
            self.started.append(
                subprocess.Popen(
                    command, cwd=self.prefix / "opt/answerable", env=env, stdout=log, stderr=log, start_new_session=True
                )
            )

    def stop(self) -> None:
        for process in reversed(self.started):
            process.terminate()
        for process in self.started:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                process.wait()
        self.started.clear()


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True

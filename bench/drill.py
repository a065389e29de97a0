"""The whole of an operator's bad day: installed by the operating page's script, used, copied, destroyed, restored, compared.

Everything in a folder and a PostgreSQL and Redis of its own, on loopback; all of it gone at the end.
Run: python bench/drill.py [people in the hall]
"""

import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
from urllib.error import HTTPError
from urllib.request import urlopen

from bench import harness
from bench.live.installed import Installed
from bench.live.services import Postgres, Redis

LIMIT = 15 * 60  # seconds from nothing to a site that answers again
ERASED = ("amina@demo.example", "bilal@demo.example")
#: Runs in the installation, as a page would: the acts of people.
ACTS = """
import os, sys; sys.path.insert(0, os.getcwd())
import django; django.setup()
from people.models import User
from people.privacy import erasing
for email in sys.argv[1:]:
    erasing.erase(User.objects.get(email=email))
"""
LEFT = """
import os, sys; sys.path.insert(0, os.getcwd())
import django; django.setup()
from people.models import User
print(User.objects.filter(email__in=sys.argv[1:]).count())
"""


class Drill:
    def __init__(self, folder: Path, postgres: Postgres, redis: Redis) -> None:
        self.rows: list[list[object]] = []
        self.safe, self.key = folder / "safe", folder / "safe" / "age.key"
        self.safe.mkdir()
        self.mirror, self.folder, self.postgres = folder / "elsewhere" / "erasures.jsonl", folder, postgres
        self.mirror.parent.mkdir()
        settings = {"ERASURE_LEDGER_COPY": str(self.mirror), "DATABASE_POOL": "8", "OPERATOR_NAME": "A drill"}
        settings["EMAIL_URL"] = "dummymail://"  # nobody is written to
        if shutil.which("age-keygen"):
            subprocess.run(["age-keygen", "-o", str(self.key)], check=True, capture_output=True)
            settings["BACKUP_RECIPIENT"] = self.key.read_text().split("public key: ")[1].split()[0]
        self.encrypted = "BACKUP_RECIPIENT" in settings
        self.site = Installed(folder / "machine", postgres.url, redis, **settings)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self.rows.append([what, round(time.monotonic() - begun, 1)])
        print(f"{what}: {self.rows[-1][1]} s", flush=True)

    @property
    def seconds(self) -> dict[str, float]:
        return {str(what): float(str(took)) for what, took in self.rows}

    def python(self, code: str, *arguments: str) -> str:
        """As the web role, in the installation."""
        from bench.live.installed import environment_file

        home = self.site.prefix / "opt/answerable"
        env = {**self.site.env, **environment_file(self.site.prefix / "etc/answerable/environment")}
        done = subprocess.run(
            [str(home / ".venv/bin/python"), "-c", code, *arguments], cwd=home, capture_output=True, text=True,
            env={**env, "DJANGO_SETTINGS_MODULE": "config.settings"},
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return done.stdout.strip()

    def load(self, people: int) -> None:
        """The demonstration, and a hall whose people have all voted."""
        # DEMO for this one command: it refuses to invent people otherwise.
        self.site.manage("seed_demo", DEMO="1")
        from bench.live.installed import environment_file

        env = {
            **os.environ,
            **environment_file(self.site.prefix / "etc/answerable/environment"),
            "DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        done = subprocess.run(
            [sys.executable, "-m", "bench.live.hall", str(people)], env=env, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])

    def answers(self, path: str) -> int:
        trusted = ssl.create_default_context(cafile=str(self.site.prefix / "etc/answerable/certificates/fullchain.pem"))
        try:
            with urlopen(f"https://localhost:{self.site.https}{path}", context=trusted) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code

    def destroy(self) -> None:
        """The machine is gone: files, settings, ledger, copies on it, database and roles."""
        self.site.stop()
        shutil.rmtree(self.site.prefix)
        for statement in (
            "DROP DATABASE answerable WITH (FORCE)",
            "DROP ROLE answerable",
            "DROP ROLE answerable_owner",
        ):
            subprocess.run(["psql", "-qX", self.postgres.url, "-c", statement], check=True, capture_output=True)


def main(people: int) -> None:
    with tempfile.TemporaryDirectory(prefix="drill-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx's workers are another user
        postgres, redis = Postgres("drill"), Redis()
        drill = Drill(folder, postgres, redis)
        site = drill.site
        try:
            with drill.step("install"):
                site.install()
            with drill.step("install again"):  # nothing changes
                before = (site.prefix / "etc/answerable/environment").read_text()
                site.install()
                same = before == (site.prefix / "etc/answerable/environment").read_text()
            with drill.step("start"):
                site.start()
                first = drill.answers("/ready/")
            with drill.step("load"):
                drill.load(people)
                site.manage("tick")
            with drill.step("backup"):
                secrets = ["environment", "owner.environment"]
                include = (
                    [f"--include={site.prefix}/etc/answerable/{one}" for one in secrets] if drill.encrypted else []
                )
                said = site.manage("backup", "--verify", *include)
                (copy,) = (site.prefix / "var/lib/answerable-backups").glob("answerable-*.tar*")
                shutil.copy(copy, drill.safe)
                for one in (*secrets,):
                    shutil.copy(site.prefix / "etc/answerable" / one, drill.safe)
            held = json.loads(site.manage("contents"))
            size = copy.stat().st_size
            with drill.step("two people are erased"):
                drill.python(ACTS, *ERASED)
                gone = drill.python(LEFT, *ERASED)
            erased = json.loads(site.manage("contents"))
            with drill.step("destroy"):
                drill.destroy()
            begun = time.monotonic()
            with drill.step("install on an empty machine"):
                site.install("packages", "account", "code")
                for one in secrets:
                    shutil.copy(drill.safe / one, site.prefix / "etc/answerable")
                site.install("database", "services", "proxy")
            with drill.step("restore"):
                identity = ["--identity", str(drill.key)] if drill.encrypted else []
                ledgers = sorted((folder / "ledger-copies").glob("*.tar"))
                key = {} if drill.encrypted or not ledgers else {"ERASURE_KEY": key_in(ledgers[-1])}
                restored = site.manage(
                    "restore", str(drill.safe / copy.name), "--ledger", str(drill.mirror), *identity, **key
                )
                site.install("schema")
            with drill.step("start again"):
                site.start()
                again = drill.answers("/ready/")
                pages = [drill.answers(path) for path in ("/", "/record/", "/data-card/", "/health/")]
            back = time.monotonic() - begun
            after = json.loads(site.manage("contents"))
            rights = site.manage("doctor", "--json", check=False)
            role = [one["well"] for one in json.loads(rights.splitlines()[0]) if one["what"] == "role"]
            still = drill.python(LEFT, *ERASED)
        finally:
            site.stop()
    kept = {
        k: (n, after["tables"][k]) for k, n in erased["tables"].items() if k not in MOVES and after["tables"][k] != n
    }
    harness.table(["step", "seconds"], drill.rows)
    print(f"\n{sum(held['tables'].values()):,} rows, {held['head'][0]:,} entries in the record, {size / 1e6:.1f} MB, "
          f"{'encrypted' if drill.encrypted else 'NOT encrypted: age is not installed'}; back in {back / 60:.1f} minutes")  # fmt: skip
    if kept:
        print(f"differ: {kept}")
    bars = {
        "installed by the script, twice the same": same and first == 200,
        "the copy was tried out": "Tried out" in said,
        f"back within {LIMIT // 60} minutes": back <= LIMIT and again == 200 and pages == [200] * 4,
        "nothing lost: every table as it was after the erasure": not kept,
        "votes add up as before": after["tallies"] == erased["tallies"],
        "the record holds, with every entry of the copy": "The record holds" in restored
        and after["head"][0] >= held["head"][0],
        "who was erased after the copy stays erased": (gone, still) == ("0", "0"),
        "the role of the web owns nothing": role == [True],
    }
    figures = {"minutes_back": round(back / 60, 2), "seconds": drill.seconds, "rows": sum(held["tables"].values()),
               "entries": held["head"][0], "megabytes": round(size / 1e6, 1), "lost": sum(b - a for b, a in kept.values())}  # fmt: skip
    harness.finish("drill", figures, bars)


#: What a restore itself adds to or takes away: entries, runs, signs of life, sign-ins; and the mark of a demonstration,
#: which every process without DEMO takes away as it starts (the load is told as one).
MOVES = {
    "people_demonstration",
    "audit_entry",
    "people_deletionrun",
    "people_worker",  # each start of the worker is one
    "people_heartbeat",
    "django_session",
    "people_signin",
}


def key_in(archive: Path) -> str:
    import tarfile

    with tarfile.open(archive) as tar:
        found = tar.extractfile("erasures.key")
        assert found is not None
        return found.read().decode()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)

"""Copies of a PostgreSQL database: taken while the site runs, restored by the owner, used by the web role."""

import json
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from people.operating import copying
from tests.people.operating.scratch import Place, admin, place, run
from tests.people.operating.test_backups import ERASE, LEFT


@pytest.fixture
def filled(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    if not shutil.which("pg_dump"):
        pytest.skip("no pg_dump")
    with place(tmp_path_factory.mktemp("copied")) as here:
        here.tell(shared)
        yield here


def test_copied_while_it_runs_lost_and_restored(filled: Place) -> None:
    mirror = str(filled.folder / "mirror.jsonl")
    owner = {"MIGRATE_DATABASE_URL": filled.url(filled.owner), "ERASURE_LEDGER_COPY": mirror}
    folders = ["--to", str(filled.folder / "copies"), "--ledger-to", str(filled.folder / "ledgers")]
    told = filled.manage("backup", *folders, "--verify", fails=True, **owner)
    assert f"ALTER ROLE {filled.owner} CREATEDB" in told
    with admin() as db:
        db.execute(f"ALTER ROLE {filled.owner} CREATEDB")
    over, written = threading.Event(), Counter[str]()

    def acts() -> None:
        with filled.connect(filled.web) as db:
            while not over.wait(0.005):
                db.execute("INSERT INTO people_incident (happened_on, what, affected, done, told_at, earlier) "
                           "VALUES ('2026-01-01', 'x', 'x', 'x', now(), '[]')")  # fmt: skip
                written["rows"] += 1

    running = threading.Thread(target=acts)
    running.start()
    said = filled.manage("backup", *folders, "--verify", **owner)
    over.set()
    running.join()
    assert written["rows"] > 0 and "Tried out" in said
    (copy,) = copying.copies(filled.folder / "copies")
    held = json.loads(filled.manage("contents"))
    run(["-c", ERASE], filled.env(**owner)).check_returncode()
    with filled.connect(filled.web):
        assert "still running" in filled.manage("restore", str(copy), "--replace", fails=True, **owner)
    with admin() as db:
        db.execute(f"DROP DATABASE {filled.name} WITH (FORCE)")
        db.execute(f"CREATE DATABASE {filled.name} OWNER {filled.owner}")
    for lost in ("erasures.jsonl", "erasures.key", "heads.log"):
        (filled.folder / lost).unlink(missing_ok=True)
    (ledger,) = copying.copies(filled.folder / "ledgers")
    # The key from the copy of the ledger, the lines from the other disk.
    with_key = {**owner, "ERASURE_KEY": copying_key(filled, ledger)}
    said = filled.manage("restore", str(copy), "--ledger", mirror, **with_key)
    assert "may read and write rows" in said and "The record holds" in said
    with filled.connect(filled.web) as db:
        assert db.execute(LEFT).fetchone() == (0,)
    after = json.loads(filled.manage("contents"))
    assert after["tables"]["deliberation_contribution"] == held["tables"]["deliberation_contribution"]
    leftovers = f"SELECT datname FROM pg_database WHERE datname LIKE '{filled.name}_scratch%'"
    with admin() as db:
        assert db.execute(leftovers).fetchall() == []


def copying_key(filled: Place, ledger: object) -> str:
    opened = filled.folder / "opened"
    copying.archive.unpack(ledger, opened)  # type: ignore[arg-type]
    return (opened / "erasures.key").read_text()

"""A filled database of the schema before the last change comes through `migrate` whole.

The code of that commit makes and fills it (the demonstration), in a folder of its own; today's code then migrates it.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.ready_made import with_every_table

ROOT = Path(__file__).resolve().parents[2]
MIGRATIONS = ["*/migrations/*.py"]
#: Merged one by one and never served to anybody: what they would have published has no other reader than this test.
HALFWAY = (
    "1bb4bfd3d11129de8650a7af48de4cb819e09613..4001fbd91391f4e18a93c580211aabba1aa15238",
    "d42f79e00d04436034c9091fceecc0755d4f7779..c8db8a863afc77a7d09a3ad24036666f95405082",
    "93639b72cd6a7c0ce9099cbbf4fdbc9cd73fd92c..78110cf43fb2b6751c699be6a600caf968723939",
    "28e974fac2a875cd907bc1b5399029dec67bace7..a44d9372568d66cc29f78ba0017d9df75b02da2e",
    "b7b11961d22f63436b5bf8a90deb7c4549879550..a8a78dc61daacc1adbb54110120001b7c733082e",
    "71d2aa8114f6ab3e2fe54fa34e2a0354316418e4..4775c2fdd6ff75b9d3f5eaae17f72f3add105aaa",
)


def git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout


def migrations(tree: str = "") -> set[str]:
    """Those of a commit, or of the files as they are; without those that only put others together."""
    if tree:
        names = git("ls-tree", "-r", "--name-only", tree).decode().splitlines()
    else:
        names = [str(path.relative_to(ROOT)) for path in ROOT.glob("*/migrations/*.py")]
    return {name for name in names if re.fullmatch(r"\w+/migrations/\d+_(?!squashed_)\w*\.py", name)}


def commit_before() -> str:
    """The newest commit of the main line that has some of today's migrations and no other.

    Raises CalledProcessError where git has no such past.
    """
    today = migrations()
    halfway = {commit for some in HALFWAY for commit in git("rev-list", some).decode().split()}
    changes = git("log", "--first-parent", "--format=%H %P", "--", *MIGRATIONS).decode().splitlines()
    for line in changes:
        for commit in line.split()[:2]:
            if migrations(commit) < today and commit not in halfway:
                return commit
    raise subprocess.CalledProcessError(1, "git log")


def manage(where: Path, folder: Path, *arguments: str) -> str:
    env = {
        "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", "DEMO": "1",
        "DATABASE_URL": f"sqlite:///{folder / 'filled.sqlite3'}", "ERASURE_LEDGER": str(folder / "erasures.jsonl"),
        "AUDIT_HEADS_FILE": str(folder / "heads.log"),
    }  # fmt: skip
    done = subprocess.run([sys.executable, *arguments], cwd=where, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def counts(folder: Path) -> dict[str, int]:
    with sqlite3.connect(folder / "filled.sqlite3") as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in names if name.split("_")[0] not in {"sqlite", "django", "auth"}]
        return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in kept}


#: Run by today's code on the migrated database: pages for everybody, and what a new migration still would change.
LOOK = """
import django
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()
from django.core.management import call_command
from django.test import Client
from consultations.models import Consultation
from people.models import User
call_command("makemigrations", check=True, dry_run=True, verbosity=0)
client = Client(SERVER_NAME="localhost")
client.force_login(User.objects.get(email="moss@demo.example"))
for one in Consultation.objects.all():
    for page in ("", "briefing/", "desk/", "discussion/", "report/", "answer/", "promises/"):
        status = client.get(one.get_absolute_url() + page).status_code
        assert status == 200 or (status == 404 and page in ("report/", "answer/", "promises/")), (one, page, status)
"""


def half_sent(folder: Path) -> int:
    """One person has had the news of findings and the others wait for it. The news; 0 where it is kept otherwise."""
    with sqlite3.connect(folder / "filled.sqlite3") as db:
        if "told" not in {row[1] for row in db.execute("PRAGMA table_info(outcomes_news)")}:
            return 0
        member = "SELECT m.id FROM consultations_membership m WHERE m.user_id IS NOT NULL AND m.role = 'participant'"
        (news, someone) = db.execute(
            f"SELECT n.id, (SELECT min(id) FROM ({member} AND m.consultation_id = n.consultation_id)) "
            "FROM outcomes_news n ORDER BY n.id LIMIT 1"
        ).fetchone()
        db.execute("UPDATE outcomes_news SET done_at = NULL, told = ? WHERE id = ?", [f"[{someone}]", news])
        return int(news)


def said_to(folder: Path, news: int) -> list[tuple[str]]:
    with sqlite3.connect(folder / "filled.sqlite3") as db:
        query = "SELECT state FROM people_message WHERE kind = 'news' AND key = ?"
        return db.execute(query, [f"news {news}"]).fetchall()


def schema(database: Path) -> dict[str, tuple[list[Any], ...]]:
    """Of each table: columns, indexes, what they point at, and the rules written into the table."""
    with sqlite3.connect(database) as db:
        found = {}
        for name, sql in db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall():
            columns = sorted(row[1:4] for row in db.execute(f'PRAGMA table_info("{name}")'))
            points = sorted(row[2:] for row in db.execute(f'PRAGMA foreign_key_list("{name}")'))
            rules = sorted(re.findall(r'CONSTRAINT "\w+" (?:CHECK|UNIQUE) .*?(?=, CONSTRAINT|, "|\)$)', sql))
            found[name] = (columns, points, rules)
        written = "SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql != '' ORDER BY name"
        return {**found, "indexes and triggers": (db.execute(written).fetchall(),)}


def test_nothing_is_lost_and_everything_still_opens(shared: Path, tmp_path: Path) -> None:
    folder, past = tmp_path / "filled", tmp_path / "past"
    folder.mkdir()
    try:
        archive = git("archive", commit_before())
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this copy has no history in which to find the schema before the last change")
    with tarfile.open(fileobj=BytesIO(archive)) as packed:
        packed.extractall(past, filter="data")
    manage(past, folder, "manage.py", "migrate", "--verbosity", "0")
    manage(past, folder, "manage.py", "seed_demo")
    half = half_sent(folder)
    before = counts(folder)
    manage(ROOT, folder, "manage.py", "migrate", "--verbosity", "0")
    with_every_table(shared, tmp_path / "new.sqlite3", DEMO="1")
    assert schema(folder / "filled.sqlite3") == schema(tmp_path / "new.sqlite3")  # whichever way it came here
    after = counts(folder)
    assert not half or said_to(folder, half) == [("sent",)]
    after["people_message"] -= half > 0  # what was sent by e-mail alone stands in the inbox now
    after["people_mailbox"] = min(after["people_mailbox"], before.get("people_mailbox", 0) + 1)
    with sqlite3.connect(folder / "filled.sqlite3") as db:  # texts of kinds that had no fingerprint are taken in once
        taken_in = "action IN ('fingerprints_begun', 'text_published')"
        new = f"SELECT count(*) FROM audit_entry WHERE number > ? AND {taken_in}"
        after["audit_entry"] -= db.execute(new, [before["audit_entry"]]).fetchone()[0]
    assert sum(before.values()) > 2000
    before = {name: n for name, n in before.items() if not name.startswith("deliberation_words_")}  # the index's own
    assert {name: (n, after.get(name)) for name, n in before.items() if n and after.get(name) != n} == {}
    manage(ROOT, folder, "manage.py", "verify_audit")
    manage(ROOT, folder, "-c", LOOK)

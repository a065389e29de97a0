"""A copy holds everything or is refused, and whoever was erased stays erased (SQLite; test_backups_postgresql.py)."""

import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from people.errors import Refused
from people.operating import copying
from tests.people.operating.scratch import Site, run

#: Erases one participant: what happens between the copy and the loss.
ERASE = """
import django; django.setup()
from people.models import User
from people.privacy import erasing
erasing.erase(User.objects.get(email="amina@demo.example"))
"""
LEFT = "SELECT count(*) FROM people_user WHERE email = 'amina@demo.example'"


@pytest.fixture(scope="module")
def told(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The demonstration, told once."""
    site = Site(tmp_path_factory.mktemp("told"))
    site.with_tables(shared)
    site.manage("seed_demo")
    site.manage("tick")
    return site


@pytest.fixture
def site(told: Site, tmp_path: Path) -> Iterator[Site]:
    shutil.copytree(told.folder, tmp_path / "site")
    yield Site(tmp_path / "site")


def backup(site: Site, *more: str, **env: str) -> Path:
    """A copy beside the site; ledger and key elsewhere."""
    apart = site.folder.parent
    site.manage("backup", "--to", str(apart / "copies"), "--ledger-to", str(apart / "ledgers"), *more, **env)
    return copying.copies(apart / "copies")[-1]


def test_everything_comes_back_and_the_erased_stay_erased(site: Site) -> None:
    held = json.loads(site.manage("contents"))
    assert held["tallied"] > 20 and held["tables"]["people_user"] > 20
    copy = backup(site, "--verify")
    run(["-c", ERASE], site.env()).check_returncode()
    assert site.sql(LEFT) == 0
    mirror = site.folder.parent / "mirror.jsonl"
    site.lose()
    said = site.manage("restore", str(copy), "--ledger", str(mirror))
    assert "tables, the end of the record and the totals of votes are as they were copied" in said
    assert "1 of them had to be carried out again" in said
    assert "The record holds" in said
    assert site.sql(LEFT) == 0
    after = json.loads(site.manage("contents"))
    assert after["head"][0] > held["head"][0]
    assert after["tables"]["deliberation_contribution"] == held["tables"]["deliberation_contribution"]


def test_without_the_newest_ledger_they_would_be_back(site: Site) -> None:
    """What the copy on another disk is for (ERASURE_LEDGER_COPY)."""
    copy = backup(site)
    run(["-c", ERASE], site.env()).check_returncode()
    site.lose()
    site.manage("restore", str(copy))
    assert site.sql(LEFT) == 1


def test_the_ledger_lies_elsewhere_or_everything_is_encrypted(site: Site) -> None:
    apart = site.folder.parent
    refusal = site.manage("backup", "--to", str(apart / "c"), fails=True)
    assert "may not lie beside the database" in refusal
    beside = site.manage("backup", "--to", str(apart / "c"), "--ledger-to", str(apart / "c/l"), fails=True)
    assert "another place" in beside
    secret = site.manage(
        "backup", "--to", str(apart / "c"), "--ledger-to", str(apart / "l"), "--include", "/etc/hostname", fails=True
    )
    assert "only encrypted" in secret
    copy = backup(site)
    with tarfile.open(copy) as tar:
        assert sorted(tar.getnames()) == ["audit-heads.log", "database.sqlite3", "manifest.json"]
    (ledger,) = copying.copies(apart / "ledgers")
    with tarfile.open(ledger) as tar:
        assert "erasures.key" in tar.getnames()
    assert (copy.stat().st_mode & 0o077, ledger.stat().st_mode & 0o077) == (0, 0)


def test_a_damaged_copy_is_refused_and_nothing_changes(site: Site) -> None:
    copy = backup(site)
    whole, target = copy.read_bytes(), Site(site.folder.parent / "empty")
    harm = {
        "cut in half": whole[: len(whole) // 2],
        "cut at the end": whole[:-20_000],
        "a bit turned": whole[:600_000] + bytes([whole[600_000] ^ 1]) + whole[600_001:],
        "emptied": b"",
        "other words": b"no archive at all " * 100,
    }
    for what, content in harm.items():
        copy.write_bytes(content)
        said = target.manage("restore", str(copy), fails=True)
        assert "damaged" in said, (what, said)
        assert not target.database.exists() or target.database.stat().st_size == 0, what
        with pytest.raises(Refused, match="damaged"):
            copying.try_out(copy)


def test_a_copy_that_holds_something_else_is_refused(site: Site, tmp_path: Path) -> None:
    """Whole by its fingerprints, but not what it says it is: a row, a vote or an entry too few."""
    copy = backup(site)
    opened = tmp_path / "opened"
    with tarfile.open(copy) as tar:
        tar.extractall(opened, filter="data")
    told = json.loads((opened / "manifest.json").read_text())
    lies = {
        "deliberation_ballot: ": {"tables": {**told["contents"]["tables"], "deliberation_ballot": 1}},
        "the totals of votes": {"tallies": "0" * 64},
        "the end of the record": {"head": [told["contents"]["head"][0], "0" * 64]},
    }
    for said, lie in lies.items():
        lied = {**told, "contents": {**told["contents"], **lie}}
        (opened / "manifest.json").write_text(json.dumps(lied))
        with tarfile.open(copy, "w") as tar:
            for path in opened.iterdir():
                tar.add(path, arcname=path.name)
        with pytest.raises(Refused, match="does not hold what was there") as refusal:
            copying.try_out(copy)
        assert said in str(refusal.value)


def test_a_full_database_is_not_overwritten_unless_told(site: Site) -> None:
    copy = backup(site)
    assert "not empty" in site.manage("restore", str(copy), fails=True)
    assert "Restored." in site.manage("restore", str(copy), "--replace")


def test_two_ledgers_that_disagree_are_not_mixed(site: Site) -> None:
    run(["-c", ERASE], site.env()).check_returncode()
    copy = backup(site)
    other = site.folder.parent / "other.jsonl"
    other.write_text('{"kind": "account", "at": "2026-01-01T00:00:00+00:00", "key": "x", "marks": []}\n')
    assert "different stories" in site.manage("restore", str(copy), "--replace", "--ledger", str(other), fails=True)


def test_a_copy_of_a_newer_answerable_is_refused(site: Site) -> None:
    insert = "INSERT INTO django_migrations (app, name, applied) VALUES ('people', '9999_later', '2026-01-01')"
    site.sql(insert)
    copy = backup(site)
    empty = Site(site.folder.parent / "empty")
    assert "newer Answerable, which knows people.9999_later" in empty.manage("restore", str(copy), fails=True)


def test_encrypted_with_age_only_its_key_opens_it(site: Site) -> None:
    if not shutil.which("age-keygen"):
        pytest.skip("age is not installed")
    apart = site.folder.parent
    for name in ("key", "another"):
        subprocess.run(["age-keygen", "-o", str(apart / name)], check=True, capture_output=True)
    public = (apart / "key").read_text().split("public key: ")[1].split()[0]
    secrets = apart / "environment"
    secrets.write_text("SECRET_KEY=x\n")
    site.manage("backup", "--to", str(apart / "copies"), "--include", str(secrets), "--verify", BACKUP_RECIPIENT=public)
    (copy,) = copying.copies(apart / "copies")
    assert copy.suffix == ".age" and b"database" not in copy.read_bytes() and not list(apart.glob("copies/*.part"))
    site.lose()
    assert "--identity" in site.manage("restore", str(copy), fails=True)
    assert "for another key" in site.manage("restore", str(copy), "--identity", str(apart / "another"), fails=True)
    assert "Restored." in site.manage("restore", str(copy), "--identity", str(apart / "key"))
    copy.write_bytes(copy.read_bytes()[:-1000])
    cut = site.manage("restore", str(copy), "--identity", str(apart / "key"), "--replace", fails=True)
    assert "damaged, cut off" in cut


def test_encrypted_with_gnupg(site: Site, tmp_path: Path) -> None:
    if not shutil.which("gpg"):
        pytest.skip("GnuPG is not installed")
    home = Path(tempfile.mkdtemp(prefix="gnupg-", dir="/tmp"))  # its socket's path may not be long
    env, who = {"GNUPGHOME": str(home)}, "copies@example.org"
    try:
        make = ["gpg", "--batch", "--passphrase", "", "--quick-generate-key", who, "default", "default", "never"]
        subprocess.run(make, env={**site.env(), **env}, check=True, capture_output=True)
        unknown = site.manage("backup", "--to", "/nowhere", BACKUP_RECIPIENT="nobody@example.org", fails=True, **env)
        assert "import its key" in unknown
        copy = backup(site, BACKUP_RECIPIENT=who, **env)
        assert copy.suffix == ".gpg"
        site.lose()
        assert "Restored." in site.manage("restore", str(copy), **env)
    finally:
        subprocess.run(["gpgconf", "--kill", "all"], env={**site.env(), **env}, check=False)
        shutil.rmtree(home, ignore_errors=True)


def test_old_copies_go(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    names = [f"answerable-{now - timedelta(days=days):%Y%m%dT%H%M%SZ}.tar" for days in (0, 29, 31, 400)]
    for name in names:
        (tmp_path / name).touch()
    gone = {path.name for path in copying.thin_out([tmp_path], 30)}
    assert gone == set(names[2:])
    newest = copying.newest(tmp_path)
    assert newest is not None and newest["file"].name == names[0]

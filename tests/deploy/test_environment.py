"""The example of the environment file: a shell, systemd and compose read it alike, and settings take what it says."""

import re
import subprocess
from pathlib import Path

import pytest

from bench.live.installed import Unit, environment_file
from tests.architecture.test_settings import value
from tests.people.operating.scratch import ROOT, run

EXAMPLE = ROOT / "deploy/environment.example"


def as_shell(path: Path) -> dict[str, str]:
    """Every variable after a POSIX shell has read the file, and nothing else."""
    done = subprocess.run(["sh", "-euc", f'set -a; . "{path}"; env -0'], env={}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = dict(pair.split("=", 1) for pair in done.stdout.split("\0") if pair)
    return {name: text for name, text in found.items() if name not in {"PWD", "_", "SHLVL", "OLDPWD"}}


def all_set(folder: Path) -> Path:
    """The example with every line that is commented out put in force."""
    path = folder / "environment"
    path.write_text(re.sub(r"^#(?=[A-Z_]+=)", "", EXAMPLE.read_text(), flags=re.MULTILINE))
    return path


def test_a_shell_and_systemd_read_the_same(tmp_path: Path) -> None:
    path = all_set(tmp_path)
    found = as_shell(path)
    assert found == environment_file(path)
    assert found["DEFAULT_FROM_EMAIL"] == "Answerable <answerable@example.org>"
    assert found["EMAIL_URL"].endswith("mail.example.org:587")
    assert len(found) > 15


def test_nothing_in_it_is_put_into_something_else() -> None:
    lines = [line for line in EXAMPLE.read_text().splitlines() if re.match(r"#?[A-Z_]+=", line)]
    assert [line for line in lines if "$" in line or "`" in line] == []


def test_the_name_of_the_site_is_the_host_that_is_allowed() -> None:
    assert value("ALLOWED_HOSTS SITE_URL", SERVER_NAME="talk.example.org") == [
        "['talk.example.org']", "https://talk.example.org",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "header"),
    [
        ({}, "max-age=31536000"),
        ({"HSTS_SUBDOMAINS": "1"}, "max-age=31536000; includeSubDomains"),
        ({"HSTS_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"}, "max-age=31536000; includeSubDomains; preload"),
        ({"HTTPS_ONLY": "0"}, "None"),
    ],
)
def test_browsers_are_told_no_more_than_was_asked(more: dict[str, str], header: str) -> None:
    code = (
        "import django; django.setup(); from django.test import Client; "
        "print(Client().get('/health/', secure=True, SERVER_NAME='localhost').headers.get('Strict-Transport-Security'))"
    )

    env = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "x" * 60,
        "DATABASE_URL": "sqlite://:memory:",
        **more,
    }
    done = run(["-c", code], {"PATH": "/usr/bin:/bin", **env})
    assert done.stdout.strip() == header, done.stderr


# --- Units --------------------------------------------------------------------------------------------
UNITS = sorted((ROOT / "deploy/systemd").glob("*.service"))


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_only_who_needs_the_owner_knows_its_password(path: Path) -> None:
    files = Unit(path).all("EnvironmentFile")
    assert ("/etc/answerable/owner.environment" in files) == (path.stem == "answerable-backup")
    assert "MIGRATE" not in path.read_text()


def test_in_containers_too() -> None:
    compose = (ROOT / "deploy/compose.yaml").read_text()
    services = re.split(r"\n  (?=[a-z0-9-]+:)", compose[compose.index("\nservices:") :])
    with_owner = [s.split(":")[0] for s in services if "OWNER_PASSWORD" in s or "*as_owner" in s]
    assert with_owner == ["database", "migrated", "operator"]
    shared = compose[compose.index("x-product") : compose.index("x-live")]
    # The file of all settings is read by every service: there these two are empty again.
    assert "env_file" in shared
    for name in ("POSTGRES_PASSWORD", "OWNER_PASSWORD"):
        assert f'    {name}: ""\n' in shared and shared.count(name) == 1
    assert compose.count("env_file") == 1


def test_systemd_finds_nothing_wrong() -> None:
    """Its own opinion, where it is installed; that programs are not at their places on this machine is no fault."""
    try:
        done = subprocess.run(["systemd-analyze", "verify", *map(str, UNITS)], capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("no systemd here")
    ours = [line for line in done.stderr.splitlines() if "answerable" in line]
    known = ("is not executable", "Failed to create", "No such file", "not found", "Failed to load environment")
    assert [line for line in ours if not any(words in line for words in known)] == []

"""What the operating page tells somebody to type exists: steps of the script, commands, options, units, files."""

import re
import subprocess

import pytest
from django.core.management import get_commands, load_command_class

from tests.people.operating.scratch import ROOT

PAGE = (ROOT / "docs/operating.md").read_text()
SCRIPT = (ROOT / "deploy/install.sh").read_text()
STEPS = set(re.findall(r"^(\w+)\(\) \{$", SCRIPT, re.MULTILINE))
LIBRARY = {"migrate", "collectstatic", "check"}


def commands() -> dict[str, set[str]]:
    """Command → the options the page uses with it."""
    found: dict[str, set[str]] = {}
    # Of one line of code, or one stretch between backquotes.
    for line in re.findall(r"(?:answerable|manage\.py) ([a-z_]+(?: [^`\n&>|]*)?)", PAGE):
        name, _, rest = line.partition(" ")
        found.setdefault(name, set()).update(re.findall(r"(--[a-z-]+)", rest))
    return found


def test_every_step_it_names_is_one_and_every_step_is_named() -> None:
    named = {step for line in re.findall(r"deploy/install\.sh ([a-z ]+)", PAGE) for step in line.split()}
    known = set(re.findall(r"[a-z]+", re.findall(r"^        (packages\|[a-z|]+)\)", SCRIPT, re.MULTILINE)[0]))
    assert named <= known <= STEPS
    assert {step for step in known if f"`{step}`" not in PAGE and step not in named} == set()


def test_every_step_of_the_script_runs_in_the_drill() -> None:
    """All but the one that needs the world: a certificate; and starting units, which the drill does itself."""
    from bench.live.installed import STEPS as run

    known = re.findall(r"\[ \$# -gt 0 \] \|\| set -- ([a-z ]+)", SCRIPT)[0].split()
    assert [step for step in known if step != "restart"] == run


def test_the_page_is_read_as_it_should_be() -> None:
    found = commands()
    assert "--verify" in found["backup"]
    assert {"restore", "doctor", "grants", "contents", "verify_audit", "add_staff", "incident"} <= set(found)
    assert {"--identity", "--ledger", "--replace"} <= found["restore"]


@pytest.mark.parametrize("name", sorted(set(commands()) - LIBRARY - {"was", "is", "and"}))
def test_its_commands_and_their_options_exist(name: str) -> None:
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    assert commands()[name] - set(parser._option_string_actions) == set()


def test_every_unit_it_names_is_shipped_and_every_shipped_one_is_named() -> None:
    shipped = {path.name.split(".")[0].rstrip("@") for path in (ROOT / "deploy/systemd").iterdir()}
    named = set(re.findall(r"answerable-[a-z]+", PAGE)) - {
        "answerable-ledger",
        "answerable-backups",
        "answerable-elsewhere",
    }
    assert shipped <= named | {"answerable-backup"}
    assert named <= shipped


def test_a_step_that_is_none_is_refused() -> None:
    done = subprocess.run(
        ["sh", "deploy/install.sh", "pakcages"], cwd=ROOT, capture_output=True, text=True,
        env={"PATH": "/usr/bin:/bin", "PREFIX": "/nonexistent"},
    )  # fmt: skip
    assert done.returncode == 1 and "There is no step “pakcages”" in done.stdout


def test_scripts_are_of_any_shell() -> None:
    for path in ("deploy/install.sh", "deploy/answerable", "deploy/postgres/roles.sh"):
        done = subprocess.run(["sh", "-n", path], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

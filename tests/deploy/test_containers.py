"""The containers as they are shipped, as far as can be told without an engine: what they name is there, and fits."""

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text()


def instructions() -> list[tuple[str, str]]:
    """(instruction, the rest) of the Dockerfile, continued lines joined."""
    text = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.MULTILINE))
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in text.splitlines() if line.strip()]


def test_the_image_is_built_by_instructions_that_exist() -> None:
    known = {"ARG", "FROM", "RUN", "WORKDIR", "COPY", "ENV", "USER"}
    assert {name for name, _ in instructions()} <= known
    assert instructions()[0][0] == "FROM" and instructions()[-1] == ("USER", "answerable")


def test_what_is_copied_into_the_image_is_there_and_is_all_that_runs() -> None:
    copied = [rest.split()[0] for name, rest in instructions() if name == "COPY"]
    assert [path for path in copied if not (ROOT / path).exists()] == []
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"config", "templates", "static"}
    assert apps <= set(copied)


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_an_image_and_what_it_waits_for(name: str) -> None:
    service = SERVICES[name]
    assert "image" in service
    for other, how in service.get("depends_on", {}).items():
        assert other in SERVICES, f"{name} waits for {other}"
        if how["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]
    for volume in service.get("volumes", []):
        source = volume.split(":")[0] if not volume.startswith("${") else ""
        if source.startswith("./"):
            assert (ROOT / "deploy" / source).exists(), source
        elif source and not source.startswith("/"):
            assert source in COMPOSE["volumes"], source


@pytest.mark.parametrize("name", SERVICES)
def test_every_command_is_one_of_ours(name: str) -> None:
    command = SERVICES[name].get("command", "")
    text = command if isinstance(command, str) else " ".join(command)
    for spec in re.findall(r"(?:gunicorn|uvicorn|--ws) ([a-z.]+)", text):
        assert find_spec(spec), spec
    commands = {path.stem for path in ROOT.glob("*/management/commands/*.py")} | {"migrate"}
    assert set(re.findall(r"manage.py\W+([a-z_]+)", text)) <= commands


def test_every_variable_that_compose_asks_for_is_in_the_example() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+):\?", (ROOT / "deploy/compose.yaml").read_text()))
    example = (ROOT / "deploy/environment.example").read_text()
    assert asked and [name for name in sorted(asked) if not re.search(rf"^#?{name}=", example, re.MULTILINE)] == []


def test_compose_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    """Its own opinion, where it is installed; it needs no engine for that."""
    if not shutil.which("docker") or subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        pytest.skip("no compose here")
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    example = (ROOT / "deploy/environment.example").read_text()
    filled = re.sub(r"^#?([A-Z_]+)=$", r"\1=x", example, flags=re.MULTILINE)
    (tmp_path / "deploy/.env").write_text(re.sub(r"^#(?=[A-Z_]+=)", "", filled, flags=re.MULTILINE))
    done = subprocess.run(
        ["docker", "compose", "-f", str(tmp_path / "deploy/compose.yaml"), "config", "--quiet"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr

"""What the docs name exists, and what exists is named: commands, settings, benches, paths."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
TOP = {path.name for path in ROOT.iterdir()} - {"var"}
MADE_LATER = {"deploy/.env"}  # by whoever runs it


def text_of(*names: str) -> str:
    return "\n".join(path.read_text() for path in PAGES if not names or path.name in names)


def settings_read(source: str) -> set[str]:
    """Names of the environment that settings ask for."""
    return set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', source))


def unnamed_settings(source: str, page: str) -> set[str]:
    """The table shortens `OPERATOR_A`, `_B`, `_C` after the first of a row."""
    shortened = {"OPERATOR" + rest for rest in re.findall(r"`(_[A-Z_]+)`", page)}
    return {name for name in settings_read(source) if f"`{name}`" not in page} - shortened


def paths_not_there(page: str) -> list[str]:
    """Paths in the page that begin with a folder or file of ours, without placeholders, and lead nowhere."""
    named = re.findall(r"`([\w./@-]+)`|\]\(([\w./-]+)\)|\((docs/[\w./-]+)\)", page)
    paths = {"".join(groups).rstrip("/") for groups in named}
    return sorted(
        p for p in paths if "/" in p and p.split("/")[0] in TOP and p not in MADE_LATER and not (ROOT / p).exists()
    )


def test_every_setting_stands_in_the_handbook() -> None:
    source = (ROOT / "config/settings.py").read_text()
    assert len(settings_read(source)) > 25
    assert unnamed_settings(source, text_of("operating.md")) == set()


def test_everything_deploy_asks_for_stands_in_its_example() -> None:
    texts = [path.read_text() for path in (ROOT / "deploy").rglob("*") if path.is_file()]
    asked = {name for text in texts for name in re.findall(r"\$\{([A-Z_]+)", text)}
    example = (ROOT / "deploy/environment.example").read_text()
    assert "SERVER_NAME" in asked
    assert {name for name in asked if not re.search(rf"^#?{name}=", example, re.MULTILINE)} == set()


def test_every_command_is_named_and_every_named_one_exists() -> None:
    files = ROOT.glob("*/management/commands/[a-z]*.py")
    commands, page = {path.stem for path in files}, text_of()
    assert "verify_audit" in commands
    assert {name for name in commands if not re.search(rf"\b{name}\b", page)} == set()
    named = set(re.findall(r"manage\.py (\w+)", page))
    assert named - commands <= {"check", "migrate", "collectstatic"}


def test_every_make_target_is_named_and_every_named_one_exists() -> None:
    targets = set(re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^|· )make ([a-z0-9]+)", text_of(), re.MULTILINE))
    assert targets == named


def test_every_bench_is_listed() -> None:
    benches = {path.name for path in (ROOT / "bench").glob("[a-z]*.py")} - {"harness.py"}
    listed = re.findall(r"^\| `(\w+\.py)`", text_of("newcomer.md"), re.MULTILINE)
    assert sorted(benches) == listed


def test_every_path_in_the_docs_exists() -> None:
    assert {page.name: wrong for page in PAGES if (wrong := paths_not_there(page.read_text()))} == {}


def absent_tests(page: str) -> list[str]:
    """`path::test` in the page, where the file has no such test."""
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page)
    return [f"{path}::{test}" for path, test in named if not _has(ROOT / path, test)]


def _has(file: Path, test: str) -> bool:
    return file.exists() and re.search(rf"^(?:async )?def {test}\(", file.read_text(), re.MULTILINE) is not None


def test_every_test_in_the_docs_exists() -> None:
    assert [test for page in PAGES for test in absent_tests(page.read_text())] == []


def test_every_invariant_names_its_test() -> None:
    rows = re.findall(r"^\| (\d+) \|.*\| `(tests/[^`]+)` \|$", text_of("domain.md"), re.MULTILINE)
    assert sorted(int(number) for number, _ in rows) == [*range(1, 39)]
    assert [shown for _, shown in rows if "::test_" not in shown] == []


def test_the_checks_see_what_is_missing() -> None:
    here = "tests/architecture/test_docs.py"
    assert absent_tests(f"`{here}::test_nobody`, `{here}::test_every_bench_is_listed`") == [f"{here}::test_nobody"]
    assert paths_not_there("see `people/nobody.py`, [here](docs/gone.md) and (docs/decisions/none.md)") == [
        "docs/decisions/none.md", "docs/gone.md", "people/nobody.py",
    ]  # fmt: skip
    assert unnamed_settings('env.str("SOMETHING_NEW", default="")', "`SOMETHING_OLD`") == {"SOMETHING_NEW"}


def test_every_component_stands_in_the_handbook_of_pages() -> None:
    """Whoever writes a page finds the part there, and does not make it a second time."""
    parts = {path.stem for path in (ROOT / "templates/components").glob("*.html")}
    told = set(re.findall(r"`(\w+)`", text_of("design.md")))
    of_every_page = {"demo_banner", "logo", "messages", "stylesheets", "withdrawn_banner"}
    inner = {name for name in parts if name.startswith(("_", "site_"))}
    assert len(parts) > 30 and sorted(parts - inner - of_every_page - told) == []

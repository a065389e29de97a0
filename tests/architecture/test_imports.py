"""Data flows people → consultations → deliberation → outcomes; imports run only backwards; audit is the ground."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORDER = ["audit", "people", "consultations", "deliberation", "outcomes"]


def imports_of(source: str) -> set[str]:
    """Top-level packages a module imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


def forward_imports(app: str, source: str) -> set[str]:
    return imports_of(source) & set(ORDER[ORDER.index(app) + 1 :])


@pytest.mark.parametrize("app", ORDER)
def test_imports_run_only_backwards(app: str) -> None:
    files = [p for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts]
    assert files, f"{app} has no modules: is the path right?"
    wrong = {
        str(path.relative_to(ROOT)): sorted(forward)
        for path in files
        if (forward := forward_imports(app, path.read_text()))
    }
    assert wrong == {}


def test_the_check_sees_a_forward_import_inside_a_function() -> None:
    planted = "def f():\n    from outcomes.models import Finding\n"
    assert forward_imports("people", planted) == {"outcomes"}


def test_only_one_module_calls_bleach() -> None:
    callers = {
        str(path.relative_to(ROOT))
        for app in ORDER
        for path in (ROOT / app).rglob("*.py")
        if "bleach" in imports_of(path.read_text())
    }
    assert callers == {"people/text/sanitising.py"}


def test_only_the_clock_asks_for_the_time() -> None:
    askers = {
        str(path.relative_to(ROOT))
        for app in ORDER
        for path in (ROOT / app).rglob("*.py")
        if "timezone.now(" in path.read_text() or "datetime.now(" in path.read_text()
    }
    assert askers <= {"audit/clock.py"}


def test_templates_hold_no_inline_script_or_style() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if any(mark in path.read_text() for mark in (" style=", "<style", " onclick=", " onload=", "<script>"))
    ]
    assert wrong == []

"""What apps hang into earlier ones stands in their `wiring.py`, under names that somebody reads."""

import ast
import re
from pathlib import Path

from audit import wiring
from consultations.models import Stage
from consultations.stages.stages import TRANSITIONS

ROOT = Path(__file__).resolve().parents[2]
APPS = ["people", "consultations", "deliberation", "outcomes"]
READ = re.compile(r"\bwired(?:_by|_map)?\(\s*\"([A-Z_]+)\"")


def listed(source: str) -> set[str]:
    """The upper-case names a wiring.py gives, but for those it keeps to itself."""
    made = [node for node in ast.parse(source).body if isinstance(node, ast.Assign | ast.AnnAssign)]
    targets = [t for node in made for t in (node.targets if isinstance(node, ast.Assign) else [node.target])]
    return {
        t.id for target in targets for t in ast.walk(target) if isinstance(t, ast.Name) and not t.id.startswith("_")
    }


def read(source: str) -> set[str]:
    return set(READ.findall(source))


def everything(found: dict[str, str]) -> str:
    return "\n".join(found.values())


def sources() -> dict[str, str]:
    files = [path for app in ["audit", *APPS] for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    return {str(path.relative_to(ROOT)): path.read_text() for path in files}


def test_every_name_that_is_listed_is_read_and_the_other_way_round() -> None:
    lists = {name for app in APPS for name in listed((ROOT / app / "wiring.py").read_text())}
    assert len(lists) > 25
    assert lists == read(everything(sources()))


def test_gates_and_arrivals_are_of_the_lifecycle() -> None:
    gates = {name for module in wiring.modules() for name in getattr(module, "GATES", {})}
    arrivals = {stage for module in wiring.modules() for stage in getattr(module, "ARRIVALS", {})}
    assert gates <= {transition.name for transition in TRANSITIONS} and "publish_findings" in gates
    assert arrivals <= set(Stage) and Stage.OPEN in arrivals


def test_earlier_apps_come_first() -> None:
    assert [module.__name__ for module in wiring.modules()] == [f"{app}.wiring" for app in APPS]


def test_the_check_sees_a_name_nobody_reads() -> None:
    assert listed("GATES = {}\n_OWN = 1\nGAETS: list[int] = []") == {"GATES", "GAETS"}
    assert read('wired("GATES"); wired_by("ARRIVALS", x); wired_map("PAGES")') == {"GATES", "ARRIVALS", "PAGES"}

"""What apps hang into earlier ones stands in their `wiring.py`, under names that somebody reads."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db.models.signals import post_migrate
from django.dispatch import Signal

from audit import wiring
from audit.wiring import wired, wired_by, wired_map
from consultations.models import Role, Stage
from consultations.stages.stages import TRANSITIONS
from people.privacy import registry, retention

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


# --- Who reads it --------------------------------------------------------------------------------
def comments(source: str) -> dict[str, str]:
    """Upper-case name of a wiring.py → the comment above it."""
    lines, found = source.splitlines(), {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            above = []
            for line in reversed(lines[: node.lineno - 1]):
                if not line.startswith("#:"):
                    break
                above.insert(0, line)
            found[node.targets[0].id] = " ".join(above)
    return {name: comment for name, comment in found.items() if not name.startswith("_")}


def wrongly_said(name: str, comment: str, readers: set[str]) -> bool:
    said = re.search(r"Read by ([\w.]+\w)\.$", comment)
    return said is None or said[1] not in readers


def test_every_name_says_who_reads_it() -> None:
    readers: dict[str, set[str]] = {}
    for path, source in sources().items():
        for name in read(source):
            readers.setdefault(name, set()).add(path.removesuffix(".py").replace("/", "."))
    wrong = {
        f"{app}.{name}": f"{comment} – but {sorted(readers[name])} read it"
        for app in APPS
        for name, comment in comments((ROOT / app / "wiring.py").read_text()).items()
        if wrongly_said(name, comment, readers[name])
    }
    assert wrong == {}


def test_the_check_sees_a_wrong_comment() -> None:
    assert comments("#: One.\n#: Read by a.b.\nONE = []\n_OWN = []\nTWO = {}\n") == {
        "ONE": "#: One. #: Read by a.b.",
        "TWO": "",
    }
    assert not wrongly_said("ONE", "#: One. #: Read by a.b.", {"a.b"})
    assert wrongly_said("ONE", "#: One. #: Read by a.", {"a.b"})
    assert wrongly_said("TWO", "", {"a.b"})


# --- Keys and shapes -----------------------------------------------------------------------------
def keys(name: str) -> list[object]:
    return [key for module in wiring.modules() for key in getattr(module, name, {})]


def test_steps_are_of_the_lifecycle_and_of_roles() -> None:
    assert set(keys("OWN_PAGES")) <= {transition.name for transition in TRANSITIONS}
    assert set(keys("STAFF_STEPS")) <= {(role, stage) for role in Role for stage in Stage}


@pytest.mark.parametrize(
    "name", ["HOME_SECTIONS", "STAFF_STEPS", "TYPED_CODES", "OWN_PAGES", "PAGES", "CARRIED_OUT_AGAIN"]
)
def test_no_app_takes_the_place_of_another(name: str) -> None:
    assert len(wired_map(name)) == len(keys(name)) > 0


def test_nothing_is_listed_twice() -> None:
    for module in wiring.modules():
        for name, held in vars(module).items():
            lists = list(held.values()) if isinstance(held, dict) and name.isupper() else [held]
            for one in lists:
                assert not isinstance(one, list) or len(one) == len({id(item) for item in one}), name


def test_parts_of_my_data_and_rules_have_keys_of_their_own() -> None:
    for found in (registry.sections(), retention.rules()):
        assert len({one.key for one in found}) == len(found) > 10


def test_signals_are_heard() -> None:
    assert post_migrate in {signal for signal, _ in wired("RECEIVERS")}
    for signal, hear in wired("RECEIVERS"):
        assert isinstance(signal, Signal)
        assert hear in {receiver[1]() for receiver in signal.receivers}


# --- The readers ---------------------------------------------------------------------------------
def test_lists_are_read_in_the_order_of_the_apps(monkeypatch: pytest.MonkeyPatch) -> None:
    people, _, deliberation, outcomes = wiring.modules()
    for module, letters in [(outcomes, ["c"]), (people, ["a"]), (deliberation, ["b", "b2"])]:
        monkeypatch.setattr(module, "LETTERS", letters, raising=False)
    assert wired("LETTERS") == ["a", "b", "b2", "c"]


def test_dicts_are_read_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    people, consultations, *_ = wiring.modules()
    monkeypatch.setattr(people, "LETTERS", {"x": ["a"], "y": ["b"]}, raising=False)
    monkeypatch.setattr(consultations, "LETTERS", {"x": ["c"]}, raising=False)
    assert wired_by("LETTERS", "x") == ["a", "c"]
    assert wired_by("LETTERS", "z") == []
    assert wired_map("LETTERS") == {"x": ["c"], "y": ["b"]}


def test_a_test_may_hang_its_own_alone(wire: Callable[[str, object], None]) -> None:
    assert len(wired("TASKS")) > 1
    wire("TASKS", ["mine"])
    assert wired("TASKS") == ["mine"]

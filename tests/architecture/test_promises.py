"""docs/promises.md is whole: every promise on a page is listed, stands where it says, and has a test."""

import ast
import re

import pytest

from tests.architecture import promising

ROOT = promising.ROOT
PAGE = (ROOT / "docs/promises.md").read_text()
ROW = re.compile(r"^\| (?P<said>[^|]+) \| `(?P<place>[^`|]+)` \| (?P<who>[^|]+) \| (?P<tests>[^|]+) \|$", re.MULTILINE)
NO_PROMISE = re.compile(r"^- `(?P<place>[^`]+)`: (?P<said>.+)$", re.MULTILINE)
PROMISES = [(row["place"], row["said"], re.findall(r"`([^`]+)`", row["tests"])) for row in ROW.finditer(PAGE)]
OTHERS = [(row["place"], row["said"]) for row in NO_PROMISE.finditer(PAGE)]


def said_in(place: str) -> str:
    """All that a reader gets of a place, on one line."""
    text = (ROOT / place).read_text()
    if place.endswith(".js"):
        return text
    said = " | ".join(promising.strings_of(text)) if place.endswith(".py") else promising.words_of(text)
    return re.sub(r"\s+", " ", said)


def unlisted(found: dict[str, set[str]], listed: set[tuple[str, str]]) -> list[str]:
    return sorted(
        f"{place}: {said}"
        for place, sentences in found.items()
        for said in sentences - {s for p, s in listed if p == place}
    )


def not_there(named: str) -> bool:
    """Whether `file::function` names no test."""
    file, _, function = named.partition("::")
    if not (ROOT / file).is_file():
        return True
    tree = ast.parse((ROOT / file).read_text())
    return function not in {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_no_word_of_promise_is_unlisted() -> None:
    listed = {(place, said) for place, said, _ in PROMISES} | set(OTHERS)
    assert unlisted(promising.found(), listed) == []


@pytest.mark.parametrize("place", sorted({place for place, _, _ in PROMISES} | {place for place, _ in OTHERS}))
def test_what_is_listed_stands_where_it_says(place: str) -> None:
    listed = [said for at, said, _ in PROMISES if at == place] + [said for at, said in OTHERS if at == place]
    assert (ROOT / place).is_file(), "no such place"
    text = said_in(place)
    assert [said for said in listed if said not in text] == []


def test_every_promise_has_tests_that_exist() -> None:
    assert len(PROMISES) > 90
    assert [said for _, said, tests in PROMISES if not tests] == []
    assert sorted({test for _, _, tests in PROMISES for test in tests if not_there(test)}) == []


def test_every_row_of_the_page_is_read() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| Sentence")]
    assert len(rows) == len(PROMISES)


def test_the_check_sees_a_promise_nobody_listed() -> None:
    page = "<p>We read every post.</p><p>The police can <strong>never</strong> read {{ this }}.</p>"
    said = set(promising.sentences(promising.words_of(page)))
    assert said == {"The police can never read …."}
    assert unlisted({"a.html": said}, set()) == ["a.html: The police can never read …."]
    binding = "Only the panel can see it. It is deleted {{ then }}. It is yours until that officer accepts it. Ask us."
    said = set(promising.sentences(promising.words_of(f"<p>{binding}</p>"), binding=True))
    assert len(said) == 3 and "Ask us." not in said and not list(promising.sentences(binding))
    assert list(promising.strings_of('def f():\n    """Never."""\n    raise Refused("You cannot.")')) == []
    assert not_there("tests/architecture/test_promises.py::test_of_nothing")

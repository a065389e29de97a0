"""The support line is worked out from a table; nothing outside the table is younger than the line.

And no page is worse for a browser without `:has()`: what takes something away for its sake stands under @supports.
"""

import re

import pytest

from consultations.pages import browsers
from tests.architecture.styles import ROOT, STYLESHEETS, Rule, all_rules, rules

SCRIPTS = sorted((ROOT / "static/js").rglob("*.js"))
HAS = "@supports selector(:has(*))"
#: What MDN's browser-compat-data 8.1.9 gives to every browser of the line, unprefixed. Look a new one up there: where
#: it is younger, it belongs into the table of consultations/pages/browsers.py.
LISTED = [line.split() for line in (ROOT / "tests/architecture/old_css.txt").read_text().splitlines()]
OLD, OLD_SELECTORS, OLD_FUNCTIONS = (
    {name for kind, name in LISTED if kind == wanted} for wanted in ("property", "selector", "function")
)
OLD_AT_RULES = {"media", "page", "top-left", "bottom-right", "supports"}
#: Only the maker of PDFs reads these: no browser has them, and none needs them.
PDF_ONLY = {"string-set", "content", "leader", "target-counter", "string"}
#: What scripts might be tempted by: younger than the line, and not in the table.
YOUNG = {
    "Object.groupBy": r"\bgroupBy\(",
    "toSorted and its kin": r"\.to(Sorted|Reversed|Spliced)\(",
    "findLast": r"\.findLast",
    "structuredClone": r"\bstructuredClone\(",
    "Array.fromAsync": r"\bfromAsync\(",
    "withResolvers": r"\bwithResolvers\(",
    "AbortSignal.timeout": r"AbortSignal\.(timeout|any)\(",
    "view transitions": r"startViewTransition",
    "popover": r"opover\(",
    "lookbehind": r"\(\?<[=!]",
    "the v flag": r"/[dgimsuy]*v[dgimsuy]*[.,;)]",
    "checkVisibility": r"checkVisibility",
    "sets": r"\.(union|intersection|difference|isSubsetOf)\(",
    "iterator helpers": r"\.(values|keys|entries)\(\)\.(map|filter|take)\(",
    "isWellFormed": r"WellFormed\(",
    "import attributes": r"\bwith\s*\{\s*type",
    "Navigation": r"\bnavigation\.",
    "URL.canParse": r"URL\.(canParse|parse)\(",
    "static blocks": r"\bstatic\s*\{",
    "setHTML": r"setHTML",
    "moveBefore": r"moveBefore",
    "requestIdleCallback": r"requestIdleCallback",
    "inert": r"\.inert\b",
    "scrollend": r"scrollend",
}


def bare(source: str) -> str:
    """Without comments and strings of words."""
    return re.sub(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", "", source, flags=re.DOTALL)


def everything() -> str:
    return "\n".join(bare(path.read_text()) for path in [*STYLESHEETS, *SCRIPTS])


def unlisted(rule: Rule) -> set[str]:
    """What a rule uses that is neither old nor in the table."""
    known = [re.compile(one.found) for one in (*browsers.NEEDED, *browsers.WELCOME)]

    def listed(text: str) -> bool:
        return any(pattern.search(text) for pattern in known)

    found = {name for name, value in rule.says if name not in OLD | PDF_ONLY and not name.startswith(("--", "-webkit-"))
             and not listed(f"{name}: {value}")}  # fmt: skip
    for name, value in rule.says:
        made = set(re.findall(r"([a-z][\w-]*)\(", value)) - OLD_FUNCTIONS - PDF_ONLY
        found |= {f"{function}() in {name}" for function in made if not listed(f"{function}(")}
    asked = set(re.findall(r"::?([a-z-]+)", re.sub(r"\[[^\]]*\]", "", rule.selector))) - OLD_SELECTORS
    found |= {f":{one}" for one in asked if not listed(f":{one}") and not listed(f":{one}(") and not listed(f"::{one}")}
    return found | ({"nesting"} if "&" in rule.selector else set())


def test_stylesheets_use_nothing_that_is_neither_old_nor_in_the_table() -> None:
    assert {f"{name}: {one}" for name, rule in all_rules() for one in unlisted(rule)} == set()
    at_rules = set(re.findall(r"@([a-z-]+)", "".join(bare(path.read_text()) for path in STYLESHEETS)))
    assert at_rules - OLD_AT_RULES == {"layer", "container"}


def test_scripts_use_nothing_younger() -> None:
    text = {path.name: bare(path.read_text()) for path in SCRIPTS}
    assert [(n, name) for name, young in YOUNG.items() for n, one in text.items() if re.search(young, one)] == []


@pytest.mark.parametrize("feature", [*browsers.NEEDED, *browsers.WELCOME], ids=lambda one: one.name)
def test_the_table_holds_only_what_is_used(feature: browsers.Feature) -> None:
    assert re.search(feature.found, everything())
    assert bool(feature.without) == (feature in browsers.WELCOME)


def test_the_line_is_the_youngest_of_what_is_needed() -> None:
    assert browsers.line() == {"Chrome and Edge": "99", "Firefox": "97", "Safari": "15.4", "Samsung Internet": "18"}
    page = (ROOT / "docs/browsers.md").read_text()
    assert browsers.sentence() in page
    for feature in (*browsers.NEEDED, *browsers.WELCOME):
        since = " | ".join(since or "–" for since in feature.since)
        assert f"| {feature.name} | {since} | `{feature.source}` |" in page, feature.name


def test_the_scanner_sees_what_is_new() -> None:
    css = """.a { anchor-name: --x; color: color-mix(in srgb, red, blue); } .b:user-valid { color: red; }
    @media print { .c::scroll-marker { inset: 0; } }"""
    assert {one for rule in rules(css) for one in unlisted(rule)} == {
        "anchor-name", "color-mix() in color", ":user-valid", ":scroll-marker",
    }  # fmt: skip
    assert re.search(YOUNG["lookbehind"], "/(?<!a)b/") and re.search(YOUNG["findLast"], "[].findLast((x) => x)")


def unsafe(rule: Rule) -> bool:
    """Relies on :has() in the open, or takes a ring away where nothing is known to put one in its place."""
    if HAS in rule.inside:
        return False
    takes_ring = any(name == "outline" and value in {"0", "none"} for name, value in rule.says)
    return ":has(" in rule.selector or (takes_ring and not set(re.split(r",\s+", rule.selector)) <= UNRINGED)


#: What takes the focus only so that reading goes on there; it cannot be pressed.
UNRINGED = {"main:focus", '[tabindex="-1"]:focus:not(.error-summary)'}


def test_nothing_is_taken_from_a_browser_without_has() -> None:
    assert [f"{name}: {rule.selector}" for name, rule in all_rules() if unsafe(rule)] == []


def test_the_check_sees_a_ring_taken_in_the_open() -> None:
    was = ".choice:has(:focus-visible) { outline: 3px solid red; } .choice :focus-visible { outline: 0; }"
    assert [unsafe(rule) for rule in rules(was)] == [True, True]
    assert [unsafe(rule) for rule in rules(f"@layer a {{ {HAS} {{ {was} }} }}")] == [False, False]

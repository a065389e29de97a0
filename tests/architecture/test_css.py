"""Every class that a stylesheet knows is put on something: a rule for one that nobody wears only seems to do work."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.styles import rules

ROOT = Path(__file__).resolve().parents[2]
APPS = ("people", "consultations", "deliberation", "outcomes", "config")
NAME = re.compile(r"[a-zA-Z][\w-]*")
#: Classes that a page puts together, as a pattern: how the page begins them, and where.
PUT_TOGETHER = {
    r"group-[a-e]": ("group-{{", "templates/deliberation/opinion/_part.html"),  # an opinion group and its letter
    r"bar-p": ("bar-{{", "templates/components/_pair_bar.html"),  # the bar before
}
BY_LIBRARIES = {"htmx-request"}


def known(css: str) -> set[str]:
    """The classes in the selectors of a stylesheet."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    selectors = [one for one in re.findall(r"([^{};]+)\{", css) if not one.strip().startswith("@")]
    return {name for one in selectors for name in re.findall(r"\.([a-zA-Z][\w-]*)", one)}


def worn(text: str) -> set[str]:
    """What stands in a class attribute of a template, tags in it and all."""
    attributes = re.findall(r'class="((?:\{[{%].*?[%}]\}|[^"])*)"', text, re.DOTALL)
    attributes += re.findall(r"block main_class %\}([^{]*)", text)
    return {name for attribute in attributes for name in NAME.findall(attribute)}


def in_scripts(text: str) -> set[str]:
    quoted = re.findall(r'"([^"\n]*)"|\'([^\'\n]*)\'|`([^`]*)`', text)
    return {name for groups in quoted for name in NAME.findall(" ".join(groups))}


def in_python(source: str) -> set[str]:
    """Classes of widgets (`"class": "…"`), of markup in strings, and of what a keyword calls a class."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "class=" in node.value:
            found |= worn(node.value)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "class":
                    found |= set(_words(value))
        elif isinstance(node, ast.keyword) and "class" in (node.arg or ""):
            found |= set(_words(node.value))
    return found


def _words(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from NAME.findall(node.value)


def everything_worn() -> set[str]:
    found = set(BY_LIBRARIES)
    for path in (ROOT / "templates").rglob("*.html"):
        found |= worn(path.read_text())
    for path in (ROOT / "static/js").rglob("*.js"):
        found |= in_scripts(path.read_text())
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            found |= in_python(path.read_text())
    return found


def test_every_class_of_a_stylesheet_is_worn() -> None:
    used, made = everything_worn(), re.compile("|".join(PUT_TOGETHER))
    unused = {}
    for path in sorted((ROOT / "static/css").rglob("*.css")):
        if missing := {name for name in known(path.read_text()) - used if not made.fullmatch(name)}:
            unused[path.name] = sorted(missing)
    assert unused == {}


#: Stylesheets of what is printed alone, which set the components anew; and a component that a room closes further.
PRINTED = {"report.css", "paper.css"}
SET_ANEW = {"fold"}


def alone(css: str) -> set[str]:
    """Classes that a stylesheet says something of wherever they stand."""
    selectors = (one.strip() for rule in rules(css) for one in rule.selector.split(","))
    return {one[1:] for one in selectors if re.fullmatch(r"\.[\w-]+", one)}


def test_no_room_bears_the_name_of_a_component() -> None:
    """Each page has both stylesheets: what one says of “said” was said of every post as well."""
    components = alone((ROOT / "static/css/components.css").read_text()) - SET_ANEW
    rooms = {path.name: alone(path.read_text()) for path in sorted((ROOT / "static/css/rooms").glob("*.css"))}
    twice = {name: sorted(own & components) for name, own in rooms.items() if name not in PRINTED and own & components}
    assert twice == {}


def test_what_is_put_together_is() -> None:
    for beginning, page in PUT_TOGETHER.values():
        assert beginning in (ROOT / page).read_text()


def test_the_check_sees_a_class_that_nobody_wears() -> None:
    assert known(".a, .b > .c:hover { color: red; } @media print { .d { margin: 0.5em } }") == {"a", "b", "c", "d"}
    assert worn('<p class="one {% if x == "y" %}two{% endif %}" id="three">four</p>') >= {"one", "two"}
    assert not {"three", "four"} & worn('<p class="one" id="three">four</p>')
    assert in_scripts("box.classList.add('shut')") == {"shut"}
    assert in_python('TextInput(attrs={"class": "wide"})\nsvg(svgclass="code")') == {"wide", "code"}

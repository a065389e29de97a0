"""Names: addresses of later apps spelled by earlier ones, and names that can be had from more than their home."""

import ast
import re
from collections import defaultdict
from pathlib import Path

from bench.structure.tree import APPS, Import, Module, Tree

ADDRESSES = {"reverse", "reverse_lazy", "redirect", "link", "resolve_url", "address", "url_of"}
OVERRIDES = {"account", "mfa", "socialaccount", "allauth"}  # pages of allauth as people shows them
URL_TAG = re.compile(r"\{%-?\s*url\s+[\"']([\w-]+)[\"']")


# --- Addresses ----------------------------------------------------------------------------------------
def url_names(tree: Tree) -> dict[str, str]:
    """Name → the app whose addresses hold it."""
    found: dict[str, str] = {}
    for module in tree.modules.values():
        for node in module.nodes:
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"path", "re_path"}:
                for word in node.keywords:
                    if word.arg == "name" and isinstance(word.value, ast.Constant):
                        found[str(word.value.value)] = module.app
    return found


def later_names(tree: Tree) -> list[str]:
    """Addresses of a later app that an app's modules or templates spell."""
    names, found = url_names(tree), []
    for module in tree.modules.values():
        for line, name in sorted(spelled(module, set(names))):
            if APPS.index(names[name]) > APPS.index(module.app):
                found.append(f"{module.path}:{line} spells {name} of {names[name]}")
    for path, line, name in _in_templates(tree.root):
        app = "people" if path.parts[1] in OVERRIDES else path.parts[1]
        if name in names and app in APPS and APPS.index(names[name]) > APPS.index(app):
            found.append(f"{path}:{line} spells {name} of {names[name]}")
    return found


def shared_templates(tree: Tree) -> dict[str, str]:
    """Template shared by all → the latest app whose address it spells."""
    names, found = url_names(tree), {}
    for path, _, name in _in_templates(tree.root):
        shared = len(path.parts) == 2 or path.parts[1] == "components"
        if shared and name in names:
            found[str(path)] = max(found.get(str(path), "audit"), names[name], key=APPS.index)
    return found


def _in_templates(root: Path) -> list[tuple[Path, int, str]]:
    return [
        (path.relative_to(root), number, name)
        for path in sorted((root / "templates").rglob("*.*"))
        for number, text in enumerate(path.read_text().splitlines(), start=1)
        for name in URL_TAG.findall(text)
    ]


def spelled(module: Module, names: set[str]) -> set[tuple[int, str]]:
    """(line, name) where a string of the module is the name of an address.

    It is one where it is given to `reverse` and the like; and, in a module that hands on names it was given (a call of
    `reverse` without a string), wherever it stands in a row of a table or is the last thing given to a call.
    """
    found: set[tuple[int, str]] = set()
    hands_on = False
    for node in module.nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ADDRESSES and node.args:
            strings = [n for n in ast.walk(node.args[0]) if isinstance(n, ast.Constant)]
            hands_on |= not strings
            found |= {(n.lineno, n.value) for n in strings if n.value in names}
    tables = (ast.Tuple, ast.List, ast.Dict)
    for node in module.nodes:
        rows: list[ast.expr | None] = []
        if isinstance(node, tables) and hands_on:
            rows = node.values if isinstance(node, ast.Dict) else node.elts
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"Missing", "missing"}:
            rows = [*node.args, *(word.value for word in node.keywords)]
        strings = [n for n in rows if isinstance(n, ast.Constant)]
        found |= {(n.lineno, n.value) for n in strings if isinstance(n.value, str) and n.value in names}
    return found


# --- One home for a name -------------------------------------------------------------------------------
def re_exports(tree: Tree) -> list[str]:
    """Names of ours that others take from a module which itself only imported them; models aside."""
    users: dict[tuple[str, str], list[str]] = defaultdict(list)
    for module in tree.modules.values():
        for each in module.imports:
            if each.name and _borrowed(tree, each.target, each.name):
                users[each.target, each.name].append(f"{module.path}:{each.line}")
        doors = {i.local: i.target for i in module.imports if not i.name}
        for node in module.nodes:
            through = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in doors
            if through and _borrowed(tree, doors[node.value.id], node.attr):
                users[doors[node.value.id], node.attr].append(f"{module.path}:{node.lineno}")
    for module in tree.modules.values():
        if module.room != "models":
            for each in _kept_for_others(module):
                users.setdefault((module.name, each.local), [])
    return [
        f"{name} from {door}, home {_home(tree, door, name)}: {len(at)} uses{': ' if at else ''}{', '.join(at[:3])}"
        for (door, name), at in sorted(users.items())
    ]


def _borrowed(tree: Tree, door: str, name: str) -> bool:
    module = tree.modules[door]
    if module.room == "models" or name in module.defined:
        return False
    return any(i.local == name and i.at_top for i in module.imports)


def _home(tree: Tree, door: str, name: str) -> str:
    taken = next(i for i in tree.modules[door].imports if i.local == name)
    return taken.target


def _kept_for_others(module: Module) -> list[Import]:
    """Imports that the module itself has no use for: said nowhere but in `__all__`."""
    said = {n.id for n in module.nodes if isinstance(n, ast.Name)}
    said |= {
        name
        for node in module.nodes  # an annotation written as a string
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and module.path[-11:] != "__init__.py"
        for name in re.findall(r"\w+", node.value)
    }
    return [i for i in module.imports if i.at_top and i.local not in said]

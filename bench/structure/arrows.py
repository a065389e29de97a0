"""Who imports whom: arrows between rooms and apps, arrows that point upward, and circles.

An arrow is a pair of modules of which the first imports the second, however often and wherever in the file; an import
that only a type checker sees is none. The app's wiring.py, apps.py and urls.py point at every room and are left out.
"""

from collections import defaultdict
from collections.abc import Iterable

from bench.structure.tree import APPS, Module, Tree

Arrow = tuple[str, str]


def arrows(tree: Tree) -> dict[Arrow, int]:
    """(importing module, imported module) → the first line on which it does. A test's modules are not ours."""
    found: dict[Arrow, int] = {}
    for module in tree.modules.values():
        for each in module.imports:
            if each.target != module.name:
                found.setdefault((module.name, each.target), each.line)
    return found


def upward(tree: Tree) -> list[str]:
    """Every import of a later app, those that begin with its name alone included."""
    found = []
    for module in tree.modules.values():
        later = APPS[APPS.index(module.app) + 1 :]
        targets = [(each.target, each.line) for each in module.imports] + [(w, 0) for w in module.outside.values()]
        found += [f"{module.path}:{line} imports {target}" for target, line in targets if target.split(".")[0] in later]
    return found


def between_rooms(tree: Tree, app: str) -> dict[Arrow, list[Arrow]]:
    """(room, room) → the pairs of modules, for two different rooms of one app."""
    found: dict[Arrow, list[Arrow]] = defaultdict(list)
    for one, other in inside(tree, app):
        ends = tree.modules[one].room, tree.modules[other].room
        if ends[0] != ends[1]:
            found[ends].append((one, other))
    return dict(found)


def inside(tree: Tree, app: str) -> list[Arrow]:
    """Arrows from module to module of one app, but for those of its wiring."""
    modules: dict[str, Module] = tree.modules
    return [
        (one, other)
        for one, other in arrows(tree)
        if modules[one].app == modules[other].app == app and not modules[one].wires
    ]


def between_apps(tree: Tree) -> dict[Arrow, int]:
    found: dict[Arrow, int] = defaultdict(int)
    for one, other in arrows(tree):
        ends = tree.modules[one].app, tree.modules[other].app
        if ends[0] != ends[1]:
            found[ends] += 1
    return dict(found)


def components(edges: Iterable[Arrow]) -> list[list[str]]:
    """Strongly connected components of more than one node (Tarjan 1972), each sorted."""
    after: dict[str, list[str]] = defaultdict(list)
    for one, other in edges:
        after[one].append(other)
        after[other]
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in after[node]:
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for node in sorted(after):
        if node not in index:
            visit(node)
    return sorted(found)


def module_circles(tree: Tree) -> list[list[str]]:
    """A circle each: its modules' imports of one another, one a line."""
    known = arrows(tree)
    found = []
    for app in APPS:
        edges = inside(tree, app)
        for circle in components(edges):
            lines = [f"{one}:{known[one, other]} → {other}" for one, other in edges if {one, other} <= set(circle)]
            found.append([f"circle of {len(circle)} modules in {app}: {', '.join(circle)}", *sorted(lines)])
    return found


def room_circles(tree: Tree) -> list[list[str]]:
    """A circle each: every arrow between two of its rooms, with the modules, the thinnest arrows first."""
    found = []
    for app in APPS:
        edges = between_rooms(tree, app)
        for circle in components(edges):
            lines = [f"circle of {len(circle)} rooms in {app}: {', '.join(circle)}"]
            for (one, other), pairs in sorted(edges.items(), key=lambda item: (len(item[1]), item[0])):
                if {one, other} <= set(circle):
                    lines.append(f"{one} → {other}: {', '.join(f'{a} → {b}' for a, b in sorted(pairs))}")
            found.append(lines)
    return found

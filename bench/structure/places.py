"""Does one word lead to a room's views, templates, styles, scripts and tests?

A place is a room that has views, a view module that stands in a folder named after a layer (`views/`), a stylesheet or script in
`rooms/`, or a folder of templates. It fits if:
- room: `templates/<app>/<room>/` exists if a module of the room renders a page, every template its modules name lies
  there (or is shared: templates/components/, the top of templates/, pages of allauth), and `tests/<app>/<room>/`
  holds a test;
- stylesheet, script: its name is a room's;
- folder of templates, `templates/<app>/<name>/`: its name is a room of that app.
"""

import ast

from bench.structure.tree import APPS, Module, Tree

SHARED = {"components", "account", "mfa", "socialaccount", "allauth"}
LAYERS = {"views", "forms"}  # folders named after the kind of code they hold


def rooms(tree: Tree, app: str) -> list[str]:
    """The app's rooms, layers aside."""
    return [room for room in tree.rooms(app) if room not in LAYERS]


def views_of(tree: Tree, app: str, room: str) -> list[Module]:
    """The room's views: views.py, or the modules of views/."""
    start = f"{app}/{room}/views"
    return [m for m in tree.of(app, room) if m.path == f"{start}.py" or m.path.startswith(f"{start}/")]


def templates_named(tree: Tree, module: Module) -> list[tuple[int, str]]:
    """(line, name) of every string in the module that is the name of a template."""
    return [
        (node.lineno, node.value)
        for node in module.nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.endswith((".html", ".txt"))
        and (tree.root / "templates" / node.value).is_file()
    ]


def is_shared(name: str) -> bool:
    return "/" not in name or name.split("/")[0] in SHARED


def breaches(tree: Tree) -> dict[str, list[str]]:
    """place → what does not fit; an empty list when all of it does."""
    found: dict[str, list[str]] = {}
    known = {app: rooms(tree, app) for app in APPS}
    for app in APPS:
        for room in known[app]:
            if views_of(tree, app, room):
                found[f"{app}/{room}"] = _room(tree, app, room)
        for module in tree.of(app, "views"):
            if not module.is_package:
                found[module.path] = ["views outside a room"]
        if (tree.root / app / "views.py").exists():
            found[f"{app}/views.py"] = ["views outside a room"]
        for folder in sorted((tree.root / "templates" / app).glob("*/")):
            place = str(folder.relative_to(tree.root))
            found[place] = [] if folder.name in known[app] else [f"no room of {app} is called {folder.name}"]
    every = {room for those in known.values() for room in those}
    for kind in ("css", "js"):
        for path in sorted((tree.root / "static" / kind / "rooms").glob("*")):
            place = str(path.relative_to(tree.root))
            found[place] = [] if path.stem in every else [f"no room is called {path.stem}"]
    return found


def _room(tree: Tree, app: str, room: str) -> list[str]:
    wrong, own, renders = [], f"{app}/{room}/", False
    for module in tree.of(app, room):
        for line, name in templates_named(tree, module):
            renders = renders or not is_shared(name)
            if not is_shared(name) and not name.startswith(own):
                wrong.append(f"{module.path}:{line} names {name}")
    if renders and not (tree.root / "templates" / own).is_dir():
        wrong.append(f"templates/{own} is missing")
    if not any((tree.root / "tests" / own).rglob("test_*.py")):
        wrong.append(f"tests/{own} holds no test")
    return wrong

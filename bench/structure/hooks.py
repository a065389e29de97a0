"""What is hung into a list or table while modules are imported, in any file but an app's wiring.py.

Found are, at the top of a module (under an `if`, `for`, `with` or `try` there too):
- a decorator of ours that writes into something it did not make itself (a list of its module, a list it is given),
  a decorator that is a method of a list or table (`@totals.printed.append`), and Django's `@receiver`;
- a statement that is only a call, and one that changes a table of another module;
and anywhere: `signal.connect(…)`, a change to a list or table of another module, and an import inside a function that is only
there for its effect. A decorator that comes from Django or the standard library, or of ours that only wraps, is harmless.
"""

import ast
from collections.abc import Iterable, Iterator

from bench.structure.tree import Module, Tree

CHANGES = {"add", "append", "appendleft", "extend", "insert", "register", "setdefault", "update"}
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def registrations(tree: Tree) -> list[str]:
    """`path:line what` of every registration outside wiring."""
    return [
        f"{module.path}:{line} {what}"
        for module in tree.modules.values()
        if module.path != f"{module.app}/wiring.py"
        for line, what in sorted(set(_of(tree, module)))
    ]


def _of(tree: Tree, module: Module) -> Iterator[tuple[int, str]]:
    for node in top_level(module.tree.body):
        if isinstance(node, FunctionNode | ast.ClassDef):
            for decorator in node.decorator_list:
                if _registers(tree, module, decorator):
                    yield decorator.lineno, f"@{ast.unparse(decorator)[:60]} on {node.name}"
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await):
            yield node.lineno, ast.unparse(node.value)[:80]
    for node in module.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            connects = node.func.attr == "connect" and "signal" in _root_home(module, node.func).lower()
            changes = node.func.attr in CHANGES and _is_table_elsewhere(tree, module, node.func.value)
            if connects or changes:
                yield node.lineno, ast.unparse(node)[:80]
        elif isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                place = target.value if isinstance(target, ast.Subscript) else target
                if isinstance(target, ast.Subscript | ast.Attribute) and _is_table_elsewhere(tree, module, place):
                    yield node.lineno, ast.unparse(node)[:80]
        elif isinstance(node, FunctionNode):
            yield from _for_effect(module, node)


def top_level(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run when the module is imported, those in blocks too."""
    for node in body:
        if isinstance(node, ast.If) and any(word in ast.unparse(node.test) for word in ("TYPE_CHECKING", "__name__")):
            continue
        yield node
        for block in ("body", "orelse", "finalbody"):
            if isinstance(node, ast.If | ast.For | ast.While | ast.With | ast.Try):
                yield from top_level(getattr(node, block, []))


def _registers(tree: Tree, module: Module, decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = ast.unparse(called)
    if name.split(".")[0] in module.outside:
        return name.split(".")[-1] == "receiver"
    if isinstance(called, ast.Attribute) and called.attr in CHANGES and _is_table_elsewhere(tree, module, called.value):
        return True
    home, function = _function(tree, module, called)
    return function is not None and home is not None and writes_elsewhere(function)


def _function(tree: Tree, module: Module, called: ast.expr) -> tuple[Module | None, FunctionNode | None]:
    """The definition of what is called, through one import and one re-export."""
    if isinstance(called, ast.Name):
        home: Module | None = module
        name = called.id
        for _ in range(3):
            if home is None or name in home.defined:
                break
            taken = next((i for i in home.imports if i.local == name), None)
            home, name = (tree.modules[taken.target], taken.name) if taken else (None, name)
    elif isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        taken = next((i for i in module.imports if i.local == called.value.id and not i.name), None)
        home, name = (tree.modules[taken.target] if taken else None), called.attr
    else:
        return None, None
    found = [n for n in (home.tree.body if home else []) if isinstance(n, FunctionNode) and n.name == name]
    return home, found[0] if found else None


def writes_elsewhere(function: FunctionNode) -> bool:
    """The function, or one inside it, changes a list or table it did not make, or sets a name of its module."""
    made = {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    passed_on = {a.arg for inner in ast.walk(function) if isinstance(inner, FunctionNode) for a in inner.args.args}
    passed_on -= {a.arg for a in function.args.args}  # what a wrapper is called with, such as a request
    for node in ast.walk(function):
        if isinstance(node, ast.Global):
            return True
        place: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
            place = node.func.value
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            place = node.targets[0].value
        if place is not None and (root := _root(place)) and root not in made | passed_on:
            return True
    return False


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _root_home(module: Module, node: ast.expr) -> str:
    return module.outside.get(_root(node), "")


def _is_table_elsewhere(tree: Tree, module: Module, place: ast.expr) -> bool:
    """`place` is a list, table or set that another module of ours makes at its top."""
    if isinstance(place, ast.Attribute) and isinstance(place.value, ast.Name):
        taken = next((i for i in module.imports if i.local == place.value.id and not i.name), None)
        name = place.attr
    elif isinstance(place, ast.Name) and place.id not in module.defined:
        taken = next((i for i in module.imports if i.local == place.id and i.name), None)
        name = taken.name if taken else ""
    else:
        return False
    return taken is not None and name in tables(tree.modules[taken.target])


def tables(module: Module) -> set[str]:
    """Names of lists, tables and sets made at the top of the module."""
    found = set()
    for node in module.tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            value = node.value
            makes = isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp)
            makes |= isinstance(value, ast.Call) and ast.unparse(value.func).split(".")[-1] in {
                "list",
                "dict",
                "set",
                "defaultdict",
                "deque",
            }
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if makes and isinstance(target, ast.Name):
                    found.add(target.id)
    return found


def _for_effect(module: Module, function: FunctionNode) -> Iterator[tuple[int, str]]:
    """Imports in the function whose names it never says."""
    said = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}
    for node in ast.walk(function):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                name = alias.asname or alias.name.split(".")[0]
                if name not in said:
                    yield node.lineno, f"import of {name} for its effect"

"""The project's own modules, each with its app, its room and what it imports; read, never run."""

import ast
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

APPS = ["audit", "people", "consultations", "deliberation", "outcomes"]
HALL = "(hall)"  # modules that stand directly in the app's folder
GROUND = {"models.py", "numbers.py"}  # below every room: the tables, and the numbers their defaults are built from
NOT_ROOMS = {"models", "migrations", "management"}


@dataclass(frozen=True)
class Import:
    """One name that a module takes from one of ours. `name` is "" when it takes the module itself."""

    target: str  # dotted name of one of our modules
    name: str
    local: str  # what it is called here
    line: int
    at_top: bool  # not inside a function


@dataclass
class Module:
    path: str  # below the root
    text: str
    imports: list[Import] = field(default_factory=list)
    outside: dict[str, str] = field(default_factory=dict)  # local name → where from, for what is not ours

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @property
    def name(self) -> str:
        return self.path.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".")

    @property
    def app(self) -> str:
        return self.path.split("/")[0]

    @property
    def is_package(self) -> bool:
        return self.path.endswith("__init__.py")

    @property
    def room(self) -> str:
        parts = self.path.split("/")
        if len(parts) == 2:
            return "models" if parts[1] in GROUND else HALL
        return parts[1]

    @cached_property
    def defined(self) -> set[str]:
        """Names made at the top of the module: functions, classes, values."""
        found: set[str] = set()
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.Assign):
                found |= {n.id for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name)}
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id)
        return found

    @property
    def wires(self) -> bool:
        """The app's list of what hangs where, its start and its addresses may point at every room."""
        return self.path in {f"{self.app}/{name}.py" for name in ("wiring", "apps", "urls")}


class Tree:
    """Everything of ours below `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        paths = [p for app in APPS for p in sorted((root / app).rglob("*.py")) if "migrations" not in p.parts]
        self.modules = {m.name: m for m in (Module(str(p.relative_to(root)), p.read_text()) for p in paths)}
        for module in self.modules.values():
            self._read_imports(module)

    def rooms(self, app: str) -> list[str]:
        """Folders of the app that are packages, but for models, migrations and management."""
        found = {path.parent.name for path in (self.root / app).glob("*/__init__.py")}
        return sorted(found - NOT_ROOMS)

    def of(self, app: str, room: str | None = None) -> list[Module]:
        return [m for m in self.modules.values() if m.app == app and room in {None, m.room}]

    def _read_imports(self, module: Module) -> None:
        self._visit(module, module.tree, at_top=True)

    def _visit(self, module: Module, node: ast.AST, at_top: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                for other in child.orelse:
                    self._visit(module, other, at_top)
            elif isinstance(child, ast.Import | ast.ImportFrom):
                self._note(module, child, at_top)
            else:
                inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
                self._visit(module, child, at_top and not inside)

    def _note(self, module: Module, node: ast.Import | ast.ImportFrom, at_top: bool) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                local = alias.asname or alias.name.split(".")[0]
                if alias.name in self.modules:
                    module.imports.append(Import(alias.name, "", local, node.lineno, at_top))
                else:
                    module.outside[local] = alias.name
            return
        base = self._absolute(module, node)
        for alias in node.names:
            local, whole = alias.asname or alias.name, f"{base}.{alias.name}"
            if whole in self.modules:
                module.imports.append(Import(whole, "", local, node.lineno, at_top))
            elif base in self.modules:
                module.imports.append(Import(base, alias.name, local, node.lineno, at_top))
            else:
                module.outside[local] = whole

    def _absolute(self, module: Module, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = module.name.split(".")
        parts = parts[: len(parts) - node.level + module.is_package]
        return ".".join([*parts, *([node.module] if node.module else [])])

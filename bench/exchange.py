"""Does another program read our files of the coding as they are: every code, text, coding and memo?

The program is QualCoder: its own import, with its windows left out, reads a codebook (.qdc) and a project (.qdpx) of a
small coding with what has gone wrong before (docs/decisions/coding.md): an emoji and a control character before the
words, themes below themes, one that has the name of a stance, two coders, memos, the same words under two themes. A
checkout of it is no part of the project: QUALCODER says where it is. Without it the bench says so and has no bars.
Bars: nothing missing, nothing more. Run: python bench/exchange.py
"""

import ast
import builtins
import importlib
import io
import sqlite3
import sys
import tempfile
import zipfile
from pathlib import Path
from types import ModuleType
from unittest.mock import MagicMock

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
from bench import harness

PROGRAM = harness.outside("QUALCODER", "qualcoder") / "src/qualcoder"
if not (PROGRAM / "refi.py").exists():
    print(f"Passed over: QualCoder is not here. QUALCODER is the folder of a checkout; looked in {PROGRAM}.")
    harness.finish("exchange", {}, {})
harness.begin()

from audit import clock
from outcomes.coding import coding, refi
from outcomes.coding.themes import add_theme
from outcomes.models import Coding, Theme
from tests.cast import Cast, make_cast
from tests.outcomes import coded

Row = tuple[str, ...]


# --- What is written --------------------------------------------------------------------------------
def story() -> Cast:
    cast = make_cast()
    trust = coded.theme(cast, "Trust & <care>")
    add_theme(cast.consultation, "Neutral", by=cast.moss, parent=trust, definition="Who.", examples="One\nTwo “three”")
    signs = coded.theme(cast, "Signs")
    first = coded.say(cast, cast.amina, "📷 So\x0b then:\r\n\r\n=HYPERLINK(1) is what I heard. 🚓 Twice.")
    second = coded.say(cast, cast.bilal, "Naïve? Perhaps; but who asked us…", area=1)
    coded.code(cast, first, trust, "against", 3, words="=HYPERLINK(1) is what I heard.")
    words = Coding.objects.get().excerpt
    coding.code(words, signs, by=cast.moss, stance="for", intensity=1, memo="See the other one & <compare>")
    coding.code(words, trust, by=cast.finch, stance="for", intensity=1, memo="Not sure 🤔")
    coded.code(cast, first, signs, "both", 2, words="🚓 Twice.")
    coded.code(cast, second, signs, "neutral", 2)
    Coding.objects.filter(intensity=3).update(directed_at="leadership", concern="rights", belief="will_not")
    return cast


def written(cast: Cast) -> dict[str, set[Row]]:
    """What another program should find, from our own rows."""
    themes = Theme.objects.select_related("parent")
    said = {one: one.definition + (refi.EXAMPLES + one.examples if one.examples else "") for one in themes}
    codes = {(one.title, one.parent.title if one.parent else "", said[one]) for one in themes}
    sides: set[Row] = set()
    coded_with: set[Row] = set()
    with_sides: set[Row] = set()
    for _, title, choices in refi.sides():
        sides |= {(f"{title}: {label}", title, "") for _, label in choices}
    for one in Coding.objects.select_related("theme", "excerpt", "coded_by__user"):
        words, who = one.excerpt.verbatim, one.coded_by.public_name
        kept = "Kept beside another coder’s code; does not count. " if one.is_kept else ""
        coded_with.add((one.theme.title, words, who, f"{kept}{one.memo}".strip()))
        with_sides.add((f"Where the speaker stands: {one.get_stance_display()}", words, who))
        with_sides.add((f"How strongly: {one.get_intensity_display()}", words, who))
        aimed = (("Directed at", one.is_directed, one.get_directed_at_display()),)
        aimed += (("Kind of concern", one.is_concern, one.get_concern_display()),)
        aimed += (("What the speaker believes", one.is_belief, one.get_belief_display()),)
        with_sides |= {(f"{title}: {label}", words, who) for title, is_said, label in aimed if is_said}
    with zipfile.ZipFile(io.BytesIO(refi.project(cast.consultation, clock.now()))) as file:
        texts = {(file.read(name).decode(),) for name in file.namelist() if name.startswith("Sources/")}
    return {"codebook": codes, "codes": codes | sides, "texts": texts, "codings": coded_with, "sides": with_sides}


# --- What it reads ----------------------------------------------------------------------------------
def importer() -> type:
    """Its import, with stand-ins for what draws windows."""
    builtins._ = str  # type: ignore[attr-defined]
    windows = MagicMock()
    windows.QtWidgets.QDialog = type("QDialog", (), {})
    package = ModuleType("qualcoder")
    package.__path__ = [str(PROGRAM)]
    colours = MagicMock(colors=["#999999"] * 200)
    sys.modules |= {
        "PyQt6": windows,
        "qualcoder": package,
        "qualcoder.color_selector": colours,
        "qualcoder.helpers": MagicMock(),
        "qualcoder.GUI": MagicMock(),
        "qualcoder.GUI.ui_dialog_refi_export_endings": MagicMock(),
        "vlc": MagicMock(),
    }
    found: type = importlib.import_module("qualcoder.refi").RefiImport
    return found


def tables() -> list[str]:
    """Its own statements for a new project, each table as it is first made."""
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse((PROGRAM / "__main__.py").read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("CREATE TABLE "):
            found.setdefault(node.value.split()[2].partition("(")[0], node.value)
    return list(found.values())


def read(reads: type, folder: Path, kind: str, data: bytes) -> sqlite3.Connection:
    """A project of the program into which the file was brought."""
    place = folder / f"{kind}.qda"
    (place / "documents").mkdir(parents=True)
    path = folder / f"ours.{kind}"
    path.write_bytes(data)
    app = MagicMock(project_path=str(place), conn=sqlite3.connect(":memory:"))
    app.settings = {"directory": str(folder), "codername": "default", "ai_enable": "False"}
    for statement in tables():
        app.conn.execute(statement)
    sys.modules["PyQt6"].QtWidgets.QFileDialog.getOpenFileName.return_value = (str(path), True)
    reads(app, MagicMock(), kind)
    return app.conn  # type: ignore[no-any-return]


def rows(found: sqlite3.Connection, query: str) -> set[Row]:
    return {tuple(cell or "" for cell in row) for row in found.execute(query)}


CODES = """
    select one.name, coalesce(above.name, category.name), one.memo from code_name one
    left join code_name above on above.cid = one.supercid left join code_cat category on category.catid = one.catid
"""
CODED = "select name, seltext, code_text.owner{memo} from code_text join code_name using (cid) where name {which}"
SIDE = " or name ".join(f"like '{title}: %'" for _, title, _ in refi.sides())


def taken(reads: type, cast: Cast, folder: Path) -> dict[str, set[Row]]:
    book = read(reads, folder, "qdc", refi.codebook(cast.consultation))
    project = read(reads, folder, "qdpx", refi.project(cast.consultation, clock.now()))
    return {
        "codebook": rows(book, CODES),
        "codes": rows(project, CODES),
        "texts": rows(project, "select fulltext from source"),
        "codings": rows(
            project, CODED.format(memo=", code_text.memo", which=f"not {SIDE.replace(' or name', ' and name not')}")
        ),
        "sides": rows(project, CODED.format(memo="", which=SIDE)),
    }


def main() -> None:
    cast = story()
    wanted = written(cast)
    with tempfile.TemporaryDirectory() as folder:
        found = taken(importer(), cast, Path(folder))
    for what in wanted:
        for sign, apart in (("missing", wanted[what] - found[what]), ("more", found[what] - wanted[what])):
            for row in sorted(apart):
                print(f"{what}, {sign}: {row}")
    harness.table(["what", "written", "read"], [[what, len(wanted[what]), len(found[what])] for what in wanted])
    counts = {what: len(found[what]) for what in found}
    harness.finish("exchange", counts, {f"{what}: as written": wanted[what] == found[what] for what in wanted})


if __name__ == "__main__":
    main()

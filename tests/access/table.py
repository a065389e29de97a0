"""The table people read: `matrix.txt`. A line an address, a column a standing, two letters a cell (GET, POST)."""

from pathlib import Path

from tests.access.asking import LETTERS
from tests.access.world import STANDINGS

FILE = Path(__file__).with_name("matrix.txt")
STAGES = ("open", "analysis", "follow_up")
Table = dict[str, dict[str, dict[str, str]]]  # stage → route → standing → two letters


def read(text: str) -> Table:
    """The table in `text`. Raises ValueError for a line that does not fit."""
    table: Table = {}
    columns: list[str] = []
    for line in text.splitlines():
        if line.startswith("== "):
            table[line.strip("= ")] = rows = {}
        elif line.startswith("address"):
            columns = line.split()[1:]
        elif line.strip() and not line.startswith("#"):
            route, *cells = line.split()
            if len(cells) != len(columns):
                raise ValueError(f"{route}: {len(cells)} cells under {len(columns)} columns")
            rows[route] = dict(zip(columns, cells, strict=True))
    return table


def write(table: Table) -> str:
    """The table as text, with what its letters and columns mean."""
    lines = ["# Who reaches which address. Two letters a cell: GET, then POST.", "#"]
    lines += [f"#   {name}  {meaning}" for name, meaning in LETTERS.items()]
    lines += ["#"] + [f"#   {name:<8} {meaning}" for name, meaning in STANDINGS.items()]
    for stage, rows in table.items():
        wide = max(map(len, rows)) + 2
        lines += ["", f"== {stage} ==", "address".ljust(wide) + "".join(name.ljust(9) for name in STANDINGS).rstrip()]
        for route in sorted(rows):
            lines.append(route.ljust(wide) + "".join(rows[route][name].ljust(9) for name in STANDINGS).rstrip())
    return "\n".join(lines) + "\n"

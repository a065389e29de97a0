"""The page that holds our report against the specimen names each row once, and admits what is worse."""

import re
from pathlib import Path

from bench.specimen import rows

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"^\| ([FW]\d\d) \| [^|]+ \| (better|same|mixed|worse) \| [^|]{30,} \|$", re.MULTILINE)


def test_every_row_is_named_once_and_looked_for() -> None:
    found = LINE.findall((ROOT / "docs" / "specimen.md").read_text())
    named = [row for row, _ in found]
    assert named == [*(f"F{n:02}" for n in range(1, 16)), *(f"W{n:02}" for n in range(1, 13))]
    assert [row.partition(" ")[0] for row in rows.ROWS] == named
    assert {judged for _, judged in found} >= {"better", "worse"}

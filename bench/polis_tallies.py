"""Import real Polis conversations and compare every tally with the expected one.

Needs the folder of real conversations (not part of the project): POLIS_DATA, or ../shared/data/polis-opendata.
Bar: every tally equal, on every conversation.
"""

import csv
import sys
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])
from bench.harness import begin, finish, outside, table

DATA = outside("POLIS_DATA", "data/polis-opendata")


def expected(folder: Path) -> dict[str, tuple[int, int, int]]:
    """The expected tallies, whichever of its spellings the file has: final_agree or agree(s), comment-id or comment_id."""
    with (folder / "EXPECTED_tallies.csv").open(encoding="utf-8-sig") as lines:
        rows = [{name.replace("-", "_"): value for name, value in row.items()} for row in csv.DictReader(lines)]
    spellings = {
        "agree": ("final_agree", "final_agrees", "agree", "agrees"),
        "disagree": ("final_disagree", "final_disagrees", "disagree", "disagrees"),
        "pass": ("final_pass", "final_passes", "pass", "passes"),
    }
    found = [[next(row[name] for name in names if name in row) for names in spellings.values()] for row in rows]
    return {
        f"statement-{row['comment_id']}": (int(agree), int(disagree), int(passed))
        for row, (agree, disagree, passed) in zip(rows, found, strict=True)
    }


def main() -> None:
    if not DATA.is_dir():
        print("Passed over: the folder of real conversations is not here (set POLIS_DATA).")
        finish("polis_tallies", {"conversations": 0}, {})
    begin()
    from deliberation.importing.polis import import_polis
    from deliberation.polis.export import read_export
    from tests.cast import make_cast
    from tests.deliberation.importing.stored import tallies

    cast = make_cast()
    rows, wrong = [], 0
    for folder in sorted(path for path in DATA.iterdir() if (path / "EXPECTED_tallies.csv").exists()):
        began = time.perf_counter()
        export = read_export(folder)
        wave = import_polis(cast.consultation, export, by=cast.moss, title=folder.name)
        taken = time.perf_counter() - began
        found, wanted = tallies(wave), expected(folder)
        bad = sum(found.get(key) != value for key, value in wanted.items())
        wrong += bad
        rows.append([folder.name, len(export.participants), len(wanted), wave.ballots.count(), taken, bad])
    table(["conversation", "people", "statements", "ballots", "seconds", "wrong tallies"], rows)
    bars = {"every tally equals the expected one": wrong == 0, "there were conversations": bool(rows)}
    finish("polis_tallies", {"conversations": len(rows), "wrong": wrong}, bars)


if __name__ == "__main__":
    main()

"""Opinion groups: equal to published results, the same in every order, quick, and small; red-dwarf beside it.

Needs real conversations (not part of the project): POLIS_ORACLE and POLIS_DATA, or ../shared/data/polis-math-oracle
and ../shared/data/polis-opendata; of bars that need what is not there a line says so. red-dwarf is for development only:
`make oracle` installs it into .oracle (requirements/oracle.txt); without it its column says so.

Bars: components |cos| >= 0.9999; group votes, representativeness and consensus equal; one result over 500 row
orders; 2,031 people x 896 statements with 225,000 votes in under 5 seconds and 1 GB, 200 repetitions included.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

TOP = Path(__file__).resolve().parents[1]
sys.path[0] = str(TOP)
from bench.harness import begin, finish, outside, table

ORACLE = outside("POLIS_ORACLE", "data/polis-math-oracle")
DATA = outside("POLIS_DATA", "data/polis-opendata")
RIVAL = TOP / ".oracle/bin/python"
PEOPLE, STATEMENTS, VOTES, GROUPS = 2031, 896, 225_000, 3
ORDERS, RIVAL_ORDERS = 500, 50
MISSING = -2
#: What each row of `compare` is held to.
EQUAL = {
    "components |cos| >= 0.9999": lambda row: row["cosine"] >= 0.9999,
    "places within 1e-9": lambda row: row["place"] < 1e-9,
    "group votes: no difference": lambda row: row["group votes"] == 0,
    "stands for: no difference": lambda row: row["stands for"] == 0,
    "consensus: no difference": lambda row: row["consensus"] == 0,
}
ONE_RESULT = f"one result over {ORDERS} row orders"
TALLIES = "every tally equals the expected one"
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


# --- Conversations ------------------------------------------------------------------------------
def planted() -> Any:
    """2,031 x 896 int8 with exactly 225,000 answers and three planted groups; the same on every machine.

    Some people answer ten statements and some hundreds, and early statements have more answers, as in real ones.
    """
    random = np.random.default_rng(7)
    group = np.arange(PEOPLE) % GROUPS
    view = 0.2 + random.normal(0, 0.8, (GROUPS, STATEMENTS))[group] + random.normal(0, 1, (PEOPLE, STATEMENTS))
    cells = np.where(view > 0.35, 1, np.where(view < -0.35, -1, 0)).astype(np.int8)
    keen, early = random.gamma(0.7, 1, PEOPLE) + 0.02, np.linspace(2, 0.5, STATEMENTS)
    drawn = random.exponential(1, cells.shape) / (keen[:, None] * early)
    drawn[np.arange(PEOPLE), drawn.argmin(axis=1)] = 0  # everybody answered something
    kept = np.argpartition(drawn, VOTES, axis=None)[:VOTES]
    votes = np.full(cells.shape, MISSING, dtype=np.int8)
    votes.ravel()[kept] = cells.ravel()[kept]
    return votes


def published(folder: Path) -> tuple[Any, list[int], list[int], dict[str, Any]]:
    """(votes, people, statements, mathematics) of one published conversation."""
    facts = {name: json.loads((folder / f"{name}.json").read_text()) for name in ("votes", "math-pca2")}

    def get(row: dict[str, Any], *names: str) -> Any:
        return next(row[name] for name in names if name in row)

    events = sorted(
        (float(row["modified"]), get(row, "pid", "participant_id"), get(row, "tid", "statement_id"), row["vote"])
        for row in facts["votes"]
    )
    people, statements = sorted({event[1] for event in events}), facts["math-pca2"]["tids"]
    row_of, column_of = ({name: n for n, name in enumerate(names)} for names in (people, statements))
    votes = np.full((len(people), len(statements)), MISSING, dtype=np.int8)
    for _, person, statement, vote in events:
        if statement in column_of:
            votes[row_of[person], column_of[statement]] = vote
    return votes, people, statements, facts["math-pca2"]


# --- Equal to what was published ------------------------------------------------------------------
def compare(folder: Path) -> dict[str, Any]:
    from deliberation.opinion import representing
    from deliberation.opinion.projection import project

    votes, people, statements, maths = published(folder)
    column_of = {name: n for n, name in enumerate(statements)}
    zeroed = votes.copy()
    zeroed[:, [column_of[t] for t in maths["mod-out"] if t in column_of]] = 0  # rejected ones weigh nothing there
    found = project(zeroed)
    theirs = np.array(maths["pca"]["comps"])
    cosines = [abs(float(a @ b)) / float(np.linalg.norm(b)) for a, b in zip(found.components, theirs, strict=True)]
    labels, groups = memberships(maths, people), len(maths["group-clusters"])
    counts = representing.group_votes(votes, labels, groups)
    return {
        "name": folder.name, "people": len(people), "statements": len(statements), "cosine": min(cosines),
        "place": places_off(found.points, people, maths, found.components),
        "group votes": group_votes_off(counts, maths, column_of),
        "stands for": representative_off(counts, maths, column_of),
        "consensus": consensus_off(votes, counts, maths, column_of),
    }  # fmt: skip


def memberships(maths: dict[str, Any], people: list[int]) -> Any:
    base, row_of = maths["base-clusters"], {person: n for n, person in enumerate(people)}
    labels = np.full(len(people), -1)
    for cluster in maths["group-clusters"]:
        for small in cluster["members"]:
            labels[[row_of[person] for person in base["members"][base["id"].index(small)]]] = cluster["id"]
    return labels


def places_off(points: Any, people: list[int], maths: dict[str, Any], mine: Any) -> float:
    """The largest difference from the published place of anybody who is a base cluster of their own."""
    base, row_of = maths["base-clusters"], {person: n for n, person in enumerate(people)}
    # votes.json has +1 for agree and the published mathematics -1, so places are turned round; components may be too.
    signs = -np.sign((mine * np.array(maths["pca"]["comps"])).sum(axis=1))
    alone = [(members[0], x, y) for members, x, y in zip(base["members"], base["x"], base["y"], strict=True)
             if len(members) == 1]  # fmt: skip
    return max(float(np.abs(points[row_of[who]] * signs - (x, y)).max()) for who, x, y in alone)


def group_votes_off(counts: Any, maths: dict[str, Any], column_of: dict[int, int]) -> int:
    return sum(
        [int(n) for n in counts[int(group), column_of[int(statement)]]] != [cell["A"], cell["D"], cell["S"]]
        for group, row in maths["group-votes"].items()
        for statement, cell in row["votes"].items()
    )


def representative_off(counts: Any, maths: dict[str, Any], column_of: dict[int, int]) -> int:
    from deliberation.opinion import representing

    found, off = representing.representativeness(counts), 0
    for group, rows in maths["repness"].items():
        for row in rows:
            at = int(group), column_of[row["tid"]]
            mine = [found.p[at], found.p_test[at], found.ratio[at], found.ratio_test[at]]
            theirs = [row[name] for name in ("p-success", "p-test", "repness", "repness-test")]
            same_way = bool(found.agrees[at]) == (row["repful-for"] == "agree")
            off += not (np.allclose(mine, theirs, atol=1e-6) and same_way)
    return off


def consensus_off(votes: Any, counts: Any, maths: dict[str, Any], column_of: dict[int, int]) -> int:
    from deliberation.opinion import representing

    statements = list(column_of)
    tallies = representing.tally(votes)
    product = representing.group_aware_consensus(counts)
    off = sum(
        abs(product[column_of[int(statement)]] - value) > 1e-12
        for statement, value in maths["group-aware-consensus"].items()
    )
    for column, name in enumerate(("agree", "disagree")):
        found = [statements[place] for place in representing.consensus(tallies, column)]
        off += found != [row["tid"] for row in maths["consensus"][name]]
    return int(off)


# --- The same in every order ----------------------------------------------------------------------
def partitions(votes: Any, orders: int) -> int:
    """How many different groupings come out of `orders` shuffles of people and statements."""
    from deliberation.opinion.grouping import group
    from deliberation.opinion.matrix import Matrix, canonical, takes_part
    from deliberation.opinion.projection import project

    random, seen = np.random.default_rng(1), set()
    for _ in range(orders):
        rows, columns = (random.permutation(size) for size in votes.shape)
        ordered = canonical(Matrix(votes[rows][:, columns], tuple(int(column) for column in columns))).votes
        placed = takes_part(ordered)
        found = group(project(ordered).points[placed])
        assert found is not None
        # Which answers are together, and exactly where: people are told apart by what they answered.
        seen.add((ordered[placed].tobytes(), found.labels.tobytes(), found.centres.tobytes()))
    return len(seen)


# --- Real conversations ---------------------------------------------------------------------------
def real(folder: Path) -> list[Any]:
    """One row: size, wrong tallies, and what would be published."""
    from bench.polis_tallies import expected
    from deliberation.opinion.matrix import Matrix
    from deliberation.opinion.publishing import Rules, count
    from deliberation.polis.export import read_export

    export = read_export(folder)
    kept = [n for n, statement in enumerate(export.statements) if statement.moderated >= 0]
    matrix = Matrix(export.votes[:, kept], tuple(export.statements[n].id for n in kept))
    began = time.perf_counter()
    found = count(matrix, Rules(base=1, answer=0))
    taken = time.perf_counter() - began
    wanted, nobody = expected(folder), (0, 0, 0)  # a statement without votes may be in no list
    wrong = sum(
        (s["agree"], s["disagree"], s["pass"]) != wanted.get(f"statement-{s['id']}", nobody)
        for s in found["statements"]
    )
    runs = found.get("runs", {})
    return [
        folder.name, found["people"], len(kept), wrong, runs.get("reseeded", 0), runs.get("redrawn", 0),
        len(found["groups"]) or "none shown", taken,
    ]  # fmt: skip


# --- The large one: ours, ours from the database, and red-dwarf -------------------------------------
def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ours() -> dict[str, Any]:
    from deliberation.opinion.matrix import Matrix
    from deliberation.opinion.publishing import Rules, count

    matrix = Matrix(planted(), tuple(range(STATEMENTS)))
    began, cpu = time.perf_counter(), time.process_time()
    found = count(matrix, Rules())
    taken = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
    return {**taken, "megabytes": megabytes(), "groups": len(found["groups"]), "runs": found["runs"]}


def stored() -> dict[str, Any]:
    """The same through the product: import as ballots, load, count, keep."""
    begin()
    from deliberation.importing.polis import import_polis
    from deliberation.opinion import acts, loading
    from deliberation.polis.model import PolisExport, Statement
    from tests.cast import make_cast

    cast = make_cast()
    now = cast.consultation.closes_at
    statements = tuple(Statement(n, f"Statement {n}", 0, 1, now) for n in range(STATEMENTS))
    votes = planted()
    marks = [time.perf_counter()]
    export = PolisExport(statements, tuple(range(PEOPLE)), votes, "made here")
    wave = import_polis(cast.consultation, export, by=cast.moss, title="Large")
    marks.append(time.perf_counter())
    same = sorted(loading.load(wave, is_open=True).votes.tolist()) == sorted(votes.tolist())
    marks.append(time.perf_counter())
    [counted] = acts.count(wave, by=cast.moss)
    marks.append(time.perf_counter())
    return {
        "import": marks[1] - marks[0], "load": marks[2] - marks[1], "seconds": marks[3] - marks[2],
        "megabytes": megabytes(), "groups": len(counted.result["groups"]), "same": same,
    }  # fmt: skip


def rival() -> dict[str, Any]:
    """red-dwarf on the same answers, and its groupings when the people of a real conversation come in other orders."""
    import warnings

    warnings.simplefilter("ignore")
    from reddwarf.implementations.polis import run_pipeline  # type: ignore[import-not-found]

    def rows(votes: Any, names: Any) -> list[dict[str, Any]]:
        return [
            {"participant_id": int(names[p]), "statement_id": int(s), "vote": int(votes[p, s]), "modified": 0}
            for p, s in np.argwhere(votes != MISSING)
        ]

    large = rows(planted(), range(PEOPLE))
    began, cpu = time.perf_counter(), time.process_time()
    found = run_pipeline(votes=large, random_state=0)
    out = {
        "seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu, "megabytes": megabytes(),
        "groups": len(set(found.clusterer.labels_)),
    }  # fmt: skip
    small = smallest()
    if small is not None:
        out["partitions"] = len({_rival_partition(run_pipeline, rows, small, seed) for seed in range(RIVAL_ORDERS)})
    return out


def _rival_partition(run_pipeline: Any, rows: Any, votes: Any, seed: int) -> frozenset[frozenset[int]]:
    names = np.random.default_rng(seed).permutation(len(votes))
    found = run_pipeline(votes=rows(votes, names), random_state=0).participants_df
    person = {int(name): p for p, name in enumerate(names)}
    placed = found[found["cluster_id"].notna()]
    together: dict[int, set[int]] = {}
    for name, label in placed["cluster_id"].items():
        together.setdefault(int(label), set()).add(person[int(name)])
    return frozenset(frozenset(each) for each in together.values())


def smallest() -> Any:
    folder = ORACLE / "below-100-ptpts"
    return published(folder)[0] if folder.is_dir() else None


def apart(part: str, python: Path | str = sys.executable) -> dict[str, Any]:
    """Run one part in a process of its own, so that its memory is its own. {} when it cannot run."""
    done = subprocess.run(
        [str(python), __file__, part], capture_output=True, text=True, env={**os.environ, **ONE_THREAD}, check=False
    )
    if done.returncode:
        print(f"{part}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'failed'}")
        return {}
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


# --- All of it ------------------------------------------------------------------------------------
def main() -> None:
    bars: dict[str, bool] = {}
    equal = [compare(folder) for folder in sorted(ORACLE.iterdir())] if ORACLE.is_dir() else []
    ways = partitions(smallest(), ORDERS) if equal else 0
    if equal:
        print("Beside published results (differences)")
        table(list(equal[0]), [list(row.values()) for row in equal])
        bars |= {name: all(map(holds, equal)) for name, holds in EQUAL.items()} | {ONE_RESULT: ways == 1}
    else:
        pass_over("Published results are not here (set POLIS_ORACLE)", [*EQUAL, ONE_RESULT])
    found = conversations()
    if found:
        print("\nReal conversations")
        table(["conversation", "people", "statements", "wrong tallies", "reseeded: same of 100",
               "others drawn: same of 100", "groups", "seconds"], found)  # fmt: skip
        bars[TALLIES] = all(row[3] == 0 for row in found)
    else:
        pass_over("Real conversations are not here (set POLIS_DATA)", [TALLIES])
    figures, held = large(ways)
    finish("opinion", {"equal": equal, "row_orders": ways, **figures}, bars | held)


def conversations() -> list[Any]:
    folders = sorted(DATA.iterdir()) if DATA.is_dir() else []
    return [real(folder) for folder in folders if (folder / "EXPECTED_tallies.csv").exists()]


def pass_over(why: str, bars: list[str]) -> None:
    """Say of each bar that it was neither held nor missed."""
    for bar in bars:
        print(f"Passed over: {bar}. {why}.")


def large(ways: int) -> tuple[dict[str, Any], dict[str, bool]]:
    """The large conversation three ways: figures and bars."""
    best = min((apart("ours") for _ in range(3)), key=lambda each: each["seconds"])
    kept = apart("stored")
    theirs = apart("rival", RIVAL) if RIVAL.exists() else {}
    print(f"\n{PEOPLE:,} people, {STATEMENTS} statements, {VOTES:,} votes; one thread each")
    names = ("seconds", "cpu", "megabytes", "groups")
    missing = "could not run" if RIVAL.exists() else "not installed: make oracle"
    table(
        ["", "seconds", "CPU seconds", "MB", "groups"],
        [
            ["ours: groups, statistics, 200 repetitions", *(best[name] for name in names)],
            ["ours, from stored ballots", *(kept.get(name, "") for name in names)],
            ["red-dwarf: groups, statistics", *(theirs.get(name, missing) for name in names)],
        ],
    )  # fmt: skip
    print(f"Storing the votes as ballots: {kept['import']:.1f} s; reading them back: {kept['load']:.1f} s.")
    print(f"Groupings over row orders: ours {ways or '-'} of {ORDERS}, "
          f"red-dwarf {theirs.get('partitions', '-')} of {RIVAL_ORDERS}.")  # fmt: skip
    bars = {
        "groups and statistics in under 5 s": best["seconds"] < 5,
        "in under 1 GB": max(best["megabytes"], kept["megabytes"]) < 1024,
        "from stored ballots in under 60 s": kept["seconds"] < 60,
        "stored ballots give the same matrix": kept["same"],
        "the planted groups are found": best["groups"] == kept["groups"] == GROUPS,
    }
    return {"ours": best, "stored": kept, "red_dwarf": theirs}, bars


if __name__ == "__main__":
    parts = {"ours": ours, "stored": stored, "rival": rival}
    if len(sys.argv) > 1:
        print(json.dumps(parts[sys.argv[1]]()))
    else:
        main()

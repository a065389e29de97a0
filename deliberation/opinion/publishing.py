"""What of a count may be shown: sums about many people, and plain reasons where there are no groups.

The result is JSON and is all that is ever stored. It holds no row of the matrix, no place of a person and no outline
drawn through people: a group is a middle, a spread and a band of sizes. Numbers by group follow
`deliberation.counting.disclosure`, all or nothing for each statement.
"""

import hashlib
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from consultations.numbers import LEAST_ANSWER, LEAST_BASE
from deliberation import numbers
from deliberation.counting import disclosure
from deliberation.opinion import representing
from deliberation.opinion.grouping import Grouping, Labels, group
from deliberation.opinion.matrix import Matrix, Votes, canonical, takes_part
from deliberation.opinion.projection import Floats, Projection, project
from deliberation.opinion.stability import RUNS, Stability, stability
from deliberation.polis.model import MISSING

VERSION = 1  # of the method: rises when the same answers would be shown differently
NO_GROUP = "-"
LETTERS = "ABCDE"
ANSWERS = ("agree", "disagree", "pass")
BANDS = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]
ONE_STATEMENT = "Groups need at least two statements that people answered."
ALIKE = "People answered too much alike to be told apart."
TOO_FEW = "Groups are shown from {enough} people who answered at least {votes} statements. {many} did."
RESEEDED = (
    "Groups change when we count again with other starting points: in {changed} of {runs} counts they came out "
    "differently. Up to {allowed} is accepted."
)
REDRAWN = (
    "Groups change when other people are drawn from those who took part: in {changed} of {runs} counts they came "
    "out differently. Up to {allowed} is accepted."
)
SMALL = "One of the groups would have fewer than {least} people, and could point to somebody."


@dataclass(frozen=True, slots=True)
class Rules:
    """`base`: people a category of a breakdown needs; `answer`: people an answer in it needs (consultation's own)."""

    base: int = LEAST_BASE
    answer: int = LEAST_ANSWER


def fingerprint(matrix: Matrix) -> str:
    """SHA-256 of the canonical matrix: the same answers give the same, in whatever order they came."""
    ordered = canonical(matrix)
    return hashlib.sha256(repr(ordered.statements).encode() + ordered.votes.tobytes()).hexdigest()


def count(
    matrix: Matrix, rules: Rules, *, seed: int = 0, runs: int = RUNS, members: dict[bytes, str] | None = None
) -> dict[str, object]:
    """Tallies, and groups or the reasons why there are none. JSON; deterministic for a matrix and a seed.

    `members` is filled with the name of the group of each row of answers, as bytes (equal rows are in one group): for
    the ledger of what is shown, never part of the result.
    """
    ordered = canonical(matrix)
    votes = ordered.votes[takes_any(ordered)]
    projection = project(votes)
    placed = np.flatnonzero(takes_part(votes))
    found, steady, reasons = _find(projection, placed, seed, runs)
    tallies = representing.tally(votes)
    result: dict[str, object] = {
        "people": len(votes),
        "placed": len(placed),
        "votes": int(tallies[:, 2].sum()),
        "statements": [_statement(*each, rules) for each in zip(ordered.statements, tallies, strict=True)],
        "agreed": _named(ordered, representing.consensus(tallies, 0)),
        "disagreed": _named(ordered, representing.consensus(tallies, 1)),
        "why_not": reasons,
        "groups": [],
        "together": [],
    }
    if steady is not None:
        result["runs"] = {"all": steady.runs, "reseeded": steady.reseedings, "redrawn": steady.bootstraps}
    if found is not None and not reasons:
        if members is not None:
            members |= _members(votes, found, placed)
        result |= _groups(Matrix(votes, ordered.statements), found, placed, projection.points[placed], rules)
    return result


def takes_any(matrix: Matrix) -> npt.NDArray[np.bool_]:
    """(people,) True for those who answered anything."""
    answered: npt.NDArray[np.bool_] = (matrix.votes != MISSING).any(axis=1)
    return answered


def _find(
    projection: Projection, placed: Labels, seed: int, runs: int
) -> tuple[Grouping | None, Stability | None, list[str]]:
    """The groups, how well they held, and why they may not be shown (empty: they may)."""
    statements = len(projection.mean)
    if statements < 2:
        return None, None, [ONE_STATEMENT]
    if len(placed) < numbers.ENOUGH_PEOPLE:
        many = str(len(placed)) if len(placed) >= numbers.LEAST_IN_GROUP else f"Fewer than {numbers.LEAST_IN_GROUP}"
        votes = min(numbers.ENOUGH_VOTES, statements)
        return None, None, [TOO_FEW.format(enough=numbers.ENOUGH_PEOPLE, votes=votes, many=many)]
    found = group(projection.points[placed], seed=seed)
    if found is None:
        return None, None, [ALIKE]
    steady = stability(projection, placed, found, seed=seed, runs=runs)
    return found, steady, _doubts(found, steady)


def _doubts(found: Grouping, steady: Stability) -> list[str]:
    runs, reasons = steady.runs, []
    if not steady.survives_reseeding:
        allowed = runs * (100 - numbers.RESEEDINGS_NEEDED) // 100
        reasons.append(RESEEDED.format(changed=runs - steady.reseedings, runs=runs, allowed=allowed))
    if not steady.survives_bootstrap:
        allowed = runs * (100 - numbers.BOOTSTRAPS_NEEDED) // 100
        reasons.append(REDRAWN.format(changed=runs - steady.bootstraps, runs=runs, allowed=allowed))
    if np.bincount(found.labels, minlength=found.k).min() < numbers.LEAST_IN_GROUP:
        reasons.append(SMALL.format(least=numbers.LEAST_IN_GROUP))
    return reasons


def _statement(identity: int, tally: representing.Counts, rules: Rules) -> dict[str, object]:
    """One statement's counts, or `withheld`: then no number of it is in the result at all."""
    agree, disagree, base = map(int, tally)
    if withheld := disclosure.withheld_total(base, rules.answer):
        return {"id": identity, "withheld": withheld}
    return {"id": identity, "agree": agree, "disagree": disagree, "pass": base - agree - disagree, "base": base}


def without(result: dict[str, Any], held: set[int]) -> dict[str, Any]:
    """The result with no number of these statements, nor anything that is read from one."""
    if not held:
        return result
    rows = [
        {"id": row["id"], "withheld": disclosure.TOO_CLOSE} if row["id"] in held else row
        for row in result["statements"]
    ]
    kept = {name: [pk for pk in result[name] if pk not in held] for name in ("agreed", "disagreed")}
    groups = [{**one, "says": [row for row in one["says"] if row["id"] not in held]} for one in result["groups"]]
    tables = {pk: table for pk, table in result.get("by_group", {}).items() if int(pk) not in held}
    together = [row for row in result["together"] if row["id"] not in held]
    changed = {"statements": rows, **kept, "groups": groups, "together": together}
    return {**result, **changed, **({"by_group": tables} if "by_group" in result else {})}


def _named(matrix: Matrix, places: list[int]) -> list[int]:
    return [matrix.statements[place] for place in places]


def _groups(matrix: Matrix, found: Grouping, placed: Labels, points: Floats, rules: Rules) -> dict[str, object]:
    labels = np.full(len(matrix.votes), -1)
    labels[placed] = _largest_first(found)
    counts = representing.group_votes(matrix.votes, labels, found.k)
    stands = representing.representativeness(counts)
    rest = representing.tally(matrix.votes[labels < 0])
    return {
        "silhouette": round(found.silhouette, 2),
        "groups": [
            {
                "name": LETTERS[g],
                "size": band(int((labels == g).sum())),
                **_area(points[labels[placed] == g]),
                "says": [
                    {"id": matrix.statements[place], "agrees": bool(stands.agrees[g, place])}
                    for place in stands.chosen(g)
                ],
            }
            for g in range(found.k)
        ],
        "together": _together(matrix, counts),
        "by_group": _by_group(matrix, counts, rest, rules),
    }


def _members(votes: Votes, found: Grouping, placed: Labels) -> dict[bytes, str]:
    letters = _largest_first(found)
    return {votes[row].tobytes(): LETTERS[g] for row, g in zip(placed, letters, strict=True)}


def _largest_first(found: Grouping) -> Labels:
    sizes = np.bincount(found.labels, minlength=found.k)
    order = np.lexsort((np.arange(found.k), -sizes))
    return np.argsort(order)[found.labels]


def band(people: int) -> str:
    """A group's size in rough steps: "20 to 49". An exact one would tell who is missing when another is exact too."""
    for low, high in pairwise(BANDS):
        if people < high:
            return f"{low} to {high - 1:,}"
    return f"{BANDS[-1]:,} or more"


def _area(points: Floats) -> dict[str, float]:
    """The middle of a group and its typical distance from there, to one decimal: means over at least five people."""
    middle = points.mean(axis=0)
    spread = float(np.sqrt(((points - middle) ** 2).sum(axis=1).mean()))
    return {"x": round(float(middle[0]), 1), "y": round(float(middle[1]), 1), "spread": round(spread, 1)}


def _together(matrix: Matrix, counts: representing.Counts) -> list[dict[str, object]]:
    """At most five statements on which every group leans the same way, by group-aware consensus."""
    rows = []
    for column, agrees in ((0, True), (1, False)):
        every = (representing.probability(counts[..., column], counts[..., 2]) > 0.5).all(axis=0)
        product = representing.group_aware_consensus(counts, column)
        rows += [(float(product[place]), int(place), agrees) for place in np.flatnonzero(every)]
    rows.sort(key=lambda row: (-row[0], row[1]))
    return [{"id": matrix.statements[place], "agrees": agrees} for _, place, agrees in rows[: representing.MOST_SHOWN]]


def _by_group(
    matrix: Matrix, counts: representing.Counts, rest: representing.Counts, rules: Rules
) -> dict[str, dict[str, list[int]]]:
    """Statement id → group → [agree, disagree, pass], for the statements whose whole table may be shown.

    People in no group are a category too: left out, they could be found by subtracting the groups from the total.
    """
    shown = {}
    for place, identity in enumerate(matrix.statements):
        cells = {LETTERS[g]: _answers(counts[g, place]) for g in range(len(counts))} | {NO_GROUP: _answers(rest[place])}
        answered = {name: row for name, row in cells.items() if sum(row) or name != NO_GROUP}
        bases = {name: sum(row) for name, row in answered.items()}
        if not disclosure.withheld_breakdown(answered, bases, base=rules.base, answer=rules.answer):
            shown[str(identity)] = {name: row for name, row in answered.items() if name != NO_GROUP}
    return shown


def _answers(tally: representing.Counts) -> list[int]:
    agree, disagree, base = map(int, tally)
    return [agree, disagree, base - agree - disagree]

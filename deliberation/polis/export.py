"""One folder in, one whole conversation out."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from deliberation.polis.compare import differing, lacking, same_direction, same_people
from deliberation.polis.matrix import Matrix, read_people, read_votes
from deliberation.polis.model import PolisError, PolisExport, Progress
from deliberation.polis.statements import Published, read_statements

WHAT_TO_DO = "Get the export again; or, when you have looked and mean it, use --accept-differences."
COMMENTS, VOTES = "comments.csv", "votes.csv"
PEOPLE = ("participants-votes.csv", "participant-votes.csv")
"""The matrix file under its older and its newer name."""


def read_export(
    folder: str | os.PathLike[str],
    *,
    progress: Progress | None = None,
    prefer: str = "votes",
    accept_differences: bool = False,
) -> PolisExport:
    """Read a Polis export folder whole, or raise `PolisError`.

    `prefer` says which file decides when both are there: "votes" (the default, every vote with its time)
    or "participants" (the matrix). Files that disagree beyond changes of mind are refused: one of them may be cut
    short. `accept_differences`: somebody has looked, and it becomes a warning.
    """
    if prefer not in ("votes", "participants"):
        raise ValueError("prefer must be 'votes' or 'participants'")
    home = Path(folder)
    if not home.is_dir():
        raise PolisError(str(home.name or home), 0, "There is no such folder.")
    statements, published = read_statements(home / COMMENTS, progress)
    columns = {statement.id: place for place, statement in enumerate(statements)}
    chosen, source, warnings, first = _votes(home, columns, progress, prefer, published, accept_differences)
    same_direction(chosen, published, source)
    if blank := [statement.id for statement in statements if not statement.text.strip()]:
        warnings.append(f"{COMMENTS}: {len(blank)} statements have no text and are not shown.")
    chosen.votes.flags.writeable = False
    return PolisExport(statements, tuple(chosen.people), chosen.votes, source, tuple(warnings), first)


def _cut_short(events: Matrix, people: Matrix, published: Published) -> str:
    votes, statements = lacking(events, people, published)
    if not votes:
        return ""
    return f"It lacks {votes:,} votes on {statements:,} statements that the other files count: it may be cut short."


def _votes(
    home: Path, columns: dict[int, int], progress: Progress | None, prefer: str, published: Published, accepted: bool
) -> tuple[Matrix, str, list[str], datetime | None]:
    """The matrix that decides, the file it came from, what an operator should know, and when the first vote was."""
    people_file = next((name for name in PEOPLE if (home / name).exists()), None)
    has_votes = (home / VOTES).exists()
    if not has_votes and people_file is None:
        raise PolisError(VOTES, 0, f"The file is missing, and so is {PEOPLE[0]}.")
    events = read_votes(home / VOTES, columns, progress) if has_votes else None
    people = read_people(home / people_file, columns, progress) if people_file else None
    warnings = []
    first = datetime.fromtimestamp(events.first / 1000, tz=UTC) if events and events.first is not None else None
    if events and people and people_file:
        same_people(events, people, VOTES, people_file)
    if events:
        same_direction(events, published, VOTES)
    if events and (told := _cut_short(events, people or events, published)):
        if not accepted:
            raise PolisError(VOTES, 0, f"{told} {WHAT_TO_DO}")
        warnings.append(f"{VOTES}: {told}")
    if people and people.odd_totals:
        warnings.append(f"{people_file}: {people.odd_totals} rows count their own votes wrongly.")
    if events and people and people_file and (cells := differing(events, people)):
        warnings.append(f"{people_file} and {VOTES} differ on {cells} votes.")
    if people and people_file and (events is None or prefer == "participants"):
        return people, people_file, warnings, first
    assert events is not None, "one of the two files is there"
    return events, VOTES, warnings, first

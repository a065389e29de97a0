"""One folder in, one whole conversation out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from deliberation.polis.compare import differing, lacking, same_direction, same_people, unexplained
from deliberation.polis.files import Folder, Where, opened
from deliberation.polis.matrix import Matrix, read_people, read_votes
from deliberation.polis.model import PolisError, PolisExport, Progress
from deliberation.polis.statements import Published, read_statements
from people.text.sentences import many

WHAT_TO_DO = "Get the export again, or say that you have looked and mean it."
DIFFER = "The files differ"  # in the place of a file’s name
COMMENTS, VOTES = "comments.csv", "votes.csv"
PEOPLE = ("participants-votes.csv", "participant-votes.csv")
"""The matrix file under its older and its newer name."""


def read_export(
    folder: Where | Mapping[str, bytes],
    *,
    progress: Progress | None = None,
    prefer: str = "votes",
    accept_differences: bool = False,
) -> PolisExport:
    """Read a Polis export whole, from a folder or from files in memory by name, or raise `PolisError`.

    `prefer` says which file decides when both are there: "votes" (the default, every vote with its time)
    or "participants" (the matrix). Files that disagree beyond changes of mind are refused: one of them may be cut
    short. `accept_differences`: somebody has looked, or is to be asked, and it becomes `lacks`.
    """
    if prefer not in ("votes", "participants"):
        raise ValueError("prefer must be 'votes' or 'participants'")
    home = opened(folder)
    statements, published = read_statements(home / COMMENTS, progress)
    columns = {statement.id: place for place, statement in enumerate(statements)}
    chosen, source, warnings, first, lacks = _votes(home, columns, progress, prefer, published, accept_differences)
    same_direction(chosen, published, source)
    if blank := [statement.id for statement in statements if not statement.text.strip()]:
        warnings.append(f"{COMMENTS}: {len(blank)} statements have no text and are not shown.")
    chosen.votes.flags.writeable = False
    return PolisExport(statements, tuple(chosen.people), chosen.votes, source, tuple(warnings), first, lacks)


def _cut_short(events: Matrix, people: Matrix, published: Published) -> list[str]:
    votes, statements = lacking(events, people, published)
    if not votes:
        return []
    told = f"{VOTES} lacks {many(votes, 'vote')} on {many(statements, 'statement')} that the other files count"
    return [f"{told}: it may be cut short."]


def _other_votes(events: Matrix, people: Matrix, people_file: str) -> list[str]:
    never, lacks = unexplained(events, people)
    found = [f"{people_file} has {many(never, 'vote')} that {VOTES} has not."] if never else []
    return [*found, *([f"{people_file} lacks {many(lacks, 'vote')} that {VOTES} has."] if lacks else [])]


def _votes(
    home: Folder, columns: dict[int, int], progress: Progress | None, prefer: str, published: Published, accepted: bool
) -> tuple[Matrix, str, list[str], datetime | None, str]:
    """The matrix that decides, the file it came from, what to know of it, the first vote, and what is lacking."""
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
    told = _cut_short(events, people or events, published) if events else []
    if events and people and people_file:
        told += _other_votes(events, people, people_file)
    lacks = " ".join(told)
    if lacks and not accepted:
        raise PolisError(DIFFER, 0, f"{lacks} {WHAT_TO_DO}")
    if people and people.odd_totals:
        warnings.append(f"{people_file}: {many(people.odd_totals, 'row')} whose own votes are counted wrongly.")
    if events and people and people_file and (cells := differing(events, people)):
        warnings.append(f"{people_file} and {VOTES} differ on {many(cells, 'vote')}.")
    if people and people_file and (events is None or prefer == "participants"):
        return people, people_file, warnings, first, lacks
    assert events is not None, "one of the two files is there"
    return events, VOTES, warnings, first, lacks

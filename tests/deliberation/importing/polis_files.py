"""Small Polis exports for these tests."""

from __future__ import annotations

import csv
from pathlib import Path

START = 1_500_000_000_000
COMMENTS = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body"
VOTES = "timestamp,datetime,comment-id,voter-id,vote"


def write(path: Path, text: str | bytes) -> Path:
    """A file with exactly these bytes."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def comments(folder: Path, *ids: int, header: str = COMMENTS) -> None:
    """`comments.csv` with plain statements; printed totals are left at zero."""
    rows = "".join(f"{START},x,{i},7,0,0,1,Statement {i}\n" for i in ids)
    write(folder / "comments.csv", f"{header}\n{rows}")


def votes(folder: Path, rows: list[tuple[int, int, int, int]]) -> None:
    """`votes.csv` from (milliseconds after the start, statement, person, vote)."""
    with (folder / "votes.csv").open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(VOTES.split(","))
        writer.writerows([START + at, "x", statement, person, vote] for at, statement, person, vote in rows)


def people(folder: Path, text: str) -> None:
    """`participants-votes.csv` for statements 0 and 1."""
    header = "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1\n"
    write(folder / "participants-votes.csv", header + text)


def sent() -> list[tuple[str, bytes]]:
    """One statement and one vote, as a browser sends them."""
    files = {
        "comments.csv": f"{COMMENTS}\n{START},x,0,7,1,0,1,Put up signs\n",
        "votes.csv": f"{VOTES}\n{START},x,0,1,1\n",
    }
    return [(name, text.encode()) for name, text in files.items()]

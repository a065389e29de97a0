"""Which number a source of a pack that comes in gets: its own, unless another source bore that before somebody who read
it. Then it gets one that nobody had, and its marks in the texts of the pack with it."""

from itertools import count
from typing import Any

from consultations.briefing import citing
from consultations.models import BriefingVersion, Source, Stage
from people.errors import Refused

LAST = 999  # a mark has three digits


def give(version: BriefingVersion, cleaned: dict[str, Any]) -> None:
    """Number the sources of `cleaned` before they take the place of those of the draft. Raises Refused for too many."""
    rows = cleaned["sources"]
    used = {row["number"] for row in rows if row.get("number")}
    free = (n for n in count(1) if n not in used)
    for row in rows:
        row["number"] = row.get("number") or next(free)
    moved = _moved(version, rows) if _was_read(version) else {}
    if any(number > LAST for number in [*moved.values(), *(row["number"] for row in rows)]):
        raise Refused(f"A mark names a source by a number of at most {LAST}, and none of them is left.")
    for row in rows:
        row["number"] = moved.get(row["number"], row["number"])
    if moved:
        _remark(cleaned, moved)


def _was_read(version: BriefingVersion) -> bool:
    """By the panel, or by everybody: what nobody saw but its writers is numbered as the file has it."""
    is_first = version.number == 1 and version.consultation.stage == Stage.DRAFT
    return not is_first or version.comments.exists() or version.signoffs.exists()


def _moved(version: BriefingVersion, rows: list[dict[str, Any]]) -> dict[int, int]:
    there = {source.number: source for source in citing.numbered(version)}
    last = citing.next_number(version) - 1
    fresh = count(max([last, *(row["number"] for row in rows)]) + 1)
    others = [row["number"] for row in rows if row["number"] <= last and not _is_same(row, there.get(row["number"]))]
    return {number: next(fresh) for number in others}


def _is_same(row: dict[str, Any], source: Source | None) -> bool:
    if source is None:
        return False
    return row.get("title") == source.title or bool(row.get("url") and row.get("url") == source.url)


def _remark(cleaned: dict[str, Any], moved: dict[int, int]) -> None:
    """The same marks lead to the same sources."""
    tables = [cleaned[what] for what in cleaned if what != "sources" and isinstance(cleaned[what], list)]
    rows = [cleaned["sections"], cleaned["data_card"], *(row for table in tables for row in table)]
    for row in rows:
        if isinstance(row, dict):
            row.update({name: _with(text, moved) for name, text in row.items() if isinstance(text, str)})
    cleaned["no_harm_known"] = _with(cleaned["no_harm_known"], moved)


def _with(text: str, moved: dict[int, int]) -> str:
    return citing.MARK.sub(lambda found: f"[{moved.get(int(found[1]), found[1])}]", text)

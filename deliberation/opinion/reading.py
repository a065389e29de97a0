"""A kept count as a page shows it: sentences and rows, with percentages only from thirty answers."""

from dataclasses import dataclass
from typing import Any

from deliberation.counting import disclosure, figures
from deliberation.models import OpinionCount, Question
from deliberation.opinion.intervals import wilson

GONE = "(no longer kept)"
WIDTH, HEIGHT, EDGE = 640, 420, 60  # of the picture, in its own units


@dataclass(frozen=True)
class Text:
    """A statement's words, and whether a resident added it: those are marked wherever statements stand together."""

    words: str
    by_resident: bool = False


def texts(counts: list[OpinionCount]) -> dict[int, Text]:
    """The words of every statement in these counts, as they may be shown today."""
    ids = {statement["id"] for count in counts for statement in count.result["statements"]}
    found = {}
    for question in Question.objects.filter(pk__in=ids).select_related("statement"):
        statement = getattr(question, "statement", None)
        found[question.pk] = Text(question.text, statement is not None and not statement.is_from_facilitators)
    return found


def page(count: OpinionCount, words: dict[int, Text]) -> dict[str, Any]:
    """Everything the template needs about one kind of people."""
    result = count.result
    return {
        "kind": count.kind,
        "who": figures.BASES[count.kind],
        "several": figures.SEVERAL if count.kind == OpinionCount.Kind.OPEN else "",
        "count": count,
        "people": f"{result['people']:,}",
        "placed": f"{result['placed']:,}",
        "votes": f"{result['votes']:,}",
        "why_not": result["why_not"],
        "runs": result.get("runs"),
        "groups": [_group(each, words) for each in result["groups"]],
        "together": [_said(each, words) for each in result["together"]],
        "agreed": [_text(each, words) for each in result["agreed"]],
        "disagreed": [_text(each, words) for each in result["disagreed"]],
        "rows": [_row(each, result, words) for each in result["statements"]],
        "overlap": result.get("silhouette", 1) < 0.5,
        "picture": picture(result["groups"]),
    }


def _text(identity: int, words: dict[int, Text]) -> Text:
    return words.get(identity, Text(GONE))


def _said(each: dict[str, Any], words: dict[int, Text]) -> dict[str, Any]:
    return {"text": _text(each["id"], words), "agrees": each["agrees"]}


def _group(group: dict[str, Any], words: dict[int, Text]) -> dict[str, Any]:
    return {"name": group["name"], "size": group["size"], "says": [_said(each, words) for each in group["says"]]}


def _row(statement: dict[str, Any], result: dict[str, Any], words: dict[int, Text]) -> dict[str, Any]:
    """One statement: everybody's answers, and each group's where they may be shown."""
    row: dict[str, Any] = {"text": _text(statement["id"], words), "withheld": statement.get("withheld", "")}
    if row["withheld"]:
        return row
    base = statement["base"]
    row |= {"base": base, "cells": [figure(statement[kind], base) for kind in ("agree", "disagree", "pass")]}
    by_group = result.get("by_group", {}).get(str(statement["id"]), {})
    row["by_group"] = [
        {"name": name, "base": sum(counts), "cells": [figure(n, sum(counts)) for n in counts]}
        for name, counts in by_group.items()
    ]
    return row


def figure(count: int, base: int) -> str:
    """ "58% (52 to 64)", or "7 of 12" where fewer than thirty answered."""
    if disclosure.share(count, base) is None:
        return f"{count} of {base}"
    low, high = wilson(count, base)
    return f"{100 * count / base:.0f}% ({100 * low:.0f} to {100 * high:.0f})"


def picture(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Circles of the picture: middle and radius of each group, fitted into it. Never a point of a person."""
    if not groups:
        return []
    left, right = (edge(g["x"] + sign * g["spread"] for g in groups) for edge, sign in ((min, -1), (max, 1)))
    low, high = (edge(g["y"] + sign * g["spread"] for g in groups) for edge, sign in ((min, -1), (max, 1)))
    scale = min((WIDTH - 2 * EDGE) / max(right - left, 0.1), (HEIGHT - 2 * EDGE) / max(high - low, 0.1))
    circles = []
    for g in groups:
        radius = round(max(g["spread"] * scale, 24))
        across = round(WIDTH / 2 + (g["x"] - (left + right) / 2) * scale)
        down = round(HEIGHT / 2 - (g["y"] - (low + high) / 2) * scale)
        under = down + radius + 22  # where its size is written
        circles.append({"name": g["name"], "size": g["size"], "r": radius, "x": across, "y": down, "under": under})
    return circles

"""Tables of a published report: the polls, as its page prints them. A figure that it withholds is in none."""

from typing import Any

from outcomes.report.exports.sheet import ANSWER, PEOPLE, QUESTION, ROUNDED, WHO, WITHHELD, Cell, Column, Sheet, number
from outcomes.report.report import Report

Chart = dict[str, Any]


def of(report: Report, charts: list[Chart]) -> list[Sheet]:
    made = [_answers(charts), _change(charts), _moved(charts)]
    return [*made, _breakdowns(report), _one_word(report), _compared(report), _known(report)]


def charts_of(report: Report) -> list[Chart]:
    """Every chart of the report once, in the order of the page; those of findings are among them."""
    m = report.measures
    found = [*m.changes, *m.checks, *m.ladders, *m.once, *m.pulses]
    seen = {str(chart["id"]) for chart in found}
    own = [result.chart for results in m.by_question.values() for result in results]
    paired = {str(chart["id"]).removeprefix("moved") for chart in m.changes}
    return [*found, *(c for c in own if c["id"] not in seen and _asked(c) not in paired)]


def part_of(row: Any) -> dict[str, Any]:
    """{count, share, width} of one side of a change: charts of questions hold rows, those of checks parts."""
    return row if isinstance(row, dict) else {name: getattr(row, name) for name in ("count", "share", "width")}


def _asked(chart: Chart) -> str:
    """ "12-recruited" of "q12-w3-recruited": a paired question is drawn before and after."""
    question, _, kind = str(chart["id"]).removeprefix("q").split("-", 2)
    return f"{question}-{kind}"


SHARE = "in per cent of who is counted; empty where there are too few people for percentages"


def _answers(charts: list[Chart]) -> Sheet:
    columns = [
        QUESTION,
        WHO,
        ANSWER,
        number("people", f"How many {PEOPLE}"),
        number("share", f"The same {SHARE}"),
        Column("note", "What is said beside the answer"),
        ROUNDED,
        WITHHELD,
    ]
    rows: list[list[Cell]] = []
    for chart in (chart for chart in charts if not _is_change(chart)):
        if chart.get("withheld"):
            rows.append([chart["title"], "", "", None, None, "", "", chart["withheld"]])
            continue
        for row in chart["rows"]:
            share = _share(row.share, chart)
            rows.append([chart["title"], chart["base"], row.label, row.count, share, row.note, _rounding(chart), ""])
    return Sheet("answers", "Poll answers", columns, rows)


def _is_change(chart: Chart) -> bool:
    return str(chart["id"]).startswith(("moved", "check"))


def _share(share: float | None, chart: Chart) -> int | None:
    return round(100 * share) if share is not None and chart.get("show_percent") else None


def _rounding(chart: Chart) -> str:
    return str(chart.get("rounding", ""))


def _change(charts: list[Chart]) -> Sheet:
    columns = [
        QUESTION,
        WHO,
        ANSWER,
        number("before", f"Before: {PEOPLE}"),
        number("after", f"After: {PEOPLE}"),
        number("share_before", f"Before, {SHARE}"),
        number("share_after", f"After, {SHARE}"),
        ROUNDED,
        WITHHELD,
    ]
    rows: list[list[Cell]] = []
    for chart in filter(_is_change, charts):
        if chart.get("withheld"):
            rows.append([chart["title"], "", "", None, None, None, None, "", chart["withheld"]])
            continue
        for row in chart["rows"]:
            then, now = part_of(row["before"]), part_of(row["after"])
            shares = [_share(then["share"], chart), _share(now["share"], chart)]
            counts = [then["count"], now["count"]]
            rows.append([chart["title"], chart["base"], row["label"], *counts, *shares, _rounding(chart), ""])
    return Sheet("before_and_after", "The same questions before and after", columns, rows)


def _moved(charts: list[Chart]) -> Sheet:
    columns = [
        QUESTION,
        WHO,
        number("towards", "People who moved towards it"),
        number("unchanged", "People who did not move"),
        number("away", "People who moved away from it"),
    ]
    rows: list[list[Cell]] = [
        [c["title"], c["base"], c["towards"]["count"], c["unchanged"]["count"], c["away"]["count"]]
        for c in charts
        if c.get("towards") and not c.get("withheld")
    ]
    return Sheet("moved", "How people who answered both times moved", columns, rows)


def _breakdowns(report: Report) -> Sheet:
    columns = [
        QUESTION,
        Column("category", "A group or an age band, and how many people are in it"),
        ANSWER,
        number("people", "How many people"),
        WITHHELD,
    ]
    m = report.measures
    rows: list[list[Cell]] = [
        [table.title, name, answer, cells[n], ""]
        for table in m.breakdowns
        for answer, cells in table.rows
        for n, name in enumerate(table.names)
    ]
    rows += [[title, "", "", None, "Held back whole: a part of it is small."] for title in m.breakdowns_withheld]
    return Sheet("breakdowns", "Poll answers by group and by age, whole or not at all", columns, rows)


def _compared(report: Report) -> Sheet:
    columns = [
        Column("table", "What was asked about each"),
        Column("technology", "Its name"),
        ANSWER,
        number("before", "People before"),
        number("after", "People after"),
        WHO,
        Column("note", "Why there is no figure"),
    ]
    rows: list[list[Cell]] = []
    for table in report.measures.beside:
        for row in table.rows:
            said = [table.title, row.technology.name]
            rows += [[*said, answer, before, after, row.base, ""] for answer, before, after in row.cells]
            if not row.cells:
                rows.append([*said, "", None, None, "", row.note])
    return Sheet("technologies", "The technologies side by side", columns, rows)


def _known(report: Report) -> Sheet:
    columns = [
        QUESTION,
        Column("right_answer", "The right answer"),
        Column("before", "How many chose it before"),
        Column("after", "How many chose it after"),
    ]
    rows: list[list[Cell]] = [[k.question, k.right, k.before, k.after] for k in report.measures.known]
    return Sheet("knowledge", "What people knew", columns, rows)


def _one_word(report: Report) -> Sheet:
    columns = [
        Column("groups", "Who was in the room"),
        QUESTION,
        Column("word", "A word that several people gave"),
        number("people", f"How many {PEOPLE}, or was shown in that room before"),
        Column("base", "How many gave a word, and what is not shown"),
        WITHHELD,
    ]
    rows: list[list[Cell]] = []
    for room in report.measures.one_word:
        if room.said is None:
            rows.append([room.groups, room.question, "", None, "", room.withheld])
            continue
        counted, base = room.said.with_counts, room.said.base_words
        rows += [[room.groups, room.question, w.text, w.count if counted else None, base, ""] for w in room.said.words]
    return Sheet("one_word", "Each group in single words", columns, rows)

"""Tables of a published report: the findings, as its page prints them. A count that it withholds is in none."""

from outcomes.report.exports.sheet import FINDING, WITHHELD, Cell, Column, Sheet, number
from outcomes.report.findings_section import ABOUT, ALSO, Entered
from outcomes.report.report import Report


def of(report: Report) -> list[Sheet]:
    found = report.findings
    return [_findings(report), _changed(report), _quotes(found), _groups(found), _ages(found), _dots(report)]


def _findings(report: Report) -> Sheet:
    columns = [
        FINDING,
        Column("part", "The discussion area"),
        Column("title", "What was found"),
        Column("kind", "View, suggestion, gap in knowledge, open question, or not a concern"),
        Column("label", "How widely it is held, and whether strongly: by the scale in the annex of the report"),
        Column("supported", "The label that the coding supports, by the rules; empty where it rests on the poll alone"),
        Column("changed_because", "Why a person chose another label than the coding supports"),
        Column("panel_agreed", "Who of the panel agreed to a label that says more, when, and why"),
        number("hold_it", "Invited people who hold it"),
        number("spoke", "Invited people who spoke on it"),
        number("took_part", "Invited people who took part, whether or not they spoke on it"),
        Column("raised", "The same in words, with the groups"),
        Column("beside", "What is said beside the label: a live tension, too few who spoke"),
        Column("apart", "People who took part by choice, counted apart"),
        Column("in_polls", "Whether enough people wrote the same in polls, or against it; in none of the numbers"),
        Column("one_side", "Said where the quotes show one side of two"),
        Column("spread", "Said where the quotes are all of one group, or several of one person"),
        Column("people_said", "What people said, in the authors’ words"),
        Column("drawn", "What the authors draw from it"),
        Column("also_concerns", "Another body that it concerns"),
        Column("directed_at", "Whom people directed it at"),
        Column("kind_of_concern", "The kind of concern"),
        Column("people_believe", "What people believe of whether it is acted on"),
        Column("differences", "Where people differ"),
        Column("looked_at", "What was looked at from the records between groups and ages, in words"),
        number("passages", "Marked passages it rests on"),
        number("people", "People who said these passages"),
        Column("themes", "The themes it rests on"),
        Column("holding", "Which stances count as holding it"),
    ]
    rows = [_finding(part.area.title, entry) for part in report.parts for entry in part.findings]
    return Sheet("findings", "Findings, with the three numbers behind each label", columns, rows)


def _finding(part: str, entry: Entered) -> list[Cell]:
    finding, counted = entry.finding, entry.finding.computed
    three = [counted.get(name) for name in ("holders", "base", "took_part")] if counted.get("base") else [None] * 3
    return [
        finding.number,
        part,
        finding.title,
        finding.get_kind_display(),
        finding.label,
        entry.proposed if counted.get("breadth") else "",
        finding.override_reason if finding.is_overridden else "",
        entry.panel_agreed,
        *three,
        entry.raised,
        entry.beside,
        entry.apart,
        entry.in_polls,
        entry.one_side,
        entry.spread,
        finding.said,
        finding.inferred,
        *(entry.about.get(words, "") for words in (ALSO, *ABOUT.values())),
        finding.differences,
        entry.looked,
        entry.evidence.excerpts,
        entry.evidence.people,
        "; ".join(entry.evidence.themes),
        "; ".join(entry.evidence.position),
    ]


def _changed(report: Report) -> Sheet:
    columns = [
        Column("where", "What of the report it belongs to"),
        Column("what", "Which of its texts or counts"),
        Column("was", "As people and the police read it; empty where it came later"),
        Column("is", "As it is printed; empty where it was taken out"),
    ]
    rows: list[list[Cell]] = [[one.where, one.what, one.old, one.new] for one in report.changed_after_check]
    return Sheet("changed_after_check", "Changed after the draft was checked", columns, rows)


def _quotes(findings: list[Entered]) -> Sheet:
    columns = [FINDING, Column("words", "Somebody’s own words, as printed"), Column("said_in", "Where they were said")]
    rows: list[list[Cell]] = [[e.finding.number, q.text, q.attribution] for e in findings for q in e.quotes]
    return Sheet("quotes", "Quotes, as printed", columns, rows)


def _groups(findings: list[Entered]) -> Sheet:
    columns = [FINDING, Column("group", "Name of the group"), Column("stood", "How it stood, in words")]
    rows: list[list[Cell]] = [[e.finding.number, s.name, s.label] for e in findings for s in e.stances]
    return Sheet("groups", "How each group stood, in words: a count in a small group tells on people", columns, rows)


def _ages(findings: list[Entered]) -> Sheet:
    columns = [
        FINDING,
        Column("ages", "Age band"),
        number("spoke", "People of it who spoke on the finding"),
        number("hold_it", "People of it who hold it"),
        WITHHELD,
    ]
    rows: list[list[Cell]] = []
    for entry in findings:
        ages = entry.finding.computed.get("looked", {}).get("ages", {})
        rows += [[entry.finding.number, band, spoke, held, ""] for band, spoke, held in ages.get("rows", [])]
        if ages.get("withheld"):
            rows.append([entry.finding.number, "", None, None, ages["withheld"]])
    return Sheet("ages", "Findings by age, where that may be shown", columns, rows)


def _dots(report: Report) -> Sheet:
    columns = [
        FINDING,
        Column("who", "A group, or everybody who took part"),
        number("hold_it", "People who hold it"),
        number("others", "People who spoke and hold other views"),
        number("silent", "People who did not speak on it"),
    ]
    rows: list[list[Cell]] = [
        [p.entry.finding.number, row.name, row.held, row.other, row.silent] for p in report.pictures for row in p.rows
    ]
    return Sheet("voices", "The findings of the first screen, as people", columns, rows)

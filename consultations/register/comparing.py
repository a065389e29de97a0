"""What an entry of the register says of itself, in rows; and two entries on the same rows."""

from dataclasses import dataclass

from audit.wiring import wired
from consultations.models import Technology, TechnologyDocument, UseCase
from people.text.dates import day
from people.text.sentences import yes

Status = UseCase.Status
NOT_CONFIRMED = "not confirmed by the force"


@dataclass(frozen=True)
class Told:
    """What is said of an entry elsewhere: its lines, and the address and name of where they stand."""

    lines: list[str]
    href: str = ""
    where: str = ""


@dataclass(frozen=True)
class Row:
    """One row of two entries: (whose, its lines) for each side; no lines for nothing said."""

    name: str
    sides: list[dict[str, object]]

    @property
    def is_empty(self) -> bool:
        return not any(side["lines"] for side in self.sides)

    @property
    def differs(self) -> bool:
        return self.sides[0]["lines"] != self.sides[1]["lines"]


def side_by_side(left: Technology, right: Technology) -> list[Row]:
    """The facts, what their briefings say, the uses by where they stand, and the documents by kind: the same rows for
    both, also where empty. What later rooms know of an entry is hung in by COMPARED: (entry) to {row: Told}."""
    one, other = _said(left), _said(right)
    return [Row(name, [_side(left, one[name]), _side(right, other[name])]) for name in one]


def _side(technology: Technology, told: Told) -> dict[str, object]:
    return {"name": technology.name, "lines": told.lines, "href": told.href, "where": told.where}


def _said(technology: Technology) -> dict[str, Told]:
    found = {row["key"]: Told([row["value"]]) for row in facts_of(technology)}
    for elsewhere in wired("COMPARED"):
        found |= elsewhere(technology)
    for status in (Status.IN_USE, Status.PROPOSED, Status.RULED_OUT, Status.DISCUSSED):
        cases = [case for case in technology.use_cases.all() if case.status == status]
        found[f"Uses: {status.label.lower()}"] = Told([_use(case) for case in cases])
    papers = list(technology.documents.all())
    for kind in TechnologyDocument.Kind:
        found[str(kind.label)] = Told([_paper(paper) for paper in papers if paper.kind == kind])
    return found


def _use(case: UseCase) -> str:
    if case.is_unconfirmed:
        return f"{case.title} ({NOT_CONFIRMED})"
    return f"{case.title} (said by {case.said_by}, {day(case.said_on)})" if case.said_on else str(case.title)


def _paper(paper: TechnologyDocument) -> str:
    return f"{paper.title}, {day(paper.dated)}" + (f": {paper.why_none}" if paper.why_none else "")


def facts_of(technology: Technology) -> list[dict[str, str]]:
    """What the register says of it, in rows of a summary list."""
    return [
        {"key": "Whose it is", "value": technology.force.name if technology.force else "No force is named yet"},
        {"key": "Kind", "value": technology.get_kind_display()},
        {"key": "Where it stands", "value": technology.get_stage_display()},
        {"key": "Identifies people by their bodies", "value": yes(technology.biometric)},
        {"key": "A computer judges or ranks", "value": yes(technology.algorithmic)},
        {"key": "Does one bounded task", "value": yes(technology.task_specific)},
        {"key": "Who is accountable for it", "value": technology.accountable_role or "Not named yet"},
    ]

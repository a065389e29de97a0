"""“My data” as it is shown: every section that holds something, and what erasing would do."""

from dataclasses import dataclass
from itertools import islice

from audit.wiring import wired
from people.models import User
from people.privacy import registry
from people.privacy.registry import Row, Section
from people.text.sentences import many

ON_THE_PAGE = 200  # rows of one section; the download holds them all
AT_A_GLANCE = 3  # rows that stand open; a longer list is folded, or the page is eighteen screens on a phone


@dataclass(frozen=True)
class Shown:
    section: Section
    columns: list[str]
    rows: list[list[tuple[str, str]]]  # (heading, words), a cell each
    more: bool = False

    @property
    def is_long(self) -> bool:
        return len(self.rows) > AT_A_GLANCE

    @property
    def counted(self) -> str:
        """How much lies in a folded list, before anybody opens it."""
        entries = many(len(self.rows), "entry", "entries")
        return f"The first {entries}" if self.more else entries


def sections(user: User, most: int = ON_THE_PAGE) -> list[Shown]:
    """Every section, the empty ones too: "nothing" is an answer."""
    shown = []
    for section in registry.sections():
        rows = list(islice(section.rows(user), most + 1))
        shown.append(Shown(section, *laid_out(rows[:most]), more=len(rows) > most))
    return shown


def laid_out(rows: list[Row]) -> tuple[list[str], list[list[tuple[str, str]]]]:
    """The columns that have something in them, and the rows in their order."""
    columns = list(dict.fromkeys(name for row in rows for name, value in row.items() if value))
    return columns, [[(name, row.get(name, "")) for name in columns] for row in rows]


@dataclass(frozen=True)
class Outlook:
    """What erasing the account would do, in sentences."""

    goes: list[str]
    stays: list[str]
    votes_can_go: bool


def outlook(user: User) -> Outlook:
    goes: list[str] = []
    stays: list[str] = []
    for tell in wired("ERASING_TOLD"):
        more_goes, more_stays = tell(user)
        goes += more_goes
        stays += more_stays
    return Outlook(goes, stays, any(can(user) for can in wired("VOTES_CAN_GO")))

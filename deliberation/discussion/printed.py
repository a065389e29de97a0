"""What staff note of a meeting, and the report prints: it points to nobody, and counts nobody whom nobody counted."""

from collections.abc import Collection
from typing import TypedDict

from audit.wiring import wired
from consultations.birds import named_in
from deliberation.discussion import screening
from people.errors import Refused
from people.text.sentences import listed

#: What leads to a place or a source, where one is asked for.
OF_PLACES = frozenset({screening.ADDRESS, screening.HANDLE, screening.STREET, screening.POSTCODE})
OF_SOURCES = OF_PLACES | {screening.REFERENCE}


class Looked(TypedDict, total=False):
    """How a text is looked at, where otherwise than as any."""

    besides: Collection[str]
    counts: bool


def refuse(where: str, text: str, *, besides: Collection[str] = (), counts: bool = True) -> None:
    """Raise Refused for what may lead to somebody, but for the kinds `besides`; and for words of how many hold a view.

    `counts`: not of facts. A fact has its source beside it, and is of the world and not of those who were there.
    """
    if name := named_in(text):
        raise Refused(f"Take out “{name}”: it reads like the name of somebody who takes part. The report prints this.")
    if found := [kind for kind in screening.findings(text) if kind not in besides]:
        raise Refused(f"“{where}” may contain {listed(found)}. The report prints it: take it out.")
    if counts:
        for look in wired("LOOK_AT_A_NOTE"):
            look(where, text)

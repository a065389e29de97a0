"""The kinds of message. Apps list theirs under OUTBOX_KINDS in `wiring.py`, as plain data."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from audit.wiring import wired
from people.models import Message


def always(message: Message) -> bool:
    return True


def never(message: Message) -> bool:
    return False


def nothing_more(message: Message) -> list[str]:
    return []


@dataclass(frozen=True)
class Kind:
    """`still`: whether it is still wanted and true, asked again just before it is sent. `lines`: what else the e-mail
    says, read at that moment. `held`: whether it has to wait just now. `duty`: somebody's office depends on it, so it
    can be gathered but not stopped. `extra`: by e-mail only to people who said on their page that they want such ones.
    `urgent`: by e-mail at once, whatever pace somebody chose. `page_only`: people read it on their page, and have no
    e-mail of it."""

    name: str
    still: Callable[[Message], bool] = always
    lines: Callable[[Message], list[str]] = nothing_more
    held: Callable[[Message], bool] = never
    duty: bool = False
    extra: bool = False
    page_only: bool = False
    urgent: bool = False


DIGEST = "digest"


@cache
def kinds() -> dict[str, Kind]:
    found: list[Kind] = wired("OUTBOX_KINDS")
    return {kind.name: kind for kind in found}


def is_wanted(message: Message) -> bool:
    kind = kinds().get(message.kind)
    return kind is not None and kind.still(message)

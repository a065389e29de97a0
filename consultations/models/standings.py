"""As whom somebody on the staff held a role: title, organisation and standpoint, as they were for a time.

One person has one standing in a consultation. Who leaves and comes back as somebody else, or gives their word anew, has
earlier ones: what was done in a time is shown with what they were then (docs/decisions/offers.md).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

DAYS = ("since", "until", "asked_again_at")  # moments, kept as text


class Standpoint(models.TextChoices):
    """How a panel member stands to what is asked about: one of them, declared in public. Empty: not declared."""

    SCEPTIC = "sceptic", "A sceptic: I have questioned police use of such technology"
    PRACTITIONER = "practitioner", "A practitioner: I have worked in policing, an emergency service or the technology"
    NEITHER = "neither", "Neither of the two"


STANDPOINT_SHORT = {Standpoint.SCEPTIC: "sceptic", Standpoint.PRACTITIONER: "practitioner"}


def by_own_account(standpoint: str) -> str:
    """ "sceptic, by their own account"."""
    short = STANDPOINT_SHORT.get(Standpoint(standpoint), "neither sceptic nor practitioner")
    return f"{short}, by their own account"


@dataclass(frozen=True)
class Standing:
    """`until`: None of the one that somebody has now. `asked_again_at`: of an officer, when the terms changed in it."""

    since: datetime
    until: datetime | None
    title: str
    organisation: str
    standpoint: str
    accepted_name: str
    accepted_role: str
    asked_again_at: datetime | None

    @property
    def standpoint_words(self) -> str:
        return by_own_account(self.standpoint) if self.standpoint else ""

    @property
    def described(self) -> str:
        """ "Chairs the panel, Citizens’ Forum"."""
        return ", ".join(part for part in (self.title, self.organisation) if part)

    @property
    def signs_as(self) -> str:
        return f"{self.accepted_name}, {self.accepted_role}" if self.accepted_name else ""

    def kept(self) -> dict[str, str]:
        """For the list of earlier ones (`Membership.earlier`)."""
        moments = {name: at.isoformat() for name in DAYS if (at := getattr(self, name)) is not None}
        return {name: value for name, value in {**vars(self), **dict.fromkeys(DAYS, ""), **moments}.items() if value}


def read(kept: dict[str, Any]) -> Standing:
    text = {name: kept.get(name, "") for name in Standing.__dataclass_fields__}
    moments = {name: datetime.fromisoformat(text[name]) if text[name] else None for name in DAYS}
    return Standing(**{**text, **moments})

"""The whole record verified: the chain, its published heads, and every text that is public. Read only."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from audit import clock, heads, texts
from audit.chain import RESTORED, PublishedDay, PublishedHead, check
from audit.models import Entry, Head

#: An operator's own heads file was begun anew, in public: `manage.py verify_audit --begin-heads`.
HEADS_BEGUN = "heads_begun"
#: After one of these, or after the first entry, the heads file may begin.
DECLARES = (RESTORED, HEADS_BEGUN, texts.BEGUN)
GRACE = timedelta(days=1)


@dataclass
class Verified:
    faults: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    entries: int = 0
    texts: int = 0
    heads: int = 0
    taken_in: list[str] = field(default_factory=list)


def verify(published: list[PublishedHead | PublishedDay] | None = None) -> Verified:
    """`published`: heads to hold the record against; None: those of the operator's own file, which must be there."""
    own = published is None
    found = heads.in_file() if published is None else published
    checked, compared = check(found), texts.compare()
    faults = [*checked.faults, *compared.faults, *(_faults_of_file(found) if own else [])]
    faults += [f"An end is kept for {day}, a day that is not over." for day in heads.ahead()]
    return Verified(faults, checked.notices, Head.now().number, compared.same, len(found), taken_in=compared.taken_in)


def _faults_of_file(found: list[PublishedHead | PublishedDay]) -> list[str]:
    """A file that went, or begins later than the record: a cut end before that cannot be seen."""
    if (begun := may_begin()) is None:
        return []
    path = Path(settings.AUDIT_HEADS_FILE)
    first = min((head.at for head in found if isinstance(head, PublishedHead) and head.at), default=None)
    if first is None and (found or clock.now() <= begun + GRACE):
        return []
    advice = "Put it back from a copy. If there is none: manage.py verify_audit --begin-heads, which the record tells."
    if first is None:
        return [f"There are no published heads at {path}: a cut end would go unseen. {advice}"]
    if first > begun + GRACE:
        return [f"{path} begins on {_day(first)}, and should on {_day(begun)}: what it held before is gone. {advice}"]
    return []


def may_begin() -> datetime | None:
    """The last moment at which the operator's file may have begun; None while the record is empty."""
    first = Entry.objects.order_by("number").values_list("at", flat=True).first()
    declared = Entry.objects.filter(consultation="", action__in=DECLARES).order_by("-number")
    return declared.values_list("at", flat=True).first() or first


def _day(moment: datetime) -> str:
    return timezone.localtime(moment).date().isoformat()

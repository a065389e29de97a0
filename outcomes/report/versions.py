"""The dated versions of a published report. A quote that has to go, goes with the next one. Part of the report room.

A quote that vanished at once, in two reports, told that both were one person's. So every report has a day of the month
of its own, drawn by lot, on which it takes out what is due, and never fewer than QUOTES_AT_ONCE, half of them
at least quotes that nobody asked for, drawn by lot as well. docs/decisions/record.md
"""

import random
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from audit import clock, texts
from audit.record import Actor
from audit.wiring import wired
from outcomes.coding import quoting
from outcomes.models import Excerpt, FindingQuote, FindingsReport
from outcomes.models.coding import IN_A_POLL
from outcomes.report import published
from people.privacy import storage
from people.text.sentences import many

QUOTES_AT_ONCE = 6  # taken out together, at the least: bench/linkage.py shows what fewer give away
_dice = random.SystemRandom()


# --- Made --------------------------------------------------------------------------------------------
def first(report: FindingsReport) -> None:
    """As it is published: what is printed is kept, so that nothing changes with what happens to people later."""
    here = FindingQuote.objects.filter(finding__report=report)
    against = quoting.against(here)
    for quotes in quoting.judged(here).values():
        for quote in quotes:
            words = {"printed": quote.text, "printed_group": where(quote), "is_against": quote.pk in against}
            printed = {} if quote.reasons else words
            FindingQuote.objects.filter(pk=quote.pk).update(**printed)
    report.looked_on = clock.today()
    report.save(update_fields=["looked_on"])
    _dated(report, "First published", by=None)


def next_version(report: FindingsReport, note: str, *, by: Actor | None) -> None:
    """Another dated version, with what changed in words. Inside the transaction that changed it."""
    report.version += 1
    _dated(report, note, by=by)


def _dated(report: FindingsReport, note: str, *, by: Actor | None) -> None:
    mark = texts.publish(published.text_of(report), by=by)
    made = {"number": report.version, "on": clock.today().isoformat(), "note": note, "fingerprint": mark}
    report.versions = [*report.versions, made]
    report.save(update_fields=["version", "versions"])
    transaction.on_commit(partial(changed, report))


def changed(report: FindingsReport) -> None:
    """Tell whoever made something of the report. ON_NEW_VERSION of every `wiring.py`: (report)."""
    for tell in wired("ON_NEW_VERSION"):
        tell(report)


def where(quote: quoting.Judged) -> str:
    """The group alone: a pseudonym would tie one person's quotes together."""
    if quote.is_written:
        return IN_A_POLL
    return quote.group if quote.group and not quote.group_is_open else "Took part by choice"


# --- Taken out ---------------------------------------------------------------------------------------
def let_go(excerpts: QuerySet[Excerpt]) -> int:
    """These quotes of published reports lose, at once, the way to who said them; their words go with the next
    version. Returns how many."""
    printed = FindingQuote.objects.filter(excerpt__in=excerpts, finding__report__state=FindingsReport.State.PUBLISHED)
    return printed.update(is_due=True, excerpt=None)


def take_out_what_is_due() -> list[str]:
    """Each report on its day, once a month. Done by the clock; returns what was done, in words."""
    today = clock.today()
    begun = FindingsReport.objects.filter(state=FindingsReport.State.PUBLISHED, turns_on__lte=today.day)
    rows = begun.exclude(looked_on=today).order_by("pk")
    return [done for report in rows if _its_day_came(report, today) and (done := turn(report))]


def _its_day_came(report: FindingsReport, today: date) -> bool:
    """Since it was looked at last: a tick that was missed is made up for."""
    return report.looked_on is None or report.looked_on < today.replace(day=report.turns_on)


@transaction.atomic
def turn(report: FindingsReport) -> str:
    """Take out what is due, with as many others as hide it."""
    locked = FindingsReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    locked.looked_on = clock.today()
    locked.save(update_fields=["looked_on"])
    shown = FindingQuote.objects.filter(finding__report=locked, taken_out_on=None)
    due = list(shown.filter(is_due=True).values_list("pk", flat=True))
    others = list(shown.filter(is_due=False).exclude(printed="").values_list("pk", flat=True))
    if not due:
        return ""
    wanted = max(QUOTES_AT_ONCE, 2 * len(due)) - len(due)
    gone = due + _dice.sample(others, min(wanted, len(others)))
    nothing: dict[str, Any] = {"printed": "", "printed_group": "", "is_due": False, "excerpt": None}
    FindingQuote.objects.filter(pk__in=gone).update(**nothing, taken_out_on=clock.today())
    note = f"{many(len(gone), 'quotation was', 'quotations were')} taken out"
    next_version(locked, note, by=None)
    transaction.on_commit(storage.tidy)
    return f"{locked.consultation.slug}: version {locked.version} of the report, {note}"

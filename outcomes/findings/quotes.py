"""Quotes of a report on the pages beside it: the draft as it is checked, the force's answer to a recommendation.

Once it is published they print what its newest version prints, and no less: a quote that went from one of them on the
day its author took it back would tell the police which was theirs (docs/decisions/record.md).
"""

from collections import defaultdict
from typing import NamedTuple

from outcomes.coding import quoting
from outcomes.models import FindingQuote, FindingsReport


class Shown(NamedTuple):
    text: str
    attribution: str


def shown_in(report: FindingsReport) -> dict[int, list[Shown]]:
    """{finding pk: its quotes, in order} with only those that may be shown to anybody outside the bench."""
    return _printed(report) if report.is_published else _may_be_printed(report)


def attributed(group: str, *, is_against: bool) -> str:
    """ "Group 1, against this view": whoever speaks against a finding is marked as such."""
    return f"{group}, against this view" if is_against else group


def _printed(report: FindingsReport) -> dict[int, list[Shown]]:
    found: dict[int, list[Shown]] = defaultdict(list)
    for quote in FindingQuote.objects.filter(finding__report=report).exclude(printed=""):
        who = attributed(quote.printed_group, is_against=quote.is_against)
        found[quote.finding_id].append(Shown(quote.printed, who))
    return found


def _may_be_printed(report: FindingsReport) -> dict[int, list[Shown]]:
    excerpts = {excerpt.pk: excerpt for excerpt in quoting.quoted(report.consultation)}
    ready = {pk for pk, excerpt in excerpts.items() if not quoting.is_publishable(excerpt)}
    found: dict[int, list[Shown]] = defaultdict(list)
    uses = FindingQuote.objects.filter(finding__report=report, excerpt__in=ready)
    for finding, used in uses.values_list("finding", "excerpt"):
        found[finding].append(Shown(excerpts[used].text, str(excerpts[used].said_in or "Participant")))
    return found

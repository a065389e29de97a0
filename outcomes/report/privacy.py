"""Quotes in findings: taken out, with the next dated version, of whoever is erased, leaves or takes that back.

What a finding says stays.
"""

from django.db.models import QuerySet

from consultations.models import Consent, Membership, Role
from outcomes import numbers
from outcomes.coding.privacy import PUBLISHED, of
from outcomes.models import Excerpt, FindingQuote
from outcomes.report import versions
from people.models import User
from people.privacy.registry import Erasing
from people.text.sentences import many

UNTIL = f"at the latest after {many(numbers.VERSION_DAYS, 'day')}"
GONE_BY = f"nothing leads from them to you any more, and their words go with the next version of the report, {UNTIL}"


def quotes_of(erasing: Erasing) -> None:
    for member in Membership.objects.filter(user=erasing.user, role=Role.PARTICIPANT):
        take_down(member)


def drop_drafts(member: Membership) -> int:
    """Take the person's quotes out of findings that are not published yet. Returns how many."""
    waiting = FindingQuote.objects.filter(excerpt__in=of(member)).exclude(finding__report__state=PUBLISHED)
    return waiting.delete()[0]


def published(member: Membership) -> QuerySet[FindingQuote]:
    """The person's quotes in published findings, as long as anything leads from them to the person."""
    return FindingQuote.objects.filter(excerpt__in=of(member), finding__report__state=PUBLISHED)


def take_down(member: Membership) -> tuple[int, int]:
    """(taken out of drafts, to go with the next version of published reports)."""
    return drop_drafts(member), versions.let_go(of(member))


def quotes_of_those_who_leave(member: Membership) -> None:
    take_down(member)


def quotes_taken_back(member: Membership, item: Consent.Item) -> str:
    """What happened, in words for the person; empty where nothing did."""
    if item != Consent.Item.QUOTES:
        return ""
    dropped, shown = take_down(member)
    said = [f"To go with the next version of the published report, {UNTIL}: {many(shown, 'quote')}."] if shown else []
    said += [f"Taken out before publication: {many(dropped, 'quote')}."] if dropped else []
    return " ".join(said) or "No quote of yours was in use."


def quotes_in_use(member: Membership, item: Consent.Item) -> str:
    """What taking back would do, before anything happens."""
    if item != Consent.Item.QUOTES:
        return ""
    drafts = FindingQuote.objects.filter(excerpt__in=of(member)).count() - published(member).count()
    shown = published(member).count()
    if not drafts and not shown:
        return "No quote of yours is in use now. None will be."
    published_ones = (
        f"{many(shown, 'quote')} of yours in published findings: nothing leads from there to you any more, at once. "
        f"The words go from the page and the PDF with the next version of the report, {UNTIL}, together with others, "
        "which hides whose they were."
    )
    waiting = f"{many(drafts, 'quote')} of yours not published yet: dropped at once."
    stays = "What a finding says, and its counts, stay. Copies that somebody saved already are out of our hands."
    return "\n\n".join([*([published_ones] if shown else []), *([waiting] if drafts else []), stays])


def what_goes(user: User) -> tuple[list[str], list[str]]:
    parts = Membership.objects.filter(user=user, role=Role.PARTICIPANT)
    shown = sum(published(member).count() for member in parts)
    if not Excerpt.objects.filter(revision__contribution__membership__in=parts).exists():
        return [], []
    goes = "Every passage marked in your words"
    goes += f", and {many(shown, 'quote')} in published reports: {GONE_BY}." if shown else "."
    return [goes], [
        "What the findings say, and how many people hold a view. Copies of a report that somebody saved before."
    ]

"""Quotes in findings: taken out when somebody is erased, leaves or takes that back. What a finding says stays."""

from django.db.models import QuerySet

from consultations.models import Consent, Membership, Role
from outcomes.coding.privacy import PUBLISHED, of
from outcomes.models import Excerpt, FindingQuote
from outcomes.report import paper
from people.models import User
from people.privacy.registry import Erasing
from people.text.sentences import many


def quotes_of(erasing: Erasing) -> None:
    for member in Membership.objects.filter(user=erasing.user, role=Role.PARTICIPANT):
        take_down(member)


def drop_drafts(member: Membership) -> int:
    """Take the person's quotes out of findings that are not published yet. Returns how many."""
    waiting = FindingQuote.objects.filter(excerpt__in=of(member)).exclude(finding__report__state=PUBLISHED)
    return waiting.delete()[0]


def published(member: Membership) -> QuerySet[FindingQuote]:
    """The person's quotes in published findings that still have words."""
    quotes = FindingQuote.objects.filter(excerpt__in=of(member), finding__report__state=PUBLISHED)
    return quotes.exclude(excerpt__verbatim="")


def take_down(member: Membership) -> tuple[int, int]:
    """(taken out of drafts, taken down from published findings). The page shows it at once, the PDF is made anew."""
    dropped, shown = drop_drafts(member), published(member).count()
    paper.forget(member.consultation)
    return dropped, shown


def quotes_of_those_who_leave(member: Membership) -> None:
    take_down(member)


def quotes_taken_back(member: Membership, item: Consent.Item) -> str:
    """What happened, in words for the person; empty where nothing did."""
    if item != Consent.Item.QUOTES:
        return ""
    dropped, shown = take_down(member)
    said = [f"Taken down from the published report: {many(shown, 'quote')}."] if shown else []
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
    return (
        f"Quotes of yours in published findings: {shown}. Their words are replaced on the page and in the PDF by a "
        f"line that says they were taken back. Quotes not published yet: {drafts}. They are dropped. What a finding "
        "says, and its counts, stay. Copies that somebody saved already are out of our hands."
    )


def what_goes(user: User) -> tuple[list[str], list[str]]:
    parts = Membership.objects.filter(user=user, role=Role.PARTICIPANT)
    shown = sum(published(member).count() for member in parts)
    if not Excerpt.objects.filter(revision__contribution__membership__in=parts).exists():
        return [], []
    goes = "Every passage marked in your words"
    goes += f", and {many(shown, 'quote')} in published reports." if shown else "."
    return [goes], [
        "What the findings say, and how many people hold a view. Copies of a report that somebody saved before."
    ]

"""Passages marked in somebody's words, and quotes made of them: shown to them, gone with them. Counts stay."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from consultations import numbers
from consultations.models import Consultation, Membership, Role
from consultations.privacy import periods
from consultations.privacy.my_data import parts
from consultations.privacy.retention import over
from deliberation.models import Contribution, PollComment
from deliberation.privacy.words import AFTER, WORDS_GONE, removed
from deliberation.privacy.words import taken_back as words_taken_back
from outcomes import numbers as outcomes_numbers
from outcomes.models import (
    Disagreement,
    DrawnBefore,
    Excerpt,
    FindingQuote,
    FindingsReport,
    NotRelevant,
    QuoteRefusal,
    Sampled,
    Suggestion,
)
from people.models import User
from people.privacy import retention
from people.privacy.registry import Erasing, Row, Section
from people.text.dates import when
from people.text.sentences import counted, many

PUBLISHED = FindingsReport.State.PUBLISHED
State = Contribution.State


def passages(user: User) -> Iterator[Row]:
    mine = Excerpt.objects.filter(revision__contribution__membership__in=parts(user))
    for excerpt in mine.prefetch_related("codings__theme", "finding_quotes__finding__report__consultation"):
        quotes = [quote.finding for quote in excerpt.finding_quotes.all()]
        yield {
            "Words": excerpt.text or WORDS_GONE,
            "Marked as": "; ".join(f"{c.theme}: {c.get_stance_display().lower()}" for c in excerpt.codings.all()),
            "Noted by who marked it": " ".join(c.memo for c in excerpt.codings.all() if c.memo),
            "Quoted in": "; ".join(f"{f.report.consultation}, finding {f}" for f in quotes) or "Nowhere",
            "Published": "Yes" if any(finding.report.is_published for finding in quotes) else "No",
            "Marked on": when(excerpt.created_at),
        }


SHOWN = [
    Section(
        "passages", "Passages marked in what you wrote, and quotes", passages, order=70,
        why="To find what people share, and to let their words speak in the report.",
        kept="Marked passages as long as what you wrote. A published quote until you take it back: then until the next "
        f"version of the report, at the latest {many(outcomes_numbers.VERSION_DAYS, 'day')}.",
    ),
]  # fmt: skip


def marked_words(erasing: Erasing) -> None:
    for member in Membership.objects.filter(user=erasing.user, role=Role.PARTICIPANT):
        forget(of(member))
        for about in (NotRelevant, Sampled, DrawnBefore, Disagreement, QuoteRefusal):
            about.objects.filter(contribution__membership=member).delete()
        theirs = Q(contribution__membership=member) | Q(alike__membership=member)
        Suggestion.objects.filter(theirs).delete()  # what the annex counts of them stays with the run


def of(member: Membership) -> QuerySet[Excerpt]:
    """In what somebody said, and in what they wrote in a poll for the findings, as long as that can be found."""
    written = PollComment.objects.filter(ballot__token__link__membership=member).values("contribution")
    theirs = Q(revision__contribution__membership=member) | Q(revision__contribution__in=written)
    return Excerpt.objects.filter(theirs)


def comments_at_the_cut(consultation: Consultation) -> None:
    """Passages of what people wrote in a poll go with the words. What a published report prints of them stays."""
    here = Contribution.objects.filter(
        thread__area__consultation=consultation, source_kind=Contribution.Source.POLL_COMMENT
    )
    gone = Excerpt.objects.filter(revision__contribution__in=here)
    FindingQuote.objects.filter(excerpt__in=gone, finding__report__state=PUBLISHED).update(excerpt=None)
    FindingQuote.objects.filter(excerpt__in=gone).delete()
    gone.delete()
    for about in (NotRelevant, Sampled, DrawnBefore, Disagreement, QuoteRefusal):
        about.objects.filter(contribution__in=here).delete()
    Suggestion.objects.filter(Q(contribution__in=here) | Q(alike__in=here)).delete()


def forget(excerpts: QuerySet[Excerpt]) -> int:
    """Delete excerpts with their codes. What a published report prints of them goes with its next version."""
    gone = Excerpt.objects.filter(pk__in=list(excerpts.values_list("pk", flat=True)))
    printed = FindingQuote.objects.filter(excerpt__in=gone, finding__report__state=PUBLISHED)
    printed.update(is_due=True, excerpt=None)
    FindingQuote.objects.filter(excerpt__in=gone).delete()
    rows = gone.count()
    gone.delete()
    return rows


def unquoted(now: datetime) -> QuerySet[Excerpt]:
    ended = over(periods.words_until, now, Consultation.objects.all())
    old = Excerpt.objects.filter(revision__contribution__thread__area__consultation__in=ended)
    return old.exclude(finding_quotes__finding__report__state=PUBLISHED)


def taken_back(now: datetime) -> QuerySet[Excerpt]:
    """Marked in words that were taken back or removed."""
    back = Q(revision__contribution__state=State.WITHDRAWN) | Q(revision__contribution__in=removed(now))
    back |= Q(revision__contribution__in=words_taken_back())  # removed, and its author has left
    return Excerpt.objects.filter(back, created_at__lte=now)


def refusals(now: datetime) -> QuerySet[QuoteRefusal]:
    """Of words that are gone, or were taken back: the reason may repeat what they told."""
    ended = over(periods.words_until, now, Consultation.objects.all())
    gone = Q(contribution__state=State.WITHDRAWN) | Q(contribution__in=removed(now)) | Q(contribution__body="")
    gone |= Q(contribution__thread__area__consultation__in=ended)
    return QuoteRefusal.objects.filter(gone, Q(at=None) | Q(at__lte=now))


def forget_refusals(said: QuerySet[QuoteRefusal]) -> int:
    return said.delete()[0]


KEPT = [
    retention.Rule(
        "quotes_back", "Quotes and passages of words taken back", "They only wait for the daily deletion",
        f"Deleted within {counted(numbers.WITHDRAWN_DAYS, 'day')}; out of a published report with its next version, "
        f"at the latest after {many(outcomes_numbers.VERSION_DAYS, 'day')}.", 1,
        due=taken_back, purge=forget, since="created_at",
    ),
    retention.Rule(
        "passages", "Passages marked for the analysis and not quoted", "To count who holds a view",
        f"{AFTER}.", 2,
        due=unquoted, purge=forget, since="created_at",
    ),
    retention.Rule(
        "quote_refusals", "Why a second person said no to a quote", "To hold it against the same words",
        f"{AFTER}.", 3,
        due=refusals, purge=forget_refusals, since="at",
    ),
]  # fmt: skip

"""Statements somebody added: shown to them, gone when they go, and what was not shown kept only for a while."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from consultations import numbers
from consultations.models import Consultation, Membership, Role
from consultations.privacy import periods
from consultations.privacy.retention import over
from deliberation.models import Statement, StatementDecision
from deliberation.privacy.words import AFTER
from deliberation.statements import statements
from people.models import User
from people.privacy import retention
from people.privacy.registry import Erasing, Row, Section
from people.text.dates import when
from people.text.sentences import many

State = Statement.State


def own_statements(user: User) -> Iterator[Row]:
    for statement in Statement.objects.filter(author__user=user).select_related("conversation__wave").order_by("pk"):
        refusal = statement.refusal
        yield {
            "In": str(statement.conversation),
            "Statement": statement.text,
            "Sent": when(statement.created_at),
            "State": statement.get_state_display(),
            "Why it waits": statement.held_because,
            "Decision": refusal.message if refusal else "",
        }


SHOWN = [
    Section(
        "statements",
        "Statements you added for others to answer",
        own_statements,
        order=62,
        why="So that people can agree or disagree with what you say. Nobody is told that they are yours.",
        kept="Until you take them back before the findings, or leave. One that was not shown: "
        f"{many(numbers.REMOVED_MONTHS, 'month')}. One that was shown stays, and {AFTER} nothing leads from it to you.",
    ),
]


def statement_words(erasing: Erasing) -> None:
    """The words go, and nobody is asked again. The answers others gave stay theirs."""
    for member in Membership.objects.filter(user=erasing.user, role=Role.PARTICIPANT):
        statements.forget_all_of(member)
        StatementDecision.objects.filter(statement__author=member).update(message="")


def not_shown(now: datetime) -> QuerySet[Statement]:
    """Refused ones, once every second look is over."""
    late = retention.months_after(now, -numbers.REMOVED_MONTHS)
    return Statement.objects.filter(state=State.REFUSED, created_at__lte=late).exclude(decisions__decided_at__gt=late)


def forget(rows: QuerySet[Statement]) -> int:
    found = list(rows)
    for statement in found:
        statements.forget(statement)
    StatementDecision.objects.filter(statement__in=found).update(message="")
    return len(found)


def with_authors(now: datetime) -> QuerySet[Statement]:
    """Of residents. Facilitators put theirs in public."""
    ended = over(periods.words_until, now, Consultation.objects.all())
    found = Statement.objects.filter(conversation__wave__poll__consultation__in=ended, source=Statement.Source.RESIDENT)
    return found.exclude(author=None)


def loosen(rows: QuerySet[Statement]) -> int:
    """What was shown stays and is nobody's; words that nobody was ever asked go."""
    keys = list(rows.values_list("pk", flat=True))
    for statement in Statement.objects.filter(pk__in=keys, state__in=[State.HELD, State.REFUSED]):
        statements.forget(statement)
    StatementDecision.objects.filter(statement__in=keys).update(message="")
    return Statement.objects.filter(pk__in=keys).update(author=None)


KEPT = [
    retention.Rule(
        "statement_authors",
        "Who sent a statement in, and statements left undecided",
        "So that its author can take it back and is told what becomes of it",
        f"{AFTER}.",
        35,
        due=with_authors,
        purge=loosen,
        since="created_at",
    ),
    retention.Rule(
        "shown_for_good",
        "Statements that were shown, questions that were put to experts, reasons that were printed beside a verdict",
        "Others answered them, or read them",
        "For good, without a way to you. A statement of yours goes if you take it back before the findings, or leave "
        f"within {many(numbers.WORDS_MONTHS, 'month')} after them ({numbers.SHORT_WORDS_MONTHS} where a consultation "
        "says so).",
        94,
    ),
    retention.Rule(
        "statements",
        "Statements that were not shown",
        "So that a decision can be looked at again",
        f"{many(numbers.REMOVED_MONTHS, 'month')}. That there was one, what was decided and by whom stays.",
        35,
        due=not_shown,
        purge=forget,
        since="created_at",
    ),
]

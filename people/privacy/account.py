"""What the account itself holds: shown, erased, and kept only as long as it is used."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from people import numbers
from people.models import User
from people.models.privacy import DownloadLink
from people.privacy import erasing, registry, retention
from people.privacy.registry import Row, Section
from people.privacy.words import plain_row
from people.signin import sign_ins
from people.text.dates import when
from people.text.sentences import counted, many, yes


# --- Shown -------------------------------------------------------------------------------------------
def account(user: User) -> Iterator[Row]:
    yield {"What": "E-mail address", "Value": user.email or "None: you take part without an account"}
    yield {"What": "Account made", "Value": when(user.date_joined)}
    yield {"What": "Last signed in", "Value": when(user.last_login) or "Never"}
    if user.name:
        yield {"What": "Name", "Value": user.name}
    if user.job_title:
        yield {"What": "Role or rank", "Value": user.job_title}
    if user.can_start_consultations or user.is_superuser:
        yield {"What": "May start consultations", "Value": yes(user.can_start_consultations)}
        yield {"What": "Administrator", "Value": yes(user.is_superuser)}


def whatever_else(user: User) -> Iterator[Row]:
    """Tables that no section names: shown as they are, so that nothing held can be forgotten here."""
    for relation in registry.others(User):
        for row in registry.rows_of(relation, [user.pk]).iterator():
            yield plain_row(row)


SHOWN = [
    Section(
        "account",
        "Your account",
        account,
        order=10,
        why="To let you in, and to reach you if you asked for that.",
        kept=f"Until {many(numbers.CONTACT_DAYS, 'day')} after the last answer you may be waiting for; if you asked "
        "for e-mails, until the promises have been followed up. An account in no consultation: as our data card "
        "says. One with a role or a power: until it is closed. Or when you erase it.",
    ),
    Section(
        "other",
        "Sign-ins and settings",
        whatever_else,
        order=90,
        why="To keep you signed in safely, and as you set it up.",
        kept="Until you sign out, take it away or erase your account. A sign-in ends by itself after "
        f"{counted(numbers.SIGN_IN_WEEKS, 'week')}.",
    ),
]


# --- Erased ------------------------------------------------------------------------------------------
def what_goes(user: User) -> tuple[list[str], list[str]]:
    if erasing.acted_in_public(user):
        return (
            ["Your e-mail address, your sign-ins and your second step. Your roles end, and nobody can sign in as you."],
            [
                f"Your name, {user.name}, on what you did in public: it was done in the public’s name.",
                "A mark made from your e-mail address, from which nobody can read it: with the same address you cannot "
                "come back on another side.",
            ],
        )
    address = "Your e-mail address and your" if user.email else "The key in your browser and your return code, your"
    return [f"{address} account, and every sign-in, on all your devices."], []


# --- Kept --------------------------------------------------------------------------------------------
def ended_sessions(now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=now)


def old_links(now: datetime) -> QuerySet[DownloadLink]:
    return DownloadLink.objects.filter(expires_at__lt=now - timedelta(days=numbers.LINK_KEPT_DAYS))


def _sessions_and_their_list(rows: QuerySet[Any]) -> int:
    return retention.delete(rows) + sign_ins.forget_ended()


KEPT = [
    retention.Rule(
        "sessions",
        "Sign-ins that have ended",
        "To keep you signed in",
        f"{counted(numbers.SIGN_IN_WEEKS, 'week').capitalize()} after the last visit, or until you sign out.",
        70,
        due=ended_sessions,
        purge=_sessions_and_their_list,
        since="expire_date",
    ),
    retention.Rule(
        "downloads",
        "Links to download one’s own data",
        "To hand you your data once",
        f"They work for {many(numbers.LINK_MINUTES, 'minute')}, and are deleted "
        f"{counted(numbers.LINK_KEPT_DAYS, 'day')} later. The file itself is never stored.",
        71,
        due=old_links,
        purge=retention.delete,
        since="made_at",
    ),
    retention.Rule(
        "record",
        "The record of acts",
        "So that nobody can rewrite what was done",
        "For good: every entry holds the one before, so none can be taken out. It holds no e-mail address, no vote and "
        "nothing a participant wrote.",
        95,
    ),
    retention.Rule("published", "Published pages", "They are the public’s", "For good.", 96),
]

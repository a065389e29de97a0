"""Handing what waits to the mail server: each message by one worker, with the same Message-ID at every try.

A row is claimed, then noted as handed over (`handed_at`) just before the mail server gets it, then noted as sent. Who
dies in between leaves a claim that runs out; the message goes again under the same Message-ID. What that can and
cannot promise: docs/decisions/outbox.md.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parseaddr
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django_tasks import task

from audit import clock
from people.errors import Waiting
from people.models import Mailbox, Message
from people.outbox import outbox, unsubscribing
from people.outbox.kinds import DIGEST, is_wanted, kinds
from people.privacy import ledger
from people.text.emails import written

AT_ONCE = 2000  # messages a run: the next run goes on
BATCH = 20  # claimed at a time
HELD = timedelta(minutes=10)  # a claim that is older is of a worker that died (a batch takes BATCH × EMAIL_TIMEOUT)
FAILURES = 3  # refused for good so often, an address is paused until its owner says that it is right
GIVEN_UP = timedelta(days=7)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
State = Message.State
log, mail_log = logging.getLogger(__name__), logging.getLogger("answerable.mail")


class NotTaken(Exception):
    """The mail server did not take one message: now, or for good (a code from 500, RFC 5321, 4.2.1)."""

    def __init__(self, why: str, for_good: bool) -> None:
        super().__init__(why)
        self.for_good = for_good


@task()
def look() -> None:
    """The worker's job. May be done twice."""
    if not settings.DEMO and not ledger.is_behind():  # who was erased before a restore is not written to
        for done in run():
            log.info("outbox: %s", done)


def by_tick() -> Iterator[str]:
    """The same by the clock, for installations without a worker and for what is tried again."""
    if not settings.DEMO:
        outbox.gather()
        yield from run()


def run() -> Iterator[str]:
    """Send what is due, and say how it went in words without addresses."""
    me, sent = uuid4().hex, 0
    refused: list[tuple[Message, NotTaken]] = []
    put_back()
    try:
        with get_connection() as connection:
            while sent + len(refused) < AT_ONCE and (batch := _claim(me)):
                for message in batch:
                    try:
                        sent += _hand_over(message, me, connection)
                    except NotTaken as error:
                        refused.append((message, error))
                    except OSError:
                        raise
                    except Exception:  # whatever it is, the others are not to wait for it
                        log.exception("message %s: could not be written", message.pk)
                        refused.append((message, NotTaken("not written, see the log", False)))
    except OSError as error:  # smtplib's errors are OSErrors
        mail_log.error("The mail server takes no e-mail: %s", type(error).__name__)
        yield Waiting("messages: the mail server does not take e-mails now; the rest waits")
    finally:
        for message, reason in refused:
            _not_taken(message, me, reason, believed=sent > 0)
        _let_go(me)
    if refused and not sent:
        yield Waiting("messages: e-mails were not taken; the rest waits")
    if sent:
        yield f"messages: {sent} e-mails sent"


def put_back() -> int:
    """What a worker held that died waits again. Where it may have been handed over, it goes under the same number."""
    dead = Message.objects.filter(state=State.HANDING, claimed_at__lt=clock.now() - HELD)
    return dead.update(state=State.WAITING, claimed_by="", claimed_at=None)


def _claim(me: str) -> list[Message]:
    """A few messages that are due, for this worker alone: a row that another took meanwhile is passed over."""
    return _take(_due(), me)


def _due() -> list[int]:
    due = Message.objects.filter(state=State.WAITING, due_at__lte=clock.now(), mailbox__paused_at=None)
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH])


def _take(found: list[int], me: str) -> list[Message]:
    Message.objects.filter(pk__in=found, state=State.WAITING).update(
        state=State.HANDING, claimed_by=me, claimed_at=clock.now()
    )
    mine = Message.objects.filter(pk__in=found, state=State.HANDING, claimed_by=me)
    return list(mine.select_related("mailbox__user").order_by("due_at", "pk"))


def _let_go(me: str) -> None:
    """What was claimed and not sent."""
    Message.objects.filter(state=State.HANDING, claimed_by=me).update(
        state=State.WAITING, claimed_by="", claimed_at=None
    )


def _hand_over(message: Message, me: str, connection: BaseEmailBackend) -> int:
    """One message, looked at again at this moment. Returns 1 if it was sent, 0 if nobody wants it any more."""
    box = Mailbox.objects.select_related("user").get(pk=message.mailbox_id)
    mine = Message.objects.filter(pk=message.pk, state=State.HANDING, claimed_by=me)
    if box.paused_at:
        mine.update(state=State.WAITING, claimed_by="", claimed_at=None)
        return 0
    if message.kind != DIGEST and kinds()[message.kind].held(message):
        mine.update(state=State.WAITING, due_at=clock.now() + FIRST_WAIT, claimed_by="", claimed_at=None)
        return 0
    if not box.reaches or not _is_wanted(message):
        mine.update(state=State.CANCELLED, done_at=clock.now(), claimed_by="", claimed_at=None)
        return 0
    letter = written_letter(message, box, connection)
    if not mine.update(handed_at=clock.now(), claimed_at=clock.now()):
        return 0  # the claim ran out
    _send(letter)
    with transaction.atomic():
        mine.update(state=State.SENT, done_at=clock.now(), claimed_by="", claimed_at=None, said="")
        if message.kind == DIGEST:
            message.gathered.update(state=State.SENT, done_at=clock.now())
        if box.failures:
            Mailbox.objects.filter(pk=box.pk).update(failures=0)
    return 1


def _is_wanted(message: Message) -> bool:
    if message.kind == DIGEST:
        return any(is_wanted(one) for one in message.gathered.select_related("mailbox__user"))
    return is_wanted(message)


def _send(letter: EmailMultiAlternatives) -> None:
    """Raises NotTaken for what concerns this letter alone, OSError for the rest."""
    try:
        letter.send()
    except SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise NotTaken(f"refused: {codes}", min(codes, default=0) >= 500) from error
    except SMTPDataError as error:
        raise NotTaken(f"refused: {error.smtp_code}", error.smtp_code >= 500) from error
    except (SMTPNotSupportedError, ValueError) as error:  # an address in letters it does not know
        raise NotTaken(type(error).__name__, True) from error


def _not_taken(message: Message, me: str, error: NotTaken, *, believed: bool) -> None:
    """Try again later, each time after a longer while; after a week not again. A server that takes nothing from
    anybody says nothing about one address."""
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(message.attempts, 10))
    over = clock.now() - message.due_at > GIVEN_UP or clock.now() - message.made_at > GIVEN_UP
    with transaction.atomic():
        Message.objects.filter(pk=message.pk, state=State.HANDING, claimed_by=me).update(
            state=State.GIVEN_UP if over else State.WAITING,
            due_at=clock.now() + wait,
            attempts=F("attempts") + 1,
            said=str(error)[:60],
            claimed_by="",
            claimed_at=None,
        )
        if error.for_good and believed:
            Mailbox.objects.filter(pk=message.mailbox_id).update(failures=F("failures") + 1)
            Mailbox.objects.filter(Q(failures__gte=FAILURES), pk=message.mailbox_id, paused_at=None).update(
                paused_at=clock.now()
            )


def written_letter(
    message: Message, box: Mailbox, connection: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    """Plain text and HTML, saying why it came and how to have no more."""
    stop = unsubscribing.address(box)
    context: dict[str, object] = {
        "message": message,
        "link": settings.SITE_URL + message.link,
        "stop": stop,
        "lines": [],
        "parts": [],
        "duty": False,
    }
    if message.kind == DIGEST:
        parts = [one for one in message.gathered.select_related("mailbox__user").order_by("pk") if is_wanted(one)]
        context["parts"] = [(one, settings.SITE_URL + one.link) for one in parts]
    else:
        kind = kinds()[message.kind]
        context |= {"lines": kind.lines(message), "duty": kind.duty}
    headers = headers_of(box, message.number.hex)
    text = written("people/outbox/letter.txt", context).strip() + "\n"
    letter = EmailMultiAlternatives(
        message.title, text, settings.DEFAULT_FROM_EMAIL, [box.reaches], connection=connection, headers=headers
    )
    letter.attach_alternative(written("people/outbox/letter.html", context), "text/html")
    return letter


def headers_of(box: Mailbox, number: str) -> dict[str, str]:
    """What every e-mail says to mail programs: made by a machine, which one it is, and how to stop it (RFC 8058)."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return {
        "Auto-Submitted": "auto-generated",
        "Message-ID": f"<{number}@{host}>",
        "List-Unsubscribe": f"<{unsubscribing.address(box)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }

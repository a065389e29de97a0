"""Handing what waits to the mail server: each message by one worker, with the same Message-ID at every try.

A row is claimed, then noted as handed over (`handed_at`) just before the mail server gets it; that it took it is noted
in a file at once (taken.py), and in the database together with the next one's hand-over. Who dies in between leaves a
claim that runs out: what the file says is sent, the rest goes again under the same Message-ID. What that can and cannot
promise: docs/decisions/outbox.md.
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
from django.db import connection, transaction
from django.db.models import F, Q
from django_tasks import task

from audit import clock
from people.errors import Waiting
from people.models import Mailbox, Message
from people.outbox import bounced, outbox, taken, unsubscribing
from people.outbox.kinds import DIGEST, is_wanted, kinds
from people.privacy import ledger
from people.text.emails import written

AT_ONCE = 2000  # messages a run: the next run goes on
BATCH = 20  # claimed at a time
HELD = timedelta(minutes=10)  # a claim that is older is of a worker that died (a batch takes BATCH × EMAIL_TIMEOUT)
FAILURES = 3  # refused for good so often, an address is paused until its owner says that it is right
ALONE = 6  # runs in which it refused one address and was asked for no other: then it is taken at its word
GIVEN_UP = timedelta(days=7)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
State = Message.State
log, mail_log = logging.getLogger(__name__), logging.getLogger("answerable.mail")


class NotTaken(Exception):
    """The mail server did not take one message: now, or for good (a code from 500, RFC 5321, 4.2.1).

    `address`: it is the address that it refused.
    """

    def __init__(self, why: str, for_good: bool, *, address: bool = False) -> None:
        super().__init__(why)
        self.for_good, self.address = for_good, address


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
    if not Message.objects.filter(state__in=[State.WAITING, State.HANDING]).exists():
        return
    run, away = _Run(uuid4().hex), False
    settle()
    put_back()
    try:
        with get_connection() as server:
            run.notes.open()
            while run.sent + len(run.refused) < AT_ONCE and (batch := _claim(run.me)):
                for message in batch:
                    run.send(message, server)
    except OSError as error:  # smtplib's errors are OSErrors
        mail_log.error("The mail server takes no e-mail: %s", type(error).__name__)
        away = True
    finally:
        run.end()
    if away:
        yield Waiting("messages: the mail server does not take e-mails now; the rest waits")
    if run.refused and not run.sent:
        yield Waiting("messages: e-mails were not taken; the rest waits")
    if run.sent:
        yield f"messages: {run.sent} e-mails sent"


class _Run:
    """One worker's run: what it sent last, and whom the mail server did not take."""

    def __init__(self, me: str) -> None:
        self.me, self.sent = me, 0
        self.refused: list[tuple[Message, NotTaken]] = []
        self.notes = taken.Notes(me)
        self.last: Message | None = None  # taken by the server; the database is told with the next one

    def send(self, message: Message, connection: BaseEmailBackend) -> None:
        try:
            letter = _looked_at(message, self.me, connection)
            if letter is not None and self._is_mine(message):
                _send(letter)
                self.notes.taken(message)
                self.last, self.sent = message, self.sent + 1
        except NotTaken as error:
            self.refused.append((message, error))
        except OSError:
            raise
        except Exception:  # whatever it is, the others are not to wait for it
            log.exception("message %s: could not be written", message.pk)
            self.refused.append((message, NotTaken("not written, see the log", False)))

    def _is_mine(self, message: Message) -> bool:
        """Notes that the last one was sent, and that the mail server may have this one from now on: False where the
        claim ran out."""
        with transaction.atomic():
            if self.last is not None:
                _was_sent(self.last)
            mine = Message.objects.filter(pk=message.pk, state=State.HANDING, claimed_by=self.me)
            found = mine.update(handed_at=clock.now(), claimed_at=clock.now())
        self.last = None
        return bool(found)

    def end(self) -> None:
        if self.last is not None:
            _was_sent(self.last)
        alone = len({message.mailbox_id for message, _ in self.refused}) == 1
        for message, reason in self.refused:
            lone = alone and reason.address and message.attempts + 1 >= ALONE
            _not_taken(message, self.me, reason, believed=self.sent > 0 or lone or _took_another(message))
        settle()
        _let_go(self.me)
        self.notes.over()


def _took_another(message: Message) -> bool:
    """Whether the mail server took a letter to somebody else since this one waits."""
    others = Message.objects.exclude(mailbox=message.mailbox_id)
    return others.filter(state=State.SENT, digest=None, done_at__gt=message.made_at).exists()


def settle() -> None:
    """What a mail server took, by the files of workers (this one's too): it is sent, whatever became of them."""
    for message in taken.noted():
        _was_sent(message)
    taken.clear()


@transaction.atomic
def _was_sent(message: Message) -> None:
    now = clock.now()
    fresh = Message.objects.filter(pk=message.pk, state__in=[State.HANDING, State.WAITING])
    fresh.update(state=State.SENT, done_at=now, claimed_by="", claimed_at=None, said="")
    if message.kind == DIGEST:
        message.gathered.update(state=State.SENT, done_at=now)
    Mailbox.objects.filter(pk=message.mailbox_id, failures__gt=0).update(failures=0)


def put_back() -> int:
    """What a worker held that died waits again. Where it may have been handed over, it goes under the same number."""
    dead = Message.objects.filter(state=State.HANDING, claimed_at__lt=clock.now() - HELD)
    return dead.update(state=State.WAITING, claimed_by="", claimed_at=None)


def _claim(me: str) -> list[Message]:
    """A few messages that are due, for this worker alone: rows that another is taking are passed over."""
    with transaction.atomic():
        return _take(_due(), me)


def _due() -> list[int]:
    due = Message.objects.filter(state=State.WAITING, due_at__lte=clock.now(), mailbox__paused_at=None)
    if connection.features.has_select_for_update_skip_locked and connection.in_atomic_block:
        due = due.select_for_update(skip_locked=True, of=("self",))
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


def _looked_at(message: Message, me: str, connection: BaseEmailBackend) -> EmailMultiAlternatives | None:
    """The letter, after another look at this moment; None where it does not go now, or nobody wants it any more."""
    box = Mailbox.objects.select_related("user").get(pk=message.mailbox_id)
    mine = Message.objects.filter(pk=message.pk, state=State.HANDING, claimed_by=me)
    if box.paused_at:
        mine.update(state=State.WAITING, claimed_by="", claimed_at=None)
        return None
    if message.kind != DIGEST and kinds()[message.kind].held(message):
        mine.update(state=State.WAITING, due_at=clock.now() + FIRST_WAIT, claimed_by="", claimed_at=None)
        return None
    if not box.reaches or not _is_wanted(message):
        mine.update(state=State.CANCELLED, done_at=clock.now(), claimed_by="", claimed_at=None)
        return None
    return written_letter(message, box, connection)


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
        raise NotTaken(f"refused: {codes}", min(codes, default=0) >= 500, address=True) from error
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
    headers |= {"From": settings.DEFAULT_FROM_EMAIL, bounced.HEADER: bounced.mark(message.number)}
    text = written("people/outbox/letter.txt", context).strip() + "\n"
    letter = EmailMultiAlternatives(
        message.title, text, bounced.return_path(message.number), [box.reaches], connection=connection, headers=headers
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

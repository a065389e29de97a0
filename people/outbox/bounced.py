"""Delivery reports: what the mail server took, and said later that it could not deliver (RFC 3464).

A report counts only with the mark of the letter it is about, which nobody can make who did not get that letter: it
stands in the return path (BOUNCE_ADDRESS) and in a header, which reports quote. docs/decisions/outbox.md
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.message import Message as Fields
from itertools import takewhile
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from audit import clock
from people.models import Mailbox, Message

SALT = "people.outbox.bounced"
HEADER = "X-Letter"
LONGEST = 2_000_000  # bytes of a report that are read
IN_A_ROW = 3  # letters to one mailbox that came back one after the other: it is paused
_MARK = re.compile(r"\b([0-9a-f]{32})\.([0-9a-f]{20})\b", re.IGNORECASE)
_FOR_GOOD = re.compile(r"\s*5\.\d{1,3}\.\d{1,3}\b")
_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To")


def mark(number: UUID) -> str:
    """What only this letter bears: fits into the part of an address before the @ (64 characters)."""
    return f"{number.hex}.{salted_hmac(SALT, number.hex, algorithm='sha256').hexdigest()[:20]}"


def return_path(number: UUID) -> str:
    """Where reports on this letter go; the sender where no address for them is set."""
    name, at, host = str(settings.BOUNCE_ADDRESS).rpartition("@")
    return f"{name}+{mark(number)}@{host}" if at else str(settings.DEFAULT_FROM_EMAIL)


def read(report: bytes) -> str:
    """Count one report, and say in words without addresses what was done. What is no report is left alone."""
    letter = message_from_bytes(report[:LONGEST], policy=policy.default)
    assert isinstance(letter, EmailMessage)
    codes = list(_failed(letter))
    if not codes:
        return "not a report that a letter could not be delivered"
    number = next((found for text in _marked(letter) if (found := _number(text))), None)
    if number is None:
        return "a report without the mark of a letter: not counted"
    return _count(number, codes[0])


def _failed(letter: EmailMessage) -> Iterator[str]:
    """The codes of recipients who did not get it for good. A delay is none, nor is a report that it arrived."""
    for part in letter.walk() if letter.get_content_type() == "multipart/report" else ():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for fields in blocks if isinstance(blocks, list) else ():
            if not isinstance(fields, Fields):
                continue
            action, status = str(fields.get("Action", "")), str(fields.get("Status", ""))
            if action.strip().lower() == "failed" and (code := _FOR_GOOD.match(status)):
                yield code.group().strip()


def _marked(letter: EmailMessage) -> Iterator[str]:
    """Where the mark stands: in the address the report came to, and in what it quotes of the letter."""
    for name in _TO:
        yield from (str(value) for value in letter.get_all(name, []))
    for part in letter.walk():
        if part.get_content_type() == "text/rfc822-headers":
            quoted = part.get_payload(decode=True)
            yield str(message_from_bytes(quoted).get(HEADER, "")) if isinstance(quoted, bytes) else ""
        elif part is not letter:
            yield str(part.get(HEADER, ""))


def _number(text: str) -> UUID | None:
    found = _MARK.search(text.lower())
    if found is None:
        return None
    number = UUID(hex=found[1])
    return number if constant_time_compare(mark(number), found.group()) else None


@transaction.atomic
def _count(number: UUID, code: str) -> str:
    sent = Message.objects.filter(number=number, state=Message.State.SENT).select_related("mailbox").first()
    came_back = {"state": Message.State.GIVEN_UP, "said": f"came back: {code}"[:60], "attempts": F("attempts") + 1}
    if sent is None or not Message.objects.filter(pk=sent.pk, state=Message.State.SENT).update(**came_back):
        return "a report on a letter that is gone or was counted already"
    if not _in_a_row(sent):
        return f"a letter came back ({code})"
    Mailbox.objects.filter(pk=sent.mailbox_id, paused_at=None).update(paused_at=clock.now())
    return f"a letter came back ({code}): its mailbox is paused"


def _in_a_row(sent: Message) -> bool:
    """Whether this letter is one of so many, handed over one after the other, that came back.

    Reports come in any order. The newest letters may still be under way: they say nothing yet.
    """
    done = Message.objects.filter(mailbox=sent.mailbox_id, done_at__isnull=False)
    before = done.filter(handed_at__lte=sent.handed_at).order_by("-handed_at", "-pk")
    after = done.filter(handed_at__gt=sent.handed_at).order_by("handed_at", "pk")
    return sum(sum(1 for _ in takewhile(_came_back, way[:IN_A_ROW])) for way in (before, after)) >= IN_A_ROW


def _came_back(letter: Message) -> bool:
    return letter.state == Message.State.GIVEN_UP and letter.said.startswith("came back")

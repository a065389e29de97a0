"""What goes out as e-mail: the message as it is sent, read again as a mail program reads it."""

from collections import Counter
from email import message_from_bytes, policy
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import override_settings

from bench.hostile.corpora import Payload, postable
from bench.hostile.judge import added, shapes
from bench.hostile.people import Tally, Watched

ASK = "/accounts/login/code/"
HEADERS = {"content-type", "mime-version", "content-transfer-encoding", "subject", "from", "to", "date", "message-id"}
#: An address is the only text of a person's own that a letter carries.
AS_ADDRESS = ['"{}"@example.org', "{}@example.org", "a@{}.example", "{}"]


def run(payloads: list[Payload], tally: Tally) -> tuple[Counter[str], list[str]]:
    """Every input as (part of) the address a sign-in code goes to: refused, or one plain letter to that address."""
    counts: Counter[str] = Counter()
    wrong = [] if sees_planted() else ["the judge of letters is blind"]
    with override_settings(DEMO=False):
        visitor = Watched(None, tally)
        harmless = _page(visitor, "ana@example.org")[1] | _page(visitor, "nobody")[1]
        for number, payload in enumerate(payloads):
            ways = AS_ADDRESS if payload.kind == "crlf" else [AS_ADDRESS[0], AS_ADDRESS[1 + number % 3]]
            for way in ways:
                address = way.replace("{}", postable(payload.text))
                letters, page = _page(visitor, address)
                wrong += [f"page {shape} from {address[:50]!r}" for shape in added(page, harmless)]
                wrong += [f"letter {fault} from {address[:50]!r}" for letter in letters for fault in faults(letter)]
                counts["letters" if letters else "refused"] += 1
    return counts, wrong


def _page(visitor: Watched, address: str) -> tuple[list[bytes], set[Any]]:
    """The letters one request sends, as bytes, and what its page is made of."""
    cache.clear()  # how often one may ask is another bench's question
    answer = visitor.client.post(ASK, {"email": address}, follow=True)
    sent = [letter.message().as_bytes() for letter in mail.outbox]
    visitor.tally.seen("POST", ASK, answer, address)
    visitor.client.cookies.clear()
    return sent, shapes(answer.content.decode(), whole=True)


def faults(sent: bytes) -> list[str]:
    """What a letter has that a sign-in letter has not."""
    read = message_from_bytes(sent, policy=policy.default)
    wrong = [f"has {name}" for name in {name.lower() for name in read} - HEADERS]
    wrong += [f"has {name} twice" for name in HEADERS if len(read.get_all(name, [])) > 1]
    if read.get_content_type() != "text/plain":
        wrong.append(f"is {read.get_content_type()}")
    if len(read["To"].addresses) != 1:
        wrong.append("goes to others")
    if not read["Subject"].endswith(f"is your code for {settings.SITE_NAME}"):
        wrong.append("has another subject")
    return wrong


def sees_planted() -> bool:
    fine = f"From: a@b.example\nTo: c@d.example\nSubject: X is your code for {settings.SITE_NAME}\n"
    bad = [
        fine + "Bcc: e@f.example\n\nx",
        fine + "Content-Type: text/html\n\nx",
        fine.replace("To: ", "To: e@f.g, ") + "\nx",
    ]
    return not faults((fine + "\nx").encode()) and all(faults(letter.encode()) for letter in bad)

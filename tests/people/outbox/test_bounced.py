"""E-mails that come back: reports of several servers, and those that somebody made up."""

import io
import sys
from datetime import timedelta
from mailbox import Maildir
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from audit import clock
from people.models import Mailbox, Message, User
from people.outbox import bounced, sending
from tests.made_once import made_once
from tests.people.outbox.reports import EXCHANGE, GMAIL, POSTFIX
from tests.people.outbox.test_sending import (  # noqa: F401 – the fixture is used by every test
    a_real_site,
    go,
    serve,
    tell,
)

pytestmark = pytest.mark.django_db
State = Message.State
SENDER = "hello@talk.example.org"


@made_once
def ana() -> User:
    return User.objects.create_user("ana@example.org")


def sent(ana: User, key: str) -> Message:
    tell(ana, key=key)
    go()
    return Message.objects.get(mailbox__user=ana, key=key)


def report(shape: str, *, to: str = SENDER, mark: str = "", action: str = "failed", status: str = "5.1.1") -> bytes:
    return shape.format(to=to, mark=mark, action=action, status=status).encode()


@pytest.mark.parametrize("shape", [POSTFIX, EXCHANGE, GMAIL])
@pytest.mark.parametrize("where", ["in what it quotes", "in the return path"])
def test_three_that_came_back_in_a_row_pause_the_address(ana: User, settings: Any, shape: str, where: str) -> None:
    settings.BOUNCE_ADDRESS = "bounces@talk.example.org" if "return" in where else ""
    for key in "123":
        assert Mailbox.objects.filter(paused_at=None).count() == (1 if key != "1" else 0)
        letter = sent(ana, key)
        posted, mark = mail.outbox[-1], bounced.mark(letter.number)
        assert posted.message()["From"] == "Answerable <hello@talk.example.org>"
        assert posted.from_email == (
            f"bounces+{mark}@talk.example.org" if settings.BOUNCE_ADDRESS else "Answerable <hello@talk.example.org>"
        )
        assert len(posted.from_email.partition("@")[0]) <= 64
        given = {"to": posted.from_email} if settings.BOUNCE_ADDRESS else {"mark": posted.message()["X-Letter"]}
        said = [bounced.read(report(shape, **given)) for _ in range(2)]
        assert said[0].startswith("a letter came back (5.1.1)") and "ana" not in said[0]
        assert said[1] == "a report on a letter that is gone or was counted already", "each counts once"
    assert Mailbox.objects.get().paused_at is not None
    assert {one.state for one in Message.objects.all()} == {State.GIVEN_UP}


def test_a_letter_between_that_arrived_begins_anew(ana: User) -> None:
    for key, came_back in (("1", True), ("2", True), ("3", False), ("4", True), ("5", True)):
        letter = sent(ana, key)
        if came_back:
            bounced.read(report(POSTFIX, mark=bounced.mark(letter.number)))
    assert Mailbox.objects.get().paused_at is None
    bounced.read(report(POSTFIX, mark=bounced.mark(sent(ana, "6").number)))
    assert Mailbox.objects.get().paused_at is not None


@pytest.mark.parametrize("shape", [POSTFIX, EXCHANGE, GMAIL])
def test_a_stranger_pauses_nobody(ana: User, shape: str, settings: Any) -> None:
    """They know the officer's address, and the number of a letter that was answered or forwarded: not its mark."""
    settings.BOUNCE_ADDRESS = "bounces@talk.example.org"
    for key in "123":
        number = sent(ana, key).number
        settings.SECRET_KEY, real = "a guess", settings.SECRET_KEY
        guessed = bounced.mark(number)
        settings.SECRET_KEY = real
        for mark in ("", number.hex, f"{number.hex}.{'0' * 20}", guessed, f"<{number.hex}@talk.example.org>"):
            for given in ({"mark": mark}, {"to": f"bounces+{mark}@talk.example.org"}):
                assert "without the mark" in bounced.read(report(shape, **given))
    assert "gone or was counted" in bounced.read(report(shape, mark=bounced.mark(uuid4())))
    assert Mailbox.objects.get().paused_at is None
    assert {one.state for one in Message.objects.all()} == {State.SENT}


def test_what_is_no_failure_for_good_counts_nothing(ana: User) -> None:
    mark = bounced.mark(sent(ana, "1").number)
    away = f"Subject: Out of office\nTo: {SENDER}\nX-Letter: {mark}\n\nBack on Monday. Status: 5.1.1"
    plain = report(POSTFIX, mark=mark).replace(b"multipart/report", b"multipart/mixed")
    for letter in (
        report(POSTFIX, mark=mark, action="delayed", status="4.4.1"), report(EXCHANGE, mark=mark, status="4.2.2"),
        report(GMAIL, mark=mark, action="delivered", status="2.0.0"), away.encode(), plain, b"", b"\xff\x00" * 500,
        report(POSTFIX, mark=mark)[:700],
    ):  # fmt: skip
        assert bounced.read(letter) == "not a report that a letter could not be delivered"
    assert Message.objects.get().state == State.SENT


@pytest.mark.parametrize("order", ["123", "321", "213", "132", "312", "231"])
def test_reports_come_in_any_order(ana: User, order: str) -> None:
    letters = {key: sent(ana, key) for key in "1234"}  # the fourth is still under way
    for key in order:
        assert Mailbox.objects.get().paused_at is None
        bounced.read(report(POSTFIX, mark=bounced.mark(letters[key].number)))
    assert Mailbox.objects.get().paused_at is not None


def test_the_command_reads_one_from_a_pipe_or_a_folder(
    ana: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = io.StringIO()
    piped = report(GMAIL, mark=bounced.mark(sent(ana, "1").number))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(piped)))
    call_command("bounced", stdout=said)
    folder = Maildir(tmp_path / "reports")
    for key in "23":
        folder.add(report(POSTFIX, mark=bounced.mark(sent(ana, key).number)))
    for _ in range(2):
        call_command("bounced", maildir=tmp_path / "reports", stdout=said)
    assert said.getvalue().count("a letter came back (5.1.1)") == 3 and "counted already" not in said.getvalue()
    assert Mailbox.objects.get().paused_at is not None
    with pytest.raises(CommandError, match="no Maildir"):
        call_command("bounced", maildir=tmp_path)


def test_an_address_refused_alone_or_while_others_are_taken_counts(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small site writes to one person for days: its bad mailbox counts; a server that refuses all blames nobody."""
    bo = User.objects.create_user("bo@example.org")
    serve(monkeypatch, SMTPRecipientsRefused({"a": (550, b"no")}))
    tell(ana)
    tell(bo)
    start = clock.now()
    for n in range(10):
        with clock.travel(start + timedelta(hours=7 * n)):
            go()
    assert not Mailbox.objects.filter(failures__gt=0).exists(), "two are refused: the server is not believed"
    Message.objects.filter(mailbox__user=bo).delete()
    Message.objects.update(attempts=0)
    for n in range(sending.ALONE - 1):
        with clock.travel(start + timedelta(hours=70 + 7 * n)):
            go()
    box = Mailbox.objects.filter(user=ana)
    assert box.get().failures == 0
    for n in range(sending.FAILURES):
        with clock.travel(start + timedelta(hours=112 + 7 * n)):
            go()
    assert box.get().paused_at is not None
    box.update(paused_at=None, failures=0)
    Message.objects.update(attempts=0)
    serve(monkeypatch, SMTPRecipientsRefused({"a": (550, b"no")}), "ana@example.org")
    tell(bo, key="2")
    go()
    with clock.travel(start + timedelta(hours=140)):
        go()
    assert box.get().failures == 1, "the server took another's letter since"

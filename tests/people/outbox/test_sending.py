"""One message, one e-mail, whatever becomes of the worker and the mail server."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from audit import clock
from people.models import Mailbox, Message, Subscription, User
from people.outbox import kinds, outbox, sending, subscribing, taken, unsubscribing
from tests.made_once import made_once

pytestmark = pytest.mark.django_db
State = Message.State
wanted = {"yes": True}


@pytest.fixture(autouse=True)
def a_real_site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO, settings.SITE_URL = False, "https://talk.example.org"
    settings.DEFAULT_FROM_EMAIL = "Answerable <hello@talk.example.org>"
    wanted["yes"] = True
    some = {"news": kinds.Kind("news", still=lambda message: wanted["yes"]), "duty": kinds.Kind("duty", duty=True)}
    real = kinds.kinds()
    monkeypatch.setattr(kinds, "kinds", lambda: real | some)
    for module in (outbox, sending):
        monkeypatch.setattr(module, "kinds", lambda: real | some)


@made_once
def ana() -> User:
    return User.objects.create_user("ana@example.org")


def tell(*users: User, kind: str = "news", key: str = "1", title: str = "Something is out") -> int:
    return outbox.tell(users, kind, key, title=title, why="You get this because you asked.", link="/somewhere/")


def go() -> list[str]:
    return list(sending.run())


def test_it_is_told_once_and_sent_once(ana: User) -> None:
    assert tell(ana) == 1 and tell(ana) == 0
    assert go() == ["messages: 1 e-mails sent"] and go() == []
    assert len(mail.outbox) == 1 and Message.objects.get().state == State.SENT


def test_the_letter_is_plain_and_html_says_why_and_can_be_stopped_by_one_press(ana: User) -> None:
    tell(ana, title="Eat <b>it</b>")
    go()
    letter = mail.outbox[0].message()
    assert letter.get_content_type() == "multipart/alternative"
    plain, html = (part.get_payload(decode=True).decode() for part in letter.get_payload())
    assert "You get this because you asked." in plain and "You get this because you asked." in html
    assert "https://talk.example.org/somewhere/" in plain and "<b>it" not in html and "<img" not in html
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Message-ID"] == f"<{Message.objects.get().number.hex}@talk.example.org>"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_one_press_needs_no_sign_in_and_a_look_changes_nothing(ana: User) -> None:
    tell(ana)
    go()
    link = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("https://talk.example.org")
    mail_program = Client(enforce_csrf_checks=True)
    assert mail_program.get(link).status_code == 200
    assert Mailbox.objects.get().pace == Mailbox.Pace.AT_ONCE
    assert mail_program.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Mailbox.objects.get().pace == Mailbox.Pace.NEVER
    tell(ana, key="2")
    tell(ana, kind="duty", key="3")
    go()
    assert len(mail.outbox) == 1
    assert [m.state for m in Message.objects.order_by("pk")] == [State.SENT, State.ON_PAGE, State.GATHERED]
    assert mail_program.post(link[:-2] + "x/").status_code == 200  # says nothing about whom it is of


def test_a_subscriber_who_stops_is_forgotten() -> None:
    box = Mailbox.objects.create(address="sub@example.org")
    unsubscribing.stop(box)
    assert not Mailbox.objects.exists()


def test_who_no_longer_wants_it_is_not_written_to(ana: User) -> None:
    tell(ana)
    wanted["yes"] = False
    go()
    assert mail.outbox == [] and Message.objects.get().state == State.CANCELLED


def test_who_is_erased_or_shut_out_is_not_written_to(ana: User) -> None:
    bo = User.objects.create_user("bo@example.org")
    tell(ana, bo)
    ana.delete()
    User.objects.filter(pk=bo.pk).update(is_active=False)
    go()
    assert mail.outbox == []


def test_a_demonstration_sends_nothing_and_shows_it_on_the_page(ana: User, settings: Any) -> None:
    settings.DEMO = True
    tell(ana)
    list(sending.by_tick())
    sending.look.func()
    assert mail.outbox == [] and Message.objects.get().state == State.ON_PAGE


def test_two_workers_at_once_send_once(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other begins while the first e-mail is under way."""
    users = [User.objects.create_user(f"u{n}@example.org") for n in range(30)]
    tell(*users)
    real = sending._send

    def slowly(letter: Any) -> None:
        monkeypatch.setattr(sending, "_send", real)
        go()
        real(letter)

    monkeypatch.setattr(sending, "_send", slowly)
    go()
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(user.email or "" for user in users)


def test_a_worker_that_dies_loses_nothing_and_the_number_stays(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def dies(*rest: Any) -> None:
        raise Killed

    tell(ana)
    number = Message.objects.get().number
    with monkeypatch.context() as during, pytest.raises(Killed):
        during.setattr(sending, "_send", dies)
        during.setattr(sending, "_let_go", lambda me: None)
        go()
    assert go() == [] and Message.objects.get().state == State.HANDING
    with clock.travel(clock.now() + sending.HELD + timedelta(seconds=1)):
        go()
    assert [letter.extra_headers["Message-ID"] for letter in mail.outbox] == [f"<{number.hex}@talk.example.org>"]


def test_what_the_server_took_from_a_worker_that_died_is_not_sent_again(
    ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies before the database hears of it; the file beside the ledger survives it."""
    tell(ana)
    with monkeypatch.context() as during:
        during.setattr(sending._Run, "end", lambda run: None)
        go()
    assert Message.objects.get().state == State.HANDING and len(mail.outbox) == 1
    with clock.travel(clock.now() + sending.HELD + timedelta(seconds=1)):
        go()
    assert Message.objects.get().state == State.SENT and len(mail.outbox) == 1
    with clock.travel(clock.now() + taken.KEPT + timedelta(minutes=1)):
        tell(ana, key="2")
        go()
    assert len(mail.outbox) == 2 and taken._files() == []


def test_a_file_that_cannot_be_written_stops_nothing(ana: User, settings: Any) -> None:
    settings.ERASURE_LEDGER = "/proc/nowhere/erasures.jsonl"
    tell(ana)
    assert go() == ["messages: 1 e-mails sent"]


class Server(EmailBackend):
    """Refuses some addresses, or is away."""

    error: Exception | None = None
    full: frozenset[str] = frozenset()

    def send_messages(self, messages: Any) -> int:
        if self.error and (not self.full or messages[0].to[0] in self.full):
            raise self.error
        return super().send_messages(messages)


def serve(monkeypatch: pytest.MonkeyPatch, error: Exception | None, *full: str) -> None:
    monkeypatch.setattr(Server, "error", error)
    monkeypatch.setattr(Server, "full", frozenset(full))
    monkeypatch.setattr(sending, "get_connection", Server)


def test_while_the_mail_server_is_away_it_waits(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(ana)
    serve(monkeypatch, SMTPServerDisconnected("gone"))
    assert "the rest waits" in go()[0] and Message.objects.get().attempts == 0
    serve(monkeypatch, None)
    go()
    assert len(mail.outbox) == 1


def refused_so_often(ana: User, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    serve(monkeypatch, SMTPRecipientsRefused({"a": (550, b"no")}), "ana@example.org")
    bo = User.objects.create_user("bo@example.org")
    tell(ana, key="0")
    for n in range(times):
        tell(bo, key=str(n))
        with clock.travel(clock.now() + timedelta(hours=7 * n)):
            go()


def test_an_address_refused_three_times_is_paused_until_its_owner_says_so(
    ana: User, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    refused_so_often(ana, monkeypatch, sending.FAILURES)
    box = Mailbox.objects.get(user=ana)
    assert box.paused_at is not None
    client.force_login(ana)
    assert "We no longer write to your address" in client.get("/inbox/").content.decode()
    serve(monkeypatch, None)
    go()
    assert all(letter.to != ["ana@example.org"] for letter in mail.outbox)
    client.post("/inbox/try-again/")
    go()
    assert mail.outbox[-1].to == ["ana@example.org"]


def test_a_server_that_refuses_everybody_is_not_believed(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, SMTPRecipientsRefused({"a": (550, b"no")}))
    tell(ana)
    for n in range(5):
        with clock.travel(clock.now() + timedelta(hours=7 * n)):
            go()
    box = Mailbox.objects.get()
    assert box.paused_at is None and box.failures == 0


def test_after_a_week_it_is_given_up(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, SMTPRecipientsRefused({"a": (452, b"full")}))
    tell(ana)
    go()
    with clock.travel(clock.now() + timedelta(days=8)):
        go()
    assert Message.objects.get().state == State.GIVEN_UP


def test_once_a_week_it_comes_in_one_letter_and_once(ana: User) -> None:
    outbox.set_pace(outbox.mailboxes([ana])[0], Mailbox.Pace.WEEKLY)
    with clock.travel(datetime(2026, 10, 22, 12, tzinfo=UTC)):  # the clock changes on the Sunday after
        tell(ana, key="1", title="First")
        tell(ana, key="2", title="Second")
        assert list(sending.by_tick()) == []
    with clock.travel(datetime(2026, 10, 26, 7, 59, tzinfo=UTC)):
        assert list(sending.by_tick()) == []
    for minutes in (0, 5):
        with clock.travel(datetime(2026, 10, 26, 8, minutes, tzinfo=UTC)):
            list(sending.by_tick())
    assert len(mail.outbox) == 1 and "First" in mail.outbox[0].body and "Second" in mail.outbox[0].body


def test_subscribing_takes_two_yeses(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribing, "wired_map", lambda name: {"thing": lambda number: ("A thing", "/things/1/")})
    assert client.post("/tell-me/thing/1/", {"email": "sub@example.org"}).status_code == 200
    go()
    assert subscribing.subscribers({"thing": [1]}) == []
    link = next(line for line in mail.outbox[0].body.splitlines() if "/tell-me/yes/" in line)
    link = link.removeprefix("https://talk.example.org")
    client.get(link)
    assert Subscription.objects.get().confirmed_at is None
    client.post(link)
    assert [box.address for box in subscribing.subscribers({"thing": [1]})] == ["sub@example.org"]


def test_the_inbox_lists_twenty_and_can_be_read(ana: User, client: Client) -> None:
    for n in range(21):
        tell(ana, key=str(n))
    client.force_login(ana)
    page = client.get("/inbox/")
    assert len(page.context["page"].object_list) == 20 and b"21 unread" in page.content
    first = page.context["page"].object_list[0]
    assert client.post(f"/inbox/{first.pk}/")["Location"] == "/somewhere/"
    assert b"20 unread" in client.get("/inbox/?page=2").content
    client.post("/inbox/read/")
    assert b"Nothing unread" in client.get("/inbox/").content


def test_the_inbox_says_a_reason_once_above_what_comes_for_it(ana: User, client: Client) -> None:
    for n, why in enumerate(["because you asked", "because you took part", "because you took part"]):
        outbox.tell((ana,), "news", str(n), title="Out", why=f"You get this {why}.", link="/somewhere/")
    client.force_login(ana)
    page = client.get("/inbox/").content.decode()
    assert page.count("You get these because you took part.") == page.count("You get this because you asked.") == 1
    assert "You get this because you took part." not in page


def test_nobody_opens_what_somebody_else_was_told(ana: User, client: Client) -> None:
    tell(ana)
    client.force_login(User.objects.create_user("bo@example.org"))
    assert client.post(f"/inbox/{Message.objects.get().pk}/").status_code == 404


def test_only_administrators_see_what_waits_and_no_address(ana: User, client: Client) -> None:
    tell(ana)
    client.force_login(ana)
    assert client.get("/administration/messages/").status_code == 404
    boss = User.objects.create_superuser("boss@example.org", name="Boss")
    client.force_login(boss)
    page = client.get("/administration/messages/").content.decode()
    assert "Waits" in page and "ana@" not in page


def test_two_workers_that_saw_the_same_row_do_not_both_take_it(ana: User) -> None:
    tell(ana)
    seen = sending._due()
    assert len(sending._take(seen, "one")) == 1 and sending._take(seen, "two") == []

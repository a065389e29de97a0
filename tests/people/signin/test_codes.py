"""Signing in with a code by e-mail: the same for everybody, once, soon, and in one browser."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit import clock
from people import numbers
from people.models import User
from people.signin import email_codes
from tests.pages import flat

pytestmark = pytest.mark.django_db
ASK, CONFIRM = "/accounts/login/code/", "/accounts/login/code/confirm/"
AMINA = "amina@example.org"


@pytest.fixture(autouse=True)
def real_e_mail(settings: Any) -> None:
    settings.DEMO = False


def ask(client: Client, email: str = AMINA, **more: Any) -> str:
    """Ask for a code; the code that was sent."""
    mail.outbox.clear()
    answer = client.post(ASK, {"email": email}, **more)
    assert answer.status_code == 302, answer.content
    found = re.search(r"Your code is (\S+)", str(mail.outbox[0].body))
    assert found
    return found[1]


def type_in(client: Client, code: str, **more: Any) -> Any:
    return client.post(CONFIRM, {"code": code}, **more)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_new_person_signs_in_and_has_an_account_from_then_on() -> None:
    client = Client()
    code = ask(client, "Amina@Example.org")
    assert not User.objects.exists()
    answer = type_in(client, code)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert is_signed_in(client)
    assert User.objects.get().email == AMINA


def test_the_same_person_comes_back_to_the_same_account() -> None:
    for _ in range(2):
        client = Client()
        type_in(client, ask(client))
        assert is_signed_in(client)
    assert User.objects.count() == 1


def test_the_code_may_be_typed_carelessly() -> None:
    client = Client()
    code = ask(client)
    type_in(client, f"  {code.lower().replace('-', ' ')} ")
    assert is_signed_in(client)


# --- Nobody learns who has an account -----------------------------------------------------------------
def answer_to(email: str) -> tuple[Any, ...]:
    client = Client()
    mail.outbox.clear()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.post(ASK, {"email": email})
    page = client.get(CONFIRM).content.decode().replace(email, "…")
    page = re.sub(r'csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", page)
    letter = re.sub(r"Your code is \S+", "", str(mail.outbox[0].body))
    work = [re.sub(r"'[^']*'", "?", query["sql"]) for query in queries]
    return answer.status_code, answer["Location"], page, letter, work


def test_known_unknown_and_closed_addresses_get_the_same_answer_after_the_same_work() -> None:
    User.objects.create_user(AMINA)
    User.objects.create_user("closed@example.org", is_active=False)
    known, unknown, closed = (answer_to(e) for e in (AMINA, "nobody@example.org", "closed@example.org"))
    assert known == unknown == closed
    assert not User.objects.filter(email="nobody@example.org").exists()


def test_a_closed_account_is_told_so_only_with_the_right_code() -> None:
    User.objects.create_user(AMINA, is_active=False)
    client = Client()
    code = ask(client)
    answer = type_in(client, code)
    assert answer["Location"] == "/accounts/inactive/"
    assert not is_signed_in(client)
    assert "This account is closed" in client.get("/accounts/inactive/").content.decode()


# --- Codes that do not work ---------------------------------------------------------------------------
def test_a_wrong_code_is_refused_and_another_may_be_typed() -> None:
    client = Client()
    code = ask(client)
    answer = type_in(client, "BBBB-BBBB")
    assert answer.status_code == 422
    assert "That is not the code we sent" in answer.content.decode()
    type_in(client, code)
    assert is_signed_in(client)


def test_a_code_works_once() -> None:
    client = Client()
    code = ask(client)
    type_in(client, code)
    client.logout()
    assert type_in(client, code)["Location"] == ASK
    assert not is_signed_in(client)


def test_an_old_code_is_refused() -> None:
    client = Client()
    code = ask(client)
    with clock.travel(clock.now() + timedelta(minutes=16)):
        answer = type_in(client, code)
    assert "older than 15 minutes" in answer.content.decode()
    assert not is_signed_in(client)


def test_a_code_for_another_browser_is_refused() -> None:
    code = ask(Client())
    other = Client()
    assert type_in(other, code)["Location"] == ASK
    ask(other)
    assert type_in(other, code).status_code == 422
    assert not is_signed_in(other)


def test_a_code_for_another_address_is_refused() -> None:
    client = Client()
    code = ask(client)
    ask(client, "bilal@example.org")
    assert type_in(client, code).status_code == 422


def test_only_the_newest_code_works() -> None:
    client = Client()
    old = ask(client)
    mail.outbox.clear()
    client.post(CONFIRM, {"action": "resend"})
    new = str(mail.outbox[0].body).split()[3]
    assert type_in(client, old).status_code == 422
    type_in(client, new)
    assert is_signed_in(client)


def test_the_code_cannot_be_read_in_the_table_of_sessions() -> None:
    client = Client()
    code = ask(client)
    assert code.replace("-", "") not in str(dict(client.session))


# --- Limits -------------------------------------------------------------------------------------------
def wrong(client: Client, times: int, **more: Any) -> None:
    for _ in range(times):
        assert type_in(client, "BBBB-BBBB", **more).status_code == 422


def test_after_ten_wrong_codes_the_right_one_is_refused_too() -> None:
    client = Client()
    code = ask(client)
    wrong(client, 10)
    answer = type_in(client, code)
    assert "too many tries" in answer.content.decode()
    assert not is_signed_in(client)


def test_wrong_codes_in_other_browsers_leave_the_right_one_here_right() -> None:
    here, *others = [Client() for _ in range(5)]
    code = ask(here)
    for other in others:
        assert other.post(ASK, {"email": AMINA}).status_code == 302
        wrong(other, 10)
    type_in(here, code)
    assert is_signed_in(here)


def test_after_ten_wrong_codes_a_new_one_works() -> None:
    client = Client()
    ask(client)
    wrong(client, 11)
    type_in(client, ask(client))
    assert is_signed_in(client)


def test_signing_in_oneself_buys_no_more_guesses_at_others() -> None:
    guesser = Client()
    ask(guesser)
    wrong(guesser, 9)
    own = Client()
    type_in(own, ask(own, "guesser@example.org"))
    assert is_signed_in(own)
    wrong(guesser, 1)
    assert "too many tries" in type_in(guesser, "BBBB-BBBB").content.decode()


def test_a_forged_forwarding_header_buys_no_more_mails() -> None:
    said = [
        Client().post(ASK, {"email": f"person{n}@example.org"}, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}").status_code
        for n in range(661)
    ]
    assert said == [302] * 660 + [422]


def test_invented_addresses_keep_nobody_in_the_network_from_a_code() -> None:
    """After sixty, codes are longer: guessing at any of them takes as long as before."""
    for n in range(60):
        assert len(ask(Client(), f"invented{n}@example.org").replace("-", "")) == numbers.CODE_SIGNS
    owner, known = Client(), Client(REMOTE_ADDR="10.7.7.7")
    type_in(known, ask(known))
    known.post("/accounts/logout/")
    code = ask(owner, "owner@example.org")
    assert len(code.replace("-", "")) == email_codes.CROWD_SIGNS
    assert "or in your network" in owner.get(CONFIRM).content.decode()
    type_in(owner, code)
    assert is_signed_in(owner)
    assert len(ask(known, REMOTE_ADDR="127.0.0.1").replace("-", "")) == numbers.CODE_SIGNS


def test_one_browser_asks_for_so_many_and_no_more() -> None:
    browser = Client()
    said = [browser.post(ASK, {"email": f"person{n}@example.org"}).status_code for n in range(22)]
    assert said == [302] * 20 + [422] * 2


def test_thirty_people_behind_one_address_can_sign_in() -> None:
    for n in range(30):
        client = Client()
        type_in(client, ask(client, f"person{n}@example.org"))
        assert is_signed_in(client)


@pytest.mark.parametrize("spelling", ["officer+{}@example.org", ""], ids=["tags", "dots"])
def test_sixty_spellings_fill_no_mailbox(spelling: str, one_crowds_time: None) -> None:
    """From three networks; and whoever owns one of them, elsewhere or on a known browser, signs in."""
    dotted = [f"{'officer'[:n]}.{'officer'[n:]}+{tag}@gmail.com" for n in range(1, 7) for tag in range(10)]
    spelt = [spelling.format(n) for n in range(60)] if spelling else dotted
    mail.outbox.clear()
    said = [
        Client(REMOTE_ADDR=f"198.51.100.{n % 3}").post(ASK, {"email": email}).status_code
        for n, email in enumerate(spelt)
    ]
    most = email_codes.ASKED_A_MAILBOX + 3 * (1 + email_codes.OTHER_SPELLINGS)
    assert len(mail.outbox) == most and said.count(302) == most and said.count(422) == 60 - most
    owner = Client(REMOTE_ADDR="192.0.2.1")
    email = "officer@example.org" if spelling else "of.ficer+new@googlemail.com"
    type_in(owner, ask(owner, email))
    assert is_signed_in(owner)


def test_a_code_for_all_who_ask_works_for_no_other_spelling() -> None:
    """A service may give "officer+x@" to somebody else than "officer@"."""
    attack(6, "officer@example.org")
    victim = Client(REMOTE_ADDR="192.0.2.1")
    victim.post(ASK, {"email": "officer@example.org"})
    theirs = Client(REMOTE_ADDR="192.0.2.2")
    code = ask(theirs, "officer+x@example.org")
    assert type_in(victim, code).status_code == 422
    type_in(theirs, code)
    assert is_signed_in(theirs)


# --- An attacker and the owner of the address -----------------------------------------------------------
def attack(times: int, email: str = AMINA, **more: Any) -> list[Client]:
    """A stranger asks for codes of an address again and again, each time as a new browser, from many networks."""
    browsers = [Client(**(more or {"REMOTE_ADDR": f"198.51.{n % 250}.{n // 250}"})) for n in range(times)]
    for browser in browsers:
        assert browser.post(ASK, {"email": email}).status_code == 302
    return browsers


def newest() -> str:
    found = re.search(r"Your code is (\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


@pytest.fixture
def one_crowds_time() -> Iterator[None]:
    """All within the ten minutes that one code of the crowd lasts, however slow the machine."""
    with clock.travel(datetime.fromtimestamp(clock.now().timestamp() // 600 * 600 + 60, tz=UTC)):
        yield


@pytest.mark.parametrize("network", [{}, {"REMOTE_ADDR": "192.0.2.1"}], ids=["many networks", "the owner's network"])
def test_a_thousand_tries_of_a_stranger_keep_the_owner_neither_out_nor_waiting(
    network: Any, one_crowds_time: None
) -> None:
    old, waiting, new = (Client(REMOTE_ADDR="192.0.2.1") for _ in range(3))
    type_in(old, ask(old))
    old.post("/accounts/logout/")
    asked_before = ask(waiting)
    mail.outbox.clear()
    for guesser in attack(100, **network):
        wrong(guesser, 10)
    assert len(mail.outbox) == 4  # the owner asked twice before: three strangers' own, and one for all
    in_the_mailbox = newest_of_the_crowd()
    type_in(waiting, asked_before)
    assert is_signed_in(waiting)
    type_in(old, ask(old))  # an e-mail of its own
    assert is_signed_in(old)
    attack(1, **network)
    new.post(ASK, {"email": AMINA})
    assert "Many codes were asked" in new.get(CONFIRM).content.decode()
    type_in(new, in_the_mailbox)
    assert is_signed_in(new)


def newest_of_the_crowd() -> Any:
    """What the owner finds in the mailbox: the newest e-mail with the longer code."""
    sent = [str(one.body) for one in mail.outbox if "everybody who asked" in str(one.body)]
    return re.findall(r"Your code is (\S+)", "".join(sent))[-1]


def test_a_mailbox_is_not_filled() -> None:
    mail.outbox.clear()
    start = clock.now()
    for minute in range(0, 60, 2):
        with clock.travel(start + timedelta(minutes=minute)):
            attack(5, f"amina+{minute}@example.org" if minute > 52 else AMINA)
    assert 5 < len(mail.outbox) <= 5 + 7 + 5


def test_a_code_for_all_who_ask_works_once() -> None:
    attack(6)
    first, second = Client(), Client()
    for client in (first, second):
        client.post(ASK, {"email": AMINA})
    code = newest()
    type_in(first, code)
    assert is_signed_in(first)
    assert type_in(second, code).status_code == 422
    second.post(CONFIRM, {"action": "resend"})
    assert newest() != code
    type_in(second, newest())
    assert is_signed_in(second)


def test_the_newest_code_for_all_works_where_an_older_one_was_asked_for() -> None:
    attack(6)
    client = Client()
    client.post(ASK, {"email": AMINA})
    with clock.travel(clock.now() + timedelta(minutes=11)):
        attack(1)
        type_in(client, newest())
    assert is_signed_in(client)


def test_a_code_for_all_works_for_no_other_address_and_in_no_browser_that_did_not_ask() -> None:
    attack(6)
    code = newest()
    assert type_in(Client(), code)["Location"] == ASK
    other = Client()
    ask(other, "bilal@example.org")
    assert type_in(other, code).status_code == 422


def test_in_a_crowd_known_and_unknown_addresses_get_the_same_answer_after_the_same_work() -> None:
    User.objects.create_user(AMINA)
    for email in (AMINA, "nobody@example.org"):
        attack(6, email)
    mail.outbox.clear()
    answers = [crowd_answer(email) for email in (AMINA, "nobody@example.org")]
    assert answers[0] == answers[1]


def crowd_answer(email: str) -> tuple[Any, ...]:
    client = Client()
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(ASK, {"email": email})
    page = re.sub(r'csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", client.get(CONFIRM).content.decode())
    return answer.status_code, page.replace(email, "…"), len(queries), len(mail.outbox)


def test_a_failed_mail_to_all_is_sent_again_at_the_next_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    attack(5)

    def refuse(*args: Any) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", refuse)
        assert Client().post(ASK, {"email": AMINA}).status_code == 422
    mail.outbox.clear()
    attack(1)
    assert len(mail.outbox) == 1


def test_the_cookie_of_a_known_browser_names_nobody_and_cannot_be_made_up() -> None:
    client = Client()
    type_in(client, ask(client))
    assert "amina" not in str(client.cookies["answerable_browser"])
    assert client.cookies["answerable_browser"]["httponly"]
    forger = Client()
    forger.cookies["answerable_browser"] = "made:up"
    attack(5)
    forger.post(ASK, {"email": AMINA})
    assert "Many codes were asked" in forger.get(CONFIRM).content.decode()


def test_an_e_mail_that_cannot_be_sent_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    answer = Client().post(ASK, {"email": AMINA})
    assert answer.status_code == 422
    assert "could not send the e-mail" in answer.content.decode()


# --- Around it ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["", "amina", "amina@", "a@b\r\nBcc: c@d.org", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_refused_in_words(typed: str) -> None:
    answer = Client().post(ASK, {"email": typed})
    assert answer.status_code == 422
    assert "Error: Sign in" in flat(answer.content.decode())


def test_the_session_has_a_new_name_after_signing_in() -> None:
    client = Client()
    code = ask(client)
    before = client.session.session_key
    type_in(client, code)
    assert client.session.session_key != before


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
     "/\t/evil.example", "http:evil.example", "https:///evil.example", " //evil.example", "evil.example", "/\r\nX: y"],
)  # fmt: skip
def test_nobody_is_led_off_the_site(elsewhere: str) -> None:
    client = Client()
    mail.outbox.clear()
    client.post(ASK, {"email": AMINA, "next": elsewhere})
    code = str(mail.outbox[0].body).split()[3]
    assert client.post(CONFIRM, {"code": code, "next": elsewhere})["Location"] == "/desk/"
    assert client.get(ASK, {"next": elsewhere})["Location"] == "/desk/"
    assert client.post("/accounts/logout/", {"next": elsewhere})["Location"] == "/"


def test_the_way_in_leads_back_to_where_one_was_going() -> None:
    client = Client()
    page = client.get(ASK, {"next": "/join/?a=1&b=2"}).content.decode()
    assert 'name="next" value="/join/?a=1&amp;b=2"' in page
    code = ask(client)
    assert client.post(CONFIRM, {"code": code, "next": "/join/?a=1&b=2"})["Location"] == "/join/?a=1&b=2"


def test_forms_of_the_way_in_need_their_token() -> None:
    client = Client(enforce_csrf_checks=True)
    for address in (ASK, CONFIRM, "/accounts/logout/"):
        assert client.post(address, {"email": AMINA}).status_code == 403


def test_pages_of_the_way_in_are_kept_by_no_cache() -> None:
    client = Client()
    ask(client)
    for address in (ASK, CONFIRM):
        assert "no-store" in client.get(address)["Cache-Control"]


@pytest.mark.parametrize(
    "gone", ["signup/", "password/reset/", "password/set/", "password/change/", "email/", "3rdparty/"]
)
def test_nothing_else_of_the_accounts_library_can_be_reached(gone: str) -> None:
    assert Client().get(f"/accounts/{gone}").status_code == 404


def test_the_demonstration_shows_the_code_instead_of_sending_it(settings: Any) -> None:
    settings.DEMO = True
    client = Client()
    mail.outbox.clear()
    client.post(ASK, {"email": AMINA})
    found = re.search(r"data-demo-code>([\w-]+)<", client.get(CONFIRM).content.decode())
    assert found and mail.outbox == []
    type_in(client, found[1])
    assert is_signed_in(client)
    assert "data-demo-code" not in client.get("/").content.decode()

"""The e-mail that was promised: to whoever wants it, once, whatever the mail server does."""

from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import timedelta
from io import StringIO
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.test import Client

from audit import clock
from audit.models import Entry
from consultations.joining import consents, joining
from consultations.models import Consent, Consultation, Stage
from consultations.stages import stages
from outcomes.answers import promising, responses
from outcomes.models import News, RecommendationResponse
from outcomes.news import news
from people.models import User
from people.outbox import sending
from people.privacy import ledger
from tests.cast import Cast
from tests.outcomes.coded import ready_to_publish
from tests.outcomes.published import LONG, publish

pytestmark = pytest.mark.django_db
EVERYBODY = {"amina", "bilal", "carys"}


@pytest.fixture(autouse=True)
def a_real_site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What staff and others are told through the outbox has its own tests."""
    settings.DEMO, settings.SITE_URL = False, "https://talk.example.org"
    monkeypatch.setattr(sending, "run", lambda: iter(()))


def tick() -> str:
    """What it said. It fails at its end where something waits for what is away."""
    out = StringIO()
    with suppress(CommandError):
        call_command("tick", stdout=out)
    return out.getvalue()


def told() -> list[str]:
    """Who was written to, by the first part of the address, in the order of the e-mails."""
    assert all(len(message.recipients()) == 1 for message in mail.outbox), "nobody may see who else takes part"
    return [message.to[0].partition(".")[0] for message in mail.outbox]


def findings(cast: Cast) -> None:
    ready_to_publish(cast)
    stages.move(cast.consultation, "publish_findings", by=cast.moss)


def answer(cast: Cast) -> None:
    response = publish(cast)
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    responses.write_opening(response, by=cast.reyes, text="We have read every word.")
    for slot, status in zip(response.answers.all(), ("accepted", "not_accepted"), strict=True):
        responses.answer(slot, by=cast.reyes, status=status, reasons=LONG)
        if status == RecommendationResponse.Status.ACCEPTED:
            soon = clock.today() + timedelta(30)
            promising.promise(slot, by=cast.reyes, text="Put up signs", owner_role="Chief", due=soon)
    responses.sign(response, by=cast.okoro, previewed=responses.fingerprint(response))


def test_whoever_asked_is_told_that_the_findings_are_out(cast: Cast) -> None:
    findings(cast)
    assert mail.outbox == [], "an e-mail must not wait in somebody's request"
    assert "The findings are out: Street cameras in Eastmere: 3 e-mails sent" in tick()
    assert set(told()) == EVERYBODY
    message = mail.outbox[0]
    assert message.subject == "The findings are out: Street cameras in Eastmere"
    assert "Delete it" in message.body and "by " in message.body
    assert "https://talk.example.org/consultations/street-cameras/report/" in message.body


def test_whoever_asked_is_told_what_the_police_answered(cast: Cast) -> None:
    answer(cast)
    tick()
    assert set(told()) == EVERYBODY
    body = mail.outbox[0].body
    assert "Riverside Police (example) has answered.\n\nSigned by N. Okoro, Chief Superintendent." in body
    assert "\n- Accepted: 1\n- Not accepted: 1\n" in body
    assert "https://talk.example.org/consultations/street-cameras/answer/" in body


@pytest.mark.parametrize("happens", [findings, answer])
def test_every_link_leads_to_a_page(cast: Cast, client_for: Callable[[User], Client], happens: Any) -> None:
    happens(cast)
    tick()
    reader = client_for(cast.amina)
    links = [line for line in mail.outbox[0].body.splitlines() if line.startswith("https://")]
    assert len(links) >= 2
    for link in links:
        assert reader.get(link.removeprefix("https://talk.example.org")).status_code == 200, link


def test_nobody_is_told_twice(cast: Cast) -> None:
    findings(cast)
    tick()
    assert "e-mails" not in tick()
    assert len(told()) == 3
    assert Entry.objects.filter(action="news_sent").count() == 1


def no_news(cast: Cast) -> None:
    consents.set_consent(cast.consultation, Consent.Item.RECONTACT, False, by=cast.amina)


def leaves(cast: Cast) -> None:
    joining.withdraw(cast.consultation, by=cast.amina)


def is_shut_out(cast: Cast) -> None:
    User.objects.filter(pk=cast.amina.pk).update(is_active=False)


def has_no_address(cast: Cast) -> None:
    User.objects.filter(pk=cast.amina.pk).update(email=None)


def account_is_gone(cast: Cast) -> None:
    cast.consultation.memberships.filter(user=cast.amina).update(user=None)


def is_no_longer_in(cast: Cast) -> None:
    cast.consultation.memberships.filter(user=cast.amina).update(withdrawn_at=clock.now())


@pytest.mark.parametrize("then", [no_news, leaves, is_no_longer_in, is_shut_out, has_no_address, account_is_gone])
def test_whoever_may_not_be_written_to_is_not(cast: Cast, then: Callable[[Cast], None]) -> None:
    """Also when that happened after there was something to tell."""
    findings(cast)
    then(cast)
    tick()
    assert set(told()) == EVERYBODY - {"amina"}


def test_staff_are_not_written_to(cast: Cast) -> None:
    Consent.objects.create(membership=cast.member(cast.moss), item=Consent.Item.RECONTACT, text_version="2026-11")
    findings(cast)
    tick()
    assert set(told()) == EVERYBODY


class Failing(EmailBackend):
    """Takes as many e-mails as it is told, then raises, once or every time."""

    takes, error, once = 1, SMTPServerDisconnected("gone"), True

    def send_messages(self, messages: Any) -> int:
        if len(mail.outbox) >= self.takes:
            Failing.takes = 99 if self.once else self.takes
            raise self.error
        return super().send_messages(messages)


def fail(monkeypatch: pytest.MonkeyPatch, takes: int, error: Exception) -> None:
    monkeypatch.setattr(Failing, "takes", takes)
    monkeypatch.setattr(Failing, "error", error)
    monkeypatch.setattr(news, "get_connection", Failing)


@pytest.mark.parametrize("takes", [0, 1, 2])
def test_when_the_mail_server_fails_the_rest_waits(cast: Cast, monkeypatch: pytest.MonkeyPatch, takes: int) -> None:
    findings(cast)
    fail(monkeypatch, takes, SMTPServerDisconnected("gone"))
    assert "the rest waits" in tick()
    assert len(told()) == takes and not Entry.objects.filter(action="news_sent").exists()
    tick()
    assert sorted(told()) == sorted(EVERYBODY)
    assert Entry.objects.filter(action="news_sent").exists()


@pytest.mark.parametrize(
    ("takes", "error", "fails"),
    [(0, SMTPServerDisconnected("gone"), True), (1, ConnectionRefusedError("no"), True),
     (0, SMTPRecipientsRefused({"b": (550, b"relaying denied")}), True),
     (2, SMTPRecipientsRefused({"b": (452, b"full")}), False)],
)  # fmt: skip
def test_the_clock_fails_where_the_mail_server_does(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, takes: int, error: Exception, fails: bool
) -> None:
    findings(cast)
    fail(monkeypatch, takes, error)
    monkeypatch.setattr(Failing, "once", False)
    with pytest.raises(CommandError, match="Something waits") if fails else nullcontext():
        call_command("tick", stdout=StringIO())


NO_SUCH_ADDRESS = [
    SMTPRecipientsRefused({"b": (550, b"no")}), SMTPDataError(550, b"no"), UnicodeEncodeError("ascii", "ö", 0, 1, "no"),
]  # fmt: skip


@pytest.mark.parametrize("takes", [1, 2])
@pytest.mark.parametrize("error", NO_SUCH_ADDRESS)
def test_an_address_that_does_not_exist_holds_up_nobody(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, error: Exception, takes: int
) -> None:
    findings(cast)
    fail(monkeypatch, takes, error)
    tick()
    assert len(told()) == 2 and News.objects.get().done_at is not None


@pytest.mark.parametrize("error", NO_SUCH_ADDRESS)
def test_a_server_that_refuses_everybody_is_not_believed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    findings(cast)
    fail(monkeypatch, 0, error)
    monkeypatch.setattr(Failing, "once", False)
    assert "the rest waits" in tick()
    assert told() == [] and News.objects.get().done_at is None
    monkeypatch.setattr(Failing, "takes", 99)
    tick()
    assert len(told()) == 3


def test_a_full_mailbox_is_tried_again_and_after_a_week_given_up(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    findings(cast)
    fail(monkeypatch, 2, SMTPRecipientsRefused({"b": (452, b"full")}))
    monkeypatch.setattr(Failing, "once", False)
    assert "the rest waits" in tick()
    assert len(told()) == 2 and News.objects.get().done_at is None
    with clock.travel(clock.now() + timedelta(days=8)):
        tick()
    assert len(told()) == 2 and News.objects.get().done_at is not None


def test_after_a_week_whoever_was_not_tried_is_still_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    findings(cast)
    monkeypatch.setattr(news, "AT_ONCE", 1)
    with clock.travel(clock.now() + timedelta(days=8)):
        for _ in range(3):
            tick()
    assert len(told()) == 3


def test_what_nobody_thought_of_stops_no_other_duty(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    findings(cast)
    with monkeypatch.context() as broken:
        broken.setattr(news, "words", lambda about: 1 / 0)
        assert "cannot be sent, see the log" in tick()
    tick()
    assert len(told()) == 3


def test_consent_taken_back_while_others_are_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    findings(cast)
    real = news._tell

    def tell(member: Any, *rest: Any) -> None:
        real(member, *rest)
        if member.user == cast.amina:
            consents.set_consent(cast.consultation, Consent.Item.RECONTACT, False, by=cast.bilal)

    monkeypatch.setattr(news, "_tell", tell)
    tick()
    assert set(told()) == {"amina", "carys"}


def test_the_findings_come_before_the_answer(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(cast)
    News.objects.all().delete()
    news.findings_are_out(cast.consultation)
    news.police_have_answered(cast.consultation)
    fail(monkeypatch, 0, SMTPServerDisconnected("gone"))
    tick()
    tick()
    assert [message.subject[:12] for message in mail.outbox] == ["The findings"] * 3 + ["The police h"] * 3
    assert "has answered since" in mail.outbox[0].body and "must now answer" not in mail.outbox[0].body


def test_who_was_told_is_forgotten_in_the_end(cast: Cast) -> None:
    findings(cast)
    tick()
    assert News.objects.get().told == []


def test_a_tick_that_died_holds_the_news_for_minutes_only(cast: Cast) -> None:
    findings(cast)
    News.objects.update(held_by="somebody", held_until=clock.now() + news.HELD)
    tick()
    assert told() == []
    with clock.travel(clock.now() + news.HELD + timedelta(seconds=1)):
        tick()
    assert len(told()) == 3


def test_with_a_damaged_ledger_nobody_is_written_to(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a restore, the database may hold people who were erased."""

    def damaged() -> bool:
        raise ledger.Damaged("line 1")

    findings(cast)
    monkeypatch.setattr(ledger, "is_behind", damaged)
    tick()
    assert told() == []


def test_two_ticks_at_once_tell_nobody_twice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other tick begins while the first e-mail is under way, and one fails after it."""
    findings(cast)
    real = news._tell

    def slowly(*about: Any) -> None:
        monkeypatch.setattr(news, "_tell", real)
        assert "e-mails" not in tick()
        real(*about)

    monkeypatch.setattr(news, "_tell", slowly)
    tick()
    news._finish(News.objects.get())  # both come to the end
    assert sorted(told()) == sorted(EVERYBODY)
    assert Entry.objects.filter(action="news_sent").count() == 1


def test_a_long_list_takes_several_ticks(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "AT_ONCE", 2)
    findings(cast)
    tick()
    assert len(told()) == 2 and News.objects.get().done_at is None
    tick()
    assert sorted(told()) == sorted(EVERYBODY) and News.objects.get().done_at is not None


def test_while_it_is_paused_nothing_is_sent(cast: Cast) -> None:
    findings(cast)
    cast.at(Stage.PAUSED)
    tick()
    assert told() == []
    cast.at(Stage.FINDINGS_PUBLISHED)
    tick()
    assert len(told()) == 3


def test_a_demonstration_writes_to_nobody(cast: Cast, settings: Any) -> None:
    settings.DEMO = True
    findings(cast)
    assert "a demonstration sends no e-mail" in tick()
    assert told() == []


def test_the_letter_is_plain_and_html_and_one_press_stops_it(cast: Cast) -> None:
    findings(cast)
    tick()
    letter = next(message for message in mail.outbox if message.to == [cast.amina.email])
    assert letter.message().get_content_type() == "multipart/alternative"
    html = letter.alternatives[0][0]
    assert "<img" not in html and 'href="https://talk.example.org/consultations/street-cameras/report/"' in html
    stop = letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("https://talk.example.org")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Client(enforce_csrf_checks=True).post(stop).status_code == 200
    news.police_have_answered(cast.consultation)
    tick()
    assert told().count("amina") == 1 and told().count("bilal") == 2

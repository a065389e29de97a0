"""The e-mail that was promised: to whoever wants it, once, whatever the mail server does."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from smtplib import SMTPServerDisconnected
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
from consultations.signing import as_told
from consultations.stages import stages
from outcomes import numbers
from outcomes.answers import points, promising, responses
from outcomes.models import News, RecommendationResponse
from outcomes.news import news
from people.models import Mailbox, Message, User
from people.outbox import outbox, sending
from people.privacy import ledger
from people.text.dates import day
from tests.cast import Cast
from tests.outcomes.coded import ready_to_publish
from tests.outcomes.published import LONG, SAID, publish

pytestmark = pytest.mark.django_db
EVERYBODY = {"amina", "bilal", "carys"}
NEWS = ("The findings are out", "The police have answered", "The technology has", "A change of the technology")


@pytest.fixture(autouse=True)
def a_real_site(settings: Any) -> None:
    settings.DEMO, settings.SITE_URL = False, "https://talk.example.org"


def tick() -> str:
    """What it said. It fails at its end where something waits for what is away."""
    out = StringIO()
    with suppress(CommandError):
        call_command("tick", stdout=out)
        list(sending.run())  # the worker, woken by what is new
    return out.getvalue()


def letters() -> list[Any]:
    """The news alone: what staff are told has its own tests."""
    return [letter for letter in mail.outbox if letter.subject.startswith(NEWS)]


def told() -> list[str]:
    """Who was written to, by the first part of the address, in the order of the e-mails."""
    assert all(len(letter.recipients()) == 1 for letter in mail.outbox), "nobody may see who else takes part"
    return [letter.to[0].partition(".")[0] for letter in letters()]


def findings(cast: Cast) -> None:
    ready_to_publish(cast)
    stages.move(cast.consultation, "publish_findings", by=cast.moss)


def answer(cast: Cast) -> None:
    response = publish(cast)
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    responses.write_opening(response, by=cast.reyes, text="We have read every word.")
    points.say(response, by=cast.reyes, points=SAID)
    for slot, status in zip(response.answers.all(), ("accepted", "not_accepted"), strict=True):
        responses.answer(slot, by=cast.reyes, status=status, reasons=LONG)
        if status == RecommendationResponse.Status.ACCEPTED:
            soon = clock.today() + timedelta(30)
            promising.promise(slot, by=cast.reyes, text="Put up signs", owner_role="Chief", due=soon)
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))


def test_whoever_asked_is_told_that_the_findings_are_out(cast: Cast) -> None:
    findings(cast)
    assert mail.outbox == [], "an e-mail must not wait in somebody's request"
    assert "The findings are out: Street cameras in Eastmere: 3 told" in tick()
    assert set(told()) == EVERYBODY
    message = letters()[0]
    assert message.subject == "The findings are out: Street cameras in Eastmere"
    assert "Delete it" in message.body and "by " in message.body
    assert "https://talk.example.org/consultations/street-cameras/report/" in message.body


def test_the_findings_promise_no_number_of_e_mails_and_no_day_that_stays(cast: Cast) -> None:
    """Who ticked “changes” gets others, and nobody is written to as the day of the answer moves."""
    findings(cast)
    tick()
    body = " ".join(letters()[0].body.split())
    assert "one more" not in body and "We write to you again when they have." in body
    assert f"by {day(cast.consultation.response_due)}. If that day moves, the page of the consultation says so." in body


def test_whoever_asked_is_told_what_the_police_answered(cast: Cast) -> None:
    answer(cast)
    tick()
    assert set(told()) == EVERYBODY
    body = letters()[0].body
    assert "Riverside Police (example) has answered.\n\nSigned by N. Okoro, Chief Superintendent." in body
    assert "\n- Accepted: 1\n- Not accepted: 1\n" in body
    assert "https://talk.example.org/consultations/street-cameras/answer/" in body
    until = clock.today() + timedelta(days=numbers.VERDICT_DAYS)
    asked = f"can say of each recommendation, once, until the end of {day(until)}:\n"
    assert f"{asked}https://talk.example.org/consultations/street-cameras/verdict/" in body
    with clock.travel(clock.now() + timedelta(days=numbers.VERDICT_DAYS + 1)):  # whoever reads once a week
        assert "/verdict/" not in news.words(News.objects.get())[1]


@pytest.mark.parametrize("happens", [findings, answer])
def test_every_link_leads_to_a_page(cast: Cast, client_for: Callable[[User], Client], happens: Any) -> None:
    happens(cast)
    tick()
    reader = client_for(cast.amina)
    links = [line for line in letters()[0].body.splitlines() if line.startswith("https://")]
    assert len(links) >= 2
    for link in links:
        assert reader.get(link.removeprefix("https://talk.example.org")).status_code == 200, link


def test_nobody_is_told_twice(cast: Cast) -> None:
    findings(cast)
    tick()
    assert "told" not in tick()
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


def weekly(cast: Cast) -> None:
    outbox.set_pace(outbox.mailboxes([cast.amina])[0], Mailbox.Pace.WEEKLY)


def never(cast: Cast) -> None:
    outbox.set_pace(outbox.mailboxes([cast.amina])[0], Mailbox.Pace.NEVER)


@pytest.mark.parametrize(("chooses", "digests"), [(weekly, ["amina"]), (never, [])])
def test_it_comes_as_often_as_somebody_chose_and_stands_on_their_page(
    cast: Cast, chooses: Callable[[Cast], None], digests: list[str]
) -> None:
    chooses(cast)
    findings(cast)
    tick()
    assert set(told()) == EVERYBODY - {"amina"}
    assert Message.objects.filter(mailbox__user=cast.amina, title__startswith="The findings are out").count() == 1
    with clock.travel(clock.now() + timedelta(days=7)):
        tick()
    weeklies = [letter for letter in mail.outbox if letter.subject == "What happened this week"]
    assert [letter.to[0].partition(".")[0] for letter in weeklies if letter.to == [cast.amina.email]] == digests
    assert all("The findings are out" in letter.body for letter in weeklies if letter.to == [cast.amina.email])


def test_whoever_did_not_agree_reads_it_on_the_page_alone(cast: Cast) -> None:
    no_news(cast)
    findings(cast)
    tick()
    mine = Message.objects.get(mailbox__user=cast.amina, title__startswith="The findings are out")
    assert mine.state == Message.State.ON_PAGE and set(told()) == EVERYBODY - {"amina"}


def test_the_findings_come_before_the_answer(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(cast)
    News.objects.all().delete()
    news.findings_are_out(cast.consultation)
    news.police_have_answered(cast.consultation)
    with monkeypatch.context() as during:
        during.setattr(EmailBackend, "send_messages", unavailable)
        tick()
    assert letters() == []
    Message.objects.filter(title__startswith="The findings").update(due_at=clock.now() + timedelta(minutes=2))
    tick()
    assert letters() == [], "the answer waits for the findings"
    with clock.travel(clock.now() + timedelta(hours=1)):
        tick()
        tick()
    with clock.travel(clock.now() + timedelta(hours=2)):
        tick()
    assert [letter.subject[:12] for letter in letters()] == ["The findings"] * 3 + ["The police h"] * 3
    assert "has answered since" in letters()[0].body and "must now answer" not in letters()[0].body


def unavailable(self: Any, messages: Any) -> int:
    raise SMTPServerDisconnected("gone")


def test_with_a_damaged_ledger_nobody_is_written_to(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a restore, the database may hold people who were erased."""

    def damaged() -> bool:
        raise ledger.Damaged("line 1")

    findings(cast)
    monkeypatch.setattr(ledger, "is_behind", damaged)
    with suppress(CommandError):
        call_command("tick", stdout=StringIO())
    assert told() == [] and not Message.objects.filter(kind="news")


def test_while_it_is_paused_nothing_is_sent(cast: Cast) -> None:
    findings(cast)
    cast.at(Stage.PAUSED)
    tick()
    assert told() == []
    cast.at(Stage.FINDINGS_PUBLISHED)
    tick()
    assert len(told()) == 3


def test_a_pause_holds_back_what_is_on_its_way(cast: Cast) -> None:
    findings(cast)
    list(news.send())
    cast.at(Stage.PAUSED)
    list(sending.run())
    assert told() == []


def test_a_demonstration_writes_to_nobody(cast: Cast, settings: Any) -> None:
    settings.DEMO = True
    findings(cast)
    tick()
    assert mail.outbox == [] and Message.objects.filter(kind="news", state=Message.State.ON_PAGE).count() == 3


def test_the_letter_is_plain_and_html_and_one_press_stops_it(cast: Cast) -> None:
    findings(cast)
    tick()
    letter = next(message for message in letters() if message.to == [cast.amina.email])
    assert letter.message().get_content_type() == "multipart/alternative"
    html = letter.alternatives[0][0]
    assert "<img" not in html and 'href="https://talk.example.org/consultations/street-cameras/report/"' in html
    stop = letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("https://talk.example.org")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Client(enforce_csrf_checks=True).post(stop).status_code == 200
    news.police_have_answered(cast.consultation)
    tick()
    assert told().count("amina") == 1 and told().count("bilal") == 2


def test_an_answer_that_came_late_is_told_as_late(cast: Cast) -> None:
    answer(cast)
    due = clock.today() - timedelta(days=9)
    Consultation.objects.update(response_due=due, response_published_at=clock.now())
    tick()
    assert "Riverside Police (example) has answered, 9 days late.\n" in letters()[0].body

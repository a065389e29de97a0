"""Who asked to be told is told when the technology changes: once, and not once it was taken back."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend

from audit import clock
from consultations.changes import changes
from consultations.models import Consent, Stage, Technology
from outcomes.models import News
from outcomes.news import news
from tests.cast import Cast
from tests.consultations.changed import about_lfr, said
from tests.made_once import made_once
from tests.outcomes.news.test_news import EVERYBODY, a_real_site, findings, letters, tick, told  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina_asked(cast: Cast) -> None:
    """Everybody of the cast wants news of the findings; of changes only she."""
    Consent.objects.create(membership=cast.member(cast.amina), item=Consent.Item.CHANGES, text_version="2026-12")


@made_once
def lfr(cast: Cast) -> Technology:
    return about_lfr(cast)


@pytest.mark.usefixtures("amina_asked")
def test_only_whoever_asked_for_this_is_told(cast: Cast, client: Any, lfr: Technology) -> None:
    changes.say(cast.at(Stage.COMPLETED).consultation, lfr, by=cast.hale, **said())
    assert "The technology has changed: Street cameras in Eastmere: 1 told" in tick()
    assert told() == ["amina"]
    body = letters()[0].body
    assert "Also used at football matches." in body and "Policy 4.2" in body
    assert client.get(f"/technologies/{lfr.pk}/").status_code == 200
    assert f"https://talk.example.org/technologies/{lfr.pk}/#change-{News.objects.get().change_id}\n" in body
    assert "Something has changed since: Live facial recognition." in body
    tick()
    assert told() == ["amina"]


@pytest.mark.usefixtures("amina_asked")
def test_two_changes_are_two_e_mails(cast: Cast, lfr: Technology) -> None:
    changes.say(cast.consultation, lfr, by=cast.moss, **said())
    changes.say(cast.consultation, lfr, by=cast.moss, **said(kind="supplier"))
    tick()
    tick()
    assert told() == ["amina", "amina"]


@pytest.mark.usefixtures("amina_asked")
def test_what_was_taken_back_is_not_sent(cast: Cast, lfr: Technology) -> None:
    change = changes.say(cast.consultation, lfr, by=cast.moss, **said())
    changes.take_back(cast.consultation, change, by=cast.moss, reason="Another force.")
    tick()
    assert told() == []


def test_what_need_not_be_asked_again_is_not_sent(cast: Cast, lfr: Technology) -> None:
    changes.say(cast.consultation, lfr, by=cast.moss, **said(triggers_reconsultation=False))
    assert not News.objects.exists()


@pytest.mark.usefixtures("amina_asked")
def test_every_consultation_that_asked_before_tells_its_own(cast: Cast, elsewhere: Cast, lfr: Technology) -> None:
    elsewhere.consultation.technologies.add(lfr)
    there = elsewhere.member(elsewhere.bilal)
    Consent.objects.create(membership=there, item=Consent.Item.CHANGES, text_version="2026-12")
    changes.say(cast.consultation, lfr, by=cast.moss, **said())
    tick()
    assert told() == ["amina"], "where another said it the panel reads it first"
    with clock.travel(clock.now() + timedelta(20)):
        tick()
    assert sorted(message.to[0] for message in letters()) == [
        "amina.street-cameras@example.org", "bilal.elsewhere@example.org",
    ]  # fmt: skip


@pytest.mark.usefixtures("amina_asked")
def test_one_that_is_announced_is_not_said_to_be_so(cast: Cast) -> None:
    changes.say(cast.consultation, about_lfr(cast), by=cast.moss, **said(since=clock.today() + timedelta(30)))
    tick()
    message = letters()[0]
    assert message.subject == "A change of the technology is announced: Street cameras in Eastmere"
    assert "A change is announced since" in message.body and "has changed" not in message.body


@pytest.mark.usefixtures("amina_asked")
def test_a_dead_address_does_not_hold_back_the_findings(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    changes.say(cast.consultation, about_lfr(cast), by=cast.moss, **said())
    findings(cast)
    send = EmailBackend.send_messages

    def refuse(self: Any, messages: list[Any]) -> int:
        if "technology" in messages[0].subject:
            raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"no")})
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    tick()
    assert set(told()) == EVERYBODY


@pytest.mark.usefixtures("amina_asked")
def test_taken_back_while_it_waits_nobody_is_written_to(cast: Cast) -> None:
    change = changes.say(cast.consultation, about_lfr(cast), by=cast.moss, **said())
    list(news.send())
    changes.take_back(cast.consultation, change, by=cast.moss, reason="Another force.")
    tick()
    assert told() == []

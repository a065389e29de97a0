"""Who asked to be told is told when the technology changes: once, and not once it was taken back."""

from typing import Any

import pytest
from django.core import mail

from consultations import changes
from consultations.models import Consent, Stage
from outcomes.models import News
from tests.cast import Cast
from tests.consultations.changed import about_lfr, said
from tests.outcomes.news.test_news import a_real_site, tick, told  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina_asked(cast: Cast) -> None:
    """Everybody of the cast wants news of the findings; of changes only she."""
    Consent.objects.create(membership=cast.member(cast.amina), item=Consent.Item.CHANGES, text_version="2026-12")


@pytest.mark.usefixtures("amina_asked")
def test_only_whoever_asked_for_this_is_told(cast: Cast, client: Any) -> None:
    lfr = about_lfr(cast)
    changes.say(cast.at(Stage.COMPLETED).consultation, lfr, by=cast.hale, **said())
    assert "The technology has changed: Street cameras in Eastmere: 1 e-mails sent" in tick()
    assert told() == ["amina"]
    body = mail.outbox[0].body
    assert "Also used at football matches." in body and "Policy 4.2" in body
    assert client.get(f"/technologies/{lfr.pk}/").status_code == 200
    assert f"https://talk.example.org/technologies/{lfr.pk}/\n" in body
    tick()
    assert told() == ["amina"]


@pytest.mark.usefixtures("amina_asked")
def test_two_changes_are_two_e_mails(cast: Cast) -> None:
    lfr = about_lfr(cast)
    changes.say(cast.consultation, lfr, by=cast.moss, **said())
    changes.say(cast.consultation, lfr, by=cast.moss, **said(kind="supplier"))
    tick()
    tick()
    assert told() == ["amina", "amina"]


@pytest.mark.usefixtures("amina_asked")
def test_what_was_taken_back_is_not_sent(cast: Cast) -> None:
    lfr = about_lfr(cast)
    change = changes.say(cast.consultation, lfr, by=cast.moss, **said())
    changes.take_back(cast.consultation, change, by=cast.moss, reason="Another force.")
    tick()
    assert told() == []


def test_what_need_not_be_asked_again_is_not_sent(cast: Cast) -> None:
    lfr = about_lfr(cast)
    changes.say(cast.consultation, lfr, by=cast.moss, **said(triggers_reconsultation=False))
    assert not News.objects.exists()


@pytest.mark.usefixtures("amina_asked")
def test_every_consultation_that_asked_before_tells_its_own(cast: Cast, elsewhere: Cast) -> None:
    lfr = about_lfr(cast)
    elsewhere.consultation.technologies.add(lfr)
    there = elsewhere.member(elsewhere.bilal)
    Consent.objects.create(membership=there, item=Consent.Item.CHANGES, text_version="2026-12")
    changes.say(cast.consultation, lfr, by=cast.moss, **said())
    tick()
    assert sorted(message.to[0] for message in mail.outbox) == [
        "amina.street-cameras@example.org", "bilal.elsewhere@example.org",
    ]  # fmt: skip

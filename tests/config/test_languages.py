"""English stays English, whatever a browser asks for. What is recorded has no language."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from audit import texts
from audit.models import Entry
from consultations.changes import changes
from consultations.joining import wording
from consultations.models import Consent, Stage, TechnologyChange
from consultations.stages import moving_dates
from outcomes.news import news
from people.text.dates import appointment, day, moment, month, when, written_date
from tests.cast import Cast
from tests.consultations.changed import about_lfr, said
from tests.outcomes.report.printed import address, published

LANGUAGES = ["ar", "fr", "pl", "ur", "bn", "zh-hans", "ro", "es", "pt", "tr"]
#: What differs from one request to the next, whoever asks and in whatever language.
PASSING = re.compile(r'nonce="[^"]*"|name="(?:csrfmiddlewaretoken|form_key|key)" value="[^"]*"|"X-CSRFToken": "[^"]*"')


def asked(client: Client, path: str, language: str, **form: Any) -> str:
    """The page a browser of this language gets, without what is new each time."""
    headers = {"Accept-Language": f"{language},{language};q=0.9"} if language else {}
    answer = client.post(path, form, headers=headers) if form else client.get(path, headers=headers)
    return f"{answer.status_code} {PASSING.sub('', answer.content.decode())}"


def pages(cast: Cast) -> dict[str, tuple[Any, str, dict[str, Any]]]:
    """A name → who asks, where, and with which form."""
    slug = cast.consultation.slug
    return {
        "home": (None, "/", {}),
        "a consultation": (None, cast.consultation.get_absolute_url(), {}),
        "the report": (None, address(cast), {}),
        "the report on paper": (None, address(cast, "report.pdf"), {}),
        "the record": (None, reverse("public_record", args=[slug]), {}),
        "the data card": (None, reverse("data_card"), {}),
        "signing in": (None, reverse("account_request_login_code"), {}),
        "a form that is refused": (None, reverse("account_request_login_code"), {"email": "nobody"}),
        "a page that is not there": (None, "/nowhere/", {}),
        "the desk of a facilitator": (cast.moss, reverse("consultation_desk", args=[slug]), {}),
        "my data": (cast.amina, reverse("my_data"), {}),
    }


@pytest.mark.usefixtures("words_on_paper")
def test_every_language_gets_the_same_english_page(cast: Cast, client_for: Any) -> None:
    published(cast)
    for name, (user, path, form) in pages(cast).items():
        client = client_for(user)
        english = asked(client, path, "", **form)
        assert re.search(r'<html lang="en(-gb)?"', english, re.IGNORECASE) and 'dir="rtl"' not in english, name
        for language in LANGUAGES:
            assert asked(client, path, language, **form) == english, f"{name} in {language}"


def test_a_cookie_asks_for_no_other_language_either(client: Client, db: None) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    assert 'lang="en-gb" dir="ltr"' in client.get("/").content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_in_another_language_writes_the_same_record(cast: Cast, client_for: Any, language: str) -> None:
    to = cast.consultation.response_due + timedelta(days=7)
    expected = f"{day(cast.consultation.response_due)} → {day(to)}: The chief is new."
    cast.at(Stage.FINDINGS_PUBLISHED)
    answer = client_for(cast.okoro).post(
        reverse("extend_answer", args=[cast.consultation.slug]),
        {"to": to.isoformat(), "reason": "The chief is new."}, headers={"Accept-Language": language},
    )  # fmt: skip
    assert answer.status_code == 302
    assert Entry.objects.latest("number").summary == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_recorded_has_no_language(cast: Cast, language: str) -> None:
    """Also once there are translations: the act runs in whichever language its request is in."""
    lfr, consultation = about_lfr(cast), cast.consultation
    closes = consultation.closes_at
    with translation.override(language):
        moving_dates.extend_closing(consultation, closes + timedelta(days=7), by=cast.moss, reason="Flood.")
        changes.say(consultation, lfr, by=cast.moss, **said())
    moved, told = Entry.objects.exclude(action=texts.ACTION).order_by("-number")[:2][::-1]
    assert moved.summary == f"{day(closes)} → {day(closes + timedelta(days=7))}: Flood."
    assert told.summary.endswith(f", {day(TechnologyChange.objects.get().since)}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_are_written_alike_in_every_language(cast: Cast, language: str) -> None:
    opens = cast.consultation.opens_at
    written = [day, month, moment, appointment, when]
    english = [write(opens) for write in written] + [written_date("2026-12-01")]
    with translation.override(language):
        assert [write(opens) for write in written] + [written_date("2026-12-01")] == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_e_mail_is_in_english_whoever_sets_it_off(cast: Cast, client: Client, language: str, settings: Any) -> None:
    Consent.objects.create(
        membership=cast.member(cast.amina), item=Consent.Item.CHANGES, text_version=wording.CONSENT_VERSION
    )
    lfr = about_lfr(cast)
    change = changes.say(cast.consultation, lfr, by=cast.moss, **said())
    with translation.override(language):
        subject, text = news.words(cast.consultation.news.get())
    assert f", from {day(change.since)}:" in text
    settings.DEMO = False
    client.post(
        reverse("account_request_login_code"), {"email": "amina@example.org"}, headers={"Accept-Language": language}
    )
    assert "is your code for" in mail.outbox[-1].subject and "Type it on the page" in mail.outbox[-1].body

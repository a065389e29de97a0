"""A consultation on a card for other sites: what is asked and all that is late, in a frame that nothing else has."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from audit import clock
from consultations.models import Consultation, Stage
from people.models import User
from people.requests import everybodys
from people.text.dates import day
from tests.cast import make_cast
from tests.pages import flat

pytestmark = pytest.mark.django_db
LINK = re.compile(r"<a [^>]*>")


@pytest.fixture
def asked(settings: Any) -> Iterator[Consultation]:
    """At a noon in June, so that no day is lost in a night or in winter."""
    settings.SITE_URL, settings.DEMO = "https://answerable.example", False
    with clock.travel(datetime(2027, 6, 10, 12, tzinfo=UTC)):
        yield make_cast("framed").consultation


def at(consultation: Consultation, stage: Stage, **fields: Any) -> Consultation:
    Consultation.objects.filter(pk=consultation.pk).update(stage=stage, **fields)
    consultation.refresh_from_db()
    return consultation


def card(consultation: Consultation, anew: int = 1) -> str:
    answer = Client().get(f"{consultation.get_absolute_url()}card/?{anew}{consultation.stage}")
    assert answer.status_code == 200
    return flat(answer.content.decode())


def test_it_may_be_framed_is_everybodys_and_leads_out_of_the_frame(
    asked: Consultation, client_for: Callable[[User | None], Client]
) -> None:
    answer = client_for(User.objects.get(name="Jo Moss")).get(f"{asked.get_absolute_url()}card/")
    page, policy = answer.content.decode(), answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer and "frame-ancestors *" in policy and "script-src 'none'" in policy
    assert "form-action 'none'" in policy and "default-src 'none'" in policy
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Cache-Control"] == everybodys.KEPT and answer["ETag"] and not answer.cookies
    assert asked.title in page and asked.purpose_question in page and "Open – closes in" in page
    assert "<script" not in page and "<form" not in page and "Jo Moss" not in page
    links = LINK.findall(page)
    assert len(links) == 2 and all('target="_top" rel="noopener"' in link for link in links)
    again = Client().get(f"{asked.get_absolute_url()}card/")  # kept now, with the policy that it has
    assert again.content == answer.content and again["Content-Security-Policy"] == policy
    assert "X-Frame-Options" not in again


def test_all_that_is_late_or_was_stands_on_it(asked: Consultation) -> None:
    now, today = clock.now(), clock.today()
    due = today - timedelta(days=12)
    found = {"findings_published_at": now - timedelta(days=50), "findings_due": today - timedelta(days=55)}
    page = card(at(asked, Stage.FINDINGS_PUBLISHED, response_due=due, **found))
    assert "Police answer overdue by 12 days" in page and f"should have answered by {day(due)}." in page
    assert "The findings had come 5 days late" in page
    page = card(at(asked, Stage.PAUSED, stage_before_pause=Stage.FINDINGS_PUBLISHED))
    assert "Paused – police answer overdue by 12 days" in page
    page = card(at(asked, Stage.RESPONSE_PUBLISHED, response_published_at=now), 2)
    assert "Police have answered, 12 days late" in page and "The answer holds no promise." in page
    early = {"findings_published_at": None, "response_published_at": None, "findings_due": today - timedelta(days=3)}
    page = card(at(asked, Stage.ANNOUNCED, opens_at=now - timedelta(days=9), **early))
    assert "Not opened – 9 days late" in page and "Findings 3 days late." in page
    gone = {"withdrawn_at": now, "withdrawn_from": Stage.ANNOUNCED}
    page = card(at(asked, Stage.WITHDRAWN, **gone))
    assert "Never opened: 9 days late when it was withdrawn." in page
    assert "The findings were 3 days late when it was withdrawn." in page


def test_nothing_before_it_is_announced(asked: Consultation) -> None:
    at(asked, Stage.DRAFT)
    answer = Client().get(f"{asked.get_absolute_url()}card/")
    assert answer.status_code == 404 and answer["X-Frame-Options"] == "DENY"
    staff = Client()
    staff.force_login(User.objects.get(name="Jo Moss"))
    assert "on your own site" not in staff.get(asked.get_absolute_url()).content.decode()


def test_the_page_offers_what_to_copy(asked: Consultation) -> None:
    at(asked, Stage.OPEN, title='Cameras & "signs"')
    page = Client().get(asked.get_absolute_url()).content.decode()
    box = re.search(r'<textarea id="embed"[^>]*\breadonly\b[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert box is not None and "<iframe" not in page
    snippet = unescape(box[1]).strip()
    assert 'src="https://answerable.example/consultations/framed/card/"' in snippet
    assert 'title="Cameras &amp; &quot;signs&quot;: where this consultation stands"' in snippet
    assert f'href="{asked.get_absolute_url()}card/"' in page

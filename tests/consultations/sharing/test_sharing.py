"""A link in a chat says what is asked and until when; crawlers find what is announced and nothing else."""

import re
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image

from audit import clock
from consultations.models import Consultation
from consultations.sharing import card, picture
from people.models import User
from tests.cast import make_cast
from tests.pages import flat

pytestmark = pytest.mark.django_db
QUESTION = "Should officers wear cameras that recognise faces in the market?"
FILES = ["/robots.txt", "/sitemap.xml", "/site.webmanifest", "/favicon.ico"]
AHEAD = datetime(2999, 11, 4, 9, tzinfo=UTC)


@pytest.fixture
def asked(settings: Any) -> Consultation:
    settings.SITE_URL, settings.DEMO = "https://answerable.example", False
    consultation = make_cast("shared").consultation
    _set(consultation, stage="open", purpose_question=QUESTION, closes_at=datetime(2999, 12, 4, 17, tzinfo=UTC))
    return consultation


def _set(consultation: Consultation, **values: Any) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(**values)
    consultation.refresh_from_db()


def test_the_page_says_what_is_asked_and_until_when(client: Client, asked: Consultation) -> None:
    page = flat(client.get(asked.get_absolute_url(), headers={"host": "testserver"}).content.decode())
    assert f'<meta property="og:title" content="{asked.title}">' in page
    assert f'<meta property="og:description" content="{QUESTION} Open until 4 December 2999 at 5pm.">' in page
    assert f'content="https://answerable.example{asked.get_absolute_url()}share.png?v=' in page
    assert "testserver" not in page.partition("</head>")[0]


def test_a_closing_at_midnight_is_told_one_way(client: Client, asked: Consultation) -> None:
    """The link, the steps and the timetable: nobody comes on the last day and finds it closed since the night."""
    _set(asked, closes_at=datetime(2999, 12, 31, 0, tzinfo=UTC))
    page = flat(client.get(asked.get_absolute_url()).content.decode())
    assert "Open until the end of 30 December 2999." in page and "Until 30 December 2999" in page
    assert "The end of 30 December 2999" in page
    assert "31 December 2999" not in page and "12am" not in page


def test_the_picture_is_drawn_once_for_what_it_shows(client: Client, asked: Consultation) -> None:
    cache.clear()
    address = asked.get_absolute_url() + "share.png"
    with patch.object(picture, "draw", wraps=picture.draw) as draw:
        first = client.get(address)
        for language in ("cy", "en"):
            again = client.get(address, headers={"accept-language": language}, query_params={"v": language})
            assert again.content == first.content
        assert draw.call_count == 1
        _set(asked, closes_at=datetime(2999, 12, 5, 17, tzinfo=UTC))
        assert client.get(address).content != first.content
        assert draw.call_count == 2
    assert Image.open(BytesIO(first.content)).size == (1200, 630)
    assert first["Content-Type"] == "image/png" and "public" in first["Cache-Control"]
    assert len(first.content) < 60_000
    assert client.get(address, headers={"if-none-match": client.get(address)["ETag"]}).status_code == 304


@pytest.mark.parametrize("stage", ["draft", "in_review"])
def test_nothing_of_what_is_not_announced(client: Client, asked: Consultation, stage: str) -> None:
    was = client.get(asked.get_absolute_url() + "share.png")
    _set(asked, stage=stage)
    address = asked.get_absolute_url() + "share.png"
    assert client.get(address).status_code == 404
    assert client.get(address, headers={"if-none-match": was["ETag"]}).status_code == 404
    assert asked.slug not in client.get("/sitemap.xml").content.decode()
    assert card.shared(asked) is None


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"stage": "announced", "opens_at": AHEAD}, "Open until 4 December 2999 at 5pm."),
        ({"stage": "announced"}, ""),  # its day has passed, and nobody opened it
        ({"stage": "analysis"}, ""),
        ({"stage": "findings_published", "response_due": date(2999, 5, 3)}, "The police must answer by 3 May 2999."),
        ({"stage": "response_published"}, "The police have answered."),
        (
            {"stage": "withdrawn", "withdrawn_from": "open", "withdrawn_at": datetime(2027, 3, 2, 12, tzinfo=UTC)},
            "Withdrawn on 2 March 2027.",
        ),
    ],
)
def test_each_stage_in_words(asked: Consultation, values: dict[str, Any], words: str) -> None:
    _set(asked, **values)
    assert card.until(asked) == words


@pytest.mark.parametrize("text", ["x" * 500, "word " * 100, "", "Ünïcode ك ১ 👮"])
def test_any_question_fits_the_picture(text: str) -> None:
    shown = card.Card("A title", text, "Open until 4 December 2999 at 5pm.", True)
    assert Image.open(BytesIO(picture.draw(shown))).size == (1200, 630)
    assert "".join(picture.lines(text, picture.letters(40), 1000)).replace(" ", "") == text.replace(" ", "")


def test_the_sitemap_holds_what_everybody_can_open(client: Client, asked: Consultation) -> None:
    page = client.get("/sitemap.xml").content.decode()
    found = [part.partition("</loc>")[0] for part in page.split("<loc>")[1:]]
    assert f"https://answerable.example{asked.get_absolute_url()}" in found
    for address in found:
        assert client.get(address.removeprefix("https://answerable.example")).status_code == 200, address


@pytest.mark.parametrize("address", FILES)
def test_files_are_the_same_for_everybody(client: Client, asked: Consultation, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Cache-Control"].startswith("public") and not answer.cookies


def test_the_security_contact_expires_within_a_year(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://answerable.example"
    settings.OPERATOR = {"security": "[operator to confirm]", "contact": "hello@commons.example"}
    page = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:hello@commons.example\n" in page
    assert "Canonical: https://answerable.example/.well-known/security.txt" in page
    expires = datetime.fromisoformat(page.partition("Expires: ")[2].splitlines()[0])
    assert 90 < (expires - clock.now()).days < 365
    settings.OPERATOR["security"] = "https://commons.example/report"
    assert "Contact: https://commons.example/report\n" in client.get("/.well-known/security.txt").content.decode()
    settings.OPERATOR = {"security": "[operator to confirm]", "contact": "ring us"}
    assert client.get("/.well-known/security.txt").status_code == 404


def test_icons_of_the_manifest_are_there(client: Client) -> None:
    held = client.get("/site.webmanifest").json()
    assert [icon["sizes"] for icon in held["icons"]] == ["192x192", "512x512"]
    assert client.get("/favicon.ico").content[:4] == b"\0\0\1\0"


# --- Every page of a consultation -------------------------------------------------------------------
def _tags(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', flat(page)))


@pytest.mark.parametrize("room", ["briefing/", "discussion/", "join/", "record/"])
def test_every_public_page_says_what_it_is_and_what_is_asked(client: Client, asked: Consultation, room: str) -> None:
    _set(asked, purpose_question=QUESTION)
    address = asked.get_absolute_url() + room
    answer = client.get(address)
    assert answer.status_code == 200
    told = _tags(answer.content.decode())
    assert asked.title in told["title"] and told["title"] != asked.title
    assert told["description"].startswith(QUESTION)
    assert told["url"] == f"https://answerable.example{address}"


def test_the_page_for_signing_in_says_where_the_link_leads(client: Client, asked: Consultation) -> None:
    page = client.get(f"/accounts/login/code/?next={asked.get_absolute_url()}me/").content.decode()
    assert _tags(page)["title"] == asked.title
    _set(asked, stage="draft")
    page = client.get(f"/accounts/login/code/?next={asked.get_absolute_url()}me/").content.decode()
    assert not _tags(page) and asked.title not in page.partition("</head>")[0]


def test_no_code_of_an_invitation_is_repeated(asked: Consultation) -> None:
    shared = card.shared(asked, name="Join", path="/join/SECRETCODE/")
    assert shared is not None and shared.address == f"https://answerable.example{asked.get_absolute_url()}"


def test_staff_see_no_card_of_what_is_not_announced(client: Client, asked: Consultation) -> None:
    _set(asked, stage="draft")
    client.force_login(User.objects.get(email="moss.shared@example.org"))
    answer = client.get(asked.get_absolute_url() + "briefing/")
    assert answer.status_code == 200 and not _tags(answer.content.decode())

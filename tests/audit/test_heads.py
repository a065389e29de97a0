"""Ends of the chain, published where the database cannot reach them."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from audit import clock, heads
from audit.models import Entry, Head
from audit.record import record
from consultations.record.feeds import EVERY
from people.models import User
from tests.audit import attacks

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    settings.AUDIT_HEADS_FILE = str(tmp_path / "elsewhere" / "heads.log")
    return Path(settings.AUDIT_HEADS_FILE)


@pytest.fixture
def act() -> Callable[..., list[Entry]]:
    user = User.objects.create_user("moss@example.org", name="Jo Moss")

    def acts(times: int = 1) -> list[Entry]:
        with transaction.atomic():
            return [record("tested", actor=user, subject=user) for _ in range(times)]

    return acts


def verify(*arguments: str) -> str:
    said = StringIO()
    call_command("verify_audit", *arguments, stdout=said, stderr=StringIO())
    return said.getvalue()


def test_the_clock_publishes_the_head(file: Path, act: Any) -> None:
    entry = act()[0]
    call_command("tick")
    assert file.read_text().startswith(f"1 {entry.hash} ")
    assert heads.read(file.read_text()) == [(1, entry.hash)]


def test_an_empty_record_publishes_nothing(file: Path) -> None:
    assert heads.publish() is False
    assert not file.exists()


def test_a_head_is_published_once_and_at_most_every_minute(file: Path, act: Any) -> None:
    act()
    assert heads.publish() is True
    act()
    assert heads.publish() is False  # too soon
    with clock.travel(clock.now() + timedelta(minutes=2)):
        assert heads.publish() is True
        assert heads.publish() is False  # nothing new
    with clock.travel(clock.now() - timedelta(days=2)):  # a clock that was put back does not stop it
        act()
        assert heads.publish() is True
    assert [head.number for head in heads.read(file.read_text())] == [1, 2, 3]


def test_verifying_begins_the_file_and_says_that_it_was_missing(file: Path, act: Any) -> None:
    act()
    assert "No published heads at" in verify()
    assert "Every published head lies on the chain: 1 checked." in verify()


def test_a_cut_tail_is_found_by_verifying(file: Path, act: Any) -> None:
    act(5)
    verify()
    attacks.cut_tail(3)
    with pytest.raises(CommandError, match="does not hold"):
        verify()
    assert [head.number for head in heads.read(file.read_text())] == [5]  # a broken record is not published


def test_a_saved_feed_finds_a_chain_that_was_written_again(
    file: Path, act: Any, client: Client, tmp_path: Path
) -> None:
    act(5)
    feed = tmp_path / "feed.xml"
    feed.write_bytes(client.get("/record/feed/").content)
    assert "1 checked" in verify("--heads", str(feed))
    attacks.run("UPDATE audit_entry SET actor = 'Somebody else' WHERE number = 2")
    attacks.hash_again(2)
    file.unlink()  # with the database went the file beside it
    with pytest.raises(CommandError, match="does not hold"):
        verify("--heads", str(feed))


@pytest.mark.parametrize("content", [None, "", "nothing to see"])
def test_a_source_without_heads_is_not_a_pass(file: Path, act: Any, tmp_path: Path, content: str | None) -> None:
    act()
    source = tmp_path / "source"
    if content is not None:
        source.write_text(content)
    with pytest.raises(CommandError, match=str(source)):
        verify("--heads", str(source))


def test_the_feed_keeps_every_hundredth_end(client: Client, act: Any) -> None:
    act(2 * EVERY + 7)
    answer = client.get("/record/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert "private" not in answer.get("Cache-Control", "")
    published = heads.read(answer.content.decode())
    assert [number for number, _ in published] == [2 * EVERY + 7, 2 * EVERY, EVERY]
    assert published[0].hash == Head.now().hash


def test_an_empty_record_has_an_empty_feed(client: Client) -> None:
    assert heads.read(client.get("/record/feed/").content.decode()) == []


def test_the_page_names_the_feed(client: Client, act: Any) -> None:
    act()
    page = client.get("/record/").content.decode()
    assert page.count('href="/record/feed/"') == 2

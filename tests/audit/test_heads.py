"""Ends of the chain, published where the database cannot reach them."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from audit import clock, heads, texts
from audit.chain import RESTORED, PublishedDay, PublishedHead, check
from audit.models import DailyHead, Entry, Head
from audit.record import record
from consultations.record.feeds import KEPT
from people.models import User
from people.privacy import retention
from people.text.dates import day
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
    texts.begin()
    entry = act()[0]
    call_command("tick")
    assert file.read_text().startswith(f"2 {entry.hash} ")
    [noted] = heads.read(file.read_text())
    assert isinstance(noted, PublishedHead)
    assert (noted.number, noted.hash) == (2, entry.hash)


def test_an_empty_record_publishes_nothing(file: Path) -> None:
    assert heads.publish() is False
    assert not file.exists()


def test_the_ends_are_published_before_anything_is_purged(file: Path, act: Any) -> None:
    """Else whoever makes it long keeps them back."""
    act()
    with tomorrow(), patch.object(retention, "daily", side_effect=OSError), suppress(OSError):
        call_command("tick")
    assert file.exists() and DailyHead.objects.count() == 1


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
    assert [head.number for head in heads.read(file.read_text()) if isinstance(head, PublishedHead)] == [1, 2, 3]


def test_verifying_begins_the_file_and_says_that_it_was_missing(file: Path, act: Any) -> None:
    act()
    assert "It was held against no published head: a cut end cannot be seen." in verify()
    assert "Every published head lies on the chain: 1 checked." in verify()


def test_a_cut_tail_is_found_by_verifying(file: Path, act: Any) -> None:
    act(5)
    verify()
    attacks.cut_tail(3)
    with pytest.raises(CommandError, match="does not hold"):
        verify()
    assert len(heads.read(file.read_text())) == 1  # a broken record is not published


def tomorrow() -> Any:
    return clock.travel(timezone.localtime(clock.now() + timedelta(days=1)).replace(hour=12))


def test_nothing_is_added_to_a_day_that_is_over(file: Path, act: Any) -> None:
    """Put at the end of a chain that fits, with the hash that fits. A clock put back within the day is no fault."""
    today = timezone.localtime(clock.now()).replace(hour=12)

    def at(hour: int, days: int = 0) -> Any:
        return clock.travel((today + timedelta(days=days)).replace(hour=hour))

    with at(12):
        act(2)
        with at(9):
            act()
    with clock.travel(today.replace(hour=0, minute=2) + timedelta(days=1)):
        assert heads.publish_day() is None  # what began before midnight may still come
    with at(1, 1):
        day = heads.publish_day()
    assert day is not None
    end = PublishedDay(day.day, day.hash)
    with at(23, 1):
        act()
        with at(1, 1):
            act()
    head = PublishedHead(Head.now().number, Head.now().hash, today + timedelta(days=1, hours=12))
    assert check([end, head]).faults == []
    with at(23):
        act()
    assert f"and the end published for {day.day} stands before it" in " ".join(check([end]).faults)
    [said] = check([head]).faults
    assert said.startswith("Entry 6 is dated before") and check().faults == []


def test_a_restore_that_was_made_up_covers_nothing(file: Path, act: Any) -> None:
    act(5)
    end = PublishedHead(5, Head.now().hash, clock.now())
    attacks.cut_tail(4)
    last = Entry.objects.get(number=4)
    true: dict[str, Any] = {"source": "a backup", "kept": 4, "kept_at": last.at.isoformat(), "lost": 5}
    day_before = (last.at - timedelta(days=1)).isoformat()
    for claim in ({"kept": 2}, {"kept_at": day_before}, {"lost": 3}, {"kept": None}, {"ahead": 2}):
        ahead = clock.travel(clock.now() + timedelta(days=claim.get("ahead") or 0))
        with ahead, transaction.atomic():
            record(RESTORED, actor=None, subject=last, **{**true, **claim})
        faults = check([end]).faults
        assert "it accounts for nothing" in faults[0] and "Entry 5 is not the one that was published" in faults[-1]
        attacks.cut_tail(4)
    with transaction.atomic():
        record(RESTORED, actor=None, subject=last, **true)
    assert check([end]).faults == []


def test_a_saved_feed_finds_a_chain_that_was_written_again(
    file: Path, act: Any, client: Client, tmp_path: Path
) -> None:
    act(5)
    with tomorrow():
        call_command("tick")
        feed = tmp_path / "feed.xml"
        feed.write_bytes(client.get("/record/feed/").content)
        act(2)
        assert "1 checked" in verify("--heads", str(feed))
    attacks.run("UPDATE audit_entry SET actor = 'Somebody else' WHERE number = 2")
    attacks.hash_again(2)
    file.unlink()  # with the database went the file beside it
    with pytest.raises(CommandError, match="does not hold"):
        verify("--heads", str(feed))


def test_a_saved_feed_finds_a_cut_end(file: Path, act: Any, client: Client, tmp_path: Path) -> None:
    act(5)
    with tomorrow():
        call_command("tick")
        feed = tmp_path / "feed.xml"
        feed.write_bytes(client.get("/record/feed/").content)
    attacks.cut_tail(4)
    file.unlink()
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


def test_the_feed_has_one_end_a_day_and_tells_no_number_and_no_hour(client: Client, act: Any) -> None:
    start, last = clock.now(), {}
    for days in range(3):
        with clock.travel(start + timedelta(days=days)):
            heads.publish_day()
            last[clock.today()] = act(days + 1)[-1].hash
    with clock.travel(start + timedelta(days=3)):
        heads.publish_day()
    answer = client.get("/record/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert "private" not in answer.get("Cache-Control", "")
    assert heads.read(answer.content.decode()) == [(one, last[one]) for one in sorted(last, reverse=True)]
    assert all("T23:00:00" in at or "T00:00:00" in at for at in re.findall(r"<updated>(.*?)</updated>", answer.text))
    assert len(last) <= KEPT


def test_a_day_is_kept_once_and_as_it_was_at_its_end(act: Any) -> None:
    [entry] = act()
    assert heads.publish_day() is None  # the day is not over
    with tomorrow():
        act()
        first, again = heads.publish_day(), heads.publish_day()
    assert first == again and first is not None and first.hash == entry.hash


# --- By mail -------------------------------------------------------------------------------------
def test_each_day_is_mailed_once(file: Path, act: Any, settings: Any, mailoutbox: list[Any]) -> None:
    settings.AUDIT_HEADS_MAIL = ["panel@example.org", "archive@example.org"]
    [entry] = act()
    with tomorrow():
        call_command("tick")
        call_command("tick")
    [sent] = mailoutbox
    assert heads.read(sent.body)[0].hash == entry.hash
    assert set(sent.recipients()) == {"panel@example.org", "archive@example.org"}
    assert "archive@example.org" not in str(sent.message())  # nobody learns who else keeps it


def test_a_mail_that_fails_waits(file: Path, act: Any, settings: Any, mailoutbox: list[Any]) -> None:
    settings.AUDIT_HEADS_MAIL = ["panel@example.org"]
    act()
    said = StringIO()
    with tomorrow():
        away = patch.object(EmailMessage, "send", side_effect=OSError("no route"))
        with away, pytest.raises(CommandError, match="the next tick tries again"):
            call_command("tick", stderr=said)
        assert "it waits: no route" in said.getvalue() and mailoutbox == []
        call_command("tick")
    assert len(mailoutbox) == 1


# --- After an honest restore ---------------------------------------------------------------------
def restored(keep: int) -> None:
    """The database as it was after `keep` entries, and the command that says so."""
    attacks.cut_tail(keep)
    call_command("restored", "--from", "the backup of Friday night", stdout=StringIO())


def test_a_declared_restore_is_told_and_verification_goes_on(file: Path, act: Any) -> None:
    act(5)
    heads.publish()
    restored(3)
    act(4)
    said = verify()
    assert "from the backup of Friday night: heads between" in said and "are not in this chain" in said
    assert "1 of the heads given here are among them" in said
    verify()  # the file goes on


def test_a_restore_covers_what_was_lost_and_nothing_else(file: Path, act: Any, tmp_path: Path) -> None:
    first = act(2)[1]
    noted = tmp_path / "noted"
    noted.write_text(heads.line(2, "f" * 64, first.at))  # contradicts what the backup holds
    act(3)
    heads.publish()
    restored(3)
    with pytest.raises(CommandError, match="does not hold"):
        verify("--heads", str(noted))


def test_what_is_written_again_after_a_restore_is_still_found(file: Path, act: Any, tmp_path: Path) -> None:
    act(5)
    heads.publish()
    restored(3)
    act(3)
    later = tmp_path / "later"
    with clock.travel(clock.now() + timedelta(minutes=5)):
        later.write_text(heads.line(Head.now().number, Head.now().hash, clock.now()))
    attacks.cut_tail(5)
    with pytest.raises(CommandError, match="does not hold"):
        verify("--heads", str(later))


def test_heads_lost_without_a_declaration_fail(file: Path, act: Any) -> None:
    act(5)
    heads.publish()
    attacks.cut_tail(3)
    with pytest.raises(CommandError, match="does not hold"):
        verify()


def test_a_restore_is_public(file: Path, act: Any, client: Client) -> None:
    act(5)
    restored(3)
    said = f"the backup of Friday night, whose last entry is of {day(clock.today())}"
    assert said in client.get("/record/").content.decode()
    with pytest.raises(CommandError, match="Say what was restored"):
        call_command("restored", "--from", " ")


def test_an_empty_record_has_an_empty_feed(client: Client) -> None:
    assert heads.read(client.get("/record/feed/").content.decode()) == []


def test_the_page_names_the_feed(client: Client, act: Any) -> None:
    act()
    page = client.get("/record/").content.decode()
    assert page.count('href="/record/feed/"') == 2

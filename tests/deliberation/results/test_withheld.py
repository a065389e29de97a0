"""Attacks on results that are withheld: whatever people answered, every page says exactly the same."""

import re
from collections.abc import Callable, Iterable
from io import StringIO
from itertools import product

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.models import Stage
from deliberation.counting import counting, results
from deliberation.live import messages
from deliberation.models import Ballot, CountSheet, Session, Wave
from deliberation.polls import polling
from deliberation.sessions import sessions
from outcomes.report import measures
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms

SignIn = Callable[[object], Client]
Page = tuple[str, str]  # who reads, and the address
WHO = ["moss", "finch", "hale", "okoro", "reyes", "outsider", "carys"]
READERS = (*WHO, "nobody")

KINDS = ["before", "after"]
NUMBERED = ["wave", "results", "paper", "print_sheets", "enter_sheet", "opinion"]
PLAIN = [
    "consultation", "polls", "prepare_polls", "save_questions", "my_answers", "my_part", "public_record",
    "consultation_desk", "people", "groups", "sessions", "coding", "findings", "report_text", "check_findings",
    "recommendations", "report", "report_pdf", "response", "answer", "promises", "setup",
]  # fmt: skip
OF_A_ROOM = [
    "live", "live_question", "mine", "console", "projector", "session_summary", "register", "agenda",
    "tables",
]  # fmt: skip
QUERY = "?viewer=room&state=closed&by=age&format=json&live=1"


def asked(cast: Cast, kind: str) -> Wave:
    """That poll open beside a session that is live, with eight answers in it."""
    sessions.start(rooms.plan(cast), by=cast.moss)
    if kind == "after":
        rooms.close_wave(polling.open_wave(rooms.wave(cast, "before"), by=cast.moss), by=cast.moss)
    wave = polling.open_wave(rooms.wave(cast, kind), by=cast.moss)
    for n, user in enumerate(rooms.crowd(cast, 8)):
        rooms.answer(cast, user, kind, "q_use", "Yes, generally" if n < 6 else "No, never")
    return wave


def turn(cast: Cast, wave: Wave, but: int = 0) -> None:
    """The same people, other answers."""
    kept = Ballot.objects.filter(wave=wave).values("pk")[:but]
    other = rooms.option(rooms.question(cast, "q_use"), "Not sure")
    Ballot.objects.filter(wave=wave).exclude(pk__in=kept).update(choice=str(other))


def pages_about(cast: Cast, wave: Wave) -> list[str]:
    """Every page that could count the open poll."""
    slug, code = cast.consultation.slug, Session.objects.get(consultation=cast.consultation).code
    pages = [reverse("desk"), reverse("home"), reverse("record"), reverse("all_promises")]
    pages += [reverse(name, args=[slug]) for name in PLAIN]
    pages += [reverse(name, args=[slug, wave.pk]) for name in NUMBERED]
    pages += [reverse(name, args=[code]) for name in OF_A_ROOM]
    pages += [reverse("results", args=[slug, wave.pk]) + QUERY, reverse("live_question", args=[code]) + QUERY]
    return pages


def told(cast: Cast, client_for: SignIn, asked: Iterable[Page]) -> tuple[dict[Page, tuple[int, str]], list[Page]]:
    """What those pages say, without their tokens; and which of them looked at what was answered.

    A page that asks the database for no ballot can show one only by what another page had kept of it.
    """
    found, looked, clients = {}, [], {}
    for who, page in asked:
        if who not in clients:
            clients[who] = client_for(None if who == "nobody" else getattr(cast, who))
        with CaptureQueriesContext(connection) as queries:
            answer = clients[who].get(page)
        if any(Ballot._meta.db_table in query["sql"] for query in queries):
            looked.append((who, page))
        text = re.sub(
            r'(csrfmiddlewaretoken" value=|"key" value=|nonce=|X-CSRFToken": )"[^"]*"', "", answer.content.decode()
        )
        found[who, page] = (answer.status_code, text)
    return found, looked


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_differs_with_what_was_answered(cast: Cast, client_for: SignIn, kind: str) -> None:
    """The same people, other answers: the same bytes, for every role: staff, desk, console, screen, report, file."""
    wave = asked(cast, kind)
    with clock.travel(clock.now()):
        before, looked = told(cast, client_for, list(product(READERS, pages_about(cast, wave))))
        turn(cast, wave)
        kept = [page for page in before if page[0] in {"moss", "nobody"}]  # whatever they look at
        after, _ = told(cast, client_for, dict.fromkeys([*looked, *kept]))
    assert {key for key in after if before[key] != after[key]} == set()
    assert {("moss", "console"), ("carys", "desk")} <= {(w, page.split("/")[-2]) for w, page in looked}
    seen = {page.rsplit("/", 2)[-2] for (_, page), (status, _) in before.items() if status == 200}
    assert seen >= {"polls", "results", "desk", "console", "projector", "summary", "paper", "coding", "findings"}


def test_that_attack_would_see_a_leak(cast: Cast, client_for: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    wave = asked(cast, "before")
    monkeypatch.setattr(results, "why_withheld", lambda wave, viewer: "")
    monkeypatch.setattr(results.live_bars, "shown", counting.count)
    with clock.travel(clock.now()):
        before, looked = told(cast, client_for, [("moss", page) for page in pages_about(cast, wave)])
        turn(cast, wave, but=3)
        after, _ = told(cast, client_for, looked)
        assert {key for key in after if before[key] != after[key]} != set()


@pytest.mark.parametrize("kind", KINDS)
def test_the_live_path_says_the_same_whatever_was_answered(cast: Cast, kind: str) -> None:
    """What sockets and streams are sent is read here."""
    wave = asked(cast, kind)
    session = Session.objects.get(consultation=cast.consultation)
    with clock.travel(clock.now()):
        first = messages.read(session.pk, None)
        turn(cast, wave)
        second = messages.read(session.pk, None)
    assert first == second


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("by", ["wave", "consultation"])
def test_an_open_poll_cannot_be_recounted(cast: Cast, kind: str, by: str) -> None:
    """Not even at the server's own prompt: of a whole consultation only the closed polls are counted."""
    wave = asked(cast, kind)
    out = StringIO()
    if by == "wave" or kind == "before":
        with pytest.raises(CommandError, match="Open ones are not counted by anybody"):
            call_command("recount", str(wave.pk) if by == "wave" else cast.consultation.slug, stdout=out)
    else:
        call_command("recount", cast.consultation.slug, stdout=out)
    assert f"wave {wave.pk}:" not in out.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_the_measures_of_the_report_leave_an_open_poll_out(cast: Cast, kind: str) -> None:
    wave = asked(cast, kind)
    cast.at(Stage.FINDINGS_PUBLISHED)
    for viewer in [None, cast.moss, cast.hale]:
        before = repr(measures.measure(cast.consultation, viewer=viewer))
        turn(cast, wave)
        assert repr(measures.measure(cast.consultation, viewer=viewer)) == before
        Ballot.objects.filter(wave=wave).update(choice=str(rooms.option(rooms.question(cast, "q_use"), "No, never")))


def test_nothing_is_counted_while_a_poll_is_open(cast: Cast) -> None:
    wave = rooms.open_first(cast)
    for user in rooms.crowd(cast, 6):
        rooms.answer(cast, user, "before", "q_use", "Not sure")
    assert not CountSheet.objects.exists()
    for viewer in [results.ROOM, None, *(getattr(cast, who) for who in WHO)]:
        assert results.for_wave(wave, viewer=viewer) == results.UNTIL_CLOSED
        assert results.written(wave, viewer=viewer) == []
        assert results.breakdown(wave, rooms.question(cast, "q_use"), "age", viewer=viewer).results == {}


def test_showing_bars_does_not_open_a_poll_that_is_compared(cast: Cast) -> None:
    wave = rooms.open_first(cast)
    with pytest.raises(Refused, match="Only the results of a poll in the room"):
        polling.show_bars(wave, True, by=cast.moss)
    wave.live_results = True  # and if it were set anyway
    wave.save()
    assert results.for_wave(wave, viewer=results.ROOM) == results.UNTIL_CLOSED


def test_the_record_says_the_same_whatever_was_answered(cast: Cast, elsewhere: Cast) -> None:
    for one, text in ((cast, "Yes, generally"), (elsewhere, "No, never")):
        wave = rooms.open_first(one)
        for user in rooms.crowd(one, 6):
            rooms.answer(one, user, "before", "q_use", text)
        rooms.close_wave(wave, by=one.moss)
    mine, other = (
        [(e.action, e.summary, sorted(e.detail)) for e in Entry.objects.filter(consultation=c.consultation.slug)]
        for c in (cast, elsewhere)
    )
    assert [row for row in mine if row[0] != "joined"] == [row for row in other if row[0] != "joined"]


def test_a_published_stage_does_not_open_an_open_poll(cast: Cast, client_for: SignIn) -> None:
    wave = rooms.open_first(cast)
    for n, user in enumerate(rooms.crowd(cast, 8)):
        rooms.answer(cast, user, "before", "q_use", "Not sure" if n % 2 else "No, never")
    cast.at(Stage.FINDINGS_PUBLISHED)
    text = client_for(cast.hale).get(reverse("results", args=[cast.consultation.slug, wave.pk])).content.decode()
    assert "until this poll closes" in text
    assert 'class="chart' not in text

"""A session to take away, as CSV and PDF: suppressed as on every page, and for those who lead."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from deliberation.models import Session, Wave
from deliberation.polls import polling, voting
from deliberation.sessions import floor, planning, sessions, show_of_hands, words
from outcomes.models import SummaryFile
from outcomes.report import pdf
from outcomes.summaries import paper
from outcomes.summaries.views import SOON
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once

SignIn = Callable[[object], Client]


@made_once
def ended(cast: Cast) -> Session:
    """Seven answered the first poll, three the second; hands of seven; words; a fact that would be a formula."""
    session, wave = rooms.running(cast)
    people = rooms.crowd(cast, 7)
    floor.seat(session, [user.pk for user in people])
    question = wave.questions.get()
    for n, user in enumerate(people):
        voting.vote(wave, question, by=user, option_ids=[rooms.option(question, "Right" if n < 4 else "Wrong")])
    rooms.close_wave(wave, by=cast.moss)
    few = planning.add_pulse(session, {"text": "And at night?", "options": ["Right", "Wrong"]}, by=cast.moss)
    polling.open_wave(few, by=cast.moss)
    asked = few.questions.get()
    for user in people[:3]:
        voting.vote(few, asked, by=user, option_ids=[rooms.option(asked, "Right")])
    rooms.close_wave(few, by=cast.moss)
    counts = {rooms.option(asked, "Right"): 3, rooms.option(asked, "Wrong"): 2}
    show_of_hands.count_hands(few, asked, counts, present=7, by=cast.moss)
    one = planning.add_pulse(session, {"kind": "word", "text": "One word"}, by=cast.moss)
    polling.open_wave(one, by=cast.moss)
    for user, word in zip(people, ["kind", "kind", "slow", "slow", "slow", "alone", "=1+1"], strict=True):
        voting.vote(one, one.questions.get(), by=user, text=word)
    words.show(rooms.close_wave(one, by=cast.moss), ["kind", "slow"], by=cast.moss)
    sessions.introduce_fact(session, by=cast.moss, fact='=HYPERLINK("http://evil.example")', source="@SUM(A1)")
    sessions.end(session, by=cast.moss)
    session.refresh_from_db()
    return session


def test_the_table_says_what_the_pages_say_and_no_more(cast: Cast, ended: Session, client_for: SignIn) -> None:
    answer = client_for(cast.moss).get(reverse("session_csv", args=[ended.code]))
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    rows = [tuple(row.values()) for row in csv.DictReader(io.StringIO(text[1:]))]
    found = {(what, answer): (people, note) for what, _, answer, people, _, note in rows}
    assert found["Result", "Right"] == ("4", "7 people in Group 1")
    assert found["Word", "slow"][0] == "3" and ("Word", "alone") not in found
    withheld = [note for what, of, _, people, _, note in rows if of.startswith("And at night?") and not people]
    assert len(withheld) == 4  # how many answered, their result, the hands and whose they were: too few each
    assert all("ewer than" in note for note in withheld)
    assert "'=HYPERLINK" in text and "'@SUM(A1)" in text
    assert "alone" not in text and "=1+1" not in text


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    pages: list[str] = []

    def make(html: str, *, base_url: str) -> bytes:
        pages.append(html)
        return b"%PDF-" + str(len(pages)).encode()

    monkeypatch.setattr(pdf, "make", make)
    return pages


def test_the_worker_makes_the_paper_once_for_each_state(
    cast: Cast, ended: Session, client_for: SignIn, printed: list[str]
) -> None:
    client, address = client_for(cast.moss), reverse("session_pdf", args=[ended.code])
    assert "Download as PDF" in client.get(reverse("session_summary", args=[ended.code])).content.decode()
    assert "is being made" in client.post(address, follow=True).content.decode()
    client.post(address)
    assert not printed  # no visitor waits for it
    paper.make.func(ended.pk)
    assert client.post(address).content == b"%PDF-1"
    assert "slow" in printed[0] and "alone" not in printed[0]
    assert "fewer than 5 people answered" in printed[0]
    sessions.introduce_fact(ended, by=cast.moss, fact="One more.", source="Somewhere")
    assert client.post(address).status_code == 302  # of an older state: made anew
    paper.make.func(ended.pk)
    assert client.post(address).content == b"%PDF-2"
    assert SummaryFile.objects.count() == 1


def test_where_it_cannot_be_made_that_is_said(
    cast: Cast, ended: Session, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(html: str, *, base_url: str) -> bytes:
        raise pdf.NotHere

    monkeypatch.setattr(pdf, "make", fails)
    client, address = client_for(cast.moss), reverse("session_pdf", args=[ended.code])
    client.post(address)
    paper.make.func(ended.pk)
    assert "does not make PDFs" in client.post(address, follow=True).content.decode()
    with clock.travel(clock.now() + timedelta(hours=2)):  # somebody has mended the server since
        again = client_for(cast.moss).post(address, follow=True).content.decode()
        assert "does not make PDFs" not in again and SOON in again
        assert SummaryFile.objects.get().is_wanted


@pytest.mark.parametrize("who", ["amina", "okoro", "reyes", "outsider"])
def test_others_find_neither(cast: Cast, ended: Session, client_for: SignIn, who: str) -> None:
    client = client_for(getattr(cast, who))
    assert client.get(reverse("session_csv", args=[ended.code])).status_code == 404
    assert client.post(reverse("session_pdf", args=[ended.code])).status_code == 404


def cells(content: bytes) -> str:
    """All texts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return " ".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def test_a_session_is_a_workbook_too_with_no_more_in_it(cast: Cast, ended: Session, client_for: SignIn) -> None:
    text = cells(client_for(cast.moss).get(reverse("session_xlsx", args=[ended.code])).content)
    assert ">slow<" in text and ">alone<" not in text and "ewer than" in text
    assert "=HYPERLINK" in text and "<f>" not in text  # a text, and no formula


def first_poll(cast: Cast, people: int) -> Wave:
    """The first poll, answered by so many, a third of them “Not sure”."""
    wave = rooms.open_first(cast)
    for n, user in enumerate(rooms.crowd(cast, people)):
        rooms.answer(cast, user, "before", "q_use", "Not sure" if n % 3 == 0 else "No, never")
    return wave


FILES = ["results_csv", "results_xlsx"]


def taken(client: Client, name: str, wave: Wave) -> str:
    answer = client.get(reverse(name, args=[wave.consultation.slug, wave.pk]))
    return answer.content.decode() if name == "results_csv" else cells(answer.content)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(("people", "said"), [(12, "8"), (3, "fewer than 5 people")])
def test_a_poll_is_taken_away_as_its_page_shows_it(
    cast: Cast, client_for: SignIn, name: str, people: int, said: str
) -> None:
    """Nothing before it closes, staff included; afterwards what the page says, and nothing of a handful."""
    wave, client = first_poll(cast, people), client_for(cast.moss)
    before = taken(client, name, wave)
    assert "Nobody can see these results" in before and "No, never" not in before
    rooms.close_wave(wave, by=cast.moss)
    page = client.get(reverse("results", args=[cast.consultation.slug, wave.pk])).content.decode()
    assert reverse(name, args=[cast.consultation.slug, wave.pk]) in page
    after = taken(client, name, wave)
    assert said in after and (people > 5) == ("No, never" in after)
    if name == "results_csv":
        assert after.startswith("\ufeff")


def test_the_paper_of_a_poll_says_what_the_page_says(cast: Cast, client_for: SignIn, printed: list[str]) -> None:
    wave, client = first_poll(cast, 12), client_for(cast.moss)
    address = reverse("results_pdf", args=[cast.consultation.slug, wave.pk])
    assert "is being made" in client.post(address, follow=True).content.decode()
    paper.make.func(wave.pk, of_poll=True)
    assert "For facilitators and the oversight panel" in printed[0]  # who may take it away
    assert "Nobody can see these results" in printed[0] and "Not sure" not in printed[0]
    rooms.close_wave(wave, by=cast.moss)
    assert client.post(address).status_code == 302  # what it says now is another paper
    paper.make.func(wave.pk, of_poll=True)
    assert client.post(address).content == b"%PDF-2"
    assert "Not sure" in printed[1]


@pytest.mark.parametrize("who", ["amina", "okoro", "reyes", "outsider"])
def test_others_take_no_poll_away(cast: Cast, client_for: SignIn, who: str) -> None:
    wave, client = first_poll(cast, 12), client_for(getattr(cast, who))
    rooms.close_wave(wave, by=cast.moss)
    for name in FILES:
        assert client.get(reverse(name, args=[cast.consultation.slug, wave.pk])).status_code == 404
    assert client.post(reverse("results_pdf", args=[cast.consultation.slug, wave.pk])).status_code == 404

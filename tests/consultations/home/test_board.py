"""Every public consultation stands in its right place, and lateness cannot be hidden."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.template import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock
from consultations.archive import archive
from consultations.home import home
from consultations.models import Stage
from consultations.stages import places as at
from consultations.stages import stages
from tests.cast import make_consultation

pytestmark = pytest.mark.django_db
Wire = Callable[[str, object], None]


@pytest.fixture(autouse=True)
def no_sections(wire: Wire) -> None:
    """Only what this room shows itself: other rooms test their own sections."""
    wire("HOME_SECTIONS", {})


def titles(rows: list[home.Row]) -> list[str]:
    return [row.consultation.slug for row in rows]


def waiting(slug: str, days: int, **fields: object) -> None:
    due = clock.today() + timedelta(days=days)
    make_consultation(slug, **{"stage": Stage.FINDINGS_PUBLISHED, "response_due": due, **fields})


def test_each_stage_has_its_place() -> None:
    places = {
        "soon": Stage.ANNOUNCED, "open": Stage.OPEN, "analysis": Stage.ANALYSIS, "waiting": Stage.FINDINGS_PUBLISHED,
        "answered": Stage.FOLLOW_UP, "completed": Stage.COMPLETED, "withdrawn": Stage.WITHDRAWN,
    }  # fmt: skip
    for place, stage in places.items():
        fields = {"withdrawn_at": clock.now(), "withdrawn_from": Stage.OPEN} if place == "withdrawn" else {}
        answered = clock.now() if place == "answered" else None
        make_consultation(place, stage=stage, response_published_at=answered, **fields)
    assert {place: [one.slug for one in at.at(place)] for place in places} == {place: [place] for place in places}
    board = home.board()
    assert [titles(rows) for rows in (board.soon, board.open, board.waiting, board.answered)] == [
        ["soon"], ["open"], ["waiting"], ["answered"]
    ]  # fmt: skip
    assert {place: board.counts[place] for place in places} == dict.fromkeys(places, 1)


def test_no_place_is_offered_to_which_no_act_leads(client: Client) -> None:
    led_to = {step.target for step in stages.TRANSITIONS} | {Stage.WITHDRAWN}  # which takes two: withdrawing
    assert set(Stage) - led_to == {Stage.PAUSED}, "a pause keeps the place of the stage behind it"
    shown = client.get(reverse("archive")).content.decode()
    assert "Withdrawn" in shown and "Answer overdue" in shown


def test_drafts_and_reviews_are_nowhere() -> None:
    make_consultation("draft", stage=Stage.DRAFT)
    make_consultation("review", stage=Stage.IN_REVIEW)
    board = home.board()
    assert not any([board.soon, board.open, board.waiting, board.answered, *board.counts.values()])


def test_late_answers_come_first_latest_of_all_on_top() -> None:
    waiting("tomorrow", 1)
    waiting("late-by-2", -2)
    waiting("in-a-month", 30)
    waiting("late-by-40", -40)
    board = home.board()
    assert titles(board.waiting) == ["late-by-40", "late-by-2", "tomorrow", "in-a-month"]
    assert [row.days_late for row in board.waiting] == [40, 2, 0, 0]
    assert [row.days_left for row in board.waiting[2:]] == [1, 30]
    assert board.late == 2


def test_a_pause_does_not_hide_a_late_answer() -> None:
    waiting("paused", -5, stage=Stage.PAUSED, stage_before_pause=Stage.FINDINGS_PUBLISHED)
    assert [row.days_late for row in home.board().waiting] == [5]


def test_what_the_clock_has_closed_is_not_open_any_more() -> None:
    now = clock.now()
    make_consultation("over", opens_at=now - timedelta(days=9), closes_at=now - timedelta(minutes=1))
    assert titles(home.board().open) == []
    assert [one.slug for one in at.at("analysis")] == ["over"]


def test_open_ones_that_close_first_come_first() -> None:
    now = clock.now()
    make_consultation("later", closes_at=now + timedelta(days=9))
    make_consultation("never", closes_at=None)
    make_consultation("sooner", closes_at=now + timedelta(days=2))
    assert titles(home.board().open) == ["sooner", "later", "never"]


def test_page_says_days_late_and_days_left(client: Client) -> None:
    waiting("late", -23)
    waiting("due", 1)
    page = client.get("/").content.decode()
    assert "<b>23</b> days late" in page
    assert "<b>1</b> day left" in page
    assert "1 late" in page


def test_what_this_is_stands_before_any_number(client: Client) -> None:
    page = client.get("/").content.decode()
    assert page.index("Residents learn about a police technology") < page.index('aria-label="Today"')


def test_empty_page_explains_itself(client: Client) -> None:
    page = client.get("/").content.decode()
    for sentence in ["Nothing is open today", "No answer is due", "No promises yet"]:
        assert sentence in page
    assert page.count("<h1") == 1


def test_a_later_app_adds_its_section(client: Client, wire: Wire) -> None:
    def nothing_to_say() -> None:
        return None

    def promises() -> home.Section:
        shown = Template("{% for item in items %}{{ item }} of {{ section.total }} kept{% endfor %}")
        return {"title": "Promises kept and late", "items": [7], "total": 9, "template": shown, "href": "/x/"}

    wire("HOME_SECTIONS", {"zeal": nothing_to_say, "promises": promises})
    assert [part["name"] for part in home.sections()] == ["promises"]
    page = client.get("/").content.decode()
    assert "Promises kept and late" in page
    assert "7 of 9 kept" in page
    assert "No promises yet" not in page
    assert 'href="/x/"' in page


def test_a_section_without_items_says_so(client: Client, wire: Wire) -> None:
    empty = {"title": "Promises kept and late", "items": [], "template": "never.html", "empty": "None made so far"}
    wire("HOME_SECTIONS", {"promises": lambda: empty})
    assert "None made so far" in client.get("/").content.decode()


def test_queries_do_not_grow_with_consultations(client: Client) -> None:
    def count(ask: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as queries:
            ask()
        return len(queries)

    stages = [Stage.ANNOUNCED, Stage.OPEN, Stage.ANALYSIS, Stage.FINDINGS_PUBLISHED, Stage.FOLLOW_UP, Stage.COMPLETED]
    for stage in stages:
        make_consultation(f"one-{stage}", stage=stage)
    few = count(lambda: client.get("/"))
    for stage in stages:
        for n in range(5):
            make_consultation(f"more-{stage}-{n}", stage=stage)
    assert count(lambda: client.get("/")) <= few <= 12  # counts are worked out once for each version


def test_each_number_of_the_loop_is_that_of_the_list_behind_it() -> None:
    """Whoever presses “1 answered” finds it, wherever it is by now; and no list shows a draft."""
    out = {"findings_published_at": clock.now()}
    answered = {**out, "response_published_at": clock.now()}
    make_consultation("draft", stage=Stage.DRAFT, opens_at=clock.now() - timedelta(days=1))
    make_consultation("soon", stage=Stage.ANNOUNCED)
    make_consultation("open", stage=Stage.OPEN)
    make_consultation("found", stage=Stage.FINDINGS_PUBLISHED, **out)
    make_consultation("answered", stage=Stage.FOLLOW_UP, **answered)
    make_consultation("completed", stage=Stage.COMPLETED, **answered)
    numbers = {step.label: step.number for step in home.asked_to_answered()}
    assert numbers == {"asked": 5, "talked over": 4, "findings out": 3, "answered": 2}
    for step in home.asked_to_answered():
        found = archive.find(archive.Asked.of(QueryDict(step.href.partition("?")[2])))
        assert found.count() == step.number, step.label

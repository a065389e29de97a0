"""Others write, ask and lead while a page is open: it hears of it, and nothing on it is lost."""

import json
import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Person, Server

SETTING = """
import json
import re
from consultations.models import BriefingSection, BriefingVersion
from deliberation.models import Thread
from tests.cast import make_cast
from tests.deliberation import rooms
cast = make_cast()
session, wave = rooms.running(cast)
thread = Thread.objects.create(area=cast.consultation.areas.get(order=1), group=cast.group1, title="How safe?", order=9)
version = BriefingVersion.objects.create(consultation=cast.consultation, number=7, status="approved")
BriefingSection.objects.create(version=version, kind="cost", body="Nobody has published what it costs.")
BriefingVersion.objects.filter(pk=version.pk).update(content_hash=version.compute_hash())
home = cast.consultation.get_absolute_url()
told = {"thread": thread.get_absolute_url(), "home": home, "code": session.code}
print(json.dumps(told | {who: getattr(cast, who).email for who in ("amina", "bilal", "moss", "okoro")}))
"""
BOX = "What do you want to say?"
QUESTION = "What does one van cost in a year?"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("live-thread"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def place(server: Server) -> dict[str, str]:
    return json.loads(server.manage("shell", "-v", "0", "-c", SETTING).strip().splitlines()[-1])


def test_a_post_arrives_and_goes_while_somebody_writes(
    server: Server, place: dict[str, str], person: Callable[..., Person]
) -> None:
    amina, bilal, moss = (
        person(server.url, place[who], phone=who != "moss").sign_in() for who in ("amina", "bilal", "moss")
    )
    with amina.page.expect_websocket():
        amina.page.goto(place["thread"])
    bilal.page.goto(place["thread"])
    amina.page.get_by_label(BOX).fill("I am still writing th")
    top = amina.page.get_by_label(BOX).bounding_box()
    bilal.page.get_by_label(BOX).fill("There is a new lamp.")
    bilal.page.get_by_role("button", name="Post", exact=True).click()
    offer = amina.page.get_by_role("button", name="1 new post: show it")
    expect(offer).to_be_visible()
    assert amina.page.get_by_label(BOX).bounding_box() == top  # nothing has moved
    expect(amina.page.get_by_text("There is a new lamp.")).to_have_count(0)
    offer.click()
    said = amina.page.locator("#contributions article")
    expect(said).to_contain_text("There is a new lamp.")
    expect(said).to_be_focused()
    expect(amina.page.get_by_label(BOX)).to_have_value("I am still writing th")
    expect(bilal.page.get_by_role("button", name="new post")).to_have_count(0)  # one's own is no news
    moss.page.goto(place["thread"])
    moss.page.get_by_role("link", name="Moderate").click()
    moss.page.get_by_role("radio", name="Identifies someone").first.check()
    moss.page.get_by_role("button", name="Hold it until it is read").click()
    expect(said.locator(".tombstone")).to_be_visible()
    expect(amina.page.get_by_text("There is a new lamp.")).to_have_count(0)
    assert not amina.problems + bilal.problems + moss.problems


def test_a_phone_that_slept_shows_the_present_board_within_a_second(
    server: Server, place: dict[str, str], person: Callable[..., Person]
) -> None:
    amina, moss = person(server.url, place["amina"], phone=True).sign_in(), person(server.url, place["moss"]).sign_in()
    page, board = amina.page, amina.page.locator("#now")
    with page.expect_websocket():
        page.goto(f"/live/{place['code']}/")
    before = board.inner_text()
    moss.page.goto(f"/live/{place['code']}/console/")
    amina.context.set_offline(True)
    moss.page.locator(".console-bar").get_by_role("button").last.click()
    moss.page.wait_for_load_state()
    assert board.inner_text() == before  # asleep
    amina.context.set_offline(False)
    begun = time.monotonic()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_function("(was) => document.getElementById('now').innerText !== was", arg=before, timeout=5000)
    assert time.monotonic() - begun < 1
    assert not amina.problems


def test_an_expert_question_from_the_briefing_to_its_answer(
    server: Server, place: dict[str, str], person: Callable[..., Person]
) -> None:
    amina, moss, okoro = (person(server.url, place[who]).sign_in() for who in ("amina", "moss", "okoro"))
    amina.page.goto(f"{place['home']}briefing/?all=1")
    amina.page.get_by_role("link", name=re.compile("^Ask about this part.*What it costs")).click()
    amina.page.get_by_label("Your question").fill(QUESTION)
    expect(amina.page.get_by_label("Which part of the briefing")).to_have_value("cost")
    amina.page.get_by_role("button", name="Ask").click()
    expect(amina.page.get_by_text("Asked. A facilitator reads it first.").first).to_be_visible()
    address = f"{place['home']}expert-questions/"
    moss.page.goto(address)
    moss.page.get_by_role("link", name=QUESTION).click()
    moss.page.get_by_role("button", name="Put it to the experts").click()
    okoro.page.goto(address)
    okoro.page.locator("main").get_by_role("link", name=re.compile("^Answer.*van cost", re.DOTALL)).click()
    okoro.page.get_by_label("Your answer").fill("The force has not published it. It will by May.")
    okoro.page.get_by_role("button", name="Save the answer").click()
    moss.page.goto(address)
    moss.page.locator("main").get_by_role("link", name=QUESTION).first.click()
    moss.page.get_by_role("button", name="Publish it").click()
    amina.page.goto(f"{place['home']}briefing/")
    amina.page.get_by_role("link", name="All questions and answers").click()
    expect(amina.page.get_by_text("The force has not published it.")).to_be_visible()
    assert not amina.problems + moss.problems + okoro.problems

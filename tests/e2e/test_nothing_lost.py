"""What somebody types is there until it is sent: through a reload, a lost session, a second tab, no network."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Person, Server

SETTING = """
import json
from deliberation.models import Thread
from deliberation.polls import polling
from deliberation.sessions import planning, sessions
from tests.cast import make_cast
from tests.deliberation import rooms
told = []
for n in range(9):
    cast = make_cast(f"room{n}")
    area = cast.consultation.areas.get(order=1)
    thread = Thread.objects.create(area=area, group=cast.group1, title="How safe do you feel?", order=1)
    told.append({"url": thread.get_absolute_url(), "email": cast.amina.email, "thread": thread.pk})
    session = sessions.start(rooms.plan(cast, questions=(rooms.USE, rooms.PULSE, rooms.WHY)), by=cast.moss)
    spec = {"text": "Your one request to the police?", "kind": "text", "options": []}
    wave = planning.add_pulse(session, {**spec, "max_choices": 1, "ladder_group": ""}, by=cast.moss)
    polling.open_wave(wave, by=cast.moss)
    told[-1] |= {"code": session.code, "moss": cast.moss.email, "wave": wave.pk}
print(json.dumps(told))
"""
LONG = "I walk home past the station. It is dark there, and the camera does not help."
CLOSE = """
from deliberation.models import Wave
from deliberation.polls import polling
from people.models import User
polling.close_wave(Wave.objects.get(pk={wave}), by=User.objects.get(email="{moss}"))
"""
SAID = "SELECT body FROM deliberation_contribution WHERE thread_id = ? ORDER BY id"
KEPT = "() => [localStorage, sessionStorage].flatMap(Object.keys).filter((name) => name.startsWith('draft|')).length"
BOX = "What do you want to say?"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("nothing-lost"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def places(server: Server) -> Iterator[dict]:
    return iter(json.loads(server.manage("shell", "-v", "0", "-c", SETTING).strip().splitlines()[-1]))


@pytest.fixture
def place(places: Iterator[dict]) -> dict:
    return next(places)


@pytest.fixture
def phone(server: Server, place: dict, person: Callable[..., Person]) -> Person:
    arrived = person(server.url, place["email"], phone=True).sign_in()
    arrived.page.goto(place["url"])
    return arrived


def said(server: Server, place: dict) -> list[str]:
    return [body for (body,) in server.rows(SAID, place["thread"])]


def type_in(page: Page, words: str) -> None:
    page.get_by_label(BOX).fill(words)


def send(page: Page) -> None:
    page.get_by_role("button", name="Post", exact=True).click()


def test_a_reload_and_the_way_back(server: Server, place: dict, phone: Person) -> None:
    page = phone.page
    type_in(page, LONG)
    page.reload()
    expect(page.get_by_label(BOX)).to_have_value(LONG)
    page.goto("/")
    page.go_back()
    expect(page.get_by_label(BOX)).to_have_value(LONG)
    send(page)
    expect(page.locator("#contributions")).to_contain_text(LONG)
    assert page.evaluate(KEPT) == 0 and said(server, place) == [LONG]
    page.reload()
    expect(page.get_by_label(BOX)).to_have_value("")


def test_a_lost_session(server: Server, place: dict, phone: Person) -> None:
    page = phone.page
    type_in(page, LONG)
    phone.context.clear_cookies()
    send(page)
    expect(page.locator(".kept")).to_contain_text("you may have been signed out. Your words are kept on this device")
    expect(page.get_by_label(BOX)).to_have_value(LONG)
    page.goto(place["url"])  # a visitor now: the thread is closed to them
    phone.sign_in()
    page.goto(place["url"])
    expect(page.get_by_label(BOX)).to_have_value(LONG)
    send(page)  # one tap
    expect(page.locator("#contributions")).to_contain_text(LONG)
    assert said(server, place) == [LONG] and page.evaluate(KEPT) == 0


def test_an_aeroplane_mode_and_a_network_that_goes_while_it_is_sent(server: Server, place: dict, phone: Person) -> None:
    page = phone.page
    type_in(page, LONG)
    phone.context.set_offline(True)
    send(page)
    expect(page.locator(".kept")).to_contain_text("You are offline")
    phone.context.set_offline(False)
    page.reload()
    expect(page.get_by_label(BOX)).to_have_value(LONG)
    page.route("**/post/", lambda route: (route.fetch(), route.abort()))  # stored, and the answer never comes
    send(page)
    expect(page.locator(".kept")).to_contain_text("That was not sent")
    page.unroute_all()
    page.reload()
    expect(page.get_by_label(BOX)).to_have_value(LONG)
    send(page)
    page.wait_for_function(f"() => ({KEPT})() === 0")
    assert said(server, place) == [LONG]  # once


def test_two_tabs_lose_neither_ones_words(server: Server, place: dict, phone: Person) -> None:
    page = phone.page
    type_in(page, LONG)
    second = phone.context.new_page()
    second.goto(place["url"])
    expect(second.get_by_label(BOX)).to_have_value(LONG)
    type_in(second, "Something else altogether.")
    second.wait_for_function(f"() => ({KEPT})() === 2")
    send(second)
    expect(second.locator("#contributions")).to_contain_text("Something else")
    expect(page.get_by_label(BOX)).to_have_value(LONG)
    page.reload()
    expect(page.get_by_label(BOX)).to_have_value(LONG)
    send(page)
    expect(page.locator("#contributions")).to_contain_text(LONG)
    assert said(server, place) == ["Something else altogether.", LONG] and page.evaluate(KEPT) == 0


def test_a_reply_and_an_edit_and_signing_out(server: Server, place: dict, phone: Person) -> None:
    page = phone.page
    type_in(page, "First.")
    send(page)
    page.get_by_role("link", name="Reply").click()
    page.get_by_label("Your reply").fill("To myself, half wri")
    page.reload()
    expect(page.locator("[data-kept-words]")).to_contain_text("To myself, half wri")
    page.get_by_text("To myself, half wri").first.click()
    page.get_by_role("link", name="Go there to send it").click()
    expect(page.get_by_label("Your reply")).to_have_value("To myself, half wri")
    page.get_by_role("button", name="Post the reply").click()
    expect(page.locator("#contributions")).to_contain_text("To myself, half wri")
    assert page.evaluate(KEPT) == 0  # sent as a plain form: the page after it says so
    page.get_by_role("link", name="Edit your post").first.click()
    type_in(page, "First, in other words.")
    page.reload()
    expect(page.get_by_label(BOX)).to_have_value("First, in other words.")
    page.get_by_role("button", name="Save the change").click()
    expect(page.locator("#contributions")).to_contain_text("First, in other words.")
    assert page.evaluate(KEPT) == 0
    type_in(page, "Never sent.")
    page.get_by_role("button", name="Sign out").or_(page.get_by_role("link", name="Sign out")).first.click()
    expect(page.get_by_text("There are words on this device that you have not sent.")).to_be_visible()
    assert page.evaluate(KEPT) == 1
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")
    assert page.evaluate(KEPT) == 0  # whoever has the phone next reads nothing


def test_without_javascript_the_server_gives_the_words_back(
    server: Server, place: dict, person: Callable[..., Person]
) -> None:
    reader = person(server.url, place["email"], phone=True, java_script_enabled=False).sign_in()
    page = reader.page
    page.goto(place["url"])
    type_in(page, LONG)
    reader.context.clear_cookies(name="sessionid")
    send(page)
    expect(page.get_by_label("What you wrote")).to_have_value(LONG)
    expect(page.get_by_role("link", name="Sign in").last).to_have_attribute(
        "href", f"/accounts/login/code/?next={place['url']}"
    )


def test_words_for_a_question_that_closes_while_they_are_typed(server: Server, place: dict, phone: Person) -> None:
    page = phone.page
    page.goto(f"/live/{place['code']}/")
    box, said_of_it = page.get_by_label("Your one request"), page.locator("[data-ballot-state]")
    box.fill("Talk to us first.")
    page.reload()
    expect(box).to_have_value("Talk to us first.")
    page.get_by_role("button", name="Send my answer").click()
    expect(said_of_it).to_contain_text("Your answer is saved")
    assert page.evaluate(KEPT) == 0
    box.fill("Talk to us first, and then listen.")
    server.manage("shell", "-v", "0", "-c", CLOSE.format(**place))
    expect(page.get_by_role("button", name="The question has changed")).to_be_visible()
    expect(box).to_have_value("Talk to us first, and then listen.")
    page.get_by_role("button", name="my answer").click()
    expect(said_of_it).to_contain_text("was not saved")
    unsent = page.get_by_label("Words that were not sent")
    expect(unsent).to_contain_text("Talk to us first, and then listen.")
    page.reload()
    expect(unsent).to_contain_text("Talk to us first, and then listen.")
    unsent.get_by_role("link", name="Take it to your group’s discussion").click()
    expect(page.get_by_label(BOX)).to_have_value("Talk to us first, and then listen.")
    send(page)
    expect(page.locator("#contributions")).to_contain_text("Talk to us first, and then listen.")
    assert page.evaluate(KEPT) == 0


def test_notes_that_a_button_or_another_window_would_take(server: Server, place: dict, person: Callable) -> None:
    """And a form that says nothing of drafts, as most: a fact for the room."""
    desk = person(server.url, place["moss"]).sign_in()
    page = desk.page
    console = f"/live/{place['code']}/console/"
    notes = page.get_by_role("textbox", name="My notes")
    page.goto(console)
    facts = page.locator(".console-facts > details")
    facts.locator("summary").click()
    page.get_by_label("The fact").fill("Two were stopped.")
    page.reload()
    facts.locator("summary").click()
    expect(page.get_by_label("The fact")).to_have_value("Two were stopped.")
    page.get_by_label("Where it comes from").fill("The force")
    facts.get_by_role("button", name="Note it", exact=True).click()
    expect(page.locator(".console-facts")).to_contain_text("Facts noted")
    assert page.evaluate(KEPT) == 0
    notes.fill("They want signs.")
    page.locator("#ask details").first.locator("summary").click()
    page.get_by_role("button", name="Keep it for later").first.click()  # within the pause in typing
    page.wait_for_url(f"**{console}")
    expect(notes).to_have_value("They want signs.")
    stored = "SELECT body FROM deliberation_sessionnote"
    second = desk.context.new_page()
    second.goto(console)
    expect(page.locator("[data-notes-said]")).to_contain_text("Saved at")
    second.get_by_role("textbox", name="My notes").fill("They want signs. And lamps.")
    expect(second.locator("[data-notes-said]")).to_contain_text("Saved at")
    page.locator("[data-notes]").evaluate("(form) => form.elements.revision.setAttribute('value', '0')")
    notes.fill("They want signs and dogs.")
    page.locator("[data-notes]").get_by_role("button", name="Save").click()
    expect(page.get_by_text("What you saved there stands below")).to_be_visible()
    expect(notes).to_have_value("They want signs and dogs.")
    expect(page.locator("#notes")).to_contain_text("They want signs. And lamps.")
    notes.fill("They want signs, lamps and dogs.")
    page.locator("[data-notes]").get_by_role("button", name="Save").click()
    expect(page.locator("#messages")).to_contain_text("Saved at")
    assert server.rows(stored) == [("They want signs, lamps and dogs.",)]
    notes.fill("They want signs, lamps, dogs and")
    desk.context.clear_cookies()
    expect(page.locator("[data-notes-said]")).to_contain_text("kept on this device")
    desk.sign_in()
    page.goto(console)
    expect(notes).to_have_value("They want signs, lamps, dogs and")


def test_sending_in_one_tab_leaves_other_words_in_another(server: Server, place: dict, phone: Person) -> None:
    """At a place, without a key: words to the facilitators."""
    page, quiet = phone.page, f"{place['url']}quietly/"
    page.goto(quiet)
    page.get_by_role("textbox").fill("I was stopped by him.")
    second = phone.context.new_page()
    second.goto(quiet)
    second.get_by_role("textbox").fill("And my brother was.")
    second.wait_for_function(f"() => ({KEPT})() === 2")
    second.get_by_role("button", name="Send it").click()
    expect(second.locator("#messages")).to_contain_text("The facilitators have it")
    assert second.evaluate(KEPT) == 1
    expect(page.get_by_role("textbox")).to_have_value("I was stopped by him.")
    page.reload()
    expect(page.get_by_role("textbox")).to_have_value("I was stopped by him.")
    page.get_by_role("button", name="Send it").click()
    expect(page.locator("#messages")).to_contain_text("The facilitators have it")
    assert page.evaluate(KEPT) == 0

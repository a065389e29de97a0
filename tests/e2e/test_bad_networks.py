"""A phone on a bad network: an answer that does not get through at once, and sockets that are blocked."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Person, Server

SETTING = """
import json
from tests.cast import make_cast
from tests.deliberation import rooms
casts = [make_cast(f"room{n}") for n in range(12)]
print(json.dumps([{"code": rooms.running(cast)[0].code, "email": cast.amina.email} for cast in casts]))
"""
MOVE = """
from deliberation.sessions import sessions
from deliberation.models import Session
from people.models import User
session = Session.objects.get(code="{code}")
sessions.go_to(session.segments.last(), by=User.objects.get(email="moss." + session.consultation.slug + "@example.org"))
"""
CLOSE = """
from deliberation.polls import polling
from deliberation.models import Wave
from people.models import User
wave = Wave.objects.get(session__code="{code}")
polling.close_wave(wave, by=User.objects.get(email="moss." + wave.poll.consultation.slug + "@example.org"))
"""
COUNT = """
SELECT COUNT(*) FROM deliberation_ballot b JOIN deliberation_wave w ON w.id = b.wave_id
JOIN deliberation_session s ON s.id = w.session_id WHERE s.code = ?
"""
KEPT = "() => Object.keys(sessionStorage).filter((name) => name.startsWith('answerable')).length"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all: each test has a consultation of its own in it."""
    running = Server(tmp_path_factory.mktemp("networks"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def rooms_told(server: Server) -> Iterator[dict]:
    """A room for each test, all made at once: starting Django takes longer than making a dozen."""
    return iter(json.loads(said(server, SETTING)))


@pytest.fixture
def phone(server: Server, rooms_told: Iterator[dict], person: Callable[..., Person]) -> tuple[Page, dict]:
    told = next(rooms_told)
    return person(server.url, told["email"], phone=True).sign_in().page, told


def said(server: Server, script: str) -> str:
    return (server.manage("shell", "-v", "0", "-c", script).strip().splitlines() or [""])[-1]


def ballots(server: Server, told: dict) -> int:
    return server.rows(COUNT, told["code"])[0][0]


def answer(page: Page, told: dict, choice: str = "Right") -> None:
    page.get_by_label(choice, exact=True).check()
    page.get_by_role("button", name="Send my answer").click()


def test_an_answer_waits_for_the_network_also_through_a_reload(server: Server, phone: tuple[Page, dict]) -> None:
    page, told = phone
    page.goto(f"/live/{told['code']}/")
    page.route("**/ballot/", lambda route: route.abort())
    answer(page, told)
    expect(page.locator("[data-ballot-state]")).to_contain_text("Not saved yet")
    assert page.evaluate(KEPT) == 1
    page.reload()
    expect(page.locator("[data-ballot-state]")).to_contain_text("Not saved yet")
    assert ballots(server, told) == 0
    page.unroute("**/ballot/")
    expect(page.locator("[data-ballot-state]")).to_contain_text("Your answer is saved")
    assert ballots(server, told) == 1
    assert page.evaluate(KEPT) == 0


def test_a_reply_that_is_lost_is_asked_for_again(server: Server, phone: tuple[Page, dict]) -> None:
    page, told = phone
    page.goto(f"/live/{told['code']}/")
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.post_data or "")
        route.fetch()  # it reaches the server, which stores it
        route.abort()

    page.route("**/ballot/", lose_the_first)
    answer(page, told)
    expect(page.locator("[data-ballot-state]")).to_contain_text("Your answer is saved")
    assert lost
    assert ballots(server, told) == 1


def test_an_empty_answer_is_refused_with_what_to_do(phone: tuple[Page, dict]) -> None:
    page, told = phone
    page.goto(f"/live/{told['code']}/")
    page.get_by_role("button", name="Send my answer").click()
    expect(page.locator("[data-ballot-state]")).to_contain_text("Choose an answer")


def test_the_room_moves_on_and_the_answer_is_still_said_to_be_saved(server: Server, phone: tuple[Page, dict]) -> None:
    page, told = phone
    page.set_viewport_size({"width": 360, "height": 400})
    page.goto(f"/live/{told['code']}/")
    answer(page, told)
    expect(page.locator("[data-ballot-state]")).to_be_in_viewport()
    expect(page.locator("[data-ballot-state]")).to_contain_text("You can change it until the question closes.")
    said(server, CLOSE.format(**told))
    expect(page.locator(".now")).to_contain_text("This question has closed.")
    expect(page.locator("[data-ballot-state]")).to_contain_text("Your earlier answer is saved")
    expect(page.locator("[data-ballot-state]")).to_contain_text("right or wrong?")
    expect(page.locator("[data-ballot-state]")).to_be_in_viewport()
    expect(page.locator(".now h2")).to_be_in_viewport()


def test_without_the_script_the_form_is_posted(
    server: Server, phone: tuple[Page, dict], person: Callable[..., Person]
) -> None:
    _, told = phone
    page = person(server.url, told["email"], phone=True, java_script_enabled=False).sign_in().page
    page.goto(f"/live/{told['code']}/")
    answer(page, told)
    expect(page.locator("main")).to_contain_text("You have answered")
    assert ballots(server, told) == 1


def test_where_sockets_are_blocked_the_page_takes_the_stream(server: Server, phone: tuple[Page, dict]) -> None:
    page, told = phone
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route_web_socket("**/ws/**", lambda socket: socket.close())
    page.goto(f"/live/{told['code']}/")
    expect(page.locator("[data-connection]")).to_contain_text("You are connected")
    said(server, MOVE.format(**told))
    expect(page.locator(".now-part")).to_contain_text("What comes next")
    assert any("/sse/live/" in address for address in asked)


def test_where_both_are_blocked_the_page_looks_by_itself(server: Server, phone: tuple[Page, dict]) -> None:
    page, told = phone
    page.route_web_socket("**/ws/**", lambda socket: socket.close())
    page.route("**/sse/**", lambda route: route.abort())
    page.clock.install()
    page.goto(f"/live/{told['code']}/")
    page.clock.run_for(20_000)  # as long as it goes on trying the stream
    expect(page.locator("[data-connection]")).to_contain_text("looks for news every few seconds")
    said(server, MOVE.format(**told))
    page.clock.run_for(20_000)
    expect(page.locator(".now-part")).to_contain_text("What comes next")


def test_an_answer_that_was_overtaken_is_not_shown(server: Server, phone: tuple[Page, dict]) -> None:
    """The page looked for news, and before the answer came it was told of something newer."""
    page, told = phone
    page.goto(f"/live/{told['code']}/")
    fragment = page.locator("[data-fragment]").get_attribute("data-fragment")
    old = page.evaluate("address => fetch(address).then(answer => answer.text())", fragment)
    said(server, MOVE.format(**told))
    expect(page.locator(".now-part")).to_contain_text("What comes next")
    page.route(f"**{fragment}", lambda route: route.fulfill(body=old, content_type="text/html"))
    with page.expect_response(f"**{fragment}"):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(page.locator(".now-part")).to_contain_text("What comes next")


HOLD = """([fragment, old]) => {
  const real = window.fetch;
  window.fetch = (address, how) => String(address).includes(fragment)
    ? new Promise((done) => { window.arrive = () => done(new Response(old)); }) : real(address, how);
  window.dispatchEvent(new Event('online'));
}"""


def test_a_count_heard_while_the_page_was_on_its_way_stays(
    server: Server, phone: tuple[Page, dict], person: Callable[..., Person]
) -> None:
    """The console looked for news, and somebody answered before the page came: it holds the count of before."""
    page, told = phone
    console = person(server.url, told["email"].replace("amina", "moss")).sign_in().page
    console.goto(f"/live/{told['code']}/console/")
    count = console.locator("[data-answers]").first
    expect(count).to_have_text("0")
    fragment = console.locator("[data-fragment]").get_attribute("data-fragment")
    old = console.evaluate("address => fetch(address).then(answer => answer.text())", fragment)
    console.evaluate(HOLD, [fragment, old])
    page.goto(f"/live/{told['code']}/")
    answer(page, told)
    expect(count).to_have_text("1")
    console.evaluate("window.arrive()")
    console.evaluate("() => new Promise((done) => setTimeout(done))")
    expect(count).to_have_text("1")
    assert console.evaluate("document.querySelector('[data-answers]').textContent") == "1"


OPEN_THREADS = """
from consultations.models import Consultation
from deliberation.discussion import discussion
from people.models import User
of = Consultation.objects.get(sessions__code="{code}")
opened = discussion.open_threads(of, by=User.objects.get(email="moss." + of.slug + "@example.org"))
print(f"/consultations/{{of.slug}}/threads/{{next(t.pk for t in opened if t.group and t.group.name == 'Group 1')}}/")
"""


def test_what_was_typed_is_still_there_when_the_session_is_gone(server: Server, phone: tuple[Page, dict]) -> None:
    page, told = phone
    page.goto(said(server, OPEN_THREADS.format(code=told["code"])))
    page.locator("[name=body]").first.fill("I was stopped on Mill Road.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("you may have been signed out")).to_be_visible()
    assert page.locator("[name=body]").first.input_value() == "I was stopped on Mill Road."
    page.route("**/post/", lambda route: route.fulfill(status=413, body="no"))
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("Your words are kept on this device")).to_be_visible()
    assert page.locator("[name=body]").first.input_value() == "I was stopped on Mill Road."

"""What older browsers lack, taken away: sockets, `:has()`, folded parts that open themselves on paper."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Person, Server
from tests.e2e.test_bad_networks import MOVE, SETTING, said
from tests.e2e.test_every_page import COMPLETE, OPEN

NO_SOCKETS = """
window.WebSocket = class { static OPEN = 1; constructor() { throw new DOMException("refused", "SecurityError"); } };
"""
NO_STREAM = "delete window.EventSource;"
RING = "el => { const s = getComputedStyle(el); return s.outlineStyle + ' ' + s.outlineWidth; }"
SCREEN = """
import json
from deliberation.models import Session
from deliberation.sessions import steps
from people.models import User
session = Session.objects.get(code="{code}")
steps.show(session, "{screen}", by=User.objects.get(email="moss." + session.consultation.slug + "@example.org"))
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("old"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def rooms_told(server: Server) -> Iterator[dict]:
    return iter(json.loads(said(server, SETTING)))


def without_has(page: Page) -> None:
    """Every stylesheet as a browser reads it that has never heard of :has()."""

    def serve(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(":has(", ":unheard-of("))

    page.route("**/*.css", serve)


@pytest.mark.parametrize("lost", [NO_SOCKETS, NO_SOCKETS + NO_STREAM], ids=["sockets", "both"])
def test_a_page_follows_where_a_socket_cannot_even_be_made(
    server: Server, rooms_told: Iterator[dict], person: Callable[..., Person], lost: str
) -> None:
    told = next(rooms_told)
    page = person(server.url, told["email"], phone=True).sign_in().page
    page.add_init_script(lost + "const slow = setInterval; window.setInterval = (f, ms) => slow(f, Math.min(ms, 400));")
    page.goto(f"/live/{told['code']}/")
    before = page.locator("[data-now]").get_attribute("data-now")
    if lost == NO_SOCKETS:
        expect(page.locator("[data-connection]")).to_contain_text("You are connected")
    said(server, MOVE.format(**told))
    expect(page.locator("[data-now]")).not_to_have_attribute("data-now", str(before))


def test_without_has_a_choice_shows_its_ring_and_that_it_is_chosen(
    server: Server, rooms_told: Iterator[dict], person: Callable[..., Person]
) -> None:
    told = next(rooms_told)
    page = person(server.url, told["email"]).sign_in().page
    without_has(page)
    page.goto(f"/live/{told['code']}/")
    first = page.locator(".choice input").first
    first.focus()
    page.keyboard.press("Space")
    label = page.locator(".choice input:checked ~ label").first
    assert first.evaluate(RING) == "solid 3px"
    plain = page.locator(".choice input:not(:checked) ~ label").first
    paint = "el => getComputedStyle(el).backgroundColor"
    assert label.evaluate(paint) != plain.evaluate(paint)


def test_with_has_the_card_has_the_ring_and_the_box_none(
    server: Server, rooms_told: Iterator[dict], person: Callable[..., Person]
) -> None:
    told = next(rooms_told)
    page = person(server.url, told["email"]).sign_in().page
    page.goto(f"/live/{told['code']}/")
    page.locator(".choice input").first.focus()
    page.keyboard.press("Space")
    assert page.locator(".choice").first.evaluate(RING) == "solid 3px"
    assert page.locator(".choice input").first.evaluate(RING).startswith("none")


def test_without_has_the_wall_is_black_and_the_code_is_large(
    server: Server, rooms_told: Iterator[dict], person: Callable[..., Person]
) -> None:
    told = next(rooms_told)
    moss = told["email"].replace("amina", "moss")
    page = person(server.url, moss).sign_in().page
    without_has(page)
    page.goto(f"/live/{told['code']}/projector/")
    size = "el => parseFloat(getComputedStyle(el).fontSize)"
    small = page.locator(".screen-code").evaluate(size)
    said(server, SCREEN.format(**told, screen="join"))
    expect(page.locator("body")).to_have_attribute("data-screen", "join")
    assert page.locator(".screen-code").evaluate(size) > 1.5 * small
    said(server, SCREEN.format(**told, screen="blank"))
    expect(page.locator("body")).to_have_css("background-color", "rgb(0, 0, 0)")
    page.reload()  # the server says the same without the script
    expect(page.locator("body")).to_have_css("background-color", "rgb(0, 0, 0)")


def test_the_error_summary_has_a_ring_after_a_click(demo_server: Server, person: Callable[..., Person]) -> None:
    page = person(demo_server.url).page
    page.route("**/*.css", lambda route: _never_visible(route))
    page.goto("/join/")
    page.locator("main form").first.locator("button").first.click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    assert summary.evaluate(RING) == "solid 3px"


def _never_visible(route: Route) -> None:
    """As in Firefox and Safari after a click: the focus is there, :focus-visible is not."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace(":focus-visible", ":not(*)"))


def test_folded_parts_are_opened_for_paper_and_folded_again(demo_server: Server, person: Callable[..., Person]) -> None:
    page = person(demo_server.url).page
    page.goto(f"{COMPLETE}/report/")
    folded = "document.querySelectorAll('details:not([open], .sure)').length"
    were = page.evaluate(folded)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert were > 0 and page.evaluate(folded) == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(folded) == were


def test_paper_has_neither_header_nor_banner(demo_server: Server, person: Callable[..., Person]) -> None:
    page = person(demo_server.url).page
    page.goto(f"{OPEN}/briefing/")
    page.emulate_media(media="print")
    assert not page.locator(".site-head").is_visible() and not page.locator(".demo").is_visible()
    assert page.locator(".paper-only").is_visible()

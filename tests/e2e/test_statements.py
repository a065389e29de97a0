"""A conversation of statements in a real browser: started, answered by keyboard and without JavaScript, added to,
decided, closed and counted. Every page on the way is accessible and fits a small phone."""

from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Person, Server, press_while
from tests.e2e.test_every_page import OPEN, WCAG
from tests.e2e.test_whole_loop import DAYS_LATER

FIRST = ["Signs must say when cameras are used.", "Cameras should be off at night.", "I feel safer with cameras."]
TWO_IDEAS = "Ask young people first and put up more lamps."


def sound(page: Page) -> None:
    """No axe violation, one h1, nothing sideways at 320 px."""
    page.set_viewport_size({"width": 320, "height": 640})
    assert [v["id"] for v in Axe().run(page, options=WCAG).response["violations"]] == []
    assert page.locator("h1").count() == 1
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def begin(page: Page) -> str:
    """The facilitator starts a conversation and opens it. Returns its address."""
    page.goto(f"{OPEN}/statements/")
    sound(page)
    page.get_by_role("link", name="Start a conversation").click()
    page.get_by_label("Title").fill("Cameras in the high street")
    page.get_by_label("What are the statements about?").fill("What should happen with cameras")
    page.get_by_label("The first statements").fill("\n".join(FIRST))
    sound(page)
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("button", name="Open it").click()
    sound(page)
    return page.url.removesuffix("desk/")


def answer_by_keyboard(page: Page, address: str) -> None:
    """Focus goes to each new statement; one Tab from there is Agree. The page is never loaded again."""
    page.goto(address)
    sound(page)
    page.get_by_role("button", name="Start").press("Enter")
    page.wait_for_url(address + "*/")
    sound(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    later = page.get_by_role("button", name="Leave this one for later")
    press_while(page.get_by_role("button", name="Agree", exact=True), lambda: later.evaluate("later => later.click()"))
    expect(page.locator("#statement")).to_contain_text("0 of 3 answered")
    assert not [body for body in sent if "said" in body]  # that press was for the statement before
    loads: list[str] = []
    page.on("load", lambda: loads.append(page.url))
    for answered in range(2):
        expect(page.locator("#statement")).to_contain_text(f"{answered} of 3 answered")
        expect(page.locator("#statement h1")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Agree", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
    expect(page.locator("#statement")).to_contain_text("2 of 3 answered")
    assert loads == []


def test_a_conversation_from_start_to_count(tmp_path: Path, demonstration: Path, person: Callable[..., Person]) -> None:
    server = Server(tmp_path, demonstration)
    try:
        _walk(server, person)
    finally:
        server.stop()


def _walk(server: Server, person: Callable[..., Person]) -> None:
    moss = person(server.url, "moss@demo.example", bypass_csp=True).sign_in().page
    amina = person(server.url, "amina@demo.example", phone=True, bypass_csp=True).sign_in()
    address = begin(moss)
    answer_by_keyboard(amina.page, address)

    amina.page.goto(address + "write/")
    sound(amina.page)
    amina.page.get_by_label("Your statement").fill(TWO_IDEAS)
    amina.page.get_by_role("button", name="Send it").click()
    expect(amina.page.get_by_text("Waiting for a facilitator")).to_be_visible()

    moss.goto(address + "desk/")
    moss.get_by_role("link", name=TWO_IDEAS).click()
    sound(moss)
    moss.get_by_label("Holds more than one idea").check()
    moss.get_by_role("button", name="Do not show it").click()

    amina.page.reload()
    expect(amina.page.get_by_text("Send the ideas one by one.")).to_be_visible()
    sound(amina.page)
    amina.page.get_by_role("link", name="Change it and send it again").click()
    amina.page.get_by_label("Your statement").fill("Ask young people first.")
    amina.page.get_by_role("button", name="Send it").click()

    moss.goto(address + "desk/")
    moss.get_by_role("link", name="Ask young people first.").click()
    moss.get_by_role("button", name="Show it as it stands").click()

    _without_javascript(server, person, amina, address)

    moss.goto(address + "desk/")
    server.manage("shell", "-c", DAYS_LATER)
    moss.reload()
    moss.get_by_text("Close this conversation").click()
    moss.get_by_label("Why does it close before its time?").fill("Everybody has answered.")
    moss.get_by_role("button", name="Close it now").click()
    moss.get_by_role("button", name="Count the answers").click()
    expect(moss.get_by_text("No groups are shown")).to_be_visible()
    sound(moss)


def _without_javascript(server: Server, person: Callable[..., Person], amina: Person, address: str) -> None:
    """The same person with scripts off: goes on where she stopped, to the late statement and the end."""
    plain = person(server.url, java_script_enabled=False, phone=True)
    plain.context.add_cookies(amina.context.cookies())
    plain.page.goto(address)
    plain.page.get_by_role("button", name="Go on").click()
    for _ in range(2):
        plain.page.get_by_role("button", name="Disagree").click()
    expect(plain.page.get_by_text("You have answered them all")).to_be_visible()

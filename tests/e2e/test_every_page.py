"""Every page of the demonstration, as each person sees it: reachable, accessible, light, and usable without JavaScript.

One pass a person and width: no axe violation (WCAG 2.2 AA), one h1, no sideways scrolling at 320 px.
"""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.conftest import Person, Server

COMPLETE = "/consultations/policing-technology-riverside"
OVERDUE = "/consultations/drones-over-saltmarsh"
OPEN = "/consultations/live-facial-recognition-eastmere"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
PAGES = {
    "": [
        "/", "/how-it-works/", "/accessibility/", "/data-card/", "/record/", "/technologies/", "/promises/", "/style/",
        "/accounts/login/code/", "/join/", "/live/", "/receipt/", f"{OPEN}/join/", f"{OPEN}/",
        f"{OPEN}/briefing/", f"{OVERDUE}/", f"{OVERDUE}/answer/",
        f"{OVERDUE}/report/", f"{COMPLETE}/answer/", f"{COMPLETE}/promises/", f"{COMPLETE}/record/",
    ],
    "amina": [
        "/desk/", f"{OPEN}/", f"{OPEN}/discussion/", f"{OPEN}/polls/", f"{OPEN}/me/", "/my-data/", "/my-data/erase/",
        "/accounts/", f"{OPEN}/my-answers/", f"{OPEN}/me/leave/", f"{OPEN}/sessions/", f"{OPEN}/statements/",
    ],
    "okafor": [
        "/accounts/", "/accounts/sign-ins/", "/accounts/second-step/", "/accounts/second-step/app/",
        "/accounts/second-step/passkey/", "/administration/", "/administration/1/",
    ],
    "moss": [
        "/desk/", "/consultations/new/", f"{OPEN}/desk/", f"{OPEN}/setup/", f"{OPEN}/setup/dates/", f"{OPEN}/people/",
        f"{OPEN}/groups/", f"{OPEN}/briefing/edit/", f"{OPEN}/polls/", f"{OPEN}/polls/prepare/", f"{OPEN}/sessions/",
        f"{OPEN}/moderation/", f"{OPEN}/coding/", f"{OVERDUE}/findings/", f"{OVERDUE}/recommendations/",
    ],
    "okoro": ["/desk/", f"{OVERDUE}/response/", f"{OVERDUE}/response/1/", f"{OVERDUE}/response/sign/"],
    "hale": ["/desk/", f"{OPEN}/review/", f"{OVERDUE}/quotes/", f"{OVERDUE}/statement/"],
}  # fmt: skip
SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"


def faults(page: Page, address: str) -> list[str]:
    """What is wrong with one page, in words."""
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        return [f"{address}: answered {answer.status if answer else 'nothing'}"]
    found = [f"{address}: {v['id']} {v['help']}" for v in Axe().run(page, options=WCAG).response["violations"]]
    if page.locator("h1").count() != 1:
        found.append(f"{address}: {page.locator('h1').count()} h1")
    if page.evaluate(SIDEWAYS):
        found.append(f"{address}: scrolls sideways at 320 px")
    return found


@pytest.mark.parametrize("who", PAGES)
def test_pages_are_accessible_and_fit_a_small_phone(
    demo_server: Server, person: Callable[..., Person], who: str
) -> None:
    someone = person(demo_server.url, f"{who}@demo.example", bypass_csp=True)  # axe is a script of its own
    someone.page.set_viewport_size({"width": 320, "height": 640})
    if who:
        someone.sign_in()
    assert [fault for address in PAGES[who] for fault in faults(someone.page, address)] == []


def test_the_longest_report_fits_a_small_phone(demo_server: Server, person: Callable[..., Person]) -> None:
    """Without axe, which takes as long on this one page as on all the others; its parts are in the other report."""
    page = person(demo_server.url).page
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{COMPLETE}/report/")
    assert page.locator("table.compared").count() == 1  # answers in sentences stand before their figures
    assert not page.evaluate(SIDEWAYS)


def test_letters_twice_as_large_push_nothing_off_a_phone(demo_server: Server, person: Callable[..., Person]) -> None:
    """As somebody sets them on their phone: WCAG 1.4.4; in the widest letters a phone is likely to have."""
    page = person(demo_server.url, "amina@demo.example", phone=True).sign_in().page
    page.goto(f"{OPEN}/discussion/")
    thread = page.locator(f"main a[href*='{OPEN}/threads/']").first.get_attribute("href")
    wide = []
    for address in ["/", f"{OPEN}/", thread, f"{OPEN}/me/", f"{OVERDUE}/report/", f"{COMPLETE}/answer/"]:
        page.goto(str(address))
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        page.evaluate("document.documentElement.style.setProperty('--serif', '\"DejaVu Serif\", serif')")
        page.evaluate("document.documentElement.style.setProperty('--sans', '\"DejaVu Sans\", sans-serif')")
        if page.evaluate(SIDEWAYS):
            wide.append(page.url)
    assert wide == []


def test_the_first_view_is_at_most_sixty_kilobytes(demo_server: Server, person: Callable[..., Person]) -> None:
    for address in ["/", f"{OPEN}/", f"{OPEN}/briefing/", f"{COMPLETE}/report/", f"{COMPLETE}/answer/"]:
        page = person(demo_server.url).page
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        sizes: list[float] = []
        session.on("Network.loadingFinished", lambda event, sizes=sizes: sizes.append(event["encodedDataLength"]))
        page.goto(address, wait_until="networkidle")
        assert sizes and sum(sizes) <= 60_000, f"{address}: {sum(sizes):,.0f} bytes"


def test_police_never_find_a_closed_thread(demo_server: Server, person: Callable[..., Person]) -> None:
    moss = person(demo_server.url, "moss@demo.example").sign_in().page
    moss.goto(f"{OPEN}/discussion/")
    thread = moss.locator(f"main a[href*='{OPEN}/threads/']").first.get_attribute("href")
    assert thread
    for who in ("okoro", "reyes", "outsider"):
        officer = person(demo_server.url, f"{who}@demo.example").sign_in().page
        answer = officer.goto(thread)
        assert answer is not None and answer.status == 404


def test_without_javascript_a_resident_can_post_and_vote(demo_server: Server, person: Callable[..., Person]) -> None:
    resident = person(demo_server.url, "amina@demo.example", phone=True, java_script_enabled=False).sign_in().page
    resident.goto(f"{OPEN}/discussion/")
    resident.locator(f"main a[href*='{OPEN}/threads/']").first.click()
    resident.locator("[name=body]").fill("Posted without any script at all.")
    resident.get_by_role("button", name="Post", exact=True).click()
    assert "Posted without any script at all." in resident.locator("main").inner_text()
    resident.goto(f"{OPEN}/polls/")
    resident.locator("main").get_by_role("link", name="first poll").click()
    assert "answers" in resident.locator("h1").inner_text().lower()


def test_the_keyboard_alone_reaches_the_content(demo_server: Server, person: Callable[..., Person]) -> None:
    page = person(demo_server.url).page
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    focused = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert focused != "none"

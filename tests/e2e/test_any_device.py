"""The demonstration on whatever people have: large letters, a slow line, no script, a keyboard alone."""

from collections.abc import Callable

from tests.e2e.conftest import Person, Server
from tests.e2e.test_every_page import COMPLETE, OPEN, OVERDUE, SIDEWAYS


def test_the_longest_report_fits_a_small_phone(demo_server: Server, person: Callable[..., Person]) -> None:
    """Without axe, which takes as long on this one page as on all the others; its parts are in the other report."""
    page = person(demo_server.url).page
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{COMPLETE}/report/")
    assert page.locator("table.compared").count() == 3  # answers in sentences stand before their figures
    assert not page.evaluate(SIDEWAYS)


def test_letters_twice_as_large_push_nothing_off_a_phone(demo_server: Server, person: Callable[..., Person]) -> None:
    """As somebody sets them on their phone: WCAG 1.4.4; in the widest letters a phone is likely to have."""
    page = person(demo_server.url, "amina@demo.example", phone=True).sign_in().page
    page.goto(f"{OPEN}/discussion/")
    thread = page.locator(f"main a[href*='{OPEN}/threads/']").first.get_attribute("href")
    wide = []
    for address in ["/", f"{OPEN}/", thread, f"{OPEN}/me/", f"{OVERDUE}/report/", f"{COMPLETE}/answer/"]:
        page.goto(str(address))
        page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
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


def test_the_answer_and_the_head_are_short_on_a_phone(demo_server: Server, person: Callable[..., Person]) -> None:
    """All that the police said is opened from little more than three screens; whoever is signed in takes no line."""
    page = person(demo_server.url, "moss@demo.example", phone=True).sign_in().page
    page.goto(f"{COMPLETE}/answer/")
    assert page.locator(".came details.fold").count() == 10
    assert page.evaluate("document.documentElement.scrollHeight") <= 3200
    brand, own = (page.locator(place).bounding_box() for place in (".brand", ".site-user"))
    assert brand and own and own["y"] < brand["y"] + brand["height"]


def test_police_never_find_a_closed_thread(demo_server: Server, person: Callable[..., Person]) -> None:
    moss = person(demo_server.url, "moss@demo.example").sign_in_by_hand().page
    moss.goto(f"{OPEN}/discussion/")
    thread = moss.locator(f"main a[href*='{OPEN}/threads/']").first.get_attribute("href")
    assert thread
    for who in ("okoro", "reyes", "outsider"):
        officer = person(demo_server.url, f"{who}@demo.example").sign_in().page
        answer = officer.goto(thread)
        assert answer is not None and answer.status == 404


def test_without_javascript_a_resident_can_post_and_vote(demo_server: Server, person: Callable[..., Person]) -> None:
    resident = (
        person(demo_server.url, "amina@demo.example", phone=True, java_script_enabled=False).sign_in_by_hand().page
    )
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


def test_paper_shows_what_your_data_folds(demo_server: Server, person: Callable[..., Person]) -> None:
    page = person(demo_server.url, "amina@demo.example", phone=True).sign_in().page
    page.goto("/my-data/")
    rows = page.locator("main details tbody tr")
    folded = rows.count()
    assert folded > 10 and not rows.first.is_visible()
    page.locator("main summary").first.press("Enter")
    assert rows.first.is_visible()
    page.locator("main summary").first.press("Enter")
    page.emulate_media(media="print")
    shown = page.evaluate("""[...document.querySelectorAll("main details tbody tr")]
        .filter((row) => row.getBoundingClientRect().height > 5 && row.checkVisibility()).length""")
    assert shown == folded

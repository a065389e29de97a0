"""The published report on a phone: short before anything is opened, and every finding two taps from its words."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.conftest import Person, Server
from tests.e2e.test_every_page import COMPLETE

SCREENS, HEIGHT = 12, 844


def test_the_report_is_short_and_each_finding_leads_to_its_words_and_back(
    demo_server: Server, person: Callable[..., Person]
) -> None:
    page = person(demo_server.url, phone=True).page
    page.goto(f"{COMPLETE}/report/")
    assert page.evaluate("document.documentElement.scrollHeight") <= SCREENS * HEIGHT
    numbers = page.locator(".finding-number").all_text_contents()
    assert len(numbers) >= 8
    without = [
        n for n in numbers if not page.locator(f'article[id="finding-{n}"] a[href$="/report/findings/{n}/"]').count()
    ]
    assert without == []

    page.locator("details.fold > summary").filter(has_text="findings").first.click()  # from here on, taps are counted
    finding = page.locator("article.finding").first
    finding.locator("details.fold > summary").click()
    said = finding.locator("h4", has_text="What people said").locator("xpath=following-sibling::p[1]").inner_text()
    words = finding.locator("blockquote").first.inner_text()
    finding.get_by_role("link", name="was worked out").click()
    expect(page.locator("#said ~ p").first).to_have_text(said)
    expect(page.locator("main blockquote").first).to_have_text(words)
    page.get_by_role("link", name="Back to finding").click()
    expect(page.locator("article.finding").first).to_be_in_viewport()
    expect(page.locator("article.finding").first.locator(".raised")).to_be_visible()

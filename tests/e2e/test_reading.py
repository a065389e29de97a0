"""Reading a briefing on a phone: a source opens in place, the text grows, a part is read aloud and has a link."""

import os
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.conftest import Person, Server
from tests.e2e.sizes import OPEN

BRIEFING = f"{OPEN}/briefing/"
#: A voice that only remembers: no machine that tests has one.
VOICE = """
window.said = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
const speak = (one) => window.said.push(one.text);
Object.defineProperty(window, "speechSynthesis", { value: { cancel() {}, speak } });
"""


def look(page: object, name: str) -> None:
    if folder := os.environ.get("LOOK"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=False)  # type: ignore[attr-defined]


def test_a_source_opens_in_place_with_a_way_back(demo_server: Server, person: Callable[..., Person]) -> None:
    page = person(demo_server.url, phone=True).page
    page.goto(f"{BRIEFING}?all=1")
    mark = page.locator("details.part a[data-cite]").first
    number = mark.inner_text().strip("[]")
    mark.click()
    here = page.locator(".source-here")
    expect(here).to_be_focused()
    expect(here).to_contain_text("The law as at")
    title = page.locator(f"#source-{number}").inner_text().split("\n")[0]
    expect(here).to_contain_text(title[:20])
    assert not page.url.endswith(f"#source-{number}")
    look(page, "source")
    page.keyboard.press("Escape")
    expect(mark).to_be_focused()
    mark.click()
    here.get_by_role("button", name="Back to the text").click()
    expect(here).to_have_count(0)
    expect(mark).to_be_focused()


def test_a_word_is_explained_where_it_stands(demo_server: Server, person: Callable[..., Person]) -> None:
    page = person(demo_server.url, phone=True).page
    page.goto(f"{BRIEFING}?all=1")
    word = page.locator("details.part a[data-word]").first
    meaning = page.locator(f"{word.get_attribute('href')} dd").inner_text()
    word.click()
    here = page.locator(".source-here")
    expect(here).to_be_focused()
    expect(here).to_contain_text(meaning)
    look(page, "word")
    page.keyboard.press("Escape")
    expect(word).to_be_focused()
    mute = person(demo_server.url, phone=True, java_script_enabled=False).page
    mute.goto(f"{BRIEFING}?all=1")
    mute.locator("details.part a[data-word]").first.click()
    expect(mute.locator(":target dd")).to_have_text(meaning)
    look(mute, "words")


def test_without_a_script_a_mark_leads_to_the_list(demo_server: Server, person: Callable[..., Person]) -> None:
    page = person(demo_server.url, phone=True, java_script_enabled=False).page
    page.goto(f"{BRIEFING}?all=1")
    mark = page.locator("details.part a[data-cite]").first
    number = mark.inner_text().strip("[]")
    mark.click()
    assert page.url.endswith(f"#source-{number}")
    for words in ("Read aloud", "Larger text"):
        expect(page.get_by_role("button", name=words)).to_have_count(0)
    look(page, "no-script")


def test_larger_text_stays_on_this_device(demo_server: Server, person: Callable[..., Person]) -> None:
    page = person(demo_server.url, phone=True).page
    page.goto(BRIEFING)
    size = "parseFloat(getComputedStyle(document.querySelector('.minute .prose')).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="Larger text").click()
    page.get_by_role("button", name="Larger text").click()
    assert page.evaluate(size) > before * 1.3
    page.reload()
    assert page.evaluate(size) > before * 1.3
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs out of the screen"
    look(page, "large")
    page.get_by_role("button", name="Smaller text").click()
    page.get_by_role("button", name="Smaller text").click()
    page.reload()
    assert page.evaluate(size) == before


def test_a_part_is_read_aloud_where_there_is_a_voice(demo_server: Server, person: Callable[..., Person]) -> None:
    reader = person(demo_server.url, phone=True)
    reader.context.add_init_script(VOICE)
    page = reader.page
    page.goto(f"{BRIEFING}?all=1")
    part = page.locator("details.part").first
    part.get_by_role("button", name="Read aloud").click()
    said = " ".join(page.evaluate("window.said"))
    assert part.locator("h3").inner_text() in said and "[1]" not in said and "Link to it" not in said
    expect(part.get_by_role("button", name="Stop reading")).to_be_visible()
    mute = person(demo_server.url, phone=True)
    mute.context.add_init_script("delete window.SpeechSynthesisUtterance")
    mute.page.goto(BRIEFING)
    expect(mute.page.get_by_role("button", name="Read aloud")).to_have_count(0)


def test_a_part_has_a_link_with_its_version_and_the_contents_are_at_hand(
    demo_server: Server, person: Callable[..., Person]
) -> None:
    page = person(demo_server.url, phone=True).page
    page.goto(f"{BRIEFING}?all=1")
    address = page.locator("details.part a", has_text="Link to it").nth(2).get_attribute("href")
    assert address is not None and address.startswith("?version=1#")
    page.goto(f"{BRIEFING}{address}")
    expect(page.locator(f"details.part:has(#{address.partition('#')[2]})")).to_have_attribute("open", "")
    contents = page.get_by_role("link", name="Contents", exact=True)
    expect(contents).to_be_in_viewport()
    look(page, "contents")
    contents.click()
    expect(page.locator("#contents")).to_be_in_viewport()

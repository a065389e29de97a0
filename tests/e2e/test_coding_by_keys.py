"""A passage is coded by keys alone: words chosen with arrows, then three keys; undone without a script too."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Person, Server
from tests.e2e.test_every_page import COMPLETE, OPEN, faults


@pytest.fixture
def own_server(tmp_path: Path, demonstration: Path) -> Iterator[Server]:
    """The demonstration, to write into."""
    server = Server(tmp_path, demonstration)
    yield server
    server.stop()


def test_words_are_chosen_and_coded_by_keys(own_server: Server, person: Callable[..., Person]) -> None:
    moss = person(own_server.url, "moss@demo.example", bypass_csp=True).sign_in()
    page = moss.page
    page.goto(f"{OPEN}/themes/")
    page.get_by_role("button", name="Add the starter’s themes").click()
    page.goto(f"{OPEN}/coding/")
    page.get_by_role("link", name="Read what was said as a whole").click()
    page.get_by_label("Keyboard shortcuts").check()
    text = page.locator("[data-verbatim]").nth(1)
    words = text.inner_text().split()
    text.focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("[data-chosen]")).to_have_text(f"Chosen: “{' '.join(words[1:3])}”")
    for key in ("1", "a", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**at=*")
    expect(page.locator("mark")).to_have_text(" ".join(words[1:3]))
    [row] = own_server.rows(
        "select verbatim, stance from outcomes_coding c join outcomes_excerpt e on e.id = c.excerpt_id"
        " where c.id = (select max(id) from outcomes_coding)"
    )
    assert row == (" ".join(words[1:3]), "against")
    page.set_viewport_size({"width": 320, "height": 640})
    one = page.locator(".said a").first.get_attribute("href")
    pages = [page.url.split("#")[0], f"{one}", f"{OPEN}/coding/twice/", f"{OPEN}/coding/files/", f"{COMPLETE}/themes/"]
    assert [fault for address in pages for fault in faults(page, address)] == []

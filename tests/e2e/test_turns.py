"""The turns of a record: one press says that an area begins, and what it says is what the page saves."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Person, Server
from tests.e2e.test_every_page import OPEN


@pytest.fixture
def own_server(tmp_path: Path, demonstration: Path) -> Iterator[Server]:
    """The demonstration, to write into."""
    server = Server(tmp_path, demonstration)
    yield server
    server.stop()


def test_an_area_begins_with_one_press(own_server: Server, person: Callable[..., Person]) -> None:
    moss = person(own_server.url, "moss@demo.example").sign_in()
    page = moss.page
    page.goto(f"{OPEN}/records/")
    page.locator("[name=pasted]").fill("\n".join(f"{'Carys' if n % 2 else 'Dilwyn'}: Turn {n}." for n in range(6)))
    page.locator("[name=pasted]").locator("xpath=ancestor::form").get_by_role("button").last.click()
    page.get_by_role("link", name="Read all 6 turns").click()
    lists = page.locator("select[name^=area_]")
    buttons = page.locator("[data-begins]")
    second = lists.nth(3).locator("option").nth(2)
    expect(buttons).to_have_count(6)
    expect(buttons.nth(3)).to_contain_text(f"{second.inner_text()} begins here")
    buttons.nth(3).click()
    expect(lists.nth(3)).to_have_value(second.get_attribute("value") or "")
    expect(buttons.nth(3)).to_have_attribute("aria-pressed", "true")
    first = lists.nth(4).locator("option").nth(1)  # after the last one it is the first again
    expect(buttons.nth(4)).to_contain_text(f"{first.inner_text()} begins here")
    page.get_by_role("button", name="Save and go back").click()
    page.get_by_role("link", name="Read all 6 turns").click()
    expect(lists.nth(3)).to_have_value(second.get_attribute("value") or "")
    buttons.nth(3).click()
    expect(lists.nth(3)).to_have_value("")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(buttons.nth(0)).to_be_hidden()  # on a phone the list says it, once a turn
    expect(lists.nth(0)).to_be_visible()

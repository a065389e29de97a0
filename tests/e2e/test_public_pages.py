"""Public pages in a browser: the same for everybody, with what is one's own fetched beside; and without a script."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Person, Server
from tests.e2e.test_every_page import COMPLETE, OVERDUE

PAGES = ["/", "/consultations/", "/technologies/", "/promises/", "/overdue/", "/forces/", "/record/"]


def test_the_header_says_who_reads(demo_server: Server, person: Callable[..., Person]) -> None:
    moss = person(demo_server.url, "moss@demo.example").sign_in().page
    visitor = person(demo_server.url).page
    for address in PAGES:
        moss.goto(address)
        expect(moss.locator("#own-user")).to_contain_text("Jo Moss")
        expect(moss.locator("#own-places")).to_contain_text("My desk")
        visitor.goto(address)
        expect(visitor.locator("#own-user")).to_have_text("Sign in")
    moss.locator("#own-user").get_by_role("button", name="Sign out").click()
    expect(moss.locator("#own-user")).to_have_text("Sign in")


def test_without_a_script_the_header_leads_to_ones_page(demo_server: Server, person: Callable[..., Person]) -> None:
    moss = person(demo_server.url, "moss@demo.example", java_script_enabled=False).sign_in_by_hand().page
    moss.goto("/")
    moss.get_by_role("link", name="Your account").click()
    assert moss.url.endswith("/accounts/")
    expect(moss.locator(".site-head")).to_contain_text("My desk")


def test_the_first_screen_of_a_phone_says_what_matters(demo_server: Server, person: Callable[..., Person]) -> None:
    page = person(demo_server.url, phone=True).page
    page.goto("/")
    for words in ("open now", "the police owe", "kept", "late"):
        box = page.locator(".now li", has_text=words).first.bounding_box()
        assert box is not None and box["y"] + box["height"] <= 844, words


def test_finding_and_following_a_number(demo_server: Server, person: Callable[..., Person]) -> None:
    page = person(demo_server.url, phone=True, java_script_enabled=False).page
    page.goto("/consultations/")
    page.get_by_label("Words of the question").fill("Saltmarsh")
    page.get_by_role("button", name="Search").click()
    found = page.locator("main ul.found li")
    expect(found).to_have_count(1)
    found.get_by_role("link").first.click()
    page.get_by_role("link", name="How it keeps its word").click()
    page.get_by_role("link", name="overdue now").click()
    expect(page.locator("main")).to_contain_text("Drones over Saltmarsh")


@pytest.fixture
def another_site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Its address, and the folder of its pages."""
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}", tmp_path
        site.shutdown()


def test_a_card_stands_on_the_page_of_another_site(
    demo_server: Server, person: Callable[..., Person], another_site: tuple[str, Path]
) -> None:
    """The snippet as it is copied, without a script: what is late is seen in its frame, and a link leads out of it."""
    page, (site, folder) = person(demo_server.url, phone=True, java_script_enabled=False).page, another_site
    force = "/forces/riverside-police-example"
    for address, late in ((OVERDUE, "overdue by"), (COMPLETE, "late"), (force, "overdue now")):
        page.goto(f"{address}/")
        page.get_by_text("Put this on your own site").click()
        snippet = page.get_by_label("HTML to copy").input_value()
        (folder / f"{late}.html").write_text(re.sub(r'src="http://[^/]+', f'src="{demo_server.url}', snippet))
        page.goto(f"{site}/{late}.html")
        frame, around = page.frame_locator("iframe"), page.locator("iframe").bounding_box()
        told = frame.get_by_text(late).first
        expect(told).to_be_visible()
        box = told.bounding_box()
        assert box is not None and around is not None and around["width"] == around["height"] == 320
        assert box["y"] + box["height"] <= around["y"] + around["height"], "seen without scrolling"
        frame.locator("h1 a").click()
        page.wait_for_url(f"{demo_server.url}{address}/")
    (folder / "page.html").write_text(f'<iframe src="{demo_server.url}{OVERDUE}/" title="Not to be framed"></iframe>')
    page.goto(f"{site}/page.html")
    expect(page.frame_locator("iframe").locator("h1")).to_have_count(0)

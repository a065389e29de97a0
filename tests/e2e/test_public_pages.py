"""Public pages in a browser: the same for everybody, with what is one's own fetched beside; and without a script."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.conftest import Person, Server

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
    page.get_by_label("Words in the title or the question").fill("Saltmarsh")
    page.get_by_role("button", name="Search").click()
    found = page.locator("main ul.found li")
    expect(found).to_have_count(1)
    found.get_by_role("link").first.click()
    page.get_by_role("link", name="How it keeps its word").click()
    page.get_by_role("link", name="overdue now").click()
    expect(page.locator("main")).to_contain_text("Drones over Saltmarsh")

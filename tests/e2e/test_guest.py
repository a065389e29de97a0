"""A phone without an account: in by the code off the wall, out, back on another phone, and kept with an address."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Person, Server
from tests.e2e.test_every_page import faults

ROOM = """
from tests.cast import make_cast
from tests.deliberation import rooms
session, wave = rooms.running(make_cast())
print(session.code)
"""
BALLOTS = "SELECT choice FROM deliberation_ballot"
PARTICIPANTS = "SELECT COUNT(*) FROM consultations_membership WHERE role = 'participant'"
HOME = "/consultations/street-cameras/me/"


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


LET_IN = """
from consultations.newcomers import newcomers
from consultations.models import Consultation, Role
consultation = Consultation.objects.get(slug="street-cameras")
lead = consultation.memberships.filter(role=Role.FACILITATOR).first().user
print(newcomers.let_everybody_in(consultation, by=lead))
"""


def come_in(phone: Page, code: str, server: Server) -> None:
    """Type the code from the wall, read the promise, agree, wait, and be let in."""
    phone.goto("/join/")
    phone.get_by_label("Your code").fill(f"{code[:3]} {code[3:6]} {code[6:]}".lower())
    press(phone, "Go on")
    expect(phone.get_by_role("heading", name="Our promise to you")).to_be_visible()
    phone.get_by_label("I agree to take part").check()
    press(phone, "Join")
    expect(phone.get_by_role("heading", name="Please wait a moment")).to_be_visible()
    assert server.manage("shell", "-v", "0", "-c", LET_IN).strip().endswith("1")
    expect(phone.get_by_text("A busy street: right or wrong?")).to_be_visible(timeout=15_000)


def not_on_the_first_screen(phone: Page, door: str) -> list[str]:
    """What somebody who stands in a hall would have to scroll for; and what the bar covers as keys come to it."""
    phone.set_viewport_size({"width": 360, "height": 640})
    phone.goto(door)
    tick, button = phone.get_by_label("I agree to take part"), phone.get_by_role("button", name="Join", exact=True)
    boxes = {name: one.bounding_box() for name, one in (("the tick", tick), ("the button", button))}
    found = [name for name, box in boxes.items() if box is None or box["y"] + box["height"] > 640]
    other = phone.get_by_label("You may quote me without my name")
    other.focus()
    if other.bounding_box()["y"] + other.bounding_box()["height"] > phone.locator(".join-bar").bounding_box()["y"]:  # type: ignore[index]
        found.append("a choice lies under the bar")
    return found


def answer(phone: Page, text: str, button: str) -> None:
    phone.get_by_label(text, exact=True).check()
    phone.get_by_role("button", name=button).click()
    expect(phone.get_by_text("Your answer is saved")).to_be_visible()


def test_a_phone_without_an_account_keeps_one_ballot(server: Server, person: Callable[..., Person]) -> None:
    code = server.manage("shell", "-v", "0", "-c", ROOM).strip()[-9:]
    first = person(server.url, phone=True, bypass_csp=True)  # axe is a script of its own
    first.page.set_viewport_size({"width": 320, "height": 640})
    unusable = faults(first.page, f"/live/{code}/")  # the door
    unusable += not_on_the_first_screen(first.page, f"/live/{code}/")
    come_in(first.page, code, server)
    answer(first.page, "Right", "Send my answer")
    unusable += [fault for page in ("address/", "leave/", "") for fault in faults(first.page, HOME + page)]
    assert unusable == []
    name = re.search(r"Here you are (\w+ \d+)", first.page.locator("h1").inner_text())[1]
    own = first.page.locator(".return-code").inner_text()
    first.context.close()

    second = person(server.url, phone=True).page
    second.goto("/join/")
    second.get_by_label("Your code").fill(own.lower())
    press(second, "Go on")
    expect(second.get_by_role("heading", name=f"Come back as {name}?")).to_be_visible()
    press(second, "Yes, that is me")
    second.goto(f"/live/{code}/")
    expect(second.get_by_label("Right", exact=True)).to_be_checked()
    answer(second, "Wrong", "Change my answer")

    second.goto(HOME)
    second.get_by_role("link", name="Add my e-mail address").click()
    second.get_by_label("E-mail address").fill("wren@example.org")
    press(second, "Send me a code")
    second.get_by_label("Code", exact=True).fill(second.locator("[data-demo-code]").first.inner_text())
    press(second, "Keep my place")
    expect(second.get_by_role("heading", name=f"Here you are {name}")).to_be_visible()

    third = person(server.url, "wren@example.org", phone=True).sign_in_by_hand().page
    third.goto(f"/live/{code}/")
    expect(third.get_by_label("Wrong", exact=True)).to_be_checked()
    assert len(server.rows(BALLOTS)) == 1
    assert server.rows(PARTICIPANTS) == [(4,)]

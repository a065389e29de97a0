"""A whole session from a template: three phones, a console and a screen. One phone loses its network in an answer."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Person, Server, press_while
from tests.e2e.test_every_page import faults

ROOM = """
from tests.cast import make_cast
from tests.deliberation import rooms
from deliberation.sessions import agenda_templates, planning
cast = make_cast()
cast.consultation.areas.all().delete()
rooms.prepare(cast, [rooms.USE, rooms.PULSE])
parts = agenda_templates.linked(cast.consultation, rooms.SEGMENTS, [rooms.question(cast, "p_street")])
session = planning.plan(cast.group1, "Evening session " + "with a long title " * 6, by=cast.moss, segments=parts)
print(session.code)
"""
#: Two more answer by phone, so that paper taken off leaves enough people.
TWO_MORE = """
from consultations.models import Group
from deliberation.models import Wave
from deliberation.polls import voting
from tests.cast import join
from people.models import User
wave = Wave.objects.exclude(session=None).get()
question = wave.questions.get()
for n, option in enumerate(question.options.all()):
    user = User.objects.create(email=f"neighbour{n}@example.org", password="!")
    join(wave.consultation, [(user, Group.objects.get(name="Group 1"))])
    voting.vote(wave, question, by=user, option_ids=[option.pk])
"""
BALLOTS = "SELECT source, COUNT(*), COUNT(DISTINCT token_id) FROM deliberation_ballot GROUP BY source ORDER BY source"
PEOPLE = "SELECT COUNT(DISTINCT token_id) FROM deliberation_ballot"
QUESTION = "A busy street: right or wrong?"
HOST = "@example.org"

LED = ["console/", "agenda/", "agenda/new/", "register/", "tables/", "end/", "change/", "summary/"]


def unusable(page: Page, code: str, pages: list[str]) -> list[str]:
    """What axe, the headings or a width of 320 pixels find wrong."""
    page.set_viewport_size({"width": 320, "height": 640})
    return [fault for name in pages for fault in faults(page, f"/live/{code}/{name}")]


def below_the_fold(console: Page, height: int) -> list[str]:
    """What a facilitator must see without scrolling, and cannot."""
    hands = console.get_by_role("heading", name=re.compile("^Hands"))
    names = [".timer", "#part", ".console-bar", ".console-figures", "#id_body", ".console-code"]
    boxes = {name: console.locator(name).bounding_box() for name in names} | {"hands": hands.bounding_box()}
    return [name for name, box in boxes.items() if box is None or box["y"] < 0 or box["y"] + box["height"] > height]


def vote(phone: Page, text: str) -> None:
    phone.get_by_label(text, exact=True).check()
    phone.get_by_role("button", name=re.compile("Send my answer|Change my answer")).click()
    expect(phone.get_by_text("Your answer is saved")).to_be_visible()


def take_step(console: Page, label: str) -> None:
    """The one big button of the console."""
    step = console.locator(".console-bar").get_by_role("button", name=re.compile(f"^{label}"))
    step.click()


def come_in(phone: Page, spoken_code: str) -> None:
    """As a latecomer reads it off the screen."""
    phone.goto("/live/")
    phone.get_by_label("code").fill(spoken_code)
    phone.get_by_role("button", name="Go on").click()
    phone.get_by_label("I agree to take part").check()
    phone.get_by_role("button", name="Join", exact=True).click()


def type_in_sheets(console: Page, texts: list[str]) -> None:
    """Three people had no phone: their paper sheets. They count once a second person has typed them in too."""
    console.get_by_role("link", name=re.compile("On paper")).first.click()
    console.get_by_role("link", name="Type in a sheet").click()
    for number, text in enumerate(texts, start=1):
        expect(console.get_by_label("Number on the sheet")).to_have_value(str(number))
        console.get_by_label("They ticked on the sheet").check()
        console.get_by_label(text, exact=True).check()
        console.get_by_role("button", name="Store this sheet").click()
        expect(console.get_by_text(f"Sheet {number} is stored")).to_be_visible()


def type_in_again(second: Page, address: str, texts: list[str]) -> None:
    """The counter-entry of the second facilitator, from the same sheets."""
    for number, text in enumerate(texts, start=1):
        second.goto(address)
        second.get_by_label("Number on the sheet").fill(str(number))
        second.get_by_label(text, exact=True).check()
        second.get_by_role("button", name="I am the second").click()
        expect(second.get_by_text(f"Sheet {number} matches")).to_be_visible()


def press_by_keyboard(page: Page, target: Locator, key: str = "Enter") -> None:
    """Tab from where one is until the target has the focus, then a key."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return page.keyboard.press(key)
    raise AssertionError(f"no way to {target} by keyboard")


def lead_by_keyboard(page: Page, code: str) -> None:
    """Tables are made, a person is moved and pinned, a part gets more minutes: no mouse, and no place is lost."""
    page.goto(f"/live/{code}/tables/")
    press_by_keyboard(page, page.get_by_label("How many tables?"), "Control+A")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    first = page.locator("[data-table='1'] [data-seat]").first
    seat = page.locator(f"#{first.get_attribute('id')}")
    press_by_keyboard(page, seat.get_by_role("combobox"), "ArrowDown")
    press_by_keyboard(page, seat.get_by_role("button", name="Move"))
    expect(page.locator("[data-table='2']").locator(seat)).to_have_count(1)
    page.keyboard.press("Tab")
    expect(seat.get_by_role("combobox")).to_be_focused()
    press_by_keyboard(page, seat.get_by_role("button", name="Pin"))
    expect(seat.get_by_text("Pinned", exact=True)).to_be_visible()
    press_by_keyboard(page, page.locator("summary", has_text="Back to the plenary"))
    press_by_keyboard(page, page.get_by_role("button", name="Everybody back to the plenary"))
    expect(page.get_by_role("button", name="Make tables", exact=True)).to_be_visible()
    page.goto(f"/live/{code}/console/")
    more = page.get_by_role("button", name="5 min more")
    press_by_keyboard(page, more)
    expect(page.locator(".timer")).to_have_text(re.compile(r"^29:\d\d$"))
    expect(more).to_be_focused()


def test_a_whole_session_with_three_phones_a_console_and_a_screen(
    server: Server, person: Callable[..., Person]
) -> None:
    code = server.manage("shell", "-v", "0", "-c", ROOM).split()[-1]
    moss = person(server.url, f"moss.street-cameras{HOST}").sign_in()
    amina = person(server.url, f"amina.street-cameras{HOST}", phone=True).sign_in()
    bilal = person(server.url, f"bilal.street-cameras{HOST}", phone=True).sign_in()
    late = person(server.url, phone=True)
    console, screen = moss.page, moss.context.new_page()
    screen.set_viewport_size({"width": 1280, "height": 720})
    console.goto(f"/live/{code}/console/")
    screen.goto(f"/live/{code}/projector/")
    for one in (amina, bilal):
        one.page.goto(f"/live/{code}/")
        expect(one.page.get_by_role("heading", name="It has not started yet")).to_be_visible()
    large = screen.locator(".screen-join img").bounding_box()
    for place in (console.locator(".console-strip"), screen.locator(".screen-people")):
        expect(place.locator("[data-people]")).to_have_text("2", timeout=2000)

    # It begins: phones and screen follow, the way in becomes small and stays.
    console.get_by_role("button", name="Start the session").click()
    for one in (amina, bilal):
        expect(one.page.locator(".now-part")).to_contain_text("Welcome")
    expect(screen.get_by_role("heading", name="Welcome")).to_be_visible()
    small = screen.locator(".screen-join img").bounding_box()
    assert large and small and large["width"] > 1.5 * small["width"]
    expect(console.locator(".timer")).to_have_text(re.compile(r"^9:\d\d$"))
    for width, height in ((1280, 900), (820, 1180)):
        console.set_viewport_size({"width": width, "height": height})
        assert below_the_fold(console, height) == []
    console.set_viewport_size({"width": 1280, "height": 900})

    # Hands: a queue, the own place in it, a call.
    amina.page.get_by_label(re.compile("What would you like to talk about")).fill("Signs at the station")
    amina.page.get_by_role("button", name="Raise my hand").click()
    expect(amina.page.get_by_text("You are next.")).to_be_visible()
    bilal.page.get_by_role("button", name="Raise my hand").click()
    expect(bilal.page.get_by_text("One person is before you.")).to_be_visible()
    expect(console.get_by_text("Signs at the station")).to_be_visible()
    expect(console.get_by_role("heading", name=re.compile(r"Hands \(2\)"))).to_be_visible()
    console.get_by_role("button", name="Call the next").click()
    expect(amina.page.get_by_text("It is your turn")).to_be_visible()
    expect(bilal.page.get_by_text("You are next.")).to_be_visible()
    expect(console.get_by_text("1 of 2 has not spoken yet.")).to_be_visible()
    expect(screen.get_by_text("Signs at the station")).to_have_count(0)

    # The next part, and its poll, opened on the console: on every phone and on the screen.
    take_step(console, "Next part")
    expect(amina.page.locator(".now-part")).to_contain_text("Cameras in your street")
    take_step(console, "Open the poll")
    expect(screen.get_by_role("heading", name=QUESTION)).to_be_visible()
    vote(amina.page, "Wrong")
    vote(amina.page, "Right")
    expect(screen.locator(".screen-count b")).to_have_text("1")
    expect(console.locator("[data-answers]").first).to_have_text("1")

    # Everything that can be open now can be used by everybody, on the smallest phone.
    finch = person(server.url, f"finch.street-cameras{HOST}", bypass_csp=True).sign_in()  # axe is a script of its own
    tablet = person(server.url, f"bilal.street-cameras{HOST}", bypass_csp=True).sign_in()  # a second device of Bilal’s
    assert [*unusable(finch.page, code, LED), *unusable(tablet.page, code, [""])] == []
    lead_by_keyboard(finch.page, code)
    tablet.context.close()

    # Bilal is in the middle of an answer when his network goes. The room goes on without him.
    bilal.page.get_by_label("Wrong", exact=True).check()
    bilal.context.set_offline(True)
    come_in(late.page, screen.locator(".screen-code").inner_text().replace("Code:", "").strip())
    expect(late.page.get_by_role("heading", name="Please wait a moment")).to_be_visible()
    console.locator("#door").get_by_role("button", name=re.compile("^Let in")).click()
    expect(late.page.get_by_text(QUESTION)).to_be_visible()
    vote(late.page, "Right")
    server.manage("shell", "-c", TWO_MORE)
    type_in_sheets(console, ["Right", "Wrong", "Wrong"])
    type_in_again(finch.page, console.url, ["Right", "Wrong", "Wrong"])
    finch.page.goto(f"/live/{code}/console/")
    console.goto(f"/live/{code}/console/")
    expect(screen.locator(".screen-count b")).to_have_text("4")  # sheets count as the poll closes
    console.get_by_role("button", name="Break", exact=True).click()
    expect(amina.page.get_by_role("button", name=re.compile("Change my answer"))).to_be_visible()
    expect(screen.get_by_role("heading", name="Break")).to_be_visible()

    # He is back: what he had chosen is still chosen, what changed is offered, and his answer counts once.
    bilal.context.set_offline(False)
    expect(bilal.page.get_by_role("button", name=re.compile("The question has changed"))).to_be_visible(timeout=40_000)
    expect(bilal.page.get_by_label("Wrong", exact=True)).to_be_checked()
    bilal.page.get_by_role("button", name="Send my answer").click()
    expect(bilal.page.locator(".now")).to_contain_text("Break")
    console.get_by_role("button", name="End the break").click()
    expect(screen.locator(".screen-count b")).to_have_text("5")
    expect(screen.locator(".bars")).to_have_count(0)

    # The clicker closes it: bars, big, on the screen and on phones; a second bounce does nothing.
    screen.keyboard.press("PageDown")
    screen.keyboard.press("PageDown")
    expect(screen.locator(".bars > li")).to_have_count(2)
    expect(screen.locator(".screen-base")).to_have_text("8 people in Group 1")
    expect(late.page.get_by_text("This question has closed.")).to_be_visible()
    expect(amina.page.locator(".bars")).to_be_visible()
    expect(console.get_by_text("Closed").first).to_be_visible()
    assert server.rows(BALLOTS) == [("paper", 3, 3), ("screen", 5, 5)]
    assert server.rows(PEOPLE) == [(8,)]

    # The screen starts again: it is back on its board by itself. Blank, and back.
    screen.reload()
    expect(screen.locator(".bars > li")).to_have_count(2)
    screen.keyboard.press("b")
    expect(screen.locator(".screen-board[data-screen=blank]")).to_have_count(1)
    expect(screen.locator(".screen-code")).to_be_visible()
    screen.wait_for_timeout(500)  # the clicker's own pause, not the network's
    screen.keyboard.press("ArrowRight")
    expect(screen.locator(".bars > li")).to_have_count(2)
    for width, height in ((1280, 720), (1920, 1080), (1024, 768)):
        screen.set_viewport_size({"width": width, "height": height})
        assert not screen.evaluate("document.documentElement.scrollHeight > innerHeight")
        assert not screen.evaluate("document.documentElement.scrollWidth > innerWidth")
        fits = "main => main.scrollHeight <= main.clientHeight + 1 && main.scrollWidth <= main.clientWidth + 1"
        assert screen.locator(".screen-main").evaluate(fits)

    # On, and to the end.
    take_step(console, "Next part")
    expect(amina.page.get_by_text("There is no question open")).to_be_visible()
    end = console.locator(".console-bar").get_by_role("link", name="End the session")
    expect(end).to_be_visible()  # drawn anew: nothing moves under the mouse any more
    more = finch.page.get_by_role("button", name="5 min more")
    sent: list[str] = []
    console.on("request", lambda request: sent.append(request.post_data or ""))
    press_while(console.get_by_role("button", name="5 min more"), more.click)
    expect(console.get_by_role("button", name="5 min more")).to_be_visible()  # what that press set off is heard of
    assert not any("more" in body for body in sent)  # it was pressed for 5 minutes more than there were
    press_while(end, more.click)
    console.get_by_role("button", name="End it now").click()
    expect(console.get_by_role("heading", name="How it went")).to_be_visible()
    expect(console.get_by_text("6 came.")).to_be_visible()
    for one in (amina, bilal, late):
        expect(one.page.get_by_role("heading", name="The session has ended")).to_be_visible()
    expect(screen.get_by_role("heading", name="Thank you")).to_be_visible()

"""What is done to a post, from both sides: held, edited, shown, removed, asked about, put back; and where help is."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Person, Server

SETTING = """
import json
from deliberation.models import Thread
from tests.cast import make_cast
cast = make_cast()
thread = Thread.objects.create(area=cast.consultation.areas.get(order=1), group=cast.group1, title="How safe?", order=9)
told = {"thread": thread.get_absolute_url(), "home": cast.consultation.get_absolute_url()}
print(json.dumps(told | {who: getattr(cast, who).email for who in ("amina", "bilal", "moss", "finch")}))
"""
BOX = "What do you want to say?"
HOLD, REMOVE = "Hold it until it is read", "Remove it, with this reason"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("told"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def place(server: Server) -> dict[str, str]:
    return json.loads(server.manage("shell", "-v", "0", "-c", SETTING).strip().splitlines()[-1])


def posts(page: Page, thread: str, words: str) -> None:
    page.goto(thread)
    page.get_by_label(BOX).fill(words)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("#contributions")).to_contain_text(words)


def acts_on(page: Page, thread: str, words: str, reason: str, act: str) -> None:
    page.goto(thread)
    page.get_by_role("link", name="Moderate the post by").last.click()
    expect(page.get_by_label("The post")).to_contain_text(words)
    page.get_by_role("radio", name=reason).first.check()
    page.get_by_role("button", name=act).click()
    page.wait_for_load_state()


def inbox(page: Page) -> str:
    page.goto("/inbox/")
    return page.locator("main").inner_text()


def test_its_author_is_told_of_each_step_and_gets_it_back(
    server: Server, place: dict[str, str], person: Callable[..., Person]
) -> None:
    amina, bilal, moss, finch = (
        person(server.url, place[who], phone=who in ("amina", "bilal")).sign_in().page
        for who in ("amina", "bilal", "moss", "finch")
    )
    thread, mine = place["thread"], amina.locator("#mine")
    posts(amina, thread, "Fred keeps the lamps.")
    acts_on(moss, thread, "Fred keeps the lamps.", "Identifies someone", HOLD)
    amina.goto(thread)
    expect(mine).to_contain_text("Waiting for a facilitator")
    expect(mine).to_contain_text("by Jo Moss")
    assert "Your post waits for a facilitator" in inbox(amina)

    amina.goto(thread)
    mine.get_by_role("link", name="Edit").click()
    amina.get_by_role("textbox").first.fill("A neighbour keeps the lamps.")
    amina.locator("main form button").first.click()
    amina.wait_for_load_state()
    moss.goto(f"{place['home']}moderation/")
    moss.get_by_role("link", name="in Group 1").first.click()
    moss.get_by_role("button", name="Publish it as it stands").click()
    moss.wait_for_load_state()
    bilal.goto(thread)
    expect(bilal.locator("#contributions")).to_contain_text("A neighbour keeps the lamps.")

    acts_on(moss, thread, "A neighbour keeps the lamps.", "Identifies someone", REMOVE)
    bilal.goto(thread)
    expect(bilal.locator("#contributions")).not_to_contain_text("A neighbour keeps")
    amina.goto(thread)
    expect(mine).to_contain_text("Identifies someone")
    assert "removed" in inbox(amina).lower()
    amina.goto(thread)
    mine.get_by_role("link", name="Ask for this to be looked at again").click()
    amina.get_by_role("textbox").first.fill("It names nobody.")
    amina.get_by_role("button", name="Send", exact=True).click()
    amina.wait_for_load_state()

    finch.goto(f"{place['home']}appeals/")
    finch.locator("main a[href*='/appeals/']").first.click()
    finch.get_by_role("radio").first.check()
    finch.get_by_role("textbox").last.fill("It points to nobody.")
    finch.get_by_role("button", name="Answer").click()
    finch.wait_for_load_state()
    bilal.goto(thread)
    expect(bilal.locator("#contributions")).to_contain_text("A neighbour keeps the lamps.")
    assert "look" in inbox(amina).lower()


def test_a_page_that_is_open_tells_its_author_and_keeps_what_is_typed(
    server: Server, place: dict[str, str], person: Callable[..., Person]
) -> None:
    bilal = person(server.url, place["bilal"], phone=True).sign_in()
    amina, moss = (person(server.url, place[who]).sign_in().page for who in ("amina", "moss"))
    words, thread, mine = "Mrs Low keeps the gate.", place["thread"], bilal.page.locator("#mine")
    posts(bilal.page, thread, words)
    with bilal.page.expect_websocket():
        bilal.page.reload()
    amina.goto(thread)
    bilal.page.get_by_label(BOX).fill("I am still writing th")

    acts_on(moss, thread, words, "Identifies someone", HOLD)
    expect(mine).to_contain_text(words)
    expect(mine).to_contain_text("by Jo Moss")
    expect(bilal.page.locator("#messages")).to_contain_text("Something has changed about a post of yours here.")
    moss.goto(f"{place['home']}moderation/")
    moss.get_by_role("link", name="in Group 1").first.click()
    moss.get_by_role("button", name="Publish it as it stands").click()
    expect(mine).not_to_contain_text(words)
    expect(bilal.page.locator("#messages")).to_contain_text("No post of yours here waits")

    bilal.page.reload()
    acts_on(moss, thread, words, "Identifies someone", REMOVE)
    expect(mine.get_by_role("link", name="Ask for this to be looked at again")).to_be_visible()
    expect(bilal.page.get_by_label(BOX)).to_have_value("I am still writing th")
    expect(amina.locator("#contributions article").last.locator(".tombstone")).to_be_visible()
    expect(amina.locator("#messages")).to_be_empty()
    assert not bilal.problems


#: More than a page of a thread; the first post is about somebody.
LONG = """
from deliberation.discussion import discussion
from deliberation.models import Contribution, Thread
from consultations.models import Membership
from people.models import User
thread = Thread.objects.get(pk=int("{thread}".rstrip("/").rpartition("/")[2]))
made = Thread.objects.create(area=thread.area, group=thread.group, title="A long one", order=8)
discussion.post(made, "Mrs Low keeps the gate.", by=User.objects.get(email="{bilal}"))
amina = Membership.objects.get(user__email="{amina}")
rows = [Contribution(thread=made, membership=amina, body="Lamp " + str(n)) for n in range(30)]
Contribution.objects.bulk_create(rows)
print(made.get_absolute_url())
"""


def test_a_page_tells_of_a_post_on_another_page_and_of_an_appeal_that_changes_nothing(
    server: Server, place: dict[str, str], person: Callable[..., Person]
) -> None:
    thread = server.manage("shell", "-v", "0", "-c", LONG.format(**place)).strip().splitlines()[-1]
    bilal, moss, finch, amina = (
        person(server.url, place[who]).sign_in().page for who in ("bilal", "moss", "finch", "amina")
    )
    mine, told = bilal.locator("#mine"), bilal.locator("#messages")
    for page in (bilal, amina):
        with page.expect_websocket():
            page.goto(f"{thread}?newest=1")
        expect(page.locator("#contributions")).not_to_contain_text("Mrs Low")
    moss.goto(thread)
    moss.get_by_role("link", name="Moderate the post by").first.click()
    expect(moss.get_by_label("The post")).to_contain_text("Mrs Low")
    moss.get_by_role("radio", name="Identifies someone").first.check()
    moss.get_by_role("button", name=REMOVE).click()
    expect(mine).to_contain_text("Mrs Low keeps the gate.")
    expect(told).to_contain_text("Something has changed about a post of yours here.")
    expect(amina.locator("#messages")).to_be_empty()
    expect(amina.locator("#arrived")).to_be_empty()

    asked = bilal.context.new_page()
    asked.goto(f"{thread}?newest=1")
    asked.locator("#mine").get_by_role("link", name="Ask for this to be looked at again").click()
    asked.get_by_role("textbox").first.fill("It names nobody.")
    asked.get_by_role("button", name="Send", exact=True).click()
    asked.wait_for_load_state()
    with bilal.expect_websocket():
        bilal.goto(f"{thread}?newest=1")
    expect(mine).not_to_contain_text("It names her.")
    finch.goto(f"{place['home']}appeals/")
    finch.locator("main a[href*='/appeals/']").first.click()
    finch.get_by_role("radio").last.check()
    finch.get_by_role("textbox").last.fill("It names her.")
    finch.get_by_role("button", name="Answer").click()
    expect(mine).to_contain_text("It names her.")
    expect(told).to_contain_text("Something has changed about a post of yours here.")
    expect(amina.locator("#arrived")).to_be_empty()


def test_words_of_somebody_at_risk_meet_help_and_reach_the_lead(
    server: Server, place: dict[str, str], person: Callable[..., Person]
) -> None:
    amina, moss, finch = (
        person(server.url, place[who], phone=who == "amina").sign_in().page for who in ("amina", "moss", "finch")
    )
    thread, mine = place["thread"], amina.locator("#mine")
    posts(amina, thread, "I cannot go on like this.")
    acts_on(finch, thread, "I cannot go on like this.", "Someone may be at risk", REMOVE)
    amina.goto(thread)
    expect(mine).to_contain_text("You have done nothing wrong")
    expect(mine.locator("a[href='tel:999']")).to_be_visible()
    expect(mine).not_to_contain_text("Removed")
    mine.get_by_role("link", name="Write to the safeguarding lead, privately").first.click()
    amina.get_by_role("textbox").first.fill("Thank you. I would like to talk.")
    amina.get_by_role("button", name="Send", exact=True).click()
    expect(amina.locator("main")).to_contain_text("I would like to talk.")

    moss.goto(f"{place['home']}safety/")
    moss.locator("main a[href*='/safety/']").first.click()
    private = moss.get_by_role("link", name="privately")
    where = private.get_attribute("href")
    private.click()
    expect(moss.locator("main")).to_contain_text("I would like to talk.")
    moss.get_by_role("textbox").first.fill("I am here this afternoon.")
    moss.get_by_role("button", name="Send", exact=True).click()
    answer = finch.goto(str(where))
    assert answer is not None and answer.status == 404, "the two of them alone"
    amina.reload()
    expect(amina.locator("main")).to_contain_text("I am here this afternoon.")

    amina.goto(thread)
    mine.get_by_role("link", name="Change it and send it again").click()
    amina.get_by_role("textbox").first.fill("I am tired of this street.")
    amina.locator("main form button").first.click()
    amina.wait_for_load_state()
    amina.goto(place["home"])
    expect(amina.locator(f"a[href='{where}']").first).to_be_visible()

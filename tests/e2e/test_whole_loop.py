"""The whole loop in a real browser: six people, from an empty consultation to a verified promise.

Nothing here touches the database: every step is done by the person whose step it is, on their own page. The
residents are on phones. The windows that the calendar would keep open for weeks are set to zero days in Setup,
as a facilitator of a short exercise would.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Person, Server

LONDON = ZoneInfo("Europe/London")
SAID = {
    "amina": "Send it for a missing child, yes, but put up a sign and tell us afterwards what it filmed.",
    "bilal": "I want to know who is flying it. A sign and a name, then I am fine with it.",
}


#: A poll stays open for two days at least; the loop is walked in minutes.
DAYS_LATER = """
from datetime import timedelta
from deliberation.models import Wave
for wave in Wave.objects.filter(state="open"):
    Wave.objects.filter(pk=wave.pk).update(opened_at=wave.opened_at - timedelta(days=3))
"""


def post(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a button and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()
    assert not page.locator("[data-error-summary]").count(), page.locator("[data-error-summary]").inner_text()


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"[name='{name}']").fill(value)


def local(moment: datetime) -> str:
    return moment.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M")


def start(moss: Page) -> str:
    """A consultation from a starter, set up, and its address."""
    moss.goto("/consultations/new/")
    fill(
        moss, title="Drones over Northgate",
        commissioning_body="Northgate Forum (example)", data_controller="Northgate Forum (example)",
    )  # fmt: skip
    moss.get_by_label("Police force that must answer").select_option("Riverside Police (example)")
    moss.get_by_label("Drones, and drone as first responder").check()
    post(moss, "Make the draft")
    slug = re.search(r"/consultations/([^/]+)/", moss.url)[1]  # type: ignore[index]
    return f"/consultations/{slug}"


def set_up(moss: Page, home: str) -> None:
    now = datetime.now(UTC)  # five minutes before two o'clock in London may be an hour that does not come
    moss.goto(f"{home}/setup/dates/")
    fill(
        moss, opens_at=local(now - timedelta(minutes=5)), closes_at=local(now + timedelta(days=28)),
        notice_days="0", withdrawal_days="0", accuracy_days="0", check_days="0",
    )  # fmt: skip
    post(moss, "Save")
    moss.goto(f"{home}/setup/who/")
    fill(moss, independent_facilitation="Yes", funding_note="Paid for by Northgate Forum (example).")
    post(moss, "Save")
    moss.goto(f"{home}/setup/taking-part/")
    fill(moss, places="Northgate")
    post(moss, "Save")


def ask_force(moss: Page, home: str) -> None:
    """What only the force can say is ticked already."""
    moss.goto(f"{home}/facts/")
    fill(moss, role="Head of operations (example)")
    post(moss, "Ask today")
    expect(moss.locator("main")).to_contain_text("asked Head of operations (example)")


SEAT = "Oversight member"


def offer(by: Page, page: str, key: str, name: str, role: str = "", standpoint: str = "") -> str:
    """The link of the e-mail that offers the role; the demonstration shows it on the page."""
    by.goto(page)
    fill(by, email=f"{key}@example.org", name=name, job_title="Chief Superintendent (example)")
    if role:
        by.get_by_role("radio", name=role, exact=True).check()
    if standpoint:
        by.locator("[name=standpoint]").select_option(standpoint)
    post(by, "Send the offer")
    link = re.search(r"/offers/[\w-]+/", by.content())
    assert link, by.locator("body").inner_text()
    return link[0]


def accept_role(whose: Page, link: str) -> Page:
    whose.goto(link)
    post(whose, "Accept the role")
    return whose


def administrator(server: Server, person: Callable[..., Person]) -> Page:
    """Who looks after accounts, and adds the force that can be asked."""
    server.manage("add_staff", "kit@example.org", "--name", "Kit Okafor", "--administrator")
    kit = person(server.url, "kit@example.org").sign_in().page
    kit.goto("/administration/forces/new/")
    fill(kit, name="Riverside Police (example)")
    post(kit, "Save")
    return kit


def panel_of(server: Server, person: Callable[..., Person], kit: Page, home: str) -> tuple[Page, Page]:
    """The administrator offers both seats: nobody chooses alone who signs beside them."""
    slug = home.rpartition("/")[2]
    offered = offer(kit, f"/administration/panels/{slug}/", "hale", "Ruth Hale", SEAT, "sceptic")
    hale = accept_role(person(server.url, "hale@example.org").sign_in().page, offered)
    offered = offer(kit, f"/administration/panels/{slug}/", "quill", "Sam Quill", SEAT, "practitioner")
    return hale, accept_role(person(server.url, "quill@example.org").sign_in().page, offered)


def add_group(moss: Page, home: str) -> str:
    """A group with a facilitator, and the link that invites people to it."""
    moss.goto(f"{home}/groups/")
    fill(moss, name="Group 1")
    moss.get_by_role("radio", name="Online", exact=True).check()
    moss.locator("[name=facilitator]").select_option(label="Jo Moss")
    post(moss, "Add the group")
    moss.get_by_role("link", name=re.compile("nvit")).first.click()
    post(moss, re.compile("nvitation"))
    link = re.search(r"/join/[A-Z0-9]+/", moss.content())
    assert link, moss.locator("main").inner_text()
    return link[0]


def prepare_polls(moss: Page, home: str) -> None:
    moss.goto(f"{home}/polls/prepare/")
    if moss.get_by_role("button", name=re.compile("starter")).count():
        post(moss, re.compile("starter"))


def move(page: Page, home: str, name: str, label: str, reason: str = "") -> None:
    """Take a consultation to its next stage on the confirmation page."""
    page.goto(f"{home}/move/{name}/")
    button = page.get_by_role("button", name=label, exact=True)
    assert button.count(), page.locator("main").inner_text()  # the page says what is still missing
    if reason:
        fill(page, reason=reason)
    post(page, label)


def sign_briefing(page: Page, home: str) -> None:
    page.goto(f"{home}/review/sign/")
    page.get_by_role("radio", name="Balanced", exact=True).check()
    fill(page, statement="Both sides are given equal room and every gap is named.")
    post(page, re.compile("Sign and publish"))


def join(page: Page, link: str) -> None:
    page.goto(link)
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    post(page, re.compile("Join|Take part"))
    expect(page.locator("h1")).to_have_text("Please wait a moment")


def let_in(moss: Page, home: str) -> None:
    moss.goto(f"{home}/people/waiting/")
    post(moss, re.compile("^Let"))


def vote(page: Page, home: str, wave: str) -> None:
    """Every question of the open poll, one a page, the first answer each."""
    page.goto(f"{home}/polls/")
    page.locator("main").get_by_role("link", name=re.compile(wave, re.I)).first.click()
    page.get_by_role("link", name=re.compile("^(Start|Go on)")).click()
    for _ in range(40):
        page.wait_for_load_state()
        if page.get_by_text("All your answers are saved").count():
            return
        choice = page.locator("main input[type=radio], main input[type=checkbox]").first
        if choice.count():
            choice.check()
            post(page, re.compile("^Save"))
        else:  # the explanation of a quick check
            page.locator("main").get_by_role("link", name=re.compile("^(Next|Go on|Check)")).first.click()
    raise AssertionError("the poll did not come to an end: " + page.locator("main").inner_text())


def say(page: Page, home: str, words: str) -> None:
    page.goto(f"{home}/discussion/")
    page.locator(f"main a[href*='{home}/threads/']").last.click()
    page.wait_for_load_state()
    fill(page, body=words)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("main")).to_contain_text(words)


def code_and_find(moss: Page, home: str) -> None:
    """Code both contributions in the browser, then write the finding that rests on them."""
    moss.goto(f"{home}/themes/")
    post(moss, re.compile("starter"))
    theme = ""
    for words in SAID.values():
        moss.goto(f"{home}/coding/")
        moss.locator("main li, main tr, main article").filter(has_text=words[:30]).locator("a").first.click()
        moss.get_by_label("The whole contribution").check()
        theme = theme or str(moss.locator("[name=themes]").last.get_attribute("value"))
        moss.locator(f"[name=themes][value='{theme}']").check()
        moss.get_by_role("radio", name="For, with conditions").check()
        moss.get_by_role("radio", name="Clear", exact=True).check()
        moss.get_by_role("button", name="Add the code").click()
        moss.wait_for_load_state()
        assert not moss.locator("[data-error-summary]").count()
    moss.goto(f"{home}/findings/")
    post(moss, "Start the report")
    moss.locator("[name=area]").first.select_option(label=moss.locator("[name=area] option").last.inner_text())
    fill(moss, title="People want a sign and a name")
    post(moss, "Add")
    if not re.search(r"/findings/\d+/", moss.url):
        moss.get_by_role("link", name=re.compile("People want a sign")).first.click()
        moss.wait_for_load_state()
    write_finding(moss, theme)


def write_finding(moss: Page, theme: str, breadth: str = "single") -> None:
    moss.locator(f"[name=themes][value='{theme}']").check()
    moss.locator("[name=position][value=for_with_conditions]").check()
    fill(
        moss, said="Both people would accept drones with a sign and a name.", inferred="Being told matters most.",
        differences="Too few spoke to compare.",
    )  # fmt: skip
    post(moss, "Save the words")
    moss.locator(f"[name=breadth][value={breadth}]").check()
    post(moss, "Save the label")
    for place, box in enumerate(moss.locator("[name^=place-]:visible").all(), start=1):
        box.fill(str(place))
    post(moss, "Save the quotes")


def write_report(moss: Page, home: str) -> None:
    moss.goto(f"{home}/findings/report/")
    fill(
        moss, headline="Tell us who flies", in_brief="Two people spoke. Both asked to be told.",
        limitations="Two people from one group took part.", conclusion="Say who, when and why.",
        conditions="Put up a sign\nName the pilot",
    )  # fmt: skip
    for n in range(1, 6):
        fill(moss, **{f"point-{n}": f"Both people asked to be told, part {n}."})
        moss.locator(f"[name=from-{n}]").select_option(index=1)
    post(moss, "Save")
    moss.goto(f"{home}/recommendations/")
    fill(moss, title="Put up a sign before each planned flight", text="With the name of who is responsible.")
    moss.locator("[name=findings]").last.check()
    post(moss, re.compile("^Add"))


def check_quotes(page: Page, home: str) -> None:
    page.goto(f"{home}/quotes/")
    for _ in SAID:
        post(page, "It gives no one away")
    expect(page.locator("main")).to_contain_text("2 of 2 may be printed")


def answer(okoro: Page, home: str) -> None:
    okoro.goto(f"{home}/response/")
    fill(okoro, opening_statement="Example response. We have read every word.")
    post(okoro, "Save the opening statement")
    okoro.goto(f"{home}/response/asks/")
    for point in okoro.locator("[type=checkbox][value='0']").all():
        point.check()
    post(okoro, "Save")
    okoro.goto(f"{home}/response/1/")
    okoro.get_by_role("radio", name="Accepted", exact=True).check()
    fill(okoro, reasons="It is right, and cheap to do.")
    post(okoro, "Save draft")
    due = (datetime.now(LONDON) + timedelta(days=60)).strftime("%Y-%m-%d")
    fill(okoro, text="A sign at every planned flight", owner_role="Superintendent, Operations")
    okoro.get_by_role("form", name="Your answer").locator("[name=due]").fill(due)  # the other is their own day
    post(okoro, "Add the promise")
    okoro.goto(f"{home}/response/sign/")
    okoro.locator("[name=confirmed]").check()
    post(okoro, "Sign and publish")
    expect(okoro.locator("h1")).to_have_text("We asked, you said, we did")


def test_six_people_walk_the_whole_loop(server: Server, person: Callable[..., Person]) -> None:
    kit = administrator(server, person)
    server.manage("add_staff", "moss@example.org", "--name", "Jo Moss", "--may-start")
    moss = person(server.url, "moss@example.org").sign_in_by_hand().page
    home = start(moss)
    set_up(moss, home)
    moss.goto(f"{home}/people/")
    post(moss, re.compile("Make safeguarding lead"))
    link = add_group(moss, home)
    prepare_polls(moss, home)
    offered = offer(moss, f"{home}/people/", "okoro", "N. Okoro", "Accountable officer")
    okoro = accept_role(person(server.url, "okoro@example.org").sign_in().page, offered)
    okoro.goto(f"{home}/accept/")
    okoro.get_by_label("I accept all of this").check()
    post(okoro, "Accept")
    moss.goto(f"{home}/briefing/data-card/")
    fill(moss, checked_by="Lead facilitator", checked_on=datetime.now(LONDON).strftime("%Y-%m-%d"))
    post(moss, "Save")
    moss.goto(f"{home}/briefing/edit/")
    fill(moss, check_by=(datetime.now(LONDON) + timedelta(days=120)).strftime("%Y-%m-%d"))
    post(moss, "Save the dates")
    ask_force(moss, home)
    move(moss, home, "submit", "Send to the oversight panel")

    hale, quill = panel_of(server, person, kit, home)
    for panel in (hale, quill):
        sign_briefing(panel, home)
    move(moss, home, "announce", "Announce")
    amina = person(server.url, "amina@example.org", phone=True).sign_in_by_hand().page
    bilal = person(server.url, "bilal@example.org", phone=True).sign_in().page
    for resident in (amina, bilal):
        join(resident, link)
        let_in(moss, home)
    move(moss, home, "open", "Open")

    for resident, words in ((amina, SAID["amina"]), (bilal, SAID["bilal"])):
        vote(resident, home, "first poll")
        say(resident, home, words)
    okoro.goto(f"{home}/discussion/")
    assert SAID["amina"] not in okoro.content(), "police read a closed group"

    live_poll(moss, amina, bilal, home)
    server.manage("shell", "-c", DAYS_LATER)
    moss.goto(f"{home}/polls/")
    moss.locator("main summary").filter(has_text="Close").first.click()
    moss.get_by_label("Why is it closed before its time?").fill("Everybody has talked: the second poll opens.")
    post(moss, "Close it now")
    moss.goto(f"{home}/polls/")
    post(moss, "Open the second poll")
    for resident in (amina, bilal):
        vote(resident, home, "second poll")
    for panel, says in ((quill, "Say that it should close early"), (hale, "Close early")):
        move(panel, home, "close_early", says, reason="Everybody invited has spoken.")

    code_and_find(moss, home)
    write_report(moss, home)
    check_quotes(hale, home)
    moss.goto(f"{home}/findings/")
    post(moss, "Send for checking")
    hale.goto(f"{home}/statement/")
    fill(hale, text="We read the notes against the findings and they match.")
    post(hale, "Add the statement")
    move(moss, home, "publish_findings", "Publish the findings")

    visitor = person(server.url, phone=True).page
    visitor.goto(f"{home}/report/")
    expect(visitor.locator("main")).to_contain_text("People want a sign and a name")
    answer(okoro, home)
    visitor.goto(f"{home}/promises/")
    visitor.get_by_role("link", name="A sign at every planned flight").click()
    promise = visitor.url

    okoro.goto(promise)
    fill(okoro, text="All up.", evidence_url="https://example.org/signs")
    okoro.get_by_label(re.compile("^Done")).check()
    post(okoro, "Publish the update")
    hale.goto(promise)
    post(hale, "Checked: it is done")
    visitor.reload()
    expect(visitor.locator("main")).to_contain_text("Done – checked")
    expect(visitor.locator("main")).to_contain_text("Ruth Hale")
    visitor.goto("/")
    expect(visitor.locator("main")).to_contain_text("Drones over Northgate")


def live_poll(moss: Page, amina: Page, bilal: Page, home: str) -> None:
    """A session: the console opens a poll, two phones answer it, the projector counts them."""
    moss.goto(f"{home}/sessions/new/")
    moss.locator("[name=pulses]").first.check()
    post(moss, "Plan the session")
    moss.goto(f"{home}/sessions/")
    moss.locator("main a[href*='/console/']").first.click()
    moss.wait_for_load_state()
    code = re.search(r"/live/([A-Z0-9]+)/console/", moss.url)[1]  # type: ignore[index]
    moss.get_by_role("button", name="Start the session").click()
    moss.get_by_role("button", name=re.compile("^Open")).first.click()
    expect(moss.locator("main")).to_contain_text("Close the poll")  # so few answers would show nothing
    for resident in (amina, bilal):
        resident.goto(f"/live/{code}/")
        resident.locator("main").get_by_role("textbox").first.fill("Watched")
        resident.get_by_role("button", name="Send my answer").click()
        expect(resident.locator("main")).to_contain_text("Your answer is saved")
    moss.goto(f"/live/{code}/projector/")
    expect(moss.locator("body")).to_contain_text(re.compile(r"\b2\b"))
    moss.goto(f"/live/{code}/console/")
    moss.get_by_role("button", name=re.compile("^Close the poll")).click()
    expect(moss.locator("main")).to_contain_text("Closed")

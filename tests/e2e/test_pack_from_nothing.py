"""A pack for a drone as first responder, in a real browser: from nothing to signed and announced, and on from there.

The force confirms six facts and declines two; an edit voids the signatures; a version is published while open; a date
moves with its reason. What the whole loop shows in the browser already (setting up, taking a role on) is sent by
hand here, through the same pages.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.access.typed import forms_of
from tests.e2e.conftest import Person, Server
from tests.e2e.test_whole_loop import LONDON, fill, local, move, post, prepare_polls, sign_briefing, start

ROLE = "Chief inspector, operations (example)"
USES = ("Looking for a missing person", "Sent first to a 999 call")
FILLED = {
    "What it costs": "A drone costs £9,000, and an hour in the air £60.",
    "Data card: What it is compared with": "No list: nothing is compared.",
    "Data card: Sources ruled out": "Faces are matched nowhere.",
    "Data card: Where it is held": "On servers of the force, in this country.",
}
DECLINED = 2
STANDPOINTS = {"hale": "sceptic", "quill": "practitioner"}
ADDED = "Nobody has measured yet how soon a drone is there in Northgate."
CORRECTED = "A drone flies by itself to the place of the call, and a pilot watches over it from afar."
WRONG = re.compile(r"data-error-summary.*?</ul>", re.S)
WHY_LATER = "Two schools asked for a week more."


def by_hand(page: Page, address: str, has: str, **typed: str) -> str:
    """Send the form of a page that has the field or button `has`, with nothing drawn; returns the page after it."""
    ask = page.context.request
    there = ask.get(address)
    assert there.ok, f"{address}: {there.status}"
    form = next(form for form in forms_of(there.text()) if has in {*form.values, *form.texts, *form.buttons})
    pressed = {has: form.buttons[has][0]} if has in form.buttons else {}
    values = {name: sent[-1] for name, sent in form.values.items() if sent} | pressed | typed
    answer = ask.post(form.action or address, form=values, headers={"Referer": there.url})
    text = answer.text()
    assert answer.ok and "data-error-summary" not in text, f"{address}: {answer.status} {WRONG.findall(text)}"
    return text


def seated(server: Server, person: Callable[..., Person], by: Page, page: str, key: str, name: str, role: str) -> Page:
    """Offered a role, and it is taken on; the demonstration shows the link of the e-mail."""
    shown = by_hand(by, page, "email", email=f"{key}@example.org", name=name, role=role, job_title="Example")
    link = re.search(r"/offers/[\w-]+/", shown)
    assert link, shown
    taken = person(server.url, f"{key}@example.org").sign_in().page
    by_hand(taken, link[0], "do", **({"standpoint": STANDPOINTS[key]} if key in STANDPOINTS else {}))
    return taken


def prepared(moss: Page) -> str:
    """Everything but the people."""
    home = start(moss)
    now = datetime.now(UTC)
    by_hand(
        moss, f"{home}/setup/dates/", "opens_at", opens_at=local(now - timedelta(minutes=5)),
        closes_at=local(now + timedelta(days=28)), notice_days="0",
    )  # fmt: skip
    by_hand(moss, f"{home}/setup/who/", "funding_note", independent_facilitation="Yes", funding_note="An example.")
    by_hand(moss, f"{home}/setup/taking-part/", "places", places="Northgate", joining_is_open="on")
    by_hand(moss, f"{home}/people/", "do")  # the safeguarding lead
    today = datetime.now(LONDON)
    by_hand(
        moss, f"{home}/briefing/data-card/", "checked_by", checked_by="Lead facilitator",
        checked_on=today.strftime("%Y-%m-%d"),
    )  # fmt: skip
    propose(moss, home)
    later = (today + timedelta(days=120)).strftime("%Y-%m-%d")
    by_hand(moss, f"{home}/briefing/edit/", "check_by", check_by=later)
    return home


def propose(moss: Page, home: str) -> None:
    """A starter lists uses to be talked about; of these two somebody says that the force proposes them."""
    moss.goto(f"{home}/setup/technologies/")
    moss.get_by_role("link", name=re.compile("^Facts and uses")).first.click()
    shown = moss.content()
    for use in USES:
        row = re.search(rf'href="([^"]*/setup/uses/\d+/)">Change<span class="vh"> “{use}', shown)
        assert row, use
        by_hand(moss, row[1], "status", status="proposed")


def ask_force(moss: Page, home: str) -> None:
    """What only the force can say is ticked already; two uses of the register besides."""
    moss.goto(f"{home}/facts/")
    for use in USES:
        moss.get_by_label(re.compile(f"^Use: {use}")).check()
    fill(moss, role="Head of operations (example)")
    post(moss, "Ask today")


def answer_facts(reyes: Page, home: str) -> None:
    """Two confirmed as they stand, four filled in (what it costs too), two declined; one of a kind in the browser."""
    reyes.goto(f"{home}/facts/")
    links = reyes.locator("main .task-list a[href*='/facts/']").all()
    asked = {one.inner_text(): str(one.get_attribute("href")) for one in links}
    uses = [label for label in asked if label.startswith("Use: ")]
    card = [label for label in asked if label.startswith("Data card: ") and label not in FILLED][:DECLINED]
    assert (len(uses), len(card)) == (len(USES), DECLINED) and asked.keys() >= FILLED.keys(), asked
    answers = dict.fromkeys(uses, ("confirmed", "")) | {label: ("filled", words) for label, words in FILLED.items()}
    answers |= dict.fromkeys(card, ("declined", ""))
    seen: set[str] = set()
    for label, (says, words) in answers.items():
        if says in seen:
            by_hand(reyes, asked[label], "words", answer=says, words=words, role=ROLE)
            continue
        seen.add(says)
        reyes.goto(asked[label])
        reyes.locator(f"[name=answer][value={says}]").check()
        fill(reyes, role=ROLE, words=words)
        post(reyes, "Save")


def edit_section(moss: Page, home: str, kind: str, more: str) -> None:
    moss.goto(f"{home}/briefing/edit/{kind}/")
    body = moss.locator("[name=body]")
    body.fill(f"{body.input_value()}\n\n{more}")
    post(moss, re.compile("^Save"))


def test_a_pack_from_nothing_to_a_version_while_open(server: Server, person: Callable[..., Person]) -> None:
    server.manage("add_staff", "kit@example.org", "--name", "Kit Okafor", "--administrator")
    kit = person(server.url, "kit@example.org").sign_in().page
    by_hand(kit, "/administration/forces/new/", "name", name="Riverside Police (example)")
    server.manage("add_staff", "moss@example.org", "--name", "Jo Moss", "--may-start")
    moss = person(server.url, "moss@example.org").sign_in().page
    home = prepared(moss)
    prepare_polls(moss, home)

    okoro = seated(server, person, moss, f"{home}/people/", "okoro", "N. Okoro", "officer")
    by_hand(okoro, f"{home}/accept/", "role", agree="on")
    reyes = seated(server, person, moss, f"{home}/people/", "reyes", "T. Reyes", "responder")
    panels = f"/administration/panels/{home.rpartition('/')[2]}/"
    hale = seated(server, person, kit, panels, "hale", "Ruth Hale", "oversight")
    quill = seated(server, person, kit, panels, "quill", "Sam Quill", "oversight")

    ask_force(moss, home)
    answer_facts(reyes, home)
    moss.goto(f"{home}/facts/")
    post(moss, re.compile("^Accept"))
    for _ in range(len(USES) + len(FILLED) + DECLINED - 1):
        by_hand(moss, f"{home}/facts/", "accept")
    moss.reload()
    for said, many in (
        (f"Confirmed by .*in the name of: {re.escape(ROLE)}", len(USES) + len(FILLED)),
        (rf"does not hold this \(.*{re.escape(ROLE)}", DECLINED),
    ):
        heading = moss.get_by_role("heading", name=re.compile(said))
        expect(moss.locator("main section").filter(has=heading).get_by_role("listitem")).to_have_count(many)
    move(moss, home, "submit", "Send to the oversight panel")

    for panel in (hale, quill):
        sign_briefing(panel, home)
    edit_section(moss, home, "unknowns", ADDED)
    moss.goto(f"{home}/review/")
    expect(moss.locator("main aside")).to_contain_text("Void because the text changed since: Ruth Hale, Sam Quill")
    moss.goto(f"{home}/move/announce/")
    expect(moss.locator("main")).to_contain_text(
        "Two different panel members must sign the briefing exactly as it stands"
    )
    hale.goto(f"{home}/review/")
    expect(hale.locator("#since")).to_contain_text(ADDED)
    for panel in (hale, quill):
        by_hand(
            panel, f"{home}/review/sign/", "statement", verdict="balanced", statement="Read again, with the change."
        )
    move(moss, home, "announce", "Announce")

    visitor = person(server.url, phone=True).page
    visitor.goto(f"{home}/briefing/")
    main = visitor.locator("main")
    for words in (*FILLED.values(), ADDED, f"in the name of: {ROLE}", "The force has said it does not hold this"):
        expect(main).to_contain_text(words)
    expect(main).not_to_contain_text("What it costs here is not known yet")
    expect(main).to_contain_text(re.compile(r"\d+ of \d+ facts are not known"))

    move(moss, home, "open", "Open")
    moss.goto(f"{home}/briefing/edit/")
    fill(moss, note="A drone flies there by itself.")
    post(moss, "Start a new version")
    edit_section(moss, home, "does", CORRECTED)
    visitor.reload()
    expect(main).not_to_contain_text(CORRECTED)
    moss.goto(f"{home}/briefing/edit/")
    post(moss, "Send it to the panel")
    for panel in (hale, quill):
        by_hand(
            panel, f"{home}/review/sign/", "statement", verdict="balanced", statement="Read again, with the change."
        )
    moss.goto(f"{home}/review/")
    post(moss, "Publish version 2")
    visitor.reload()
    expect(main).to_contain_text("Changed while people were taking part")
    expect(main).to_contain_text(CORRECTED)
    visitor.get_by_role("link", name="The words, old and new").click()
    expect(main.locator("ins")).to_have_text(CORRECTED)

    moss.goto(f"{home}/extend/")
    fill(moss, to=local(datetime.now(UTC) + timedelta(days=35)), reason=WHY_LATER)
    post(moss, "Move the date")
    visitor.goto(f"{home}/terms/")
    expect(main).to_contain_text(f"The reason given: {WHY_LATER}")

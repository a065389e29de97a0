"""A facilitator’s afternoon: three files, two coders, findings, checks, the report, one sentence back, an erratum."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Person, Server
from tests.e2e.test_whole_loop import fill, move, post, write_finding, write_report

#: Closed for three weeks, with nothing to wait for; nobody wrote online.
SETTING = """
import json
from datetime import timedelta
from audit import clock
from consultations.models import Consultation, Group, Stage
from tests.cast import make_cast
cast, now = make_cast(), clock.now()
Group.objects.create(consultation=cast.consultation, name="Group 3")
Consultation.objects.filter(pk=cast.consultation.pk).update(
    stage=Stage.ANALYSIS, announced_at=now - timedelta(days=60), opens_at=now - timedelta(days=50),
    closes_at=now - timedelta(days=21), findings_due=now.date() + timedelta(days=20),
    check_days=0, accuracy_days=0, withdrawal_days=0,
)
print(json.dumps({"home": cast.consultation.get_absolute_url().rstrip("/")}
    | {who: getattr(cast, who).email for who in ("moss", "finch", "hale")}))
"""
#: The panel has had its five working days.
A_WEEK_LATER = """
from datetime import date, timedelta
from deliberation.models import ImportedRecord
ImportedRecord.objects.update(object_until=date.today() - timedelta(days=1))
"""
ASKED = "What would you ask of the cameras?"
TEAMS = "WEBVTT\n" + "".join(
    f"\n5b1c/{n}-0\n00:00:{n:02}.138 --> 00:00:{n:02}.618\n<v {name}>{said}</v>\n"
    for n, (name, said) in enumerate(
        [("Jo Moss", ASKED), ("Amina Rahman", "Put up a sign, so we know."), ("Sami Ode", "Give me a name to ring."),
         ("Lena Fry", "A sign that can be read at night."), ("Omar Quist", "Keep nothing of children.")],
        start=1,
    )
)  # fmt: skip
ZOOM = "\n".join(
    f"[{name}] 18:03:{n:02}\n{said}\n"
    for n, (name, said) in enumerate(
        [("Jo Moss", ASKED), ("Tilda Marsh", "A sign at every corner."), ("Ben Ashe", "Delete it after a month."),
         ("Uma Cole", "No cameras at all."), ("Wes Hart", "Signs, and somebody who answers.")],
        start=12,
    )
)  # fmt: skip
OTTER = (
    f"Ade Finch  0:00  \n{ASKED}\n\nOlwen Pryce  0:35  \nA sign in Welsh too.\n\nIdris Vane  0:50  \nWho keeps it?\n\n"
    "Gwen Sale  1:02:05  \nA sign by the school.\n\nTranscribed by https://otter.ai"
)
FILES = [
    ("Evening.vtt", TEAMS, "Jo Moss", "Group 1"),
    ("meeting_saved_closed_caption.txt", ZOOM, "Jo Moss", "Group 2"),
    ("Morning otter.txt", OTTER, "Ade Finch", "Group 3"),
]
PEOPLE = {"Amina", "Rahman", "Sami", "Ode", "Tilda", "Marsh", "Ashe", "Olwen", "Pryce", "Idris", "Vane", "Quist", "Fry"}


def bring_in(moss: Page, home: str) -> None:
    for name, words, led, group in FILES:
        moss.goto(f"{home}/records/")
        sent = {"name": name, "mimeType": "text/plain", "buffer": words.encode()}
        moss.locator("[name=file]").set_input_files(sent)  # type: ignore[arg-type]
        post(moss, "Show what is understood")
        moss.get_by_label(f"Who is {led}?").select_option(label="Led the meeting: words become notes")
        moss.locator("[name=group]").select_option(label=group)
        moss.locator("[name=mode]").select_option(label="In person")
        fill(moss, held_on=(date.today() - timedelta(days=30)).isoformat(), place="Eastmere Library")
        for box in ("agreed", "may_quote"):
            moss.locator(f"[name={box}]").check()
        post(moss, "Bring it in")
        expect(moss.locator("#messages")).to_contain_text("The file and the names in it are deleted.")


def confirm(hale: Page, home: str) -> None:
    hale.goto(f"{home}/records/")
    records = [one.get_attribute("href") for one in hale.locator("main table a").all()]
    assert len(records) == len(FILES)
    for record in records:
        hale.goto(str(record))
        hale.get_by_label("I compared it with the recording").check()
        post(hale, "Confirm that it was so")
        expect(hale.locator("#messages")).to_contain_text("its people count")


def draw_sample(moss: Page, home: str) -> None:
    for theme in ("Signs", "Keeping"):
        moss.goto(f"{home}/themes/")
        fill(moss, title=theme)
        post(moss, re.compile("^Add$"))
    moss.goto(f"{home}/coding/twice/")
    moss.get_by_label("First coder").select_option(label="Jo Moss")
    moss.get_by_label("Second coder").select_option(label="Ade Finch")
    fill(moss, size="11")
    post(moss, "Draw it")


def code(coder: Page, home: str, signs: str) -> None:
    """The sample to its end. `signs`: what this coder takes for the one theme, as a pattern."""
    coder.goto(f"{home}/coding/twice/")
    coder.get_by_role("link", name="Code the next of your sample").click()
    coder.get_by_label("then go to the next").check()
    for _ in range(11):
        said = coder.locator("[data-verbatim]").first.inner_text()
        coder.get_by_label("The whole contribution").check()
        theme = "Signs" if re.search(signs, said, re.I) else "Keeping"
        coder.get_by_role("checkbox", name=theme, exact=True).check()
        coder.get_by_role("radio", name="Against or critical" if "No cam" in said else "For, with conditions").check()
        coder.get_by_role("radio", name="Clear", exact=True).check()
        post(coder, "Add the code")
    coder.goto(f"{home}/coding/twice/")
    post(coder, "I am done with the sample")


def settle(moss: Page, home: str) -> None:
    """Each by what the other coder saw: one’s own reading is for somebody else to say."""
    moss.goto(f"{home}/coding/twice/")
    expect(moss.locator("main")).to_contain_text("Cohen")
    expect(moss.locator("main")).to_contain_text("2 left to settle")
    for _ in range(2):
        form = moss.locator("form").filter(has=moss.get_by_role("button", name="Settle it")).first
        form.get_by_role("radio").first.check()
        form.get_by_label("Why").fill("It is about what is kept.")
        post(moss, "Settle it")
    moss.goto(f"{home}/coding/")
    expect(moss.locator("main")).to_contain_text("11 of 11 coded")


def write(moss: Page, home: str) -> None:
    moss.goto(f"{home}/findings/")
    post(moss, "Start the report")
    moss.locator("[name=area]").first.select_option(label="1. Policing where you live")
    fill(moss, title="People want to be told by a sign")
    post(moss, "Add")
    write_finding(moss, "1", "consensus")
    write_report(moss, home)


def check(hale: Page, moss: Page, home: str) -> None:
    """By somebody who wrote none of it: each quote, and the findings against the notes."""
    hale.goto(f"{home}/quotes/")
    for _ in range(2):
        post(hale, "It gives no one away")
    expect(hale.locator("main")).to_contain_text("2 of 2 may be printed")
    moss.goto(f"{home}/findings/")
    post(moss, "Send for checking")
    hale.goto(f"{home}/statement/")
    fill(hale, text="We read the notes against the findings and they match.")
    post(hale, "Add the statement")


def follow_a_sentence(visitor: Page, home: str) -> None:
    """From what the report says to the words it rests on, and back; and no name of a file on the way."""
    visitor.goto(f"{home}/report/")
    expect(visitor.locator("main")).to_contain_text("7 of the 7 who spoke on this, of 11 who took part")
    report = visitor.content()
    visitor.get_by_role("link", name="how 1.1 was worked out").first.click()
    expect(visitor.locator("#words")).to_be_visible()
    expect(visitor.locator("main")).to_contain_text("7 passages from 7 people")
    expect(visitor.locator("main blockquote").first).to_contain_text("Put up a sign, so we know.")
    expect(visitor.locator("main")).to_contain_text("5 more passages are counted and not printed")
    assert not [name for name in PEOPLE if re.search(rf"\b{name}\b", report + visitor.content())]
    visitor.get_by_role("link", name="Back to finding 1.1 in the report").click()
    expect(visitor).to_have_url(re.compile(r"/report/#finding-1\.1$"))


def correct(moss: Page, finch: Page, home: str) -> None:
    moss.goto(f"{home}/report/correct/")
    moss.get_by_label("Where is the error?").select_option(index=1)
    fill(
        moss,
        old="Being told matters most.",
        new="Being told, and by whom, matters most.",
        reason="Words were left out.",
    )
    post(moss, "Propose the correction")
    finch.goto(f"{home}/report/correct/")
    post(finch, re.compile("^Agree, and print it"))


def test_from_three_files_to_an_erratum(server: Server, person: Callable[..., Person]) -> None:
    place = json.loads(server.manage("shell", "-v", "0", "-c", SETTING).strip().splitlines()[-1])
    moss, finch, hale = (person(server.url, place[who]).sign_in().page for who in ("moss", "finch", "hale"))
    home = place["home"]
    bring_in(moss, home)
    confirm(hale, home)
    draw_sample(moss, home)
    code(moss, home, "sign")
    code(finch, home, "sign|Delete")
    settle(moss, home)
    write(moss, home)
    check(hale, moss, home)
    moss.goto(f"{home}/findings/")
    expect(moss.locator("main")).to_contain_text("can object until")
    server.manage("shell", "-c", A_WEEK_LATER)
    move(moss, home, "publish_findings", "Publish the findings")

    visitor = person(server.url, phone=True).page
    follow_a_sentence(visitor, home)
    correct(moss, finch, home)
    visitor.goto(f"{home}/report/")
    expect(visitor.locator("main")).to_contain_text("Being told, and by whom, matters most.")
    expect(visitor.locator("main")).to_contain_text("Being told matters most.")
    expect(visitor.locator("main")).to_contain_text("Words were left out.")

"""Two write one section of a briefing: each reads both texts before one of them is saved over the other."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.conftest import Person, Server

SETTING = """
from tests.consultations.draft import make_draft
print(make_draft().consultation.slug)
"""
OTHERS = """
from consultations.briefing import briefing
from consultations.models import BriefingVersion
from people.models import User
version = BriefingVersion.objects.get(consultation__slug="{slug}")
briefing.write_section(version, "cost", "{words}", by=User.objects.get(email="finch@draft.example.org"))
"""
COST = "SELECT body FROM consultations_briefingsection WHERE kind = 'cost'"


def run(server: Server, code: str) -> str:
    return server.manage("shell", "-v", "0", "-c", code).strip()


def of_cost(part: str) -> str:
    return f'form[data-autosave$="/cost/"] {part}'


def test_nobody_writes_over_a_text_unseen(server: Server, person: Callable[..., Person]) -> None:
    slug = run(server, SETTING).splitlines()[-1]
    page = person(server.url, "moss@draft.example.org").sign_in().page
    page.on("dialog", lambda dialog: dialog.accept())  # it asks before unsaved words are left
    page.goto(f"{server.url}/consultations/{slug}/briefing/write/")
    box, told = page.locator("#cost-body"), page.locator(of_cost("[data-state]"))
    conflict = page.locator(of_cost("[data-conflict]"))
    expect(conflict).to_be_hidden()

    run(server, OTHERS.format(slug=slug, words="It costs £5 a day."))
    box.fill("It costs £7 a day.")
    box.blur()
    expect(conflict.locator("[data-theirs]")).to_have_text("It costs £5 a day.")
    expect(conflict.locator("[data-mine]")).to_have_text("It costs £7 a day.")
    box.fill("It costs £8 a day.")
    box.blur()
    expect(conflict.locator("[data-mine]")).to_have_text("It costs £8 a day.")

    page.reload()  # the page has the mark of the other text now
    expect(box).to_have_value("It costs £5 a day.")
    expect(conflict.locator("[data-mine]")).to_have_text("It costs £8 a day.")
    expect(page.locator(of_cost("[data-kept]"))).to_be_hidden()
    assert server.rows(COST) == [("It costs £5 a day.",)]

    conflict.get_by_role("button", name="Save mine in its place").click()
    expect(told).to_contain_text("Saved at")
    expect(conflict).to_be_hidden()
    assert server.rows(COST) == [("It costs £8 a day.",)]

    run(server, OTHERS.format(slug=slug, words="It costs £6 a day."))
    box.fill("It costs £9 a day.")
    box.blur()
    conflict.get_by_role("button", name="Take the other, leave mine").click()
    expect(box).to_have_value("It costs £6 a day.")
    page.reload()
    expect(conflict).to_be_hidden()
    assert server.rows(COST) == [("It costs £6 a day.",)]

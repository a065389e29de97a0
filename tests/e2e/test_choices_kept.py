"""What a facilitator ticks and chooses is there after a reload, and is not put over what somebody else saved."""

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Person, Server

SETTING = """
import json
from tests.cast import make_cast
from tests.outcomes import coded
cast = make_cast()
about = coded.theme(cast)
coded.theme(cast, "Signs")
finding = coded.written(cast, about, [coded.quote(cast, who, about) for who in (cast.amina, cast.bilal, cast.carys)])
home = cast.consultation.get_absolute_url().rstrip("/")
print(json.dumps({"home": home, "finding": finding.pk, "moss": cast.moss.email}))
"""
SOMEBODY_ELSE = """
from outcomes.models import Finding
Finding.objects.filter(pk={pk}).update(position=["against"], kind="{kind}")
"""
KEPT = "() => [localStorage, sessionStorage].flatMap(Object.keys).filter((name) => name.startsWith('chosen|')).length"
STANCE, KIND = "[name=position][value={}]", "[name=kind]"


def run(server: Server, code: str) -> str:
    return server.manage("shell", "-v", "0", "-c", code).strip()


def other_kind(page: Page) -> tuple[str, str, str]:
    """(the kind that is saved, another, a third)."""
    values = page.locator(f"{KIND} option").evaluate_all("all => all.map((one) => one.value)")
    saved = page.locator(KIND).input_value()
    others = [value for value in values if value != saved]
    return saved, others[0], others[-1]


def test_ticks_radios_and_lists_are_kept_until_they_are_saved(server: Server, person: Callable[..., Person]) -> None:
    place = json.loads(run(server, SETTING).splitlines()[-1])
    page = person(server.url, place["moss"]).sign_in().page
    address = f"{server.url}{place['home']}/findings/{place['finding']}/"
    page.goto(address)
    saved, chosen, _ = other_kind(page)
    page.locator(KIND).select_option(chosen)
    page.locator(STANCE.format("both")).check()
    page.locator(STANCE.format("for")).uncheck()
    page.locator("[name=title]").fill("People want faces gone")
    page.locator("[name=breadth][value=single]").check()
    page.locator("[name=said]").fill("Three people want it, soon.")

    page.reload()
    expect(page.locator(KIND)).to_have_value(chosen)
    expect(page.locator(STANCE.format("both"))).to_be_checked()
    expect(page.locator(STANCE.format("for"))).not_to_be_checked()
    expect(page.locator("[name=title]")).to_have_value("People want faces gone")
    expect(page.locator("[name=breadth][value=single]")).to_be_checked()
    expect(page.locator("[name=said]")).to_have_value("Three people want it, soon.")
    expect(page.get_by_text("What you ticked and chose is here again. It is not saved yet.")).to_be_visible()

    page.locator(".kept", has_text="What you ticked").get_by_role("button", name="Start from what is saved").click()
    expect(page.locator(KIND)).to_have_value(saved)
    expect(page.locator(STANCE.format("for"))).to_be_checked()
    page.reload()
    expect(page.locator(STANCE.format("for"))).to_be_checked()
    assert page.evaluate(KEPT) == 0

    # Somebody else saves the stance and not the rest: theirs stands, the rest is put back.
    page.locator(STANCE.format("both")).check()
    page.locator("[name=title]").fill("People want faces gone")
    run(server, SOMEBODY_ELSE.format(pk=place["finding"], kind=saved))
    page.reload()
    expect(page.locator(STANCE.format("against"))).to_be_checked()
    expect(page.locator(STANCE.format("both"))).not_to_be_checked()
    expect(page.locator("[name=title]")).to_have_value("People want faces gone")
    offered = page.locator(".kept-others")
    expect(offered.locator("q", has_text="both")).to_be_visible()
    page.reload()  # until it is decided
    expect(page.locator(STANCE.format("both"))).not_to_be_checked()
    offered.get_by_role("button", name="Choose this again").click()
    expect(page.locator(STANCE.format("both"))).to_be_checked()
    expect(page.locator(STANCE.format("against"))).not_to_be_checked()
    expect(offered).to_be_hidden()

    page.get_by_role("button", name="Save the words").click()
    page.wait_for_load_state()
    expect(page.locator(STANCE.format("both"))).to_be_checked()
    assert page.evaluate(KEPT) == 0
    [(stance, title)] = server.rows("SELECT position, title FROM outcomes_finding")
    assert "both" in stance and "against" not in stance and title == "People want faces gone"


def test_what_is_chosen_on_a_page_that_refuses_it_is_kept(server: Server, person: Callable[..., Person]) -> None:
    place = json.loads(run(server, SETTING).splitlines()[-1])
    page = person(server.url, place["moss"]).sign_in().page
    page.goto(f"{server.url}{place['home']}/findings/{place['finding']}/")
    _, chosen, third = other_kind(page)
    page.locator(KIND).select_option(chosen)
    page.locator("[name=title]").fill("")
    page.get_by_role("button", name="Save the words").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    expect(page.locator(KIND)).to_have_value(chosen)
    page.locator(KIND).select_option(third)
    page.goto(page.url)
    expect(page.locator(KIND)).to_have_value(third)
    expect(page.locator(".kept-others:visible")).to_have_count(0)


def test_the_code_and_the_reports_text_keep_theirs(server: Server, person: Callable[..., Person]) -> None:
    place = json.loads(run(server, SETTING).splitlines()[-1])
    page = person(server.url, place["moss"]).sign_in().page
    page.goto(f"{server.url}{place['home']}/findings/report/")
    page.locator("[name=from-1]").select_option(index=1)
    page.reload()
    expect(page.locator("[name=from-1]")).to_have_value(str(place["finding"]))
    [(said,)] = server.rows("SELECT max(id) FROM deliberation_contribution")
    page.goto(f"{server.url}{place['home']}/coding/{said}/")
    page.locator("[name=themes]").last.check()
    page.locator("[name=stance][value=against]").check()
    ticked = page.locator("[name=themes]:checked").evaluate_all("all => all.map((one) => one.value)")
    page.reload()
    expect(page.locator("[name=stance][value=against]")).to_be_checked()
    assert page.locator("[name=themes]:checked").evaluate_all("all => all.map((one) => one.value)") == ticked

"""Every page of the demonstration, as each person sees it: reachable and accessible.

One pass a person and width: no axe violation (WCAG 2.2 AA), one h1, no sideways scrolling at 320 and 1280 px, and no
form for words that would lose them (static/js/drafts.js).
"""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.conftest import Person, Server

COMPLETE = "/consultations/policing-technology-riverside"
OVERDUE = "/consultations/drones-over-saltmarsh"
OPEN = "/consultations/live-facial-recognition-eastmere"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
PAGES = {
    "": [
        "/", "/how-it-works/", "/accessibility/", "/data-card/", "/record/", "/technologies/", "/promises/", "/style/",
        "/accounts/login/code/", "/join/", "/live/", "/receipt/", f"{OPEN}/join/", f"{OPEN}/",
        f"{OPEN}/briefing/", f"{OVERDUE}/", f"{OVERDUE}/answer/",
        f"{OVERDUE}/report/", f"{COMPLETE}/answer/", f"{COMPLETE}/promises/", f"{COMPLETE}/record/", "/technologies/3/",
        "/forces/riverside-police-example/", "/overdue/", "/consultations/?q=nothing&force=riverside-police-example",
        f"{COMPLETE}/verdict/", f"{COMPLETE}/promises/1/", f"{OPEN}/withdrawal/", f"{OPEN}/terms/",
        "/technologies/compare/?a=3&b=2", "/tell-me/consultation/1/", f"{OVERDUE}/card/",
        "/forces/riverside-police-example/card/",
    ],
    "amina": [
        "/desk/", f"{OPEN}/", f"{OPEN}/discussion/", f"{OPEN}/polls/", f"{OPEN}/me/", "/my-data/", "/my-data/erase/",
        "/accounts/", f"{OPEN}/my-answers/", f"{OPEN}/me/leave/", f"{OPEN}/sessions/", f"{OPEN}/statements/",
    ],
    "okafor": [
        "/accounts/", "/accounts/sign-ins/", "/accounts/second-step/", "/accounts/second-step/app/",
        "/accounts/second-step/passkey/", "/administration/", "/administration/4/",
        "/administration/messages/",
    ],
    "moss": [
        "/desk/", "/consultations/new/", f"{OPEN}/desk/", f"{OPEN}/setup/", f"{OPEN}/setup/dates/", f"{OPEN}/people/",
        f"{OPEN}/groups/", f"{OPEN}/briefing/edit/", f"{OPEN}/polls/", f"{OPEN}/polls/prepare/", f"{OPEN}/sessions/",
        f"{OPEN}/moderation/", f"{OPEN}/coding/", f"{OVERDUE}/findings/", f"{OVERDUE}/recommendations/",
        f"{COMPLETE}/changes/", f"{COMPLETE}/changes/3/", f"{OPEN}/coding/set-aside/", f"{COMPLETE}/report/correct/",
        f"{OPEN}/records/", f"{OPEN}/facts/",
    ],
    "okoro": [
        "/desk/", f"{OVERDUE}/response/", f"{OVERDUE}/response/1/", f"{OVERDUE}/response/sign/",
        f"{COMPLETE}/answer/correct/",
    ],
    "hale": [
        "/desk/", f"{OPEN}/review/", f"{OVERDUE}/quotes/", f"{OVERDUE}/statement/", f"{COMPLETE}/verdict/reasons/",
        f"{COMPLETE}/promises/2/",
    ],
}  # fmt: skip
SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"

UNKEPT = """() => [...document.querySelectorAll("form[method=post]:not([data-no-draft])")]
  .filter((form) => form.querySelector("textarea:not([readonly])") && !("keepsWords" in form.dataset))
  .map((form) => form.textContent.trim().slice(0, 40))"""


def faults(page: Page, address: str) -> list[str]:
    """What is wrong with one page, in words."""
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        return [f"{address}: answered {answer.status if answer else 'nothing'}"]
    found = [f"{address}: {v['id']} {v['help']}" for v in Axe().run(page, options=WCAG).response["violations"]]
    if page.locator("h1").count() != 1:
        found.append(f"{address}: {page.locator('h1').count()} h1")
    if page.evaluate(SIDEWAYS):
        found.append(f"{address}: scrolls sideways at 320 px")
    if page.evaluate("document.body.dataset.writer"):
        found += [f"{address}: keeps no words: {form}" for form in page.evaluate(UNKEPT)]
    page.set_viewport_size({"width": 1280, "height": 900})
    if page.evaluate(SIDEWAYS):
        found.append(f"{address}: scrolls sideways at 1280 px")
    page.set_viewport_size({"width": 320, "height": 640})
    return found


@pytest.mark.parametrize("who", PAGES)
def test_pages_are_accessible_and_fit_a_small_phone(
    demo_server: Server, person: Callable[..., Person], who: str
) -> None:
    someone = person(demo_server.url, f"{who}@demo.example", bypass_csp=True)  # axe is a script of its own
    someone.page.set_viewport_size({"width": 320, "height": 640})
    if who:
        someone.sign_in()
    assert [fault for address in PAGES[who] for fault in faults(someone.page, address)] == []

"""Pages where faults were found, at every size: on a phone, on a narrow one, and in letters twice as large."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from tests.e2e.conftest import Person, Server
from tests.e2e.sizes import COMPLETE, OPEN, addresses_of, faults_of

#: A few of each kind; `bench/browsers.py` measures all of them.
CHOSEN = {
    "": ["/how-it-works/", f"{OPEN}/briefing/", f"{COMPLETE}/report/", f"{COMPLETE}/record/"],
    "okafor": ["/administration/4/"],
    "moss": [f"{OPEN}/desk/", f"{OPEN}/people/", f"{OPEN}/groups/", f"{OPEN}/briefing/sources/",
             "console/", "projector/", "agenda/"],
}  # fmt: skip
PLANTED = """<p id="twice"></p><p id="twice"><input name="nameless"></p><p class="planted">wide</p>
<button class="button">One</button><button class="button">Two</button>
<a class="tiny" href="/">a</a><a class="tiny" href="/">b</a></main>"""
STYLES = """.planted { inline-size: 420px } .tiny { display: inline-block; font-size: 6px }
.button { display: block !important; margin: 0 !important }"""


@pytest.mark.parametrize("who", CHOSEN)
def test_pages_fit_at_every_size_and_their_targets_are_apart(
    demo_server: Server, person: Callable[..., Person], who: str
) -> None:
    someone = person(demo_server.url, f"{who}@demo.example")
    if who:
        someone.sign_in()
    chosen = [one for one in addresses_of(demo_server, who) if one.endswith(tuple(CHOSEN[who]))]
    assert len(chosen) >= len(CHOSEN[who])
    assert faults_of(someone.page, demo_server.url, chosen) == []


def test_the_measure_finds_each_kind_of_fault(demo_server: Server, person: Callable[..., Person]) -> None:
    page = person(demo_server.url).page
    page.route("**/how-it-works/", lambda route: _changed(route, lambda text: text.replace("</main>", PLANTED)))
    page.route("**/*.css", lambda route: _changed(route, lambda text: text + STYLES))
    found = " ".join(faults_of(page, demo_server.url, ["/how-it-works/"]))
    kinds = ["small: A a", "no label: nameless", "id twice: twice", "touching: One / Two", "px too wide at 390 px"]
    assert [kind for kind in kinds if kind not in found] == [], found


def _changed(route: Route, change: Callable[[str], str]) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=change(answer.text()))

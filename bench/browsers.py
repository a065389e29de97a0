"""Do the browsers of the distribution show every page whole, and keep a vote when the network goes? `python bench/browsers.py`

A tour of 46 pages of the demonstration at 390 px as six people, then a vote in a live session with the cable pulled out. Firefox ESR
and WebKitGTK beside Chromium, each in its own protocol; one that is not installed is named. Bars: no error in any console, no
page wider than the screen, every vote kept and counted once. WebKit's driver hands its console to nobody: there only the others count.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

sys.path[0] = str(Path(__file__).resolve().parents[1])
from bench import harness
from bench.driving.cable import Cable
from bench.driving.drivers import Driver, installed
from tests.e2e.conftest import Server, manage, settings_for
from tests.e2e.sizes import ADDRESSES, addresses_of, faults_of
from tests.e2e.test_bad_networks import COUNT, SETTING
from tests.e2e.test_every_page import PAGES

PAGES_SEEN = 46
WIDER = "document.documentElement.scrollWidth - innerWidth"
SEND = """(() => { const field = document.querySelector("[name=%s]"); field.value = %s; field.form.submit(); return true; })()"""
CODE = "document.querySelector('[data-demo-code]')?.textContent.trim() || ''"
ANSWER = """(() => { document.querySelector("form[data-ballot] input[name=answer]").click();
  document.querySelector("form[data-ballot] button[type=submit], form[data-ballot] button").click(); return true; })()"""
SAID = "document.querySelector('[data-ballot-state]').innerText"


def wait_for(driver: Driver, expression: str, seconds: float = 45) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if driver.run(expression):
                return True
        except Exception:  # the page is on its way
            pass
        time.sleep(0.2)
    return False


def sign_in(driver: Driver, url: str, email: str) -> None:
    driver.go(f"{url}/accounts/login/code/")
    driver.run(SEND % ("email", json.dumps(email)))
    assert wait_for(driver, CODE), f"{driver.name}: no code for {email}"
    driver.run(SEND % ("code", json.dumps(driver.run(CODE))))
    assert wait_for(driver, "!location.pathname.startsWith('/accounts/')"), f"{driver.name}: {email} is not signed in"


def sign_out(driver: Driver, url: str) -> None:
    driver.go(f"{url}/accounts/logout/")
    driver.run("(() => { document.querySelector('main form')?.submit(); return true; })()")
    wait_for(driver, "location.pathname === '/'", 10)


def tour(driver: Driver, url: str) -> tuple[int, list[str], list[str]]:
    """How many pages were seen, which were too wide, and what the console said."""
    seen, wide, said = 0, [], []
    for who, addresses in PAGES.items():
        if who:
            sign_in(driver, url, f"{who}@demo.example")
        for address in addresses[: PAGES_SEEN - seen]:
            driver.go(url + address)
            if (over := driver.run(WIDER)) > 0:
                wide.append(f"{address}: {over} px")
            said += [f"{address}: {one}" for one in driver.errors()]
            seen += 1
        if who:
            sign_out(driver, url)
    return seen, wide, said


def measure(driver: Driver, server: Server) -> list[str]:
    """Every page at every size, in Chromium: width, small targets, fields without a label, titles twice."""
    found = []
    url = server.url
    sign_out(driver, url)  # whoever voted last
    for who in ADDRESSES:
        if who:
            sign_in(driver, url, f"{who}@demo.example")
        found += faults_of(driver.page, url, addresses_of(server, who))  # type: ignore[attr-defined]
        if who:
            sign_out(driver, url)
    return found


def vote(driver: Driver, cable: Cable, server: Server, told: dict[str, str]) -> bool:
    """Sent with the cable out, kept, and counted once after it is back."""
    sign_in(driver, cable.url, told["email"])
    driver.go(f"{cable.url}/live/{told['code']}/")
    driver.errors()
    cable.cut()
    driver.run(ANSWER)
    kept = wait_for(driver, f"{SAID}.includes('Not saved yet')")
    cable.mend()
    stored = wait_for(driver, f"!{SAID}.includes('Not saved yet') && {SAID}.length > 0", 90)
    return kept and stored and server.rows(COUNT, told["code"])[0][0] == 1


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="bench-browsers-"))
    database = folder / "demo.sqlite3"
    environment = settings_for(database)
    for command in (
        ["collectstatic", "--no-input", "--verbosity", "0"],
        ["migrate", "--verbosity", "0"],
        ["seed_demo"],
    ):
        manage(environment, *command)
    server = Server(folder, database)
    rows: list[tuple[object, ...]] = []
    bars: dict[str, bool] = {}
    figures: dict[str, object] = {}
    try:
        rooms = iter(json.loads(server.manage("shell", "-v", "0", "-c", SETTING).strip().splitlines()[-1]))
        for name, (make, path) in installed().items():
            if path is None:
                rows.append((name, "not installed", "", "", ""))
                continue
            driver = make(path)
            cable = Cable(int(urlsplit(server.url).port or 0))
            try:
                seen, wide, said = tour(driver, server.url)
                kept = vote(driver, cable, server, next(rooms))
                if name == "Chromium":
                    sizes = measure(driver, server)
                    figures["sizes"] = sizes
                    bars["every page fits at every size, with targets and labels"] = not sizes
            finally:
                driver.close()
            errors = len(said) if driver.reads_console else "not readable"
            rows.append((driver.name, seen, errors, len(wide), "kept" if kept else "LOST"))
            for one in [*said, *wide]:
                print(f"{driver.name}: {one}")
            figures[name] = {"pages": seen, "errors": errors, "wide": len(wide), "kept": kept}
            bars |= {f"{name}: no error on {PAGES_SEEN} pages": seen == PAGES_SEEN and not said,
                     f"{name}: no page wider than the screen": not wide, f"{name}: the vote is kept": kept}  # fmt: skip
    finally:
        server.stop()
    harness.table(["browser", "pages", "console errors", "too wide", "vote"], rows)
    harness.finish("browsers", figures, bars)


if __name__ == "__main__":
    main()

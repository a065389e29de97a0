"""A real browser on the pages that were made: nothing may open a dialog, break the policy or ask another site."""

import os
from collections import Counter
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
WATCH = """
window.__broken = [];
document.addEventListener("securitypolicyviolation", (e) => window.__broken.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
"""
POKE = """() => {
  for (const element of document.querySelectorAll("main *")) {
    for (const kind of ["mouseover", "focus", "load", "error", "click-none"]) element.dispatchEvent(new Event(kind));
  }
  return window.__broken;
}"""


def there() -> bool:
    return Path(CHROMIUM).exists()


def look(pages: list[Any]) -> dict[str, Any]:
    """Open every kept answer under its own headers. Returns how many, and every dialog, violation and stray request."""
    from playwright.sync_api import sync_playwright

    counts: Counter[str] = Counter()
    wrong: list[str] = []
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        tab = chromium.new_page()
        tab.add_init_script(WATCH)
        now: dict[str, Any] = {}
        tab.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message[:80]}"), dialog.dismiss()))
        tab.route("**/*", lambda route: _answer(route, now, wrong))
        planted = _planted()
        for number, page in enumerate([*planted, *pages]):
            now["page"], now["address"] = page, f"http://testserver/page-{number}/"
            tab.goto(now["address"], wait_until="load")
            wrong += [f"policy: {broken}" for broken in tab.evaluate(POKE)]
            if number == len(planted) - 1:
                counts["planted faults seen"] = len({fault.split()[0] for fault in wrong})
                wrong.clear()
            elif number >= len(planted):
                counts["pages"] += 1
        chromium.close()
    return {"counts": counts, "wrong": wrong}


def _planted() -> list[HttpResponse]:
    """What the browser must notice, or its silence means nothing: a dialog, a broken policy, another site asked."""
    policy = {"Content-Security-Policy": "script-src 'none'"}
    return [
        HttpResponse("<main><script>alert(1)</script></main>"),
        HttpResponse("<main><p onmouseover='alert(2)'>x</p></main>", headers=policy),
        HttpResponse("<main><img src='https://elsewhere.example/x.gif'></main>"),
    ]


def _answer(route: Any, now: dict[str, Any], wrong: list[str]) -> None:
    url = route.request.url
    if url == now["address"]:
        headers = {name: value for name, value in now["page"].headers.items() if name != "Content-Length"}
        route.fulfill(status=200, headers=headers, body=now["page"].content)
    elif url.startswith("http://testserver/static/"):
        found = finders.find(url.partition("/static/")[2].partition("?")[0])
        route.fulfill(path=found) if found else route.fulfill(status=404)
    else:
        if not url.startswith(("http://testserver/", "data:")):
            wrong.append(f"asked for {url[:100]}")
        route.fulfill(status=204)

"""Every page of the demonstration as each person sees it: two widths, letters twice as large, by finger and by name.

Measured in the browser, no page by hand: width, targets under 24 px, fields without a label, ids and titles twice.
"""

from playwright.sync_api import Page

from tests.e2e.conftest import Server
from tests.e2e.test_every_page import COMPLETE, OPEN, PAGES

MORE = {
    "": [f"{OPEN}/briefing/", f"{COMPLETE}/report/", f"{COMPLETE}/record/"],
    "amina": [f"{OPEN}/briefing/"],
    "moss": [
        f"{OPEN}/briefing/sources/", f"{OPEN}/groups/{{group}}/invitations/", f"{OPEN}/briefing/figures/",
        "/live/{code}/console/", "/live/{code}/projector/", "/live/{code}/agenda/", "/live/{code}/",
    ],
}  # fmt: skip
ADDRESSES = {who: list(dict.fromkeys([*PAGES[who], *MORE.get(who, [])])) for who in PAGES}
CODE = "SELECT code FROM deliberation_session ORDER BY id LIMIT 1"
GROUP = (
    "SELECT g.id FROM consultations_group g JOIN consultations_consultation c ON c.id = consultation_id WHERE slug = ?"
)
#: WCAG 2.5.8: 24 px by 24 px, or so far apart that a circle of 24 px on each meets no other. Links in text are free.
TARGETS = """() => {
  const seen = (el) => { const b = el.getBoundingClientRect(); const s = getComputedStyle(el);
    return b.width > 1 && b.height > 1 && s.visibility === "visible" && el.checkVisibility(); };
  const inline = (el) => { if (el.tagName !== "A" || getComputedStyle(el).display !== "inline") return false;
    const block = el.closest("p, li, dd, td, figcaption, blockquote, h1, h2, h3, label, div");
    return Boolean(block) && block.textContent.trim().length > el.textContent.trim().length; };
  const box = (el) => { const own = el.getBoundingClientRect(); const label = el.labels?.[0]?.getBoundingClientRect();
    return label && el.matches("[type=radio], [type=checkbox]") && label.height > own.height ? label : own; };
  const targets = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const all = [...document.querySelectorAll(targets)].filter(seen);
  const small = all.filter((el) => !inline(el) && Math.min(box(el).width, box(el).height) < 23.5);
  const middle = (b) => [b.left + b.width / 2, b.top + b.height / 2];
  const near = (el) => all.some((other) => { if (other === el || el.contains(other) || other.contains(el)) return false;
    const [x, y] = middle(box(el)); const b = box(other);
    const dx = Math.max(b.left - x, 0, x - b.right), dy = Math.max(b.top - y, 0, y - b.bottom);
    return Math.hypot(dx, dy) < 12; });
  return small.filter(near).map((el) => `${el.tagName} ${(el.textContent || el.name || "").trim().slice(0, 30)}`);
}"""
UNLABELLED = """() => [...document.querySelectorAll("input:not([type=hidden], [type=submit]), select, textarea")]
  .filter((el) => ![...(el.labels || [])].some((label) => label.textContent.trim())
    && !el.getAttribute("aria-label") && !document.getElementById(el.getAttribute("aria-labelledby")))
  .map((el) => el.name || el.id || el.outerHTML.slice(0, 60))"""
TWICE = """() => { const ids = [...document.querySelectorAll("[id]")].map((el) => el.id);
  return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))]; }"""
TOUCHING = """() => { const all = [...document.querySelectorAll(".button, button:not([class])")]
    .map((el) => [el, el.getBoundingClientRect()]).filter(([el, b]) => b.width > 1 && el.checkVisibility());
  const below = (a, b) => a.left < b.right && b.left < a.right && b.top >= a.bottom - 1 && b.top - a.bottom < 4;
  const pairs = all.flatMap(([el, a]) => all.filter(([, b]) => below(a, b)).map(([other]) => [el, other]));
  const apart = pairs.filter(([el, other]) => !el.contains(other));
  return apart.map((two) => two.map((el) => el.textContent.trim()).join(" / "));
}"""
WIDTH = "document.documentElement.scrollWidth - window.innerWidth"


def measured(page: Page, url: str, address: str) -> list[str]:
    """What is wrong with one page, in words."""
    page.set_viewport_size({"width": 390, "height": 844})
    answer = page.goto(url + address)
    if answer is None or answer.status != 200:
        return [f"{address}: answered {answer.status if answer else 'nothing'}"]
    found = []
    for what, script in (("small", TARGETS), ("no label", UNLABELLED), ("id twice", TWICE), ("touching", TOUCHING)):
        found += [f"{address}: {what}: {one}" for one in page.evaluate(script)]
    for width, letters in ((390, "100%"), (320, "100%"), (390, "200%"), (1280, "200%")):
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", letters)
        if (over := page.evaluate(WIDTH)) > 0:
            found.append(f"{address}: {over} px too wide at {width} px, letters {letters}")
    return found


def addresses_of(server: Server, who: str) -> list[str]:
    """Of one person, with the codes of this demonstration in them."""
    code, group = server.rows(CODE)[0][0], server.rows(GROUP, OPEN.rpartition("/")[2])[0][0]
    return [address.format(code=code, group=group) for address in ADDRESSES[who]]


def faults_of(page: Page, url: str, addresses: list[str]) -> list[str]:
    """What is wrong with these pages as the person who is signed in sees them; two of one title count too."""
    titles: dict[str, str] = {}
    found = []
    for address in addresses:
        found += measured(page, url, address)
        title = page.title()
        if title in titles:
            found.append(f"{address}: has the title of {titles[title]}: {title}")
        titles[title] = address
    return found

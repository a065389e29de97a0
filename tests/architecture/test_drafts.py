"""Every form for words keeps them until they are sent (static/js/drafts.js), on every page of every app.

That each form can be told apart from its neighbours is looked at in the browser: tests/e2e/test_every_page.py.
"""

import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
#: Forms whose words are kept in another way, and how.
KEPT_OTHERWISE = {
    "consultations/briefing/write.html": "saved as it is typed, and kept on the device by its own script",
}
#: Pages that are not made from base.html: nobody writes there.
APART = ["500.html", "projector_base.html"]


def unkept(pages: dict[str, str]) -> list[str]:
    """Templates whose forms for words would lose them."""
    found = [name for name, text in pages.items() if "data-no-draft" in text and name not in KEPT_OTHERWISE]
    apart = {name for name, text in pages.items() if "<body" in text and name != "base.html"}
    while True:
        more = {name for name, text in pages.items() if any(f'{{% extends "{one}"' in text for one in apart)} - apart
        if not more:
            break
        apart |= more
    found += [name for name in sorted(apart) if re.search("<textarea|components/fields?.html", pages[name])]
    return found + [
        name for name, text in pages.items() if "js/drafts.js' %}" in text and name != "components/drafts.html"
    ]


def test_every_page_with_a_form_for_words_keeps_them() -> None:
    pages = {str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.rglob("*.html")}
    assert unkept(pages) == []
    assert [name for name in KEPT_OTHERWISE if "data-no-draft" not in pages[name]] == []
    holders = [name for name, text in pages.items() if 'include "components/drafts.html"' in text]
    assert holders == ["base.html"] and "data-writer=" in pages["base.html"]  # once: twice would keep them twice


def test_what_would_lose_words_is_found() -> None:
    form = '<form method="post"><textarea name="words"></textarea></form>'
    planted = {
        "base.html": "<body>",
        "good.html": '{% extends "base.html" %}' + form,
        "alone.html": f"<body>{form}",
        "frame.html": "<body>",
        "framed.html": '{% extends "frame.html" %}' + form,
        "not.html": form.replace("<form", "<form data-no-draft"),
        "own.html": "<script src=\"{% static 'js/drafts.js' %}\">",
    }
    assert unkept(planted) == ["not.html", "alone.html", "framed.html", "own.html"]

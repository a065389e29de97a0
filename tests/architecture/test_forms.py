"""A form that writes carries its token: without it every browser is refused, and most test clients are not.

What a page shows of it is looked at by tests/access/test_matrix.py; here, what a template takes away by `only`.
"""

import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
INCLUDED = re.compile(r'{%\s*include\s+"([^"]+)"([^%]*)%}')


def without_token(pages: dict[str, str]) -> list[str]:
    """Where a template that writes `{% csrf_token %}`, or includes one that does, is included with `only`."""

    def asks(name: str, above: tuple[str, ...] = ()) -> bool:
        page = pages.get(name, "")
        within = [inner for inner, given in INCLUDED.findall(page) if given.split()[-1:] != ["only"]]
        return "{% csrf_token %}" in page or any(asks(one, (*above, name)) for one in within if one not in above)

    return [
        f"{name} includes {inner}"
        for name, page in pages.items()
        for inner, given in INCLUDED.findall(page)
        if given.split()[-1:] == ["only"] and "csrf_token=" not in given and asks(inner)
    ]


def test_no_form_loses_its_token_where_it_is_included() -> None:
    pages = {str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.rglob("*.html")}
    assert without_token(pages) == []


def test_what_is_wrong_stands_before_all_forms_of_a_page() -> None:
    """Without scripts nothing scrolls to it: under a long text a phone shows the page as it was."""
    late = []
    for path in sorted((TEMPLATES / "deliberation").rglob("*.html")):
        text = path.read_text()
        if 'extends "base.html"' not in text or "components/error_summary" not in text:
            continue
        before = text[: text.index("components/error_summary")].split("{% block content %}")[-1]
        if "<form" in before:
            late.append(path.name)
    assert late == ["console.html"]  # what is put to the room is a form in a list of many, and the answer is beside it


def test_the_check_sees_a_form_that_loses_it() -> None:
    form = '<form method="post">{% csrf_token %}</form>'
    pages = {"form.html": form, "around.html": '{% include "form.html" %}'}
    lost = {"a.html": '{% include "form.html" with x=y only %}', "b.html": '{% include "around.html" only %}'}
    given = {"c.html": '{% include "form.html" with csrf_token=csrf_token only %}'}
    found = without_token(pages | lost | given)
    assert found == ["a.html includes form.html", "b.html includes around.html"]

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


def test_the_check_sees_a_form_that_loses_it() -> None:
    form = '<form method="post">{% csrf_token %}</form>'
    pages = {"form.html": form, "around.html": '{% include "form.html" %}'}
    lost = {"a.html": '{% include "form.html" with x=y only %}', "b.html": '{% include "around.html" only %}'}
    given = {"c.html": '{% include "form.html" with csrf_token=csrf_token only %}'}
    found = without_token(pages | lost | given)
    assert found == ["a.html includes form.html", "b.html includes around.html"]

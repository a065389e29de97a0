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


#: Why a summary may stand at or in a form: what is put to the room is one form in a list of many, and the answer is
#: beside it; a reply by htmx is the form alone; the page of styles shows how it looks.
BESIDE = ["deliberation/discussion/_form.html", "deliberation/sessions/console.html", "style.html"]


def late(pages: dict[str, str]) -> list[str]:
    """Which templates say what is wrong in a form, or a page after one began."""
    found = []
    for name, text in sorted(pages.items()):
        before, said, _ = text.partition("components/error_summary")
        while said:
            above = before.split("{% block content %}")[-1]
            is_page = "{% extends" in text
            if (is_page and "<form" in above) or above.count("<form") > above.count("</form>"):
                found.append(name)
                break
            more, said, _ = text[len(before) + len(said) :].partition("components/error_summary")
            before = f"{before}components/error_summary{more}"
    return found


def test_what_is_wrong_stands_before_all_forms_of_a_page() -> None:
    """Without scripts nothing scrolls to it: under a long text a phone shows the page as it was."""
    pages = {str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.rglob("*.html")}
    assert late(pages) == BESIDE


def test_a_summary_in_a_form_or_after_one_is_seen() -> None:
    summary, page = '{% include "components/error_summary.html" %}', '{% extends "base.html" %}{% block content %}'
    pages = {
        "in.html": f"{page}<form>{summary}</form>",
        "after.html": f"{page}<form></form>{summary}",
        "second.html": f"{page}{summary}<form>{summary}</form>",
        "_part.html": f"<form class=x>{summary}</form>",
        "_beside.html": f"<form></form>{summary}",
        "above.html": f"{page}{summary}<form></form>",
    }
    assert late(pages) == ["_part.html", "after.html", "in.html", "second.html"]


def test_the_check_sees_a_form_that_loses_it() -> None:
    form = '<form method="post">{% csrf_token %}</form>'
    pages = {"form.html": form, "around.html": '{% include "form.html" %}'}
    lost = {"a.html": '{% include "form.html" with x=y only %}', "b.html": '{% include "around.html" only %}'}
    given = {"c.html": '{% include "form.html" with csrf_token=csrf_token only %}'}
    found = without_token(pages | lost | given)
    assert found == ["a.html includes form.html", "b.html includes around.html"]

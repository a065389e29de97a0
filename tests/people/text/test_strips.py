"""A bar cut into parts: they fill it, in the order given, and none is drawn for nothing."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template

from people.text.strips import FILLS, strip

CSS = Path(__file__).resolve().parents[3] / "static" / "css"


@pytest.mark.parametrize("counts", [(1, 2, 0, 3), (0, 0, 7, 0), (1, 999, 1, 1)])
def test_the_parts_fill_the_bar_one_after_another(counts: tuple[int, ...]) -> None:
    parts = strip((n, f"part {n}", "good") for n in counts)
    assert [part.n for part in parts] == [n for n in counts if n]
    ends = [round(part.x + part.width, 1) for part in parts]
    assert ends[-1] == 100 and [round(part.x, 1) for part in parts] == [0, *ends[:-1]]


def test_of_nothing_there_is_no_bar() -> None:
    assert strip([(0, "kept", "good")]) == []
    written = Template("{% load drawing %}{% strip good=kept bad=late %}")
    assert "<svg" not in written.render(Context({"kept": 0, "late": None}))


def test_a_comma_of_another_language_breaks_no_drawing() -> None:
    """Numbers in attributes are written with a point whatever language is active."""
    from django.utils import translation

    with translation.override("de"):
        page = Template("{% load drawing %}{% strip good=kept bad=late %}").render(Context({"kept": 1, "late": 2}))
    assert 'x="33.33" width="66.67"' in page and page.index('data-part="good"') < page.index('data-part="bad"')


def test_a_pdf_draws_with_the_colours_of_the_screen() -> None:
    """A PDF reads the attribute alone: it says what the stylesheets say for a light screen."""
    kinds = dict(
        re.findall(r'\[data-part="(\w+)"\] \{\s*--part: var\((--[\w-]+)\)', (CSS / "components.css").read_text())
    )
    light = dict(re.findall(r"(--[\w-]+): (#\w+)", (CSS / "tokens.css").read_text().split("@media")[0]))
    assert {kind: light[token] for kind, token in kinds.items()} == FILLS

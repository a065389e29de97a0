"""How a summary of what is wrong is looked at; test_matrix.py looks at that of every empty form."""

import pytest

from tests.access import summaries

SUMMARY = '<div data-error-summary><h2>There is a problem</h2><a href="#id_x">Fill in x.</a></div>'


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (f'<main>{SUMMARY}<form><input id="id_x"></form></main>', []),
        (f'<main><form>{SUMMARY}<input id="id_x"></form></main>', ["it stands in a form"]),
        (f'<main>{SUMMARY}<form><input id="id_y"></form></main>', ["its link leads nowhere: #id_x"]),
        ("<main><form></form></main>", []),
    ],
)
def test_what_is_looked_at(page: str, said: list[str]) -> None:
    assert summaries.wrong(page) == said

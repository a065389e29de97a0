"""An empty form, sent to every address: what is wrong stands above the forms and each of its links leads to a field."""

import pytest

from tests.access import asking, routes, summaries, table
from tests.access.conftest import Walk

SUMMARY = '<div data-error-summary><h2>There is a problem</h2><a href="#id_x">Fill in x.</a></div>'
#: Who between them may send every form.
SENDERS = ("guest", "member", "lead", "expert", "panel", "police", "officer", "admin")


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


def test_every_summary_stands_above_its_form_and_its_links_lead_to_fields(walk: Walk) -> None:
    """Whoever may send a form at a stage sends it empty."""
    found, said = set(), []
    for stage, rows in table.read(table.FILE.read_text()).items():
        walk.here.at(stage)
        for name, pattern in routes.at(stage).items():
            path = routes.address(name, pattern, walk.here)
            for standing in (one for one in SENDERS if rows[name][one][1] == "Y"):
                page = asking.ask(walk.clients[standing], "POST", path).content.decode(errors="replace")
                found |= {name} if "data-error-summary" in page else set()
                said += [f"{name} {standing} ({stage}): {what}" for what in summaries.wrong(page)]
    assert len(found) > 60
    assert not said, "\n".join(said)

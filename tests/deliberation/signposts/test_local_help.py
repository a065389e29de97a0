from collections.abc import Callable

import pytest
from django.test import Client

from consultations.access import NotAllowed
from deliberation.signposts import signposts
from people.errors import Refused
from people.models import User
from tests.cast import Cast

LINES = "Eastmere crisis house: 01632 960 123\nEastmere council: https://help.example.org/adults"


def test_local_routes_open_a_call_or_a_page(cast: Cast, client_for: Callable[[User | None], Client]) -> None:
    signposts.set_local_help(cast.consultation, by=cast.moss, lines=LINES)
    assert signposts.local_routes(cast.consultation) == [
        ("Eastmere crisis house", "01632 960 123", "tel:01632960123"),
        ("Eastmere council", "https://help.example.org/adults", "https://help.example.org/adults"),
    ]
    page = client_for(None).get(f"/consultations/{cast.consultation.slug}/help/").content.decode()
    for address in ("tel:01632960123", "tel:116123", "tel:999", "tel:03000200096", "tel:02031172520"):
        assert f'href="{address}"' in page


@pytest.mark.parametrize(
    "line", ["Somebody", "Bad: http://plain.example.org", "Worse: javascript:alert(1)", "x: 12345"]
)
def test_a_line_that_leads_nowhere_is_refused(cast: Cast, line: str) -> None:
    with pytest.raises(Refused, match="no number or https"):
        signposts.set_local_help(cast.consultation, by=cast.moss, lines=f"{LINES}\n{line}")
    assert signposts.local_routes(cast.consultation) == []


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "outsider"])
def test_only_facilitators_change_it(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        signposts.set_local_help(cast.consultation, by=getattr(cast, who), lines=LINES)


def test_the_form_saves_it(cast: Cast, client_for: Callable[[User | None], Client]) -> None:
    address = f"/consultations/{cast.consultation.slug}/help/edit/"
    assert client_for(cast.moss).post(address, {"lines": LINES}).status_code == 302
    assert "01632 960 123" in client_for(cast.moss).get(address).content.decode()

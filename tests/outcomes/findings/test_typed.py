"""Words of number are shown beside a form as they are typed, by the checker that stops the gate. Nothing is saved."""

from typing import Any

import pytest

from outcomes.models import Finding
from tests.cast import Cast
from tests.outcomes.report.printed import text_of

ADDRESS = "/consultations/street-cameras/findings/typed/"


def test_each_form_shows_its_words_and_how_often(cast: Cast, ready_finding: Finding, client_for: Any) -> None:
    client = client_for(cast.moss)

    def shown(about: object, **sent: object) -> str:
        answer = client.post(ADDRESS, {"about": about, **sent})
        assert answer.status_code == 200
        return text_of(answer.content.decode())

    words = shown(ready_finding.pk, said="Many came. Many spoke.", title="")
    assert "What people said" in words and "“Many” (2 times): Say" in words and ready_finding.voices in words
    assert "The conclusion" in shown("report", conclusion="Several want it.")
    assert "Point 2 of the summary" in shown("report", **{"point-2": "Many", "headline": "x" * 300})  # with a fault
    asked = "Do as most people wanted"
    assert "The title" in shown("asked", title=asked, findings=[ready_finding.pk])
    assert shown("asked", title="Delete it", findings=[ready_finding.pk]) == ""
    ready_finding.refresh_from_db()
    assert ready_finding.said == "Three people want it."


@pytest.mark.usefixtures("ready_finding")
def test_only_for_who_writes(cast: Cast, client_for: Any) -> None:
    for who in (cast.amina, cast.reyes, cast.hale, None):
        assert client_for(who).post(ADDRESS, {"about": "report", "conclusion": "Many"}).status_code != 200
    assert client_for(cast.moss).post(ADDRESS, {"about": "9" * 9}).status_code == 404


def test_the_forms_ask(cast: Cast, ready_finding: Finding, client_for: Any) -> None:
    base = "/consultations/street-cameras/"
    for place in (f"findings/{ready_finding.pk}/", "findings/report/", "recommendations/"):
        assert f'hx-post="{ADDRESS}"' in client_for(cast.moss).get(base + place).content.decode()

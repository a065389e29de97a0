"""Finding a consultation: by words, technology, force, area, year and state; twenty a page."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.home import home
from consultations.models import Area, Consultation, Stage, Technology
from tests.cast import Cast, force, make_consultation
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


def titles(client: Client, query: str) -> set[str]:
    return {row.consultation.slug for row in client.get(f"/consultations/?{query}").context["rows"]}


@made_once
def three() -> list[Consultation]:
    """Cameras in Eastmere of 2025, drones at another force, and a draft."""
    cameras = make_consultation("cameras", title="Cameras in the market", announced_at=datetime(2025, 5, 1, tzinfo=UTC))
    cameras.in_areas.add(Area.objects.create(name="Eastmere", slug="eastmere"))
    cameras.technologies.add(Technology.objects.create(name="Cameras", kind="cctv", force=force()))
    hillside = force("Hillside Police (example)")
    drones = make_consultation(
        "drones", title="Drones at night", purpose_question="At night?", stage=Stage.FOLLOW_UP, force=hillside
    )
    drones.technologies.add(Technology.objects.create(name="Drones", kind="drone", force=hillside))
    drones.joint_forces.add(force())
    hidden = make_consultation("hidden", title="Cameras nobody knows of", stage=Stage.DRAFT)
    return [cameras, drones, hidden]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"cameras", "drones"}),
        ("q=cameras", {"cameras"}),
        ("q=CAMERAS+in", {"cameras"}),
        ("q=100%25", set()),
        ("technology=drone", {"drones"}),
        ("force=hillside-police-example", {"drones"}),
        ("force=riverside-police-example", {"cameras", "drones"}),  # a joint one is found under both
        ("area=eastmere", {"cameras"}),
        ("year=2025", {"cameras"}),
        ("state=open", {"cameras"}),
        ("state=answered", {"drones"}),
        ("state=open&technology=drone", set()),
        ("state=draft", set()),
        ("year=99999999999999999999", set()),
        ("year=abc", set()),
        ("before=abc", {"cameras", "drones"}),
    ],
)
def test_each_way_of_finding(three: list[Consultation], client: Client, query: str, found: set[str]) -> None:
    assert titles(client, query) == found


def test_the_form_keeps_what_was_chosen(three: list[Consultation], client: Client) -> None:
    page = client.get("/consultations/?q=cam%22era&technology=cctv&state=open").content.decode()
    assert 'value="cam&quot;era"' in page and '<option value="cctv" selected>' in page
    assert "Nothing was found" in page and "Chosen: CCTV, Open now" in page
    assert "<details open" not in page, "what was found stands near the top"
    assert "Chosen" not in client.get("/consultations/?q=camera").content.decode()
    assert "Chosen: &lt;b&gt;" in client.get("/consultations/?area=%3Cb%3E").content.decode()


def test_every_one_is_on_exactly_one_page(client: Client) -> None:
    for n in range(45):
        make_consultation(f"c{n:02}", title=f"Number {n:02}")
    found, address = [], "/consultations/?state=open"
    while address:
        page = client.get(address).content.decode()
        found += re.findall(r"Number (\d\d)", page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        assert more is None or "state=open" in more[1]
        address = f"/consultations/{more[1].replace('&amp;', '&')}" if more else ""
    assert found == [f"{n:02}" for n in reversed(range(45))]


def test_the_register_is_found_in_the_same_ways(three: list[Consultation], client: Client) -> None:
    def names(query: str) -> list[str]:
        return [row["technology"].name for row in client.get(f"/technologies/?{query}").context["rows"]]

    assert names("") == ["Cameras", "Drones"]
    assert names("q=dro") == ["Drones"] and names("technology=cctv") == ["Cameras"]
    assert names("force=hillside-police-example") == ["Drones"] and names("area=eastmere") == ["Cameras"]
    assert names("year=2025") == ["Cameras"] and names("state=operational") == []
    for n in range(25):
        Technology.objects.create(name=f"Thing {n:02}", kind="other", force=force())
    page = client.get("/technologies/?technology=other")
    more = page.context["next_url"]
    assert len(page.context["rows"]) == 20 and "technology=other" in more
    rest = [row["technology"].name for row in client.get(f"/technologies/{more}").context["rows"]]
    assert rest == [f"Thing {n:02}" for n in range(20, 25)]


def test_behind_the_number_of_answers_stand_as_many(cast: Cast) -> None:
    """The one on the front page counts completed ones too, so its list holds them."""
    Consultation.objects.update(stage=Stage.COMPLETED, response_published_at=clock.now())
    step = next(step for step in home.asked_to_answered() if step.label == "answered")
    assert step.number == 1 and cast.consultation.title in Client().get(step.href).content.decode()


@pytest.mark.parametrize("query", ["area=eastmere", "area=eastmere&state=open", "area=eastmere&q=nothing+of+the+sort"])
def test_a_place_is_followed_from_where_it_is_looked_for(three: list[Consultation], client: Client, query: str) -> None:
    """With something found and with nothing: whoever lives there need not know of the page of the force."""
    address = reverse("subscribe", args=["area", Area.objects.get(slug="eastmere").pk])
    page = client.get(f"/consultations/?{query}").content.decode()
    assert page.count(f'href="{address}"') == (2 if "nothing" in query else 1)
    assert client.get(address).status_code == 200
    for other in ("", "area=nowhere", "q=cameras"):
        assert "/tell-me/area/" not in client.get(f"/consultations/?{other}").content.decode()
    assert "asked about a place" in client.get("/").content.decode()

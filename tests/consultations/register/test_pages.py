"""The register of technologies: what is ruled out shows, what is hidden does not."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from consultations.models import ASKS, Area, BriefingVersion, Stage, Technology, UseCase
from tests.cast import Cast, force, make_consultation
from tests.pages import flat

pytestmark = pytest.mark.django_db


def technology(name: str = "Live facial recognition", **fields: object) -> Technology:
    found = Technology.objects.create(name=name, kind="lfr", **fields)
    UseCase.objects.create(technology=found, title="Wanted people", status="proposed")
    UseCase.objects.create(technology=found, title="Passport photos", status="ruled_out", description="Not done.")
    return found


def test_ruled_out_uses_are_shown(client: Client) -> None:
    lfr = technology()
    assert "Ruled out: 1, not confirmed by the force" in flat(client.get("/technologies/").content.decode())
    page = client.get(f"/technologies/{lfr.pk}/").content.decode()
    assert "Passport photos" in page
    assert "The force has not confirmed it here" in page and "The police have said" not in page
    assert "As far as is known not in use here." in page and ">Not in use here" not in page
    UseCase.objects.filter(title="Passport photos").update(said_by="Head of technology", said_on=date(2026, 6, 1))
    cache.clear()  # the page is kept until the record says something new, and this went past it
    assert (
        "The police have said so: Head of technology, 1 June 2026."
        in client.get(f"/technologies/{lfr.pk}/").content.decode()
    )
    assert "Ruled out: 1<" in flat(client.get("/technologies/").content.decode()), (
        "said, and so counted without a doubt"
    )
    assert page.count("<h1") == 1


def test_what_is_only_to_be_talked_about_claims_nothing_of_the_force(client: Client) -> None:
    lfr = technology()
    lfr.use_cases.update(status="discussed")
    listed, page = (flat(client.get(at).content.decode()) for at in ("/technologies/", f"/technologies/{lfr.pk}/"))
    listed = listed.partition("This list as a table")[0]  # whose columns are explained
    assert "To be talked about: 2" in listed and "not confirmed" not in listed
    assert "It is not said here whether the force does it, plans it or rules it out." in page
    for claim in ("In use", "Proposed", "Ruled out", "has not confirmed", "The police have said"):
        assert claim not in page.split('id="uses"')[1].split('id="asked"')[0], claim


def test_what_was_asked_and_where_it_stands(client: Client) -> None:
    lfr = technology()
    asked = make_consultation("asked", title="Asked in Eastmere", stage=Stage.COMPLETED)
    hidden = make_consultation("hidden", title="Hidden draft", stage=Stage.DRAFT)
    lfr.consultations.add(asked, hidden)
    page = client.get(f"/technologies/{lfr.pk}/").content.decode()
    assert "Asked in Eastmere" in page
    assert "Completed" in page
    assert "Hidden draft" not in page
    assert "1 consultation" in client.get("/technologies/").content.decode()


def test_a_technology_only_a_draft_speaks_of_looks_absent(client: Client) -> None:
    secret = technology("Something new")
    secret.consultations.add(make_consultation("hidden", stage=Stage.IN_REVIEW))
    assert "Something new" not in client.get("/technologies/").content.decode()
    assert client.get(f"/technologies/{secret.pk}/").status_code == 404
    assert client.get("/technologies/999999/").status_code == 404


def test_an_entry_is_found_by_every_area_of_its_force_and_of_whatever_asked_about_it(client: Client) -> None:
    """A force covers boroughs that no consultation has named yet."""
    names = ("northmere", "midmere", "farmere")
    covered, asked_in, elsewhere = (Area.objects.create(name=name, slug=name) for name in names)
    ours = technology("Cameras", force=force())
    ours.force.areas.add(covered)
    technology("Quadcopters", force=force("Other Police"))
    asked = make_consultation("asked", stage=Stage.OPEN)
    asked.in_areas.add(asked_in)
    ours.consultations.add(asked)
    for area, found in ((covered, True), (asked_in, True), (elsewhere, False)):
        for address in ("/technologies/", "/technologies/table.csv"):
            page = client.get(address, {"area": area.slug}).content.decode()
            assert (f"/technologies/{ours.pk}/" in page) == found, (area, address)
            assert "Quadcopters" not in page


def test_empty_list(client: Client) -> None:
    assert "No technology is listed yet" in client.get("/technologies/").content.decode()


def test_queries_do_not_grow(client: Client, cast: Cast) -> None:
    def count(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    first = technology()
    first.consultations.add(cast.consultation)
    few = count("/technologies/"), count(f"/technologies/{first.pk}/")
    for n in range(6):
        technology(f"T{n}").consultations.add(cast.consultation)
        first.consultations.add(make_consultation(f"c{n}", stage=Stage.FINDINGS_PUBLISHED))
    more = count("/technologies/"), count(f"/technologies/{first.pk}/")
    assert all(now <= before <= 12 for now, before in zip(more, few, strict=True))  # years are looked up once


def test_the_page_answers_the_four_asks(client: Client) -> None:
    """T13: what the entry says to each ask, and the briefing that people may read; never a draft's."""
    lfr = technology(accountable_role="Head of technology")
    asked = make_consultation("asked", title="Asked in Eastmere", stage=Stage.COMPLETED)
    hidden = make_consultation("hidden", title="Hidden draft", stage=Stage.DRAFT)
    lfr.consultations.add(asked, hidden)
    for consultation, status in ((asked, "draft"), (hidden, "approved")):
        BriefingVersion.objects.create(consultation=consultation, status=status)
    page = client.get(f"/technologies/{lfr.pk}/").content.decode()
    assert all(escape(heading) in page and escape(question) in page for _, heading, question, _ in ASKS)
    assert "2 uses are listed below." in page and "Accountable for it: Head of technology." in page
    assert "briefing/#prove" not in page and "Nothing has been written for residents" in page
    BriefingVersion.objects.filter(consultation=asked).update(status="approved")
    cache.clear()
    page = client.get(f"/technologies/{lfr.pk}/").content.decode()
    assert [f'href="/consultations/asked/briefing/#{key}"' in page for key, *_ in ASKS] == [True] * 4
    assert "Nothing has been written" not in page

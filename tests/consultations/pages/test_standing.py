"""The standing pages answer everybody, hold one h1, and the demonstration exists only where it should."""

import pytest
from django.conf import settings as django_settings
from django.test import Client

from people.demo_cast import DEMO_CAST
from people.models import User
from tests.cast import person
from tests.pages import flat

pytestmark = pytest.mark.django_db
PAGES = ["/how-it-works/", "/accessibility/", "/data-card/", "/record/", "/demo/", "/join/", "/technologies/", "/"]


@pytest.mark.parametrize("address", PAGES)
def test_page_answers_with_one_heading(client: Client, settings: django_settings, address: str) -> None:
    settings.DEMO = True
    response = client.get(address)
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


@pytest.mark.parametrize("address", ["/how-it-works/", "/accessibility/", "/data-card/", "/record/", "/"])
def test_reading_pages_take_no_posts(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_operator_is_named(client: Client, settings: django_settings) -> None:
    settings.OPERATOR = {"name": "Eastmere Commons", "contact": "hello@commons.example"}
    for address in ("/accessibility/", "/data-card/"):
        page = client.get(address).content.decode()
        assert "Eastmere Commons" in page
        assert "hello@commons.example" in page


def test_how_it_works_has_ten_steps_and_the_promise(client: Client) -> None:
    page = client.get("/how-it-works/").content.decode()
    assert flat(page).count("<li><div><h3>") == 10
    assert "They do not run the talk" in page


def test_how_it_works_says_no_more_of_totals_and_administrators_than_holds(client: Client) -> None:
    """A room sees its poll as it is asked there; an administrator writes the page of a force."""
    page = flat(client.get("/how-it-works/").content.decode())
    totals = page.partition("Poll totals")[2].partition("</tr>")[0]
    assert "Of a live session: in the room" in totals
    assert "no say over any text of a consultation" in page and "they write what stands on the page of a force" in page


def test_how_it_works_says_of_officer_and_panel_what_is_held(client: Client) -> None:
    """The rank is what the officer types, and a signature with reservations counts as well."""
    page = flat(client.get("/how-it-works/").content.decode())
    assert "senior" not in page and "under the name and the rank that they give" in page
    assert "Who signs with reservations says which, and they stand beside it." in page


def test_demo_lists_everybody_with_a_way_in(client: Client, settings: django_settings) -> None:
    settings.DEMO = True
    page = client.get("/demo/").content.decode()
    assert len(DEMO_CAST) == 12
    for someone in DEMO_CAST:
        assert f'value="{someone["email"]}"' in page
    assert page.count('action="/accounts/login/code/"') == len(DEMO_CAST)


def test_no_demo_with_real_people(client: Client, settings: django_settings) -> None:
    settings.DEMO = False
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/", {"email": "amina@demo.example"}).status_code == 404


def test_signing_in_as_a_demo_person(client: Client, settings: django_settings) -> None:
    settings.DEMO = True
    User.objects.create_user("amina@demo.example")
    confirm = client.post("/accounts/login/code/", {"email": "amina@demo.example"})
    assert confirm.status_code == 302
    assert client.session["demo_code"] in client.get(confirm["Location"]).content.decode()


def test_changing_person_signs_the_first_one_out(client: Client, settings: django_settings) -> None:
    settings.DEMO = True
    client.force_login(person("first"))
    assert 'action="/demo/"' in client.get("/demo/").content.decode()
    response = client.post("/demo/", {"email": "amina@demo.example"})
    assert response.status_code == 307  # the browser sends the same form on
    assert response["Location"] == "/accounts/login/code/"
    assert "_auth_user_id" not in client.session


def test_demo_keys_and_addresses_are_unique() -> None:
    for key in ("key", "email"):
        assert len({someone[key] for someone in DEMO_CAST}) == len(DEMO_CAST)

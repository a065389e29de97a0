"""Starting a consultation, from a starter or empty."""

import json

import pytest
from django.urls import reverse

from audit.models import Entry
from consultations.access import NotAllowed
from consultations.models import Consultation, Role, Stage, Technology
from consultations.setup import setup
from consultations.starters import starters
from people.errors import Refused
from tests.cast import force
from tests.consultations.draft import Draft, person
from tests.made_once import made_once


@made_once
def moss():
    return person("moss", "Jo Moss", can_start_consultations=True)


def test_a_starter_fills_everything(moss) -> None:
    made = setup.start(title="Cameras in Eastmere", starter="lfr", by=moss, force=force())
    given = starters.load("lfr")
    version = made.briefing
    assert (made.stage, made.slug, made.starter) == (Stage.DRAFT, "cameras-in-eastmere", "lfr")
    assert made.purpose_question == given["purpose_question"]
    assert made.areas.count() == len(given["areas"])
    assert made.areas.first().prompts.count() == len(given["areas"][0]["prompts"])
    assert made.technologies.get().use_cases.count() == len(given["technologies"][0]["use_cases"])
    entry = made.technologies.get()
    assert (entry.stage, entry.accountable_role) == ("engage", ""), "a starter knows no force"
    assert {*entry.use_cases.values_list("status", flat=True)} == {"discussed"}
    assert version.sections.count() == len(given["briefing"]["sections"])
    assert version.figures.count() == len(given["briefing"]["figures"])
    assert version.data_card.dpia
    assert version.content_hash == version.compute_hash() != ""


def test_figures_keep_both_bases_and_their_period(moss) -> None:
    figure = setup.start(title="T", starter="lfr", by=moss).briefing.figures.filter(is_error_rate=True).first()
    assert (figure.denominator_value, figure.second_denominator_value) == ("3,147,436", "2,077")
    assert figure.period == "September 2024 to September 2025"


def test_whoever_starts_it_leads_it_under_their_own_name(moss) -> None:
    made = setup.start(title="T", by=moss)
    member = made.memberships.get()
    assert (member.role, member.is_lead, member.pseudonym) == (Role.FACILITATOR, True, "Jo Moss")
    entry = Entry.objects.get(action="consultation_started")
    assert (entry.actor, entry.consultation) == ("Jo Moss", made.slug)


def test_an_empty_one_has_empty_pages(moss) -> None:
    made = setup.start(title="T", by=moss)
    assert not made.areas.exists()
    assert made.briefing.data_card.dpia == ""


def test_one_technology_serves_the_whole_register(moss) -> None:
    setup.start(title="First", starter="lfr", by=moss, force=force())
    before = Technology.objects.count()
    setup.start(title="Second", starter="lfr", by=moss, force=force())
    assert Technology.objects.count() == before


def test_titles_that_sound_alike_get_addresses_of_their_own(moss) -> None:
    slugs = [setup.start(title=title, by=moss).slug for title in ("Street cameras", "Street, cameras!", "new")]
    assert slugs == ["street-cameras", "street-cameras-2", "new-2"]


def test_not_everybody_may_start_one(db) -> None:
    outsider = person("outsider", "")
    assert not outsider.can_start_consultations
    with pytest.raises(NotAllowed):
        setup.start(title="T", by=outsider)


def test_an_unknown_starter_is_refused(moss) -> None:
    for key in ("nothing", "../settings", "LFR"):
        with pytest.raises(Refused):
            setup.start(title="T", starter=key, by=moss)
    assert not Consultation.objects.exists()


def test_every_starter_that_ships_is_whole(moss) -> None:
    shipped = starters.available()
    assert {s["key"] for s in shipped} == {path.stem for path in starters.FOLDER.glob("*.json")}
    for starter in shipped:
        assert setup.start(title=starter["name"], starter=starter["key"], by=moss).briefing.sections.exists()


def test_a_broken_starter_names_its_faults() -> None:
    starter = json.loads((starters.FOLDER / "lfr.json").read_text())
    starter["technologies"][0].update(kind="telepathy", stage="operational", accountable_role="Head of drones")
    starter["technologies"][0]["use_cases"][0]["status"] = "in_use"
    starter["briefing"]["figures"][0]["second_denominator_value"] = None
    starter["briefing"]["sections"].append({"kind": "summary", "body": "Again"})
    found = " ".join(starters.faults(starter))
    assert "no stage here" in found and "no accountable_role here" in found and "no status here" in found
    assert "telepathy" in found and "two denominators" in found and "summary appears twice" in found


def test_the_page_makes_the_draft_and_shows_its_desk(moss, client_for) -> None:
    client = client_for(moss)
    assert "Start a consultation" in client.get("/desk/").content.decode()
    assert client.get(reverse("new_consultation")).status_code == 200
    answer = client.post(reverse("new_consultation"), {"title": "Drones in Eastmere", "starter": "drones"})
    assert answer.url == reverse("consultation_desk", args=["drones-in-eastmere"])
    assert client.get(answer.url).status_code == 200


def test_the_page_keeps_what_was_typed(moss, client_for) -> None:
    answer = client_for(moss).post(reverse("new_consultation"), {"title": "", "commissioning_body": "Riverside Police"})
    assert answer.status_code == 422
    assert "Riverside Police" in answer.content.decode()


def test_the_page_does_not_exist_for_others(draft: Draft, client_for) -> None:
    assert client_for(draft.hale).get(reverse("new_consultation")).status_code == 404
    assert "/accounts/" in client_for(None).get(reverse("new_consultation")).url

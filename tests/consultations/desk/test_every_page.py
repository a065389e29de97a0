"""Every page of preparation, for every standing: who sees it, and for whom it does not exist."""

import re

import pytest
from django.urls import reverse

from tests.consultations.draft import Draft

FACILITATOR_PAGES = [
    "consultation_desk", "setup", "setup_question", "setup_who", "setup_dates", "setup_taking_part",
    "setup_technologies", "topic_guide", "edit_briefing", "edit_data_card", "edit_retention", "edit_suppliers",
    "edit_figures", "edit_stories", "edit_sources", "review", "people", "groups",
]  # fmt: skip


@pytest.mark.parametrize("name", FACILITATOR_PAGES)
def test_the_facilitator_sees_it_and_outsiders_do_not(draft: Draft, client_for, name: str) -> None:
    address = reverse(name, args=[draft.consultation.slug])
    answer = client_for(draft.moss).get(address)
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1
    assert client_for(draft.outsider).get(address).status_code == 404
    assert client_for(None).get(address).status_code == 404


@pytest.mark.parametrize("name", [n for n in FACILITATOR_PAGES if n != "consultation_desk"])
def test_police_never_see_the_rooms_that_prepare_it(draft: Draft, client_for, name: str) -> None:
    address = reverse(name, args=[draft.consultation.slug])
    assert client_for(draft.okoro).get(address).status_code == 404
    assert client_for(draft.reyes).get(address).status_code == 404


@pytest.mark.parametrize("name", [n for n in FACILITATOR_PAGES if n not in {"consultation_desk", "review", "people"}])
def test_the_panel_reads_the_review_but_edits_nothing(draft: Draft, client_for, name: str) -> None:
    assert client_for(draft.hale).get(reverse(name, args=[draft.consultation.slug])).status_code == 404


def test_the_panel_reads_who_is_who_and_offers_its_own_seats_and_the_duty_alone(draft: Draft, client_for) -> None:
    page = client_for(draft.hale).get(reverse("people", args=[draft.consultation.slug])).content.decode()
    assert set(re.findall(r'name="role"\s+value="(\w+)"', page)) == {"officer", "oversight"}
    assert "End role" not in page


@pytest.mark.parametrize("who", ["moss", "hale", "okoro", "reyes"])
def test_each_member_of_staff_has_a_desk(draft: Draft, client_for, who: str) -> None:
    address = reverse("consultation_desk", args=[draft.consultation.slug])
    assert client_for(getattr(draft, who)).get(address).status_code == 200


def test_the_accountable_officer_alone_sees_the_duty(draft: Draft, client_for) -> None:
    address = reverse("accept_duty", args=[draft.consultation.slug])
    assert client_for(draft.okoro).get(address).status_code == 200
    for person in (draft.moss, draft.hale, draft.reyes, draft.outsider):
        assert client_for(person).get(address).status_code == 404


def test_sections_groups_and_areas_have_pages_of_their_own(draft: Draft, client_for) -> None:
    c, client = draft.consultation, client_for(draft.moss)
    area = c.areas.first()
    pages = [
        reverse("edit_section", args=[c.slug, "limits"]),
        reverse("edit_area", args=[c.slug, area.pk]),
        reverse("edit_prompt", args=[c.slug, area.prompts.first().pk]),
        reverse("edit_technology", args=[c.slug, c.technologies.first().pk]),
        reverse("edit_group", args=[c.slug, c.groups.first().pk]),
        reverse("invite", args=[c.slug, c.groups.first().pk]),
        reverse("move_stage", args=[c.slug, "submit"]),
    ]
    for page in pages:
        answer = client.get(page)
        assert (page, answer.status_code) == (page, 200)
        assert answer.content.decode().count("<h1") == 1
        assert client_for(draft.reyes).get(page).status_code == 404
    assert client.get(reverse("edit_section", args=[c.slug, "nonsense"])).status_code == 404


def test_what_belongs_to_another_consultation_is_not_found(draft: Draft, cast, client_for) -> None:
    client, slug = client_for(draft.moss), draft.consultation.slug
    theirs = cast.consultation.areas.first()
    assert client.get(reverse("edit_area", args=[slug, theirs.pk])).status_code == 404
    assert client.get(reverse("edit_prompt", args=[slug, theirs.prompts.first().pk])).status_code == 404
    assert client.get(reverse("edit_group", args=[slug, cast.group1.pk])).status_code == 404
    assert client.post(reverse("arrange_person", args=[slug, cast.member(cast.finch).pk])).status_code == 404

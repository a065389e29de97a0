"""What a consultation is about."""

import pytest
from django.urls import reverse

from consultations import setup, technologies
from consultations.access import NotAllowed
from consultations.models import Technology
from people.errors import Refused
from tests.consultations.draft import Draft


def test_a_new_technology_and_its_uses(draft: Draft) -> None:
    made = technologies.add(draft.consultation, by=draft.moss, name="Drone", kind="drone", stage="idea")
    technologies.add_use_case(draft.consultation, made, by=draft.moss, title="Looking for missing people")
    assert draft.consultation.technologies.count() == 2
    assert made.use_cases.get().title == "Looking for missing people"


def test_the_register_keeps_one_entry_a_name(draft: Draft) -> None:
    held = draft.consultation.technologies.get()
    technologies.detach(draft.consultation, held, by=draft.moss)
    assert technologies.add(draft.consultation, by=draft.moss, name=held.name, kind=held.kind) == held


def test_an_entry_another_consultation_relies_on_is_left_alone(draft: Draft) -> None:
    setup.start(title="Elsewhere", starter="lfr", by=draft.moss)
    shared = draft.consultation.technologies.get()
    assert technologies.is_shared(draft.consultation, shared)
    with pytest.raises(Refused, match="more exact name"):
        technologies.change(draft.consultation, shared, by=draft.moss, stage="operational")
    with pytest.raises(Refused):
        technologies.add_use_case(draft.consultation, shared, by=draft.moss, title="Anything")


def test_one_that_is_not_ours_is_not_found(draft: Draft) -> None:
    other = Technology.objects.create(name="Other", kind="other")
    with pytest.raises(NotAllowed):
        technologies.change(draft.consultation, other, by=draft.moss, stage="trial")


def test_the_panel_cannot_change_it(draft: Draft) -> None:
    with pytest.raises(NotAllowed):
        technologies.add(draft.consultation, by=draft.hale, name="Drone", kind="drone")


def test_one_form_a_page(draft: Draft, client_for) -> None:
    """What is typed into one form would be lost when another is sent."""
    drone = technologies.add(draft.consultation, by=draft.moss, name="Drone", kind="drone")
    edit = reverse("edit_technology", args=[draft.consultation.slug, drone.pk])
    client = client_for(draft.moss)
    uses, facts = client.get(edit).content.decode(), client.get(edit + "?change=facts").content.decode()
    assert "Add the use" in uses and "Save the facts" not in uses and "Not named yet" in uses
    assert "Save the facts" in facts and "Add the use" not in facts


def test_the_pages(draft: Draft, client_for) -> None:
    client, slug = client_for(draft.moss), draft.consultation.slug
    Technology.objects.create(name="Drone", kind="drone")
    page = reverse("setup_technologies", args=[slug])
    assert "Choose from the register" in client.get(page).content.decode()
    drone = Technology.objects.get(name="Drone")
    client.post(reverse("attach_technology", args=[slug]), {"technology": drone.pk})
    edit = reverse("edit_technology", args=[slug, drone.pk])
    sent = {"title": "Crowds", "context": "event", "status": "proposed"}
    assert client.post(edit, sent).status_code == 302
    assert client.post(edit, {**sent, "title": ""}).status_code == 422
    facts = {"name": "Small drone", "kind": "drone", "stage": "trial"}
    assert client.post(edit + "?change=facts", {**facts, "name": ""}).status_code == 422
    assert client.post(edit + "?change=facts", facts).status_code == 302
    drone.refresh_from_db()
    assert (drone.name, drone.use_cases.count()) == ("Small drone", 1)
    client.post(reverse("remove_technology", args=[slug, drone.pk]), {"use": drone.use_cases.get().pk})
    assert not drone.use_cases.exists()
    client.post(reverse("remove_technology", args=[slug, drone.pk]))
    assert drone not in draft.consultation.technologies.all()

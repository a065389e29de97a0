"""What a consultation is about."""

import pytest
from django.urls import reverse

from audit import clock
from consultations.access import NotAllowed
from consultations.models import AskedFact, Consultation, Stage, Technology, UseCase
from consultations.register import technologies
from consultations.setup import setup
from people.errors import Refused
from people.models import Message
from tests.cast import Cast, force
from tests.consultations.draft import Draft

BLANK = {"name": "", "kind": "", "stage": "idea", "accountable_role": ""}  # as the browser sends what nobody filled in
BLANK_USE = {"title": "", "description": "", "context": "routine", "affects": "", "status": "proposed"}


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
    other = setup.start(title="Elsewhere", starter="lfr", by=draft.moss, force=force())
    shared = draft.consultation.technologies.get()
    for stage, named in ((Stage.IN_REVIEW, "Another consultation"), (Stage.OPEN, "“Elsewhere”")):
        Consultation.objects.filter(pk=other.pk).update(stage=stage)
        assert technologies.is_shared(draft.consultation, shared)
        with pytest.raises(Refused, match=f"{named} also relies .* more exact name"):
            technologies.change(draft.consultation, shared, by=draft.moss, stage="operational")
        with pytest.raises(Refused):
            technologies.add_use_case(draft.consultation, shared, by=draft.moss, title="Anything")


def test_a_draft_that_is_never_sent_freezes_no_entry_and_is_told(draft: Draft) -> None:
    never = setup.start(title="Never to be sent", starter="lfr", by=draft.moss, force=force())
    shared = draft.consultation.technologies.get()
    assert not technologies.is_shared(draft.consultation, shared)
    technologies.change(draft.consultation, shared, by=draft.moss, stage="operational")
    case = technologies.add_use_case(draft.consultation, shared, by=draft.moss, title="At the ground")
    technologies.change_use_case(draft.consultation, case, by=draft.moss, title="At the ground on match days")
    told = Message.objects.filter(title__startswith="Read “", title__endswith=never.title)
    assert [one.mailbox.user for one in told] == [draft.moss]
    Consultation.objects.filter(pk=draft.consultation.pk).update(stage=Stage.OPEN)
    with pytest.raises(Refused, match=f"“{draft.consultation.title}” also relies"):
        technologies.change(never, shared, by=draft.moss, stage="idea")


def test_one_withdrawn_before_it_opened_freezes_nothing(draft: Draft) -> None:
    other = setup.start(title="Elsewhere", starter="lfr", by=draft.moss, force=force())
    shared = draft.consultation.technologies.get()
    Consultation.objects.filter(pk=other.pk).update(
        stage=Stage.WITHDRAWN, withdrawn_at=clock.now(), withdrawn_from=Stage.ANNOUNCED
    )
    assert not technologies.is_shared(draft.consultation, shared)
    Consultation.objects.filter(pk=other.pk).update(withdrawn_from=Stage.OPEN)
    assert technologies.is_shared(draft.consultation, shared)


def test_no_draft_takes_away_what_the_force_said_in_another(draft: Draft) -> None:
    """Both name one entry of the register: its uses are the same rows."""
    other = setup.start(title="Elsewhere", starter="lfr", by=draft.moss, force=draft.consultation.force)
    case = draft.consultation.technologies.get().use_cases.first()
    assert case is not None and case.technology in other.technologies.all()
    asked = AskedFact.objects.create(
        version=draft.version, place=f"use:{case.pk}", state="asked", asked_role="Head of data", asked_on=clock.today()
    )
    AskedFact.objects.filter(pk=asked.pk).update(
        state="not_held", answer="not_held", answered_role="Head of data", answered_on=clock.today()
    )
    with pytest.raises(Refused, match="In another consultation that is being prepared the force has spoken"):
        technologies.remove_use_case(other, case, by=draft.moss)
    assert UseCase.objects.filter(pk=case.pk).exists() and AskedFact.objects.filter(pk=asked.pk).exists()


def test_what_was_only_asked_elsewhere_goes_with_the_use(draft: Draft) -> None:
    """Else its place is on two desks and can be settled by nobody."""
    other = setup.start(title="Elsewhere", starter="lfr", by=draft.moss, force=draft.consultation.force)
    case = draft.consultation.technologies.get().use_cases.first()
    assert case is not None
    AskedFact.objects.create(
        version=draft.version, place=f"use:{case.pk}", state="asked", asked_role="Head of data", asked_on=clock.today()
    )
    technologies.remove_use_case(other, case, by=draft.moss)
    draft.version.refresh_from_db()
    assert not draft.version.facts.filter(place=f"use:{case.pk}").exists()
    assert draft.version.content_hash == draft.version.compute_hash()


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
    Technology.objects.create(name="Drone", kind="drone", force=force())
    page = reverse("setup_technologies", args=[slug])
    assert "Choose from the register" in client.get(page).content.decode()
    drone = Technology.objects.get(name="Drone")
    assert client.post(page, {"attach": "1", "technology": drone.pk, **BLANK}).status_code == 302
    assert drone in draft.consultation.technologies.all()
    edit = reverse("edit_technology", args=[slug, drone.pk])
    sent = {"title": "Crowds", "context": "event", "status": "proposed"}
    assert client.post(edit, sent).status_code == 302
    assert client.post(edit, {**sent, "title": ""}).status_code == 422
    facts = {"name": "Small drone", "kind": "drone", "stage": "trial"}
    assert client.post(edit + "?change=facts", {**facts, "name": ""}).status_code == 422
    assert client.post(edit + "?change=facts", facts).status_code == 302
    drone.refresh_from_db()
    assert (drone.name, drone.use_cases.count()) == ("Small drone", 1)
    assert client.post(edit, {"out": drone.use_cases.get().pk, **BLANK_USE}).status_code == 302
    assert not drone.use_cases.exists()
    assert client.post(page, {"out": drone.pk, **BLANK}).status_code == 302
    assert drone not in draft.consultation.technologies.all()


def test_a_button_beside_a_row_keeps_what_is_being_typed(draft: Draft, client_for) -> None:
    """Also when the press is refused; nothing of it is saved, and nothing is checked."""
    client, slug = client_for(draft.moss), draft.consultation.slug
    drone = Technology.objects.create(name="Drone", kind="drone", force=force())
    page = reverse("setup_technologies", args=[slug])
    half = {"name": "Half a name", "kind": "", "stage": "trial", "biometric": True, "accountable_role": "Head of"}
    for press, status in (({"attach": "1", "technology": drone.pk}, 200), ({"attach": "1", "technology": ""}, 422),
                          ({"out": drone.pk}, 200), ({"out": "x"}, 422)):  # fmt: skip
        answer = client.post(page, {**half, **press})
        shown = answer.context["form"]
        assert answer.status_code == status, press
        assert [shown[name].value() for name in half] == [half[name] for name in half], press
        assert "Fill in" not in answer.content.decode()
    assert drone not in draft.consultation.technologies.all()
    draft.consultation.technologies.add(drone)
    case = UseCase.objects.create(technology=drone, title="Crowds")
    half_a_use = {**BLANK_USE, "affects": "Us"}
    answer = client.post(reverse("edit_technology", args=[slug, drone.pk]), {"out": case.pk, **half_a_use})
    assert answer.status_code == 200 and answer.context["form"]["affects"].value() == "Us"
    assert not drone.use_cases.exists()


def test_return_in_a_field_adds_and_takes_nothing_out(draft: Draft, client_for) -> None:
    drone = Technology.objects.create(name="Drone", kind="drone", force=force())
    draft.consultation.technologies.add(drone)
    UseCase.objects.create(technology=drone, title="Crowds")
    pages = (("setup_technologies", [], "Add to this consultation"), ("edit_technology", [drone.pk], "Add the use"))
    for name, args, adds in pages:
        html = client_for(draft.moss).get(reverse(name, args=[draft.consultation.slug, *args])).content.decode()
        main = html[html.index("<main") :]
        first = main[main.index("<button") : main.index("</button>")]
        assert first.endswith(adds) and "name=" not in first
        assert main.count("<form") == 1


def test_nothing_of_another_consultation_is_taken_out(draft: Draft, elsewhere: Cast, client_for) -> None:
    theirs = Technology.objects.create(name="Theirs", kind="other")
    elsewhere.consultation.technologies.add(theirs)
    case = UseCase.objects.create(technology=theirs, title="Crowds")
    ours = Technology.objects.create(name="Ours", kind="other")
    draft.consultation.technologies.add(ours)
    client, slug = client_for(draft.moss), draft.consultation.slug
    assert client.post(reverse("setup_technologies", args=[slug]), {"out": theirs.pk, **BLANK}).status_code == 422
    edit = reverse("edit_technology", args=[slug, ours.pk])
    assert client.post(edit, {"out": case.pk, **BLANK_USE}).status_code == 422
    assert theirs in elsewhere.consultation.technologies.all() and theirs.use_cases.exists()

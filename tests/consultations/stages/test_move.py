"""Taking a step of the lifecycle from the desk."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.models import Consultation, Stage
from consultations.setup import setup
from consultations.stages import stages
from tests.cast import Cast
from tests.consultations.draft import Draft


def move(draft, name: str) -> str:
    return reverse("move_stage", args=[draft.consultation.slug, name])


def test_the_desk_lists_what_blocks_with_the_way_to_mend_it(draft: Draft, client_for) -> None:
    setup.update(draft.consultation, by=draft.moss, funding_note="")
    text = client_for(draft.moss).get(reverse("consultation_desk", args=[draft.consultation.slug])).content.decode()
    assert "Say who pays" in text
    assert reverse("setup_who", args=[draft.consultation.slug]) in text
    assert move(draft, "submit") not in text


def test_a_look_changes_nothing_and_a_press_does(draft: Draft, client_for) -> None:
    client = client_for(draft.moss)
    assert client.get(move(draft, "submit")).status_code == 200
    draft.consultation.refresh_from_db()
    assert draft.consultation.stage == Stage.DRAFT
    answer = client.post(move(draft, "submit"))
    assert answer.url == reverse("consultation_desk", args=[draft.consultation.slug])
    draft.consultation.refresh_from_db()
    assert draft.consultation.stage == Stage.IN_REVIEW


def test_a_blocked_step_says_why(draft: Draft, client_for) -> None:
    setup.update(draft.consultation, by=draft.moss, funding_note="")
    answer = client_for(draft.moss).post(move(draft, "submit"))
    assert answer.status_code == 422
    assert "Say who pays" in answer.content.decode()


def test_irreversible_steps_say_so(signed_draft: Draft, client_for) -> None:
    assert "cannot be undone" in client_for(signed_draft.moss).get(move(signed_draft, "announce")).content.decode()


@pytest.mark.parametrize("name", ["submit", "open", "nonsense", "follow_up"])
@pytest.mark.parametrize("who", ["hale", "okoro", "reyes", "outsider"])
def test_steps_of_others_do_not_exist(draft: Draft, client_for, who: str, name: str) -> None:
    assert client_for(getattr(draft, who)).post(move(draft, name)).status_code == 404


def test_the_clock_s_steps_cannot_be_pressed(cast: Cast, client_for) -> None:
    assert client_for(cast.moss).post(move(cast, "close")).status_code == 404


def test_closing_early_needs_a_reason_and_keeps_what_was_typed(cast: Cast, client_for) -> None:
    client = client_for(cast.hale)
    assert client.post(move(cast, "close_early"), {"reason": " "}).status_code == 422
    assert client.post(move(cast, "close_early"), {"reason": "Someone may be at risk."}).status_code == 302
    cast.consultation.refresh_from_db()
    assert (cast.consultation.stage, cast.consultation.stage_reason) == (Stage.ANALYSIS, "Someone may be at risk.")


def test_signing_the_answer_has_its_own_page(cast: Cast, client_for) -> None:
    cast.at(Stage.FINDINGS_PUBLISHED)
    answer = client_for(cast.okoro).post(move(cast, "publish_response"))
    assert answer.status_code == 302
    cast.consultation.refresh_from_db()
    assert cast.consultation.stage == Stage.FINDINGS_PUBLISHED


@pytest.mark.parametrize(("days", "is_offered"), [(3, True), (0, True), (-1, False)])
def test_a_date_that_has_passed_is_not_offered_to_be_moved(cast: Cast, client_for, days: int, is_offered: bool) -> None:
    cast.at(Stage.FINDINGS_PUBLISHED)
    cast.consultation.response_due = clock.today() + timedelta(days=days)
    cast.consultation.save()
    page = client_for(cast.okoro).get(reverse("consultation_desk", args=[cast.consultation.slug])).content.decode()
    assert ("Move the date of the answer" in page) is is_offered


def test_the_panel_pauses_with_a_reason_and_lets_it_go_on(cast: Cast, client_for) -> None:
    client, address = client_for(cast.hale), reverse("pause", args=[cast.consultation.slug])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Court order."}).status_code == 302
    cast.consultation.refresh_from_db()
    assert cast.consultation.stage == Stage.PAUSED
    desk = client.get(reverse("consultation_desk", args=[cast.consultation.slug])).content.decode()
    assert "Let it go on" in desk and "Court order." in desk
    again = client.post(address, {"do": "pause", "reason": "A second member pressed it too."})
    cast.consultation.refresh_from_db()
    assert (again.status_code, cast.consultation.stage) == (422, Stage.PAUSED), "two who pause do not let it go on"
    client.post(address, {"do": "resume"})
    cast.consultation.refresh_from_db()
    assert cast.consultation.stage == Stage.OPEN
    assert client_for(cast.moss).get(address).status_code == 404


def test_a_pause_undoes_nothing_that_happened_since_the_page_was_opened(cast: Cast) -> None:
    opened = Consultation.objects.get(pk=cast.consultation.pk)
    Consultation.objects.filter(pk=opened.pk).update(stage=Stage.ANALYSIS, funding_note="Said meanwhile.")
    stages.pause(opened, by=cast.hale, reason="Court order.")
    now = Consultation.objects.get(pk=opened.pk)
    assert (now.stage_before_pause, now.funding_note) == (Stage.ANALYSIS, "Said meanwhile.")
    Consultation.objects.filter(pk=opened.pk).update(funding_note="Said since.")
    stages.resume(now, by=cast.hale)
    now = Consultation.objects.get(pk=opened.pk)
    assert (now.stage, now.funding_note) == (Stage.ANALYSIS, "Said since.")


def test_a_public_reason_stands_whole_in_the_record_or_is_refused(cast: Cast, client_for) -> None:
    client, address = client_for(cast.hale), reverse("pause", args=[cast.consultation.slug])
    answer = client.post(address, {"reason": "x" * 401})
    assert answer.status_code == 422
    assert "in 400 characters: this is 401" in answer.content.decode()
    reason = "Court order. " + "y" * 387
    assert client.post(address, {"reason": reason}).status_code == 302
    assert Entry.objects.latest("number").summary.endswith(reason)


def test_participants_have_no_staff_desk(cast: Cast, client_for) -> None:
    assert client_for(cast.amina).get(reverse("consultation_desk", args=[cast.consultation.slug])).status_code == 404


def test_each_role_sees_its_own_rooms_only(cast: Cast, client_for) -> None:
    address = reverse("consultation_desk", args=[cast.consultation.slug])
    officer = client_for(cast.okoro).get(address).content.decode()
    for name in ("setup", "groups", "people", "review"):
        assert reverse(name, args=[cast.consultation.slug]) not in officer
    assert "In numbers" not in officer
    assert "In Group 1" in client_for(cast.moss).get(address).content.decode()

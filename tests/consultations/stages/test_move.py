"""Taking a step of the lifecycle from the desk."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations import numbers
from consultations.access import NotAllowed
from consultations.groups import appointing
from consultations.models import Consultation, Membership, Role, Stage
from consultations.setup import setup
from consultations.stages import closing_early, stages
from people.errors import Refused
from people.models import Message
from people.text.dates import day
from tests.cast import Cast, person
from tests.consultations.draft import Draft
from tests.pages import flat


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


RISK = "Someone may be at risk."


def test_closing_early_takes_two_of_the_panel_each_with_a_reason(cast: Cast, client_for) -> None:
    """One alone would end it on its first day, for good; what one does alone is to pause it."""
    hale, quill, address = client_for(cast.hale), client_for(cast.quill), move(cast, "close_early")
    assert hale.post(address, {"reason": " "}).status_code == 422
    alone = flat(hale.get(address).content.decode())
    assert "when two members of the panel agree" in alone and "Say that it should close early" in alone
    assert "This cannot be undone" not in alone, "the first closes nothing, and can take it back"
    for again, status in ((False, 302), (True, 422)):
        assert hale.post(address, {"reason": RISK}).status_code == status, again
        cast.consultation.refresh_from_db()
        assert cast.consultation.stage == Stage.OPEN
    with pytest.raises(Refused, match="missing"):
        stages.move(cast.consultation, "close_early", by=cast.hale, reason=RISK)
    page = flat(quill.get(address).content.decode())
    assert "This cannot be undone" in page and "Say that it should close early" not in page
    assert "Ruth Hale has agreed" in page and f"within {numbers.CLOSE_EARLY_DAYS} days" in page
    assert Message.objects.filter(mailbox__user=cast.quill, title__contains="Ruth Hale would close it early").exists()
    assert quill.post(address, {"reason": "So I think."}).status_code == 302
    cast.consultation.refresh_from_db()
    assert (cast.consultation.stage, cast.consultation.stage_reason) == (Stage.ANALYSIS, "So I think.")
    assert Entry.objects.filter(action="early_close_agreed").values_list("summary", flat=True)[0] == RISK


def test_whoever_agreed_to_close_early_sees_it_and_takes_it_back(cast: Cast, client_for) -> None:
    """Convinced that it should go on, they could else only watch another member close it with their word."""
    hale, quill, address = client_for(cast.hale), client_for(cast.quill), move(cast, "close_early")
    until = day(clock.now() + timedelta(days=numbers.CLOSE_EARLY_DAYS))
    said = hale.post(address, {"reason": RISK}, follow=True).content.decode()
    assert f"if another member of the panel agrees until {until}" in said
    told = Message.objects.get(mailbox__user=cast.quill, title__contains="would close it early")
    assert f"another member of the panel agrees until {until}" in told.title
    own = hale.get(address).content.decode()
    assert "You have agreed" in own and "I no longer agree" in own and 'name="reason"' not in own
    assert "I no longer agree" not in quill.get(address).content.decode()
    for other in (cast.quill, cast.moss):
        with pytest.raises((Refused, NotAllowed)):
            closing_early.take_back(cast.consultation, by=other)
    assert hale.post(address, {"do": "take_back"}).status_code == 302
    assert not closing_early.counting(cast.consultation)
    assert Message.objects.filter(mailbox__user=cast.moss, title__contains="Ruth Hale no longer agrees").exists()
    record = client_for(None).get(reverse("public_record", args=[cast.consultation.slug])).content.decode()
    assert "No longer agrees, of the panel, that it closes early" in record and RISK in record
    assert hale.post(address, {"do": "take_back"}).status_code == 422
    assert not closing_early.agree(cast.consultation, by=cast.quill, reason=RISK), "one is not two"
    assert closing_early.agree(cast.consultation, by=cast.hale, reason=RISK), "nor is it for good"


@pytest.mark.parametrize("who", ["moss", "okoro", "reyes", "amina"])
def test_nobody_else_agrees_to_close_early(cast: Cast, who: str) -> None:
    closing_early.agree(cast.consultation, by=cast.hale, reason=RISK)
    with pytest.raises(NotAllowed):
        closing_early.agree(cast.consultation, by=getattr(cast, who), reason=RISK)


def test_two_of_one_side_do_not_close_it_early(cast: Cast) -> None:
    """Nor somebody of the side of whoever runs it; nor one who has left, nor a word of long ago."""
    kit = person("kit", name="Kit Marsh")
    for chosen in (cast.hale, cast.quill):
        Membership.objects.filter(user=chosen).update(seated_by_account=kit)
    appointing.seat(cast.consultation, kit, Role.OVERSIGHT)
    third = appointing.seat(cast.consultation, person("ada", name="Ada Third"), Role.OVERSIGHT)
    assert not closing_early.agree(cast.consultation, by=cast.hale, reason=RISK)
    for one in (cast.quill, kit):
        with pytest.raises(Refused, match="The same person chose"):
            closing_early.agree(cast.consultation, by=one, reason=RISK)
    assert closing_early.agree(cast.consultation, by=third.user, reason=RISK)


@pytest.mark.parametrize("overtaken", ["left", "long ago", "runs it now"])
def test_an_agreement_counts_while_its_member_is_there_and_for_some_days(cast: Cast, overtaken: str) -> None:
    closing_early.agree(cast.consultation, by=cast.hale, reason=RISK)
    later = timedelta(days=numbers.CLOSE_EARLY_DAYS + 1 if overtaken == "long ago" else 0)
    if overtaken == "left":
        Membership.objects.filter(user=cast.hale).update(withdrawn_at=clock.now())
    if overtaken == "runs it now":
        kit = person("kit", name="Kit Marsh")
        Membership.objects.filter(user=cast.hale).update(seated_by_account=kit)
        appointing.seat(cast.consultation, kit, Role.FACILITATOR)
    with clock.travel(clock.now() + later):
        assert not closing_early.agree(cast.consultation, by=cast.quill, reason=RISK)
    cast.consultation.refresh_from_db()
    assert cast.consultation.stage == Stage.OPEN


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

from collections.abc import Callable

import pytest
from django.test import Client

from audit.models import Entry
from consultations.access import NotAllowed
from deliberation.models import SafetyAlert, SafetyStep
from deliberation.safeguarding import safeguarding
from people.errors import Refused
from people.models import Message, User
from tests.cast import Cast

NO = {"in_danger": False, "at_risk": False, "crime": False, "own_wrong": False}


def test_it_keeps_answers_step_and_time_and_no_story(cast: Cast, alert: SafetyAlert) -> None:
    noted = safeguarding.note_step(alert, by=cast.finch, **{**NO, "crime": True}, step="signposts")
    assert (noted.categories(), noted.get_step_display()) == (
        ["Describes a crime"], "The author has the numbers; nothing more",
    )  # fmt: skip
    texts = [field.name for field in SafetyStep._meta.get_fields() if field.get_internal_type() == "TextField"]
    assert texts == []
    assert Entry.objects.get(action="safety_step_noted").actor == "Ade Finch"


@pytest.mark.parametrize(
    ("answers", "step", "why"),
    [
        ({"in_danger": True}, "signposts", "call 999 first"),
        ({"at_risk": True}, "nothing", "tell the safeguarding lead today"),
        ({"crime": True}, "passed_on", "unless the author agrees"),
        ({"own_wrong": True}, "passed_on", "unless the author agrees"),
        ({}, "something", "Choose what was done"),
    ],
)
def test_the_step_follows_from_the_answers(
    cast: Cast, alert: SafetyAlert, answers: dict[str, bool], step: str, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        safeguarding.note_step(alert, by=cast.moss, **{**NO, **answers}, step=step)
    assert not SafetyStep.objects.exists()


def test_the_police_are_told_when_the_author_agrees_and_nobody_else_can(cast: Cast, alert: SafetyAlert) -> None:
    with pytest.raises(NotAllowed):
        safeguarding.agree_to_pass_on(alert, by=cast.moss)
    safeguarding.agree_to_pass_on(alert, by=cast.amina)
    assert safeguarding.note_step(alert, by=cast.moss, **{**NO, "crime": True}, step="passed_on").pk


def test_until_they_are_told_the_author_takes_it_back_on_the_page(
    cast: Cast, alert: SafetyAlert, client_for: Callable[[User | None], Client]
) -> None:
    address, author = f"/consultations/{cast.consultation.slug}/safety/{alert.pk}/private/", client_for(cast.amina)
    author.post(address, {"agree": "yes"})
    assert "you can take it back" in author.get(address).content.decode()
    with pytest.raises(NotAllowed):
        safeguarding.take_back_passing_on(alert, by=cast.moss)
    author.post(address, {"take_back": "yes"})
    assert "I agree that the lead tells the police" in author.get(address).content.decode()
    told = Message.objects.get(title__startswith="An author no longer agrees that the police are told")
    assert told.mailbox.user == cast.moss
    with pytest.raises(Refused, match="unless the author agrees"):
        safeguarding.note_step(alert, by=cast.moss, **{**NO, "crime": True}, step="passed_on")
    author.post(address, {"agree": "yes"})
    safeguarding.note_step(alert, by=cast.moss, **{**NO, "crime": True}, step="passed_on")
    assert "take it back" not in author.get(address).content.decode()
    with pytest.raises(Refused, match="told the police already"):
        safeguarding.take_back_passing_on(alert, by=cast.amina)


def test_whoever_did_not_agree_reads_nowhere_that_the_police_were_told(
    cast: Cast, alert: SafetyAlert, client_for: Callable[[User | None], Client]
) -> None:
    """Somebody may be at risk from the author. A yes that comes later is as any other, and says nothing of it."""
    address = f"/consultations/{cast.consultation.slug}/safety/{alert.pk}/private/"
    author = client_for(cast.amina)
    before = len(author.get(address).content)
    safeguarding.note_step(alert, by=cast.moss, **{**NO, "at_risk": True}, step="passed_on")
    page = author.get(address).content.decode()
    assert 'name="agree"' in page and abs(len(page) - before) < 100
    author.post(address, {"agree": "yes"})
    page = author.get(address).content.decode()
    assert "Until it is noted here that they were" in page and "It is noted" not in page
    author.post(address, {"take_back": "yes"})
    assert 'name="agree"' in author.get(address).content.decode()


@pytest.mark.parametrize("who", ["amina", "bilal", "hale", "okoro", "reyes", "outsider"])
def test_only_facilitators_note_it(cast: Cast, alert: SafetyAlert, who: str) -> None:
    with pytest.raises(NotAllowed):
        safeguarding.note_step(alert, by=getattr(cast, who), **NO, step="nothing")


def test_every_question_has_to_be_answered(
    cast: Cast, alert: SafetyAlert, client_for: Callable[[User | None], Client]
) -> None:
    address = f"/consultations/{cast.consultation.slug}/safety/{alert.pk}/"
    answer = client_for(cast.finch).post(address, {"in_danger": "no", "step": "nothing"})
    assert answer.status_code == 422 and answer.content.decode().count("Answer yes or no.") >= 3

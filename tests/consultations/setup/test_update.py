"""Changing what is set up; and what can no longer change."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.models import Consultation, Stage
from consultations.setup import setup
from people.errors import Refused
from tests.cast import Cast, force
from tests.consultations.draft import Draft


def test_a_fact_is_changed_and_recorded(draft: Draft) -> None:
    setup.update(draft.consultation, by=draft.moss, can_change="Signs and notice.", places="Eastmere")
    assert draft.consultation.can_change == "Signs and notice."
    entry = Entry.objects.filter(action="setup_changed").last()
    assert entry.summary == "can change, where, in words"
    assert entry.actor == "Jo Moss"


def test_saving_the_same_again_records_nothing(draft: Draft) -> None:
    before = Entry.objects.count()
    setup.update(draft.consultation, by=draft.moss, title=draft.consultation.title)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("name", ["purpose_question", "decision_to_inform", "can_change", "cannot_change"])
@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.ANALYSIS, Stage.FOLLOW_UP, Stage.PAUSED])
def test_the_question_is_fixed_once_open(cast: Cast, name: str, stage: Stage) -> None:
    cast.at(stage)
    before = getattr(cast.consultation, name)
    with pytest.raises(Refused, match="fixed once"):
        setup.update(cast.consultation, by=cast.moss, **{name: "Something else?"})
    cast.consultation.refresh_from_db()
    assert getattr(cast.consultation, name) == before


def test_nothing_else_changes_once_open_either(cast: Cast) -> None:
    assert cast.consultation.stage == Stage.OPEN
    with pytest.raises(Refused):
        setup.update(cast.consultation, by=cast.moss, response_due=clock.today() + timedelta(days=999))


def test_a_page_left_open_cannot_change_a_consultation_that_opened_meanwhile(draft: Draft) -> None:
    stale = Consultation.objects.get(pk=draft.consultation.pk)
    Consultation.objects.filter(pk=stale.pk).update(stage=Stage.OPEN)
    assert stale.stage == Stage.DRAFT
    with pytest.raises(Refused):
        setup.update(stale, by=draft.moss, purpose_question="Is it too late?")


@pytest.mark.parametrize("who", ["hale", "okoro", "reyes", "outsider"])
def test_only_facilitators_set_up(draft: Draft, who: str) -> None:
    with pytest.raises(NotAllowed):
        setup.update(draft.consultation, by=getattr(draft, who), title="Mine")


def test_stage_and_other_inner_fields_are_not_for_setup(draft: Draft) -> None:
    for name in ("stage", "slug", "announced_at", "response_due_before", "is_demonstration"):
        with pytest.raises(ValueError):
            setup.update(draft.consultation, by=draft.moss, **{name: None})


def test_due_dates_are_suggested_from_closing(draft: Draft) -> None:
    closes = clock.now() + timedelta(days=40)
    setup.update(draft.consultation, by=draft.moss, closes_at=closes, findings_due=None, response_due=None)
    c = draft.consultation
    assert c.findings_due == closes.date() + timedelta(weeks=6)
    assert c.response_due == closes.date() + timedelta(weeks=12)


def test_dates_that_run_backwards_are_refused(draft: Draft) -> None:
    c = draft.consultation
    with pytest.raises(Refused):
        setup.update(c, by=draft.moss, closes_at=c.opens_at - timedelta(hours=1))
    with pytest.raises(Refused):
        setup.update(c, by=draft.moss, findings_due=c.closes_at.date())
    with pytest.raises(Refused):
        setup.update(c, by=draft.moss, response_due=c.findings_due)


def test_the_page_saves_and_goes_back(draft: Draft, client_for) -> None:
    client, slug = client_for(draft.moss), draft.consultation.slug
    answer = client.post(reverse("setup_who", args=[slug]), {"force": force().pk})
    assert answer.url == reverse("setup", args=[slug])
    assert client.get(answer.url).status_code == 200


def test_the_dates_page_takes_what_browsers_send(draft: Draft, client_for) -> None:
    client, slug = client_for(draft.moss), draft.consultation.slug
    page = client.get(reverse("setup_dates", args=[slug])).content.decode()
    assert 'type="datetime-local"' in page
    numbers = {"notice_days": 7, "withdrawal_days": 14, "accuracy_days": 5, "check_days": 7}
    sent = {"opens_at": "2030-05-01T09:00", "closes_at": "2030-05-29T17:00", "findings_due": "", **numbers}
    assert client.post(reverse("setup_dates", args=[slug]), sent).status_code == 302
    draft.consultation.refresh_from_db()
    assert str(draft.consultation.findings_due) == "2030-07-10"
    assert str(draft.consultation.response_due) == "2030-08-21"


def test_the_night_in_which_the_clocks_change_has_times_too(draft: Draft, client_for) -> None:
    """From one to two comes twice in October: the first is meant. In March it does not come."""
    client, slug = client_for(draft.moss), draft.consultation.slug
    numbers = {"notice_days": 7, "withdrawal_days": 14, "accuracy_days": 5, "check_days": 7}
    sent = {"opens_at": "2030-10-27T01:30", "closes_at": "2030-11-29T17:00", **numbers}
    assert client.post(reverse("setup_dates", args=[slug]), sent).status_code == 302
    draft.consultation.refresh_from_db()
    assert draft.consultation.opens_at == datetime(2030, 10, 27, 0, 30, tzinfo=UTC)
    assert 'value="2030-10-27T01:30"' in client.get(reverse("setup_dates", args=[slug])).content.decode()
    answer = client.post(reverse("setup_dates", args=[slug]), sent | {"opens_at": "2030-03-31T01:30"})
    assert answer.status_code == 422
    assert "there is no 01:30 on that day" in answer.content.decode()


def test_a_refusal_keeps_what_was_typed(draft: Draft, client_for) -> None:
    client, slug = client_for(draft.moss), draft.consultation.slug
    Consultation.objects.filter(slug=slug).update(stage=Stage.OPEN)
    sent = {"title": "T", "purpose_question": "A fresh question?", "exercise": "research"}
    answer = client.post(reverse("setup_question", args=[slug]), sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "A fresh question?" in text and "fixed once a consultation opens" in text


def test_small_bases_cannot_be_set_too_small(draft: Draft, client_for) -> None:
    sent = {"method": "mixed", "retention": "standard", "min_base": 3, "min_answer": 1}
    answer = client_for(draft.moss).post(reverse("setup_taking_part", args=[draft.consultation.slug]), sent)
    assert answer.status_code == 422
    draft.consultation.refresh_from_db()
    assert draft.consultation.min_base == 10


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"withdrawal_days": 57}, "destroyed at the latest 8 weeks"),
        ({"min_base": 9}, "small numbers are not shown"),
        ({"min_answer": 4}, "small numbers are not shown"),
    ],
)
def test_what_people_are_told_of_numbers_and_days_is_kept_by_the_act(draft: Draft, told: dict, why: str) -> None:
    """The joining page says these; no form stands between the act and whoever calls it."""
    with pytest.raises(Refused, match=why):
        setup.update(draft.consultation, by=draft.moss, **told)
    setup.update(draft.consultation, by=draft.moss, withdrawal_days=56, min_base=10, min_answer=5)

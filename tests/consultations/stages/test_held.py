"""Nobody moves a consultation, or the day on which something of it came, with the database open and unseen."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from audit import clock, texts
from audit.record import record
from consultations import term_changes
from consultations.models import Consultation, Stage
from consultations.stages import held, stages
from outcomes.models import FindingsReport
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Each step an act, a day apart, whatever its gate asks; the findings late, so that the answer moved in public."""
    monkeypatch.setattr(stages, "missing", lambda consultation, transition: [])
    today, one = clock.today(), cast.consultation
    days = {"findings_due": today + timedelta(2), "response_due": today + timedelta(30)}
    Consultation.objects.filter(pk=one.pk).update(stage=Stage.DRAFT, **days)
    FindingsReport.objects.create(consultation=one)
    with transaction.atomic():
        record("consultation_started", actor=None, subject=one, consultation=one.slug)
    steps = ["submit", "take_back", "submit", "announce", "open", "close_early", "publish_findings", "publish_response"]
    by = {transition.name: transition.by for transition in stages.TRANSITIONS}
    who: dict[str, Any] = {"facilitator": cast.moss, "oversight": cast.hale, "officer": cast.okoro}
    for number, name in enumerate(steps):
        with clock.travel(clock.now() + timedelta(number)):
            one.refresh_from_db()
            stages.move(one, name, by=who[by[name]], reason="It is time.")
    texts.begin()
    one.refresh_from_db()
    return cast


def faults() -> list[str]:
    return [fault for fault in texts.compare().faults if "otherwise than in the record" in fault]


def test_each_act_leaves_the_row_as_the_record_says(answered: Cast) -> None:
    assert answered.consultation.stage == Stage.RESPONSE_PUBLISHED and list(held.differences()) == []
    with clock.travel(clock.now() + timedelta(9)):
        stages.pause(answered.consultation, by=answered.hale, reason="A threat was made.")
        assert list(held.differences()) == []
        Consultation.objects.update(stage_reason="Nothing was done.")
        assert "the reason given is in other words than those of the act" in str(list(held.differences()))
        stages.resume(answered.consultation, by=answered.hale)
        stages.move(answered.consultation, "follow_up", by=None)
        stages.move(answered.consultation, "complete", by=answered.hale)
        assert list(held.differences()) == []
        stages.move(answered.consultation, "reopen", by=answered.hale, reason="The signs are gone.")
    assert list(held.differences()) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"stage": Stage.COMPLETED}, "its stage is “Completed”, and by its acts “Police have answered”"),
        ({"stage": Stage.DRAFT}, "its stage is “Draft”"),  # no public page, so nothing else of it is looked at
        ({"stage": Stage.PAUSED, "stage_before_pause": Stage.RESPONSE_PUBLISHED}, "its stage is “Paused”"),
        ({"findings_published_at": timedelta(-3)}, "findings published on"),
        ({"response_published_at": timedelta(-1)}, "answer published on"),
        ({"response_published_at": None}, "and its row says no day"),
        ({"announced_at": timedelta(hours=-1)}, "announced on"),
        ({"response_due": timedelta(20)}, "the response due is another day than the one it moved to in public"),
        ({"closes_at": timedelta(2)}, "the closes at is another day than the one it moved to in public"),
        ({"response_due": None}, "the response due is another day"),
    ],
)
def test_a_row_that_was_changed_without_an_act_is_named(answered: Cast, fields: dict[str, Any], said: str) -> None:
    row = Consultation.objects.filter(pk=answered.consultation.pk)
    moved = {name: getattr(row.get(), name) + to if isinstance(to, timedelta) else to for name, to in fields.items()}
    row.update(**moved)
    (fault,) = faults()
    assert said in fault and str(answered.consultation) in fault


@pytest.fixture
def waited(answered: Cast) -> Cast:
    """The findings waited for the panel twice, and the panel let the answer wait."""
    one = answered.consultation
    now, spans = clock.now(), []
    for number, (action, said) in enumerate(
        [
            (held.WAIT, "its statement"),
            (held.WAIT, "its answer"),
            (held.WAIT_OVER, ""),
            (held.AGREED, "2027-03-04: More."),
        ]
    ):
        with clock.travel(now + timedelta(number)), transaction.atomic():
            record(action, actor=None, subject=one, consultation=one.slug, summary=said)
            spans.append(clock.now().isoformat())
    one.panel_awaited = [[spans[0], spans[1], "its statement"], [spans[1], spans[2], "its answer"]]
    one.answer_may_wait_until = date(2027, 3, 4)
    one.save()
    return answered


def test_what_waited_and_was_agreed_is_as_the_record_says(waited: Cast) -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one.panel_awaited.pop(), "waited for the panel are other days"),
        (lambda one: one.panel_awaited[0].__setitem__(0, (clock.now() - timedelta(30)).isoformat()), "are other days"),
        (lambda one: one.panel_awaited[1].__setitem__(1, None), "are other days"),
        (lambda one: one.panel_awaited[1].__setitem__(2, "its statement"), "are other days"),
        (lambda one: setattr(one, "answer_may_wait_until", date(2027, 9, 4)), "another day than it agreed to"),
        (lambda one: setattr(one, "answer_may_wait_until", None), "another day than it agreed to"),
    ],
)
def test_days_put_on_the_panel_without_an_act_are_named(waited: Cast, change: Any, said: str) -> None:
    one = waited.consultation
    change(one)
    one.save()
    (fault,) = faults()
    assert said in fault


def test_days_given_to_residents_without_a_pause_are_named(answered: Cast) -> None:
    with clock.travel(clock.now() + timedelta(9)):
        stages.pause(answered.consultation, by=answered.hale, reason="A threat was made.")
    with clock.travel(clock.now() + timedelta(11)):
        stages.resume(answered.consultation, by=answered.hale)
    row = Consultation.objects.filter(pk=answered.consultation.pk)
    assert row.get().verdict_paused_days == 3 and faults() == []
    for other in (0, 30):
        row.update(verdict_paused_days=other)
        (fault,) = faults()
        assert "the days added to its verdict" in fault


@pytest.mark.parametrize("paused", [True, False])
def test_days_from_before_they_had_an_entry_stand_where_there_was_a_pause(answered: Cast, paused: bool) -> None:
    if paused:
        with clock.travel(clock.now() - timedelta(9)), transaction.atomic():
            record("paused", actor=None, subject=answered.consultation, consultation=answered.consultation.slug)
            record("resumed", actor=None, subject=answered.consultation, consultation=answered.consultation.slug)
    Consultation.objects.filter(pk=answered.consultation.pk).update(verdict_paused_days=1)
    assert [("the days added" in fault) for fault in faults()] == ([] if paused else [True])


def test_a_day_that_no_act_brought_is_named(cast: Cast) -> None:
    one = Consultation.objects.filter(pk=cast.consultation.pk)
    one.update(stage=Stage.DRAFT, announced_at=None)
    with transaction.atomic():
        record("consultation_started", actor=None, subject=one.get(), consultation=one.get().slug)
        term_changes.note(one.get(), "response_due", None, None, "None yet.", by=None)
    one.update(response_due=None)
    assert faults() == []
    one.update(findings_published_at=clock.now())
    (fault,) = faults()
    assert fault.endswith("and no act says so.")

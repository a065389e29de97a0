"""Gate C: notice given, people in place, a way in without the internet."""

from datetime import timedelta

import pytest

from audit import clock
from audit.wiring import wired_by
from consultations.groups import appointing, groups
from consultations.models import Consultation, Membership, Stage
from consultations.setup import setup
from consultations.stages import stages
from tests.consultations.draft import Draft
from tests.made_once import made_once


@made_once
def announced(draft: Draft) -> Draft:
    return draft.announce()


def asks(draft: Draft, soft: bool = False) -> str:
    """What this app's checks ask for at gate C, ten days later unless told (later apps add their own)."""
    draft.consultation.refresh_from_db()
    mine = [c for c in wired_by("GATES", "open") if c.__module__ == "consultations.groups.gates"]
    assert len(mine) == 3
    return " ".join(i.text for check in mine for i in check(draft.consultation) if i.soft == soft)


def later(draft: Draft, days: float):
    return clock.travel(draft.consultation.announced_at + timedelta(days=days))


def test_it_can_open_on_its_day(announced: Draft) -> None:
    with later(announced, 10.1):
        assert asks(announced) == asks(announced, soft=True) == ""


def test_a_week_of_notice_is_given(announced: Draft) -> None:
    setup.update(announced.consultation, by=announced.moss, reason="Sooner.", opens_at=clock.now())
    appointing.accept_duty(announced.consultation, by=announced.okoro)
    with later(announced, 6.9):
        assert "7 days’ notice" in asks(announced)
    with later(announced, 7.1):
        assert asks(announced) == ""


def test_it_does_not_open_early(announced: Draft) -> None:
    with later(announced, 8):
        assert "The opening date is" in asks(announced)


def test_it_does_not_open_after_it_should_have_closed(announced: Draft) -> None:
    with later(announced, 60):
        assert "closing date has passed" in asks(announced)


def test_a_short_window_is_a_warning(announced: Draft) -> None:
    with later(announced, 20):
        assert asks(announced) == ""
        assert "less than 21 days" in asks(announced, soft=True)


def test_groups_need_facilitators(announced: Draft) -> None:
    groups.add_group(announced.consultation, "Group 2", by=announced.moss)
    with later(announced, 10.1):
        assert "Group 2 needs a facilitator" in asks(announced)


def test_a_facilitator_who_left_does_not_count(announced: Draft) -> None:
    announced.consultation.groups.update(facilitator=announced.member(announced.finch))
    Membership.objects.filter(pk=announced.member(announced.finch).pk).update(withdrawn_at=clock.now())
    with later(announced, 10.1):
        assert "Group 1 needs a facilitator" in asks(announced)


def test_there_are_groups_or_anyone_may_join(announced: Draft) -> None:
    announced.consultation.groups.all().delete()
    with later(announced, 10.1):
        assert "Add at least one group" in asks(announced)
        setup.update(announced.consultation, by=announced.moss, reason="More people.", joining_is_open=True)
        assert asks(announced) == "The terms changed: N. Okoro must accept the duty to answer again."
        appointing.accept_duty(announced.consultation, by=announced.okoro)
        assert asks(announced) == ""


def test_a_safeguarding_lead_is_named(announced: Draft) -> None:
    Membership.objects.update(is_safeguarding_lead=False)
    with later(announced, 10.1):
        assert "safeguarding lead" in asks(announced)


def test_a_way_in_without_the_internet(announced: Draft) -> None:
    setup.update(announced.consultation, by=announced.moss, reason="A slip.", non_digital_route="")
    with later(announced, 10.1):
        assert "without the internet" in asks(announced)


def test_the_move_itself_is_refused_before_its_day(announced: Draft) -> None:
    from people.errors import Refused

    with later(announced, 8), pytest.raises(Refused):
        stages.move(announced.consultation, "open", by=announced.moss)
    assert Consultation.objects.get(pk=announced.consultation.pk).stage == Stage.ANNOUNCED

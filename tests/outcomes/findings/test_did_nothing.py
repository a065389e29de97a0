"""Who was let in and did nothing took no part: nobody makes a minority view of what all said by letting people in."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from audit import clock
from consultations.models import Group, Membership
from consultations.privacy import unlinking
from deliberation.models import ExpertQuestion, Seat, Session, Thread
from deliberation.polls import polling, voting
from outcomes.findings import labels
from outcomes.models import Breadth, Finding
from outcomes.report import method
from outcomes.report import report as reports
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once
from tests.outcomes import coded


@made_once
def agreed(cast: Cast) -> Finding:
    """Six of six hold it, in two groups."""
    about = coded.theme(cast)
    for user in (cast.amina, cast.bilal, cast.carys):
        coded.code(cast, coded.say(cast, user), about)
    coded.chorus(cast, about)
    return coded.written(cast, about, [])


def let_in(cast: Cast, many: int, group: Group | None = None) -> list[Membership]:
    return [coded.newcomer(cast, group or cast.group2, f"Let in {n}") for n in range(many)]


def test_people_who_did_nothing_make_no_minority_of_a_consensus(cast: Cast, agreed: Finding) -> None:
    let_in(cast, 20)
    found = labels.propose(agreed)
    assert (found.breadth, found.holders, found.base, found.took_part) == (Breadth.CONSENSUS, 6, 6, 6)


def test_a_group_in_which_nobody_did_anything_is_no_group_without_speakers(cast: Cast, agreed: Finding) -> None:
    let_in(cast, 3, Group.objects.create(consultation=cast.consultation, name="Group 3"))
    assert labels.propose(agreed).breadth == Breadth.CONSENSUS


def test_silent_people_who_leave_raise_no_label(cast: Cast, agreed: Finding) -> None:
    silent = let_in(cast, 20)
    before = labels.propose(agreed)
    Membership.objects.filter(pk__in=[one.pk for one in silent]).update(withdrawn_at=clock.now())
    assert labels.propose(agreed) == before


def said(cast: Cast, member: Membership) -> None:
    coded.say(cast, member, "Where do I park?")


def removed(cast: Cast, member: Membership) -> None:
    coded.say(cast, member, "Rude words.", state="removed")


def seated(cast: Cast, member: Membership) -> None:
    session = Session.objects.create(consultation=cast.consultation, group=member.group, title="Talk")
    Seat.objects.create(session=session, membership=member)


def asked(cast: Cast, member: Membership) -> None:
    ExpertQuestion.objects.create(consultation=cast.consultation, asked_by=member, text="How long?")


@pytest.mark.parametrize("act", [said, removed, seated, asked])
def test_whoever_did_something_took_part(cast: Cast, agreed: Finding, act: Callable[[Cast, Membership], None]) -> None:
    act(cast, let_in(cast, 2)[0])
    assert labels.propose(agreed).took_part == 7


def test_whoever_answered_a_poll_took_part_also_once_ballots_are_cut_loose(cast: Cast) -> None:
    rooms.prepare(cast)
    polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)
    question = rooms.question(cast, "q_use")
    voting.vote(rooms.wave(cast, "before"), question, by=cast.amina, option_ids=[rooms.option(question, "No, never")])
    report = coded.report(cast)
    assert labels.Ground(cast.consultation).took_part == 1
    report.counted = method.to_keep(cast.consultation, [])
    report.save()
    unlinking.cut_ballots_loose(cast.consultation)
    assert labels.Ground(cast.consultation).took_part == 1
    assert report.counted["idle"] == {str(cast.group1.pk): 1, str(cast.group2.pk): 1}


def test_who_leaves_afterwards_makes_nobody_who_took_part_idle(cast: Cast, agreed: Finding) -> None:
    """Idle people are kept as a number, so whoever of them leaves has to stay in the number they are taken from."""
    silent = let_in(cast, 3)
    agreed.report.counted = method.to_keep(cast.consultation, [])
    agreed.report.save()
    unlinking.cut_ballots_loose(cast.consultation)
    before = labels.Ground(cast.consultation)
    with clock.travel(clock.now() + timedelta(days=1)):
        Membership.objects.filter(pk__in=[one.pk for one in silent]).update(withdrawn_at=clock.now())
        after = labels.Ground(cast.consultation)
    assert (after.took_part, after.sizes) == (before.took_part, before.sizes) and after.took_part == 6


def test_the_report_says_how_many_did_nothing(cast: Cast, agreed: Finding) -> None:
    let_in(cast, 20)
    told = reports.build(cast.consultation).method
    assert told.base == "6 people in 2 groups"
    assert (
        "20 more were let in and did not take part: they answered no poll, said nothing and had no seat in a session."
        in told.statement[0]
    )


def test_nothing_is_said_where_everybody_took_part(cast: Cast, agreed: Finding) -> None:
    assert "let in" not in reports.build(cast.consultation).method.statement[0]


def test_a_group_of_idle_people_is_no_group_that_took_part(cast: Cast, agreed: Finding) -> None:
    let_in(cast, 3, Group.objects.create(consultation=cast.consultation, name="Group 3"))
    assert reports.build(cast.consultation).method.base == "6 people in 2 groups"


def test_a_thread_alone_is_not_enough(cast: Cast, agreed: Finding) -> None:
    member = let_in(cast, 1)[0]
    Thread.objects.create(area=cast.consultation.areas.get(order=1), group=member.group, title="Opened by the clock")
    assert labels.propose(agreed).took_part == 6

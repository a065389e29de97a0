"""Who was let in and did nothing took no part: nobody makes a minority view of what all said by letting people in."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from audit import clock
from consultations.models import Consultation, Group, Membership, ParticipationToken, Stage, TokenLink
from consultations.privacy import unlinking
from deliberation.models import ExpertQuestion, Seat, Session, ShownFigure, Thread
from deliberation.polls import polling, voting
from deliberation.sessions import floor, privacy, sessions
from outcomes.findings import findings, labels
from outcomes.models import Breadth, Finding, FindingsReport
from outcomes.report import gates, method
from outcomes.report import report as reports
from people.privacy import retention
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
    people = [coded.newcomer(cast, group or cast.group2, f"Let in {n}") for n in range(many)]
    tokens = [ParticipationToken.objects.create(consultation=cast.consultation) for _ in people]
    TokenLink.objects.bulk_create(TokenLink(token=t, membership=m) for t, m in zip(tokens, people, strict=True))
    return people


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


def begun(cast: Cast) -> Session:
    cast.at(Stage.OPEN)
    return sessions.start(rooms.plan(cast, cast.group2), by=cast.moss)


def sat_until_the_end(cast: Cast, member: Membership) -> None:
    """They came, voted on nothing and typed nothing; the session has ended, and keeps no seats."""
    session = begun(cast)
    floor.arrive(session, member)
    sessions.end(session, by=cast.moss)
    assert not Seat.objects.exists()


def spoke_aloud(cast: Cast, member: Membership) -> None:
    """As a facilitator notes it of somebody without a phone; then the consultation closes, and all sessions with it."""
    session = begun(cast)
    floor.spoke(session, member, by=cast.moss)
    sessions.end_all(cast.consultation)


def asked(cast: Cast, member: Membership) -> None:
    ExpertQuestion.objects.create(consultation=cast.consultation, asked_by=member, text="How long?")


@pytest.mark.parametrize("act", [said, removed, seated, sat_until_the_end, spoke_aloud, asked])
def test_whoever_did_something_took_part(cast: Cast, agreed: Finding, act: Callable[[Cast, Membership], None]) -> None:
    act(cast, let_in(cast, 2)[0])
    assert labels.propose(agreed).took_part == 7


def test_whoever_was_in_the_room_took_part_also_once_ballots_are_cut_loose(cast: Cast, agreed: Finding) -> None:
    """Six who hold it, of thirty who came: no consensus of six. What is kept of who came goes with the link."""
    came = let_in(cast, 24)
    session = begun(cast)
    floor.take_register(session, [one.pk for one in came], by=cast.moss)
    sessions.end(session, by=cast.moss)
    before = labels.propose(agreed)
    assert (before.holders, before.took_part) == (6, 30) and before.breadth != Breadth.CONSENSUS
    unlinking.cut_ballots_loose(cast.consultation)
    assert labels.propose(agreed) == before
    assert not TokenLink.objects.filter(had_seat=True).exists()


def test_a_report_that_comes_after_the_link_counts_who_came_as_one_before(cast: Cast, agreed: Finding) -> None:
    """The daily purge cuts it eight weeks after closing; the findings come when they are ready."""
    came = let_in(cast, 26)[:24]
    Membership.objects.filter(pk=came[0].pk).update(by_shared_code=True)
    session = begun(cast)
    floor.take_register(session, [one.pk for one in came], by=cast.moss)
    sessions.end(session, by=cast.moss)
    cast.at(Stage.ANALYSIS)
    FindingsReport.objects.update(state=FindingsReport.State.CHECKING)
    finding = Finding.objects.get()
    findings.recount(finding)
    closed = clock.now() - timedelta(days=57)
    Consultation.objects.update(opens_at=closed - timedelta(days=20), closes_at=closed)
    before, told = labels.propose(finding), method.to_keep(cast.consultation, [])
    retention.purge()
    consultation = Consultation.objects.get(pk=cast.consultation.pk)
    assert consultation.anonymised_at is not None and not TokenLink.objects.exists()
    Membership.objects.filter(pk__in=[one.pk for one in came[1:3]]).update(withdrawn_at=clock.now())
    coded.code(cast, coded.say(cast, came[3]), finding.themes.get())  # one more than the draft has told of
    assert reports.build(consultation).method.base.startswith("30 people in 2 groups")
    gates.publish(consultation)
    report, finding = FindingsReport.objects.get(), Finding.objects.get()
    assert before.took_part == 30
    assert [finding.computed[name] for name in ("holders", "base", "took_part")] == [6, 6, 30]
    assert reports.build(consultation).method.base.startswith("30 people in 2 groups")
    kept = {name: report.counted[name] for name in ("idle", "came", "no_way_in")}
    assert kept == {name: told[name] for name in kept}
    assert (told["idle"], told["came"]["shared"], told["no_way_in"]) == ({str(cast.group2.pk): 2}, 1, 27)
    assert not ShownFigure.objects.exclude(crowd=[]).exists()


def test_whoever_came_is_shown_that_it_is_kept(cast: Cast, agreed: Finding) -> None:
    sat_until_the_end(cast, cast.member(cast.carys))
    kept = [{"Consultation": str(cast.consultation), "Kept of sessions that ended": "You came to one"}]
    assert list(privacy.in_the_room(cast.carys)) == kept and not list(privacy.in_the_room(cast.amina))


def test_whoever_never_came_is_made_present_by_nobody_elses_seat(cast: Cast, agreed: Finding) -> None:
    came, _ = let_in(cast, 2)
    sat_until_the_end(cast, came)
    assert labels.propose(agreed).took_part == 7


def test_whoever_answered_a_poll_took_part_also_once_ballots_are_cut_loose(cast: Cast) -> None:
    rooms.prepare(cast)
    polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)
    question = rooms.question(cast, "q_use")
    voting.vote(rooms.wave(cast, "before"), question, by=cast.amina, option_ids=[rooms.option(question, "No, never")])
    coded.report(cast)
    assert labels.Ground(cast.consultation).took_part == 1
    unlinking.cut_ballots_loose(cast.consultation)
    assert labels.Ground(cast.consultation).took_part == 1
    kept = method.to_keep(cast.consultation, [])
    assert kept["idle"] == {str(cast.group1.pk): 1, str(cast.group2.pk): 1}


def test_who_leaves_afterwards_makes_nobody_who_took_part_idle(cast: Cast, agreed: Finding) -> None:
    """Idle people are kept as a number, so whoever of them leaves has to stay in the number they are taken from."""
    silent = let_in(cast, 3)
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

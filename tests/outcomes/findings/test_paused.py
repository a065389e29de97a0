"""While the panel has it paused nobody can act: no time that the report says people had runs then."""

from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest

from audit import clock
from consultations.models import Consultation, Stage
from consultations.notifications.working_days import is_working_day
from consultations.stages import stages
from deliberation.models import ModerationDecision, Reason
from deliberation.moderation import gates as moderation_gates
from deliberation.moderation import moderation, tasks
from outcomes.findings import checking
from outcomes.models import FindingsReport
from people.errors import Refused
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded

pytestmark = pytest.mark.django_db
WHY = "A court case began"
MONDAY = datetime(2027, 3, 1, 9, tzinfo=UTC)  # no day off in the weeks after it


@made_once
def sent(cast: Cast) -> FindingsReport:
    """A draft that is sent on a Monday morning: a week for participants, five working days for the police."""
    report = coded.ready_to_publish(cast).report
    FindingsReport.objects.update(checking_from=MONDAY)
    report.refresh_from_db()
    return report


def paused(cast: Cast, begins: timedelta, ends: timedelta) -> None:
    c = Consultation.objects.get(pk=cast.consultation.pk)
    with clock.travel(MONDAY + begins):
        stages.pause(c, by=cast.hale, reason=WHY)
    with clock.travel(MONDAY + ends):
        stages.resume(c, by=cast.hale)


def at(**later: int) -> AbstractContextManager[None]:
    return clock.travel(MONDAY + timedelta(**later))


def windows(report: FindingsReport) -> tuple[datetime | None, datetime | None]:
    fresh = FindingsReport.objects.select_related("consultation").get(pk=report.pk)
    return checking.facts_until(fresh), checking.check_until(fresh)


def test_a_pause_over_both_windows_takes_nobodys_time(sent: FindingsReport, cast: Cast) -> None:
    paused(cast, timedelta(hours=2), timedelta(days=25))
    c = Consultation.objects.get(pk=cast.consultation.pk)
    with at(days=25, hours=1):
        with pytest.raises(Refused) as refusal:
            stages.move(c, "publish_findings", by=cast.moss)
        assert {problem.partition(" can check")[0] for problem in refusal.value.problems} >= {
            "The police", "Participants"
        }  # fmt: skip
        checking.comment(FindingsReport.objects.get(), by=cast.reyes, text="There were nine, not ten.")
    with at(days=40):
        stages.move(c, "publish_findings", by=cast.moss)
        assert c.stage == Stage.FINDINGS_PUBLISHED


def test_the_police_have_their_working_days_and_participants_their_days(sent: FindingsReport, cast: Cast) -> None:
    before = windows(sent)
    assert before == (MONDAY + timedelta(days=7), MONDAY + timedelta(days=7))
    paused(cast, timedelta(days=1), timedelta(days=3))  # Tuesday to Thursday: three working days, whole or in part
    facts, check = windows(sent)
    assert facts == MONDAY + timedelta(days=10) and check == MONDAY + timedelta(days=9)
    free = [MONDAY.date() + timedelta(days=n) for n in range(1, 11) if not 1 <= n <= 3]
    assert sum(is_working_day(day) for day in free) == 5


def test_neither_comes_nearer_while_it_is_paused(sent: FindingsReport, cast: Cast) -> None:
    with at(days=6):
        stages.pause(cast.consultation, by=cast.hale, reason=WHY)
    for days in (7, 20, 200):
        with at(days=days):
            assert all(end is not None and end > clock.now() for end in windows(sent))


@pytest.mark.usefixtures("as_often_as_wanted")
def test_what_is_short_or_before_or_after_moves_nothing(sent: FindingsReport, cast: Cast) -> None:
    before = windows(sent)
    paused(cast, timedelta(days=-9), timedelta(days=-2))
    for minutes in range(0, 50, 10):
        paused(cast, timedelta(minutes=minutes), timedelta(minutes=minutes + 5))
    paused(cast, timedelta(days=30), timedelta(days=50))
    assert windows(sent) == before


@pytest.mark.usefixtures("as_often_as_wanted")
def test_pauses_of_less_than_an_hour_count_together(sent: FindingsReport, cast: Cast) -> None:
    """Eight of 59 minutes in a working day: nobody could act in all of it, and none of them took an hour."""
    facts, check = windows(sent)
    assert facts and check
    for hour in range(8):
        paused(cast, timedelta(days=1, hours=hour), timedelta(days=1, hours=hour, minutes=59))
    assert windows(sent) == (facts + timedelta(days=1), check + 8 * timedelta(minutes=59))


def test_many_pauses_of_a_day_give_the_one_day(sent: FindingsReport, cast: Cast) -> None:
    """Else the panel lengthens the police's time by a day with each pause."""
    facts, check = windows(sent)
    assert facts and check
    for hour in (0, 2, 4):
        paused(cast, timedelta(days=1, hours=hour), timedelta(days=1, hours=hour + 1))
    assert windows(sent) == (facts + timedelta(days=1), check + timedelta(hours=3))


def test_a_minute_a_day_moves_nothing(sent: FindingsReport, cast: Cast) -> None:
    before = windows(sent)
    for days in range(5):
        paused(cast, timedelta(days=days), timedelta(days=days, minutes=1))
    assert windows(sent) == before


def test_no_pause_after_the_end_opens_it_again(sent: FindingsReport, cast: Cast) -> None:
    """Half an hour before the end moves nothing; nor does it once another half hour of the same day is paused."""
    before = windows(sent)
    paused(cast, timedelta(days=6, hours=23), timedelta(days=6, hours=23, minutes=40))
    paused(cast, timedelta(days=7, hours=1), timedelta(days=7, hours=1, minutes=40))
    assert windows(sent) == before


def test_nobodys_time_to_appeal_runs_either(cast: Cast) -> None:
    said = coded.say(cast, cast.carys, "The officers lied to us about the cameras.")
    with clock.travel(MONDAY):
        moderation.remove(said, by=cast.moss, reason=Reason.ABUSE)
    paused(cast, timedelta(days=1), timedelta(days=16))
    decision = ModerationDecision.objects.select_related("contribution__thread__area__consultation").get()
    assert moderation.appeal_ends(decision) == MONDAY + timedelta(days=14 + 15)
    with at(days=17):
        Consultation.objects.update(closes_at=clock.now() + timedelta(days=30))
        c = Consultation.objects.get(pk=cast.consultation.pk)
        assert "until 30 March 2027" in moderation_gates.authors_had_time_to_appeal(c)[0].text
        assert "until 30 March 2027" in str(tasks.about_my_posts(c, cast.member(cast.carys)))
        moderation.appeal(decision, by=cast.carys, grounds="It is true")
    assert decision.appeal is not None


def test_without_a_pause_it_ends_as_it_did(cast: Cast) -> None:
    said = coded.say(cast, cast.carys, "The officers lied to us about the cameras.")
    with clock.travel(MONDAY):
        moderation.remove(said, by=cast.moss, reason=Reason.ABUSE)
    Consultation.objects.update(closes_at=MONDAY + timedelta(days=90))
    c = Consultation.objects.get(pk=cast.consultation.pk)
    with at(days=14, minutes=1):
        assert moderation_gates.authors_had_time_to_appeal(c) == []
        assert tasks.about_my_posts(c, cast.member(cast.carys)) == []
        with pytest.raises(Refused, match="You could ask for this until"):
            moderation.appeal(ModerationDecision.objects.get(), by=cast.carys, grounds="It is true")

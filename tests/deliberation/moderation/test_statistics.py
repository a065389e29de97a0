from datetime import timedelta

from audit import clock
from audit.wiring import wired_by
from deliberation.discussion import discussion, moderation_log
from deliberation.models import Thread
from deliberation.moderation import moderation
from deliberation.moderation.gates import nothing_waits_to_be_read
from tests.cast import Cast


def test_counts_by_reason_times_and_appeals(cast: Cast, elsewhere: Cast, closed: Thread, public: Thread) -> None:
    begun = clock.now()
    said = [discussion.post(closed, f"Post {n}", by=cast.amina) for n in range(3)]
    waiting = [discussion.post(public, f"Wait {n}", by=cast.bilal) for n in range(4)]
    for post, reason in zip(said, ["abuse", "abuse", "anon"], strict=True):
        moderation.remove(post, by=cast.moss, reason=reason)
    for post, hours in zip(waiting[:3], [1, 2, 30], strict=True):
        with clock.travel(begun + timedelta(hours=hours)):
            moderation.publish(post, by=cast.moss, revision=1)
    for post in said[:2]:
        post.refresh_from_db()
        moderation.appeal(post.removal, by=cast.amina, grounds="x")
    moderation.decide_appeal(said[0].removal.appeal, by=cast.hale, outcome="upheld", reasons="x")

    log = moderation_log.statistics(cast.consultation)
    assert (log.contributions, log.waiting, log.published, log.removals, log.restored) == (7, 1, 3, 3, 1)
    assert log.by_reason == [("Abuse, hate or a threat", 2), ("Points to someone the law keeps anonymous", 1)]
    assert log.median_hours == 2.0
    assert (log.appeals, log.upheld, log.dismissed, log.appeals_waiting) == (2, 1, 0, 1)
    assert moderation_log.statistics(elsewhere.consultation).contributions == 0


def test_what_waits_is_a_published_warning_when_findings_are_published(cast: Cast, public: Thread) -> None:
    assert nothing_waits_to_be_read(cast.consultation) == []
    discussion.post(public, "Wait", by=cast.amina)
    [missing] = nothing_waits_to_be_read(cast.consultation)
    assert missing.soft
    assert nothing_waits_to_be_read in wired_by("GATES", "publish_findings")


def test_the_counts_take_two_queries(cast: Cast, public: Thread, django_assert_num_queries) -> None:
    discussion.post(public, "Wait", by=cast.amina)
    with django_assert_num_queries(2):
        moderation_log.statistics(cast.consultation)

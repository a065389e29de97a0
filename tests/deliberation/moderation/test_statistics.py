from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.timezone import make_aware

from audit import clock
from audit.wiring import wired_by
from consultations import numbers
from consultations.models import Consultation, Stage
from deliberation.discussion import discussion, moderation_log
from deliberation.models import Thread
from deliberation.moderation import moderation
from deliberation.moderation.gates import authors_had_time_to_appeal, nothing_waits_to_be_read
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


def test_findings_wait_for_what_is_held_and_for_whoever_can_appeal(cast: Cast, public: Thread) -> None:
    """No facilitator publishes past a post that they hold, or that they removed the evening before."""
    gates = wired_by("GATES", "publish_findings")
    assert nothing_waits_to_be_read in gates and authors_had_time_to_appeal in gates

    def missing() -> list[str]:
        found = [*nothing_waits_to_be_read(cast.consultation), *authors_had_time_to_appeal(cast.consultation)]
        assert not any(one.soft for one in found)
        return [one.text for one in found]

    assert missing() == []
    held = discussion.post(public, "The force lied to us.", by=cast.amina)
    assert missing() == ["Posts still waiting for a decision: 1."]
    moderation.remove(held, by=cast.moss, reason="abuse")
    assert ["another look at what was taken out of 1 post" in text for text in missing()] == [True]
    with clock.travel(clock.now() + timedelta(days=14, minutes=1)):
        assert missing() == []
    held.refresh_from_db()
    asked = moderation.appeal(held.removal, by=cast.amina, grounds="It is criticism.")
    assert missing() == ["Appeals still without an answer: 1."]
    moderation.decide_appeal(asked, by=cast.hale, outcome="upheld", reasons="It is.")
    assert missing() == []


def test_the_counts_take_two_queries(cast: Cast, public: Thread, django_assert_num_queries) -> None:
    discussion.post(public, "Wait", by=cast.amina)
    with django_assert_num_queries(2):
        moderation_log.statistics(cast.consultation)


def test_visitors_read_the_reasons_before_the_first_removal_and_no_count_that_could_point_to_a_post(
    cast: Cast, client_for, closed: Thread
) -> None:
    page = reverse("discussion", args=[cast.consultation.slug])
    file = reverse("moderation_csv", args=[cast.consultation.slug])

    def read(month: int) -> tuple[str, str]:
        with clock.travel(start.replace(month=month)):
            return client_for(None).get(page).content.decode(), client_for(None).get(file).content.decode()

    start = make_aware(datetime(2026, 3, 2, 12))
    Consultation.objects.update(opens_at=start, closes_at=start.replace(month=12))
    before = read(3)
    assert "Removed: Identifies someone" in before[0] and "Removed: Identifies someone,fewer than 10" in before[1]
    for month, posts in ((3, numbers.COUNTED_FROM - 1), (4, 2), (5, 3)):
        with clock.travel(start.replace(month=month)):
            for n in range(posts):
                moderation.remove(discussion.post(closed, f"{month} {n}", by=cast.amina), by=cast.moss, reason="ident")
    assert read(3)[1] == read(4)[1] == before[1]  # not over, and too few
    told = before[1].replace("Identifies someone,fewer than 10", f"Identifies someone,{numbers.COUNTED_FROM + 1}")
    assert read(5)[1] == read(6)[1] == told  # May's three wait
    cast.at(Stage.ANALYSIS)
    assert f"Removed: Identifies someone,{numbers.COUNTED_FROM + 4}" in read(6)[1]

"""Who is told what, as it happens and by the clock."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from audit import clock
from consultations.models import Area, Consultation, Stage
from consultations.notifications import notifications
from consultations.notifications.working_days import working_day_on_or_before
from consultations.signing import as_told
from consultations.stages import afterwards, moving_dates, stages
from outcomes.answers import deciding
from outcomes.models import Commitment, Decision, FindingQuote, GroupStance, PoliceResponse, RecommendationResponse
from outcomes.notifications import reminders
from outcomes.promises import commitments
from people.models import Mailbox, Message, Subscription, User
from people.outbox import outbox, sending
from people.text.dates import day
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.news.test_news import answer
from tests.outcomes.published import LONG

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_real_site(settings: Any) -> None:
    settings.DEMO, settings.SITE_URL = False, "https://talk.example.org"


def told(user: User) -> list[str]:
    return [m.title.partition(":")[0] for m in Message.objects.filter(mailbox__user=user).order_by("pk")]


def promised(cast: Cast) -> Commitment:
    answer(cast)
    cast.at(Stage.FOLLOW_UP)
    Message.objects.all().delete()
    return Commitment.objects.get()


@made_once
def promise(cast: Cast) -> Commitment:
    return promised(cast)


@pytest.mark.usefixtures("ready_finding")
def test_findings_are_on_the_page_and_a_quote_is_told_to_its_speaker_alone(cast: Cast) -> None:
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    assert told(cast.amina) == [], "the act waits for nobody to be told"
    afterwards.do.call(cast.consultation.pk, "findings_published")
    afterwards.do.call(cast.consultation.pk, "findings_published")  # a worker that died did it twice
    assert told(cast.amina).count("The findings are out") == 1
    said = Message.objects.filter(title__startswith="Your words stand in")
    assert said and {m.kind for m in said} == {notifications.EXTRA}
    for quote in FindingQuote.objects.exclude(excerpt=None):
        speaker = quote.excerpt.revision.contribution.membership.user
        mine = said.filter(key=f"quote {quote.pk} in {cast.consultation.pk}")
        assert [m.mailbox.user for m in mine] == [speaker]


def test_every_change_of_a_promise_is_told_once(cast: Cast, promise: Commitment) -> None:
    commitments.report_progress(
        promise, by=cast.reyes, text="The signs are up.", state="done_unverified", evidence_url="https://example.org/e"
    )
    commitments.send_back(promise, by=cast.hale, reason="One is missing.")
    commitments.report_progress(promise, by=cast.reyes, text="Now all are up.", state="done_unverified")
    commitments.verify(promise, by=cast.hale)
    ends = (
        "done, not yet checked",
        "not confirmed by the panel",
        "done, not yet checked",
        "checked by the panel, and kept",
    )
    assert told(cast.amina) == [f"“{promise.text}” – {end}" for end in ends]
    assert told(cast.hale) == ["A promise to check"] * 2 and told(cast.okoro) == ["The panel sent evidence back"]


def test_of_promises_residents_have_e_mail_only_if_they_said_so_on_their_page(cast: Cast, promise: Commitment) -> None:
    """At joining they agreed to the findings and the answer, "nothing else"."""
    outbox.set_follows(outbox.mailboxes([cast.amina])[0], True)
    commitments.report_progress(promise, by=cast.reyes, text="Half are up.", state="on_track")
    list(sending.run())
    assert [letter.to for letter in mail.outbox] == [[cast.amina.email]]
    assert "asked for e-mails of this kind" in mail.outbox[0].body


def leaves(cast: Cast) -> None:
    cast.consultation.memberships.filter(user=cast.amina).update(withdrawn_at=clock.now())


def changes_their_mind(cast: Cast) -> None:
    outbox.set_follows(Mailbox.objects.get(user=cast.amina), False)


def is_paused(cast: Cast) -> None:
    cast.at(Stage.PAUSED)


@pytest.mark.parametrize("then", [leaves, changes_their_mind, is_paused])
def test_it_is_looked_at_again_before_it_goes(cast: Cast, then: Callable[[Cast], None], promise: Commitment) -> None:
    outbox.set_follows(outbox.mailboxes([cast.amina])[0], True)
    commitments.report_progress(promise, by=cast.reyes, text="Half are up.", state="on_track")
    then(cast)
    list(sending.run())
    assert mail.outbox == []


def test_subscribers_are_told_by_consultation_and_technology_once(cast: Cast, promise: Commitment) -> None:
    box = Mailbox.objects.create(address="sub@example.org")
    kept = {"mailbox": box, "confirmed_at": clock.now()}
    Subscription.objects.create(what="consultation", number=cast.consultation.pk, **kept)
    for technology in cast.consultation.technologies.all():
        Subscription.objects.create(what="technology", number=technology.pk, **kept)
    commitments.report_progress(promise, by=cast.reyes, text="Half are up.", state="on_track")
    assert Message.objects.filter(mailbox=box).count() == 1
    list(sending.run())
    assert [letter.to for letter in mail.outbox] == [["sub@example.org"]]


# --- By the clock ------------------------------------------------------------------------------------
def ticks(cast: Cast, first: date, number: int, due: date) -> list[tuple[date, str]]:
    """Twice a day for so many days; what the officer was told on which day."""
    Consultation.objects.filter(pk=cast.consultation.pk).update(stage=Stage.FINDINGS_PUBLISHED, response_due=due)
    found = []
    for hours in range(0, 24 * number, 12):
        moment = datetime(first.year, first.month, first.day, 3, tzinfo=UTC) + timedelta(hours=hours)
        with clock.travel(moment):
            before = set(Message.objects.values_list("pk", flat=True))
            list(reminders.by_tick())
            new = Message.objects.filter(mailbox__user=cast.okoro).exclude(pk__in=before)
            found += [(clock.today(), message.title.partition(":")[0]) for message in new]
    return found


@pytest.mark.parametrize(
    ("due", "first"),
    [(date(2026, 10, 28), date(2026, 9, 25)), (date(2027, 3, 31), date(2027, 2, 25))],  # the clock changes in between
)
def test_an_answer_is_reminded_of_at_28_14_3_days_the_day_and_weekly_while_late_each_once(
    cast: Cast, due: date, first: date
) -> None:
    found = ticks(cast, first, 56, due)
    before = [working_day_on_or_before(due - timedelta(days=n)) for n in (28, 14, 3, 0)]
    after = [due + timedelta(days=n) for n in (1, 7, 14)]
    assert [on for on, _ in found][:7] == before + after
    assert found[4][1] == "Your answer is 1 day late" and len(set(found)) == len(found)
    assert told(cast.hale) == ["The answer of the police is overdue by 14 days"]


def subscriber(cast: Cast, address: str) -> Mailbox:
    box = Mailbox.objects.create(address=address)
    Subscription.objects.create(mailbox=box, what="consultation", number=cast.consultation.pk, confirmed_at=clock.now())
    return box


def test_residents_and_subscribers_hear_once_that_the_answer_is_late(cast: Cast) -> None:
    """Said on the page alone, a force waits until nobody looks any more."""
    cast.at(Stage.FINDINGS_PUBLISHED)
    due = cast.consultation.response_due
    assert due is not None
    box, said = subscriber(cast, "reader@example.org"), f"The police answer was due on {day(due)} and is late"
    for days, told_by_then in ((0, 0), (1, 1), (2, 1), (9, 1)):
        with clock.travel(datetime.combine(due, datetime.min.time(), UTC) + timedelta(days=days, hours=12)):
            list(reminders.by_tick())
            assert told(cast.amina).count(said) == told_by_then, days
            titles = [m.title.partition(":")[0] for m in Message.objects.filter(mailbox=box)]
            assert titles.count(said) == told_by_then, days
    with clock.travel(datetime.combine(due, datetime.min.time(), UTC) + timedelta(days=10, hours=12)):
        new = subscriber(cast, "later@example.org")
        list(reminders.by_tick())
        assert not Message.objects.filter(mailbox=new).exists(), "no news in the second week"


def test_residents_hear_of_what_was_late_long_before_anybody_told_them(cast: Cast) -> None:
    """The police had their weekly lines from before there was one for everybody."""
    cast.at(Stage.FINDINGS_PUBLISHED)
    due = cast.consultation.response_due
    assert due is not None
    for days, said in ((3, 1), (10, 1), (17, 1), (18, 1)):
        with clock.travel(datetime.combine(due, datetime.min.time(), UTC) + timedelta(days=days, hours=12)):
            list(reminders.by_tick())
            if days == 3:
                Message.objects.filter(key__startswith="answer late").delete()
            else:
                assert len([title for title in told(cast.amina) if "and is late" in title]) == said
    assert "Your answer is 17 days late" in str(told(cast.okoro))


def test_an_answer_whose_tick_was_missed_is_late_all_the_same(cast: Cast) -> None:
    cast.at(Stage.FINDINGS_PUBLISHED)
    due = cast.consultation.response_due
    assert due is not None
    with clock.travel(datetime.combine(due, datetime.min.time(), UTC) + timedelta(days=3, hours=12)):
        list(reminders.by_tick())
    assert [title for title in told(cast.amina) if "and is late" in title]


@pytest.mark.parametrize("what", ["closing", "answer"])
def test_residents_and_subscribers_hear_of_each_day_that_moves(cast: Cast, what: str) -> None:
    box, week = subscriber(cast, "reader@example.org"), timedelta(days=7)
    if what == "closing":
        old = cast.consultation.closes_at
        assert old is not None
        moving_dates.extend_closing(cast.consultation, old + week, by=cast.moss, reason="The hall flooded.")
        said = f"It closes on {day(old + week)} instead of {day(old)}"
    else:
        cast.at(Stage.FINDINGS_PUBLISHED)
        due = cast.consultation.response_due
        assert due is not None
        moving_dates.extend_answer(cast.consultation, due + week, by=cast.okoro, reason="The chief is new.")
        said = f"The police answer is due on {day(due + week)} instead of {day(due)}"
    assert told(cast.amina) == [said]
    assert [m.title.partition(":")[0] for m in Message.objects.filter(mailbox=box)] == [said]


def test_a_reminder_for_christmas_comes_before_it() -> None:
    assert working_day_on_or_before(date(2026, 12, 28)) == date(2026, 12, 24)  # a substitute day, and a weekend
    assert reminders.milestone(date(2026, 12, 28), date(2026, 12, 24)) == "0"


def test_promises_by_the_clock(cast: Cast, promise: Commitment) -> None:
    at = datetime.combine(promise.due, datetime.min.time(), UTC) + timedelta(hours=12)
    for days in (-15, -14, -13, 0, 1, 2, 7, 8, 13):
        with clock.travel(at + timedelta(days=days)):
            list(reminders.by_tick())
    weekly = ["A promise falls due", "A promise is 1 day late", "A promise is 7 days late"]
    assert (told(cast.okoro), told(cast.hale)) == (weekly, [])
    for days in (14, 15, 21):
        with clock.travel(at + timedelta(days=days)):
            list(reminders.by_tick())
    assert told(cast.okoro) == [*weekly, "A promise is 14 days late", "A promise is 21 days late"]
    assert told(cast.hale) == ["A promise is 14 days late"], "the panel hears of it once"
    assert told(cast.amina) == [f"“{promise.text}” – late"], "and who asked for it as it became late"
    Commitment.objects.update(state="done_unverified", reported_done_on=promise.due, evidence_url="https://example.org")
    for days in (13, 14, 15):
        with clock.travel(at + timedelta(days=days)):
            list(reminders.by_tick())
    assert told(cast.hale)[1:] == ["A promise waits for your check since 14 days"]


def test_whoever_takes_over_is_told_what_stands_and_nobody_twice(cast: Cast, promise: Commitment) -> None:
    """An officer who hands on, a new member of the panel: what their colleagues were told counts for nothing."""
    at = datetime.combine(promise.due, datetime.min.time(), UTC) + timedelta(hours=12)
    with clock.travel(at + timedelta(days=15)):
        list(reminders.by_tick())
        before = [told(cast.okoro), told(cast.hale)]
        cast.consultation.memberships.filter(user=cast.okoro).update(withdrawn_at=clock.now())
        new = {
            role: User.objects.create_user(f"{role}@example.org", name="J. New") for role in ("officer", "oversight")
        }
        for role, user in new.items():
            cast.consultation.memberships.create(user=user, role=role, pseudonym=f"New {role}")
        list(reminders.by_tick())
        list(reminders.by_tick())
        assert "A promise is 15 days late" in told(new["officer"])
        assert [sorted(told(user)) for user in new.values()] == [sorted(told(cast.reyes)), sorted(before[1])]
        assert [told(cast.okoro), told(cast.hale)] == before and told(cast.reyes) == before[0]


@pytest.mark.parametrize("what", ["answer", "decision", "promise"])
def test_a_pause_moves_no_date_so_it_stops_no_reminder(cast: Cast, what: str) -> None:
    due = date(2027, 3, 31)
    left_open(cast, due) if what == "decision" else promised(cast)
    was = Stage.FINDINGS_PUBLISHED if what == "answer" else Stage.FOLLOW_UP
    Commitment.objects.update(due=due)
    Consultation.objects.update(stage=Stage.PAUSED, stage_before_pause=was, response_due=due)
    with clock.travel(datetime(2027, 4, 8, 12, tzinfo=UTC)):
        list(reminders.by_tick())
        said = {"decision": "Your decision on recommendation 1"}.get(
            what, f"{'A' if what == 'promise' else 'Your'} {what}"
        )
        assert f"{said} is 8 days late" in told(cast.okoro)


def test_facilitators_are_told_of_what_waits_once_a_day(cast: Cast) -> None:
    noon = datetime(2026, 11, 10, 12, tzinfo=UTC)
    for hours in (-6, 0, 1, 24):
        with clock.travel(noon + timedelta(hours=hours)):
            notifications.once_a_day([(cast.consultation.pk, 2)], "Posts wait to be read", "moderation")
    assert told(cast.moss) == ["Posts wait to be read"] * 2


def test_whoever_takes_no_part_finds_the_form(cast: Cast, client: Client) -> None:
    cast.at(Stage.OPEN)
    page = client.get(f"/consultations/{cast.consultation.slug}/").content.decode()
    assert f"/tell-me/consultation/{cast.consultation.pk}/" in page
    assert client.get(f"/tell-me/consultation/{cast.consultation.pk}/").status_code == 200
    cast.at(Stage.DRAFT)
    assert client.get(f"/tell-me/consultation/{cast.consultation.pk}/").status_code == 404


@pytest.mark.parametrize("what", ["force", "area"])
def test_a_force_and_an_area_can_be_followed_without_taking_part(
    cast: Cast, client: Client, what: str, promise: Commitment
) -> None:
    assert cast.consultation.force is not None
    area = Area.objects.create(name="Eastmere", slug="eastmere")
    cast.consultation.in_areas.add(area)
    cast.consultation.force.areas.add(area)
    number = {"force": cast.consultation.force.pk, "area": area.pk}[what]
    assert f"/tell-me/{what}/{number}/" in client.get(cast.consultation.force.get_absolute_url()).content.decode()
    client.post(f"/tell-me/{what}/{number}/", {"email": "sub@example.org"})
    commitments.report_progress(promise, by=cast.reyes, text="Half are up.", state="on_track")
    assert not Message.objects.filter(kind=notifications.SUBSCRIBED), "an address that was not asked is told nothing"
    asked = Message.objects.get(kind="confirm")
    client.post(asked.link)
    commitments.report_progress(promise, by=cast.reyes, text="Most are up.", state="on_track")
    list(sending.run())
    subjects = [letter.subject for letter in mail.outbox if letter.to == ["sub@example.org"]]
    assert len(subjects) == 1 and "on track" in subjects[0]
    cast.consultation.in_areas.clear()
    Consultation.objects.update(force=None)
    commitments.report_progress(promise, by=cast.reyes, text="More are up.", state="on_track")
    list(sending.run())
    assert len([letter for letter in mail.outbox if letter.to == ["sub@example.org"]]) == 1, "it is no longer about it"


def test_the_groups_that_asked_are_told_at_once_and_the_others_weekly(cast: Cast, promise: Commitment) -> None:
    for box in outbox.mailboxes([cast.amina, cast.carys]):
        outbox.set_follows(box, True)
    finding = promise.answer.recommendation.findings.get()
    GroupStance.objects.create(finding=finding, group=cast.group1, spoke=9, held=8)
    GroupStance.objects.create(finding=finding, group=cast.group2, spoke=9, held=0)
    commitments.report_progress(promise, by=cast.reyes, text="Half are up.", state="on_track")
    assert told(cast.amina) == told(cast.carys) == [f"“{promise.text}” – on track"]
    list(sending.run())
    assert [letter.to for letter in mail.outbox] == [[cast.amina.email]]
    assert Message.objects.get(mailbox__user=cast.carys).state == Message.State.GATHERED


def test_a_decision_is_reminded_of_like_an_answer_and_told_when_it_comes(cast: Cast) -> None:
    due = date(2027, 3, 31)
    slot = left_open(cast, due)
    for on in [due + timedelta(days=n) for n in range(-30, 9)]:
        with clock.travel(datetime(on.year, on.month, on.day, 12, tzinfo=UTC)):
            list(reminders.by_tick())
    late = [f"Your decision on recommendation 1 is {n} late" for n in ("1 day", "7 days")]
    assert told(cast.okoro) == ["Your decision on recommendation 1 is due on 31 March 2027"] * 4 + late
    with clock.travel(datetime(2027, 4, 14, 12, tzinfo=UTC)):
        list(reminders.by_tick())
        assert told(cast.hale) == ["The decision on recommendation 1 is overdue by 14 days"]
    assert told(cast.amina) == [f"“{slot.recommendation.title}” – decision overdue"]
    with clock.travel(datetime(2027, 4, 8, 12, tzinfo=UTC)):
        as_told(deciding.decide, slot, by=cast.okoro, status="not_accepted", reasons=LONG)
    assert told(cast.amina)[-1] == f"“{slot.recommendation.title}” – decided"


def left_open(cast: Cast, due: date) -> RecommendationResponse:
    response = promised(cast).answer.response
    slot = response.answers.get(recommendation__number=1)
    RecommendationResponse.objects.filter(pk=slot.pk).update(status="under_consideration", decision_by=due)
    Commitment.objects.all().delete()
    slot.refresh_from_db()
    return slot


def test_a_promise_that_falls_due_after_a_bank_holiday_is_said_on_the_working_day_before(
    cast: Cast, promise: Commitment
) -> None:
    Commitment.objects.filter(pk=promise.pk).update(due=date(2027, 6, 14))  # two weeks before is a bank holiday
    for on, known in ((27, []), (28, ["A promise falls due"]), (31, ["A promise falls due"])):
        with clock.travel(datetime(2027, 5, on, 12, tzinfo=UTC)):
            reminders.promises()
            assert told(cast.okoro) == known


def test_a_promise_that_a_decision_made_is_not_silent_from_its_first_day(cast: Cast, promise: Commitment) -> None:
    PoliceResponse.objects.update(signed_at=clock.now() - timedelta(days=120))
    made = Decision.objects.create(
        answer=promise.answer, status="accepted", reasons="It is right.", decided_by=cast.member(cast.okoro),
        decided_by_name="N. Okoro", decided_by_role="Chief", decided_on=clock.today(),
    )  # fmt: skip
    Commitment.objects.filter(pk=promise.pk).update(decision=made, due=clock.today() + timedelta(days=200))
    promise.refresh_from_db()
    assert reminders.silent_promises() == 0 and not commitments.silence(promise)
    with clock.travel(clock.now() + timedelta(days=93)):
        assert reminders.silent_promises() == 2 and commitments.silence(promise)


def test_a_late_promise_that_nobody_follows_is_told_once_and_looked_at_no_more(
    cast: Cast, django_assert_max_num_queries: Any, promise: Commitment
) -> None:
    """Nothing is kept of what was told to nobody: it would be told as new to whoever subscribes a year later."""
    cast.consultation.memberships.participants().delete()
    due = datetime(promise.due.year, promise.due.month, promise.due.day, 11, tzinfo=UTC)
    with clock.travel(due + timedelta(days=1)):
        assert reminders.late_promises() > 0, "the police are told"
    Subscription.objects.create(
        mailbox=Mailbox.objects.create(address="new@example.org"), what="consultation", number=cast.consultation.pk,
        asked_at=clock.now(), confirmed_at=clock.now(),
    )  # fmt: skip
    with clock.travel(due + timedelta(days=6)), django_assert_max_num_queries(4):  # the promises, who, what was told
        assert reminders.late_promises() == 0
    with clock.travel(due + timedelta(days=9)):
        assert reminders.late_promises() == 2, "the police once more, after a week"
    assert not Message.objects.filter(mailbox__address="new@example.org").exists()


def test_an_overdue_decision_is_no_news_to_whoever_subscribes_in_the_second_week(cast: Cast) -> None:
    due = date(2027, 3, 31)
    left_open(cast, due)
    early, later = (
        Mailbox.objects.create(address="early@example.org"),
        Mailbox.objects.create(address="later@example.org"),
    )
    for box, after in ((early, 1), (later, 7)):
        Subscription.objects.create(
            mailbox=box,
            what="consultation",
            number=cast.consultation.pk,
            asked_at=clock.now(),
            confirmed_at=clock.now(),
        )
        with clock.travel(datetime(2027, 3, 31, 12, tzinfo=UTC) + timedelta(days=after)):
            assert reminders.decisions() > 0, "the police are told each week"
    assert [Message.objects.filter(mailbox=box).count() for box in (early, later)] == [1, 0]


def test_what_was_late_is_said_in_what_people_are_told(cast: Cast, promise: Commitment) -> None:
    """Else an e-mail says “kept” of what the page says was kept half a year late."""
    with clock.travel(clock.now() + timedelta(days=(promise.due - clock.today()).days + 200)):
        commitments.report_progress(
            promise, by=cast.reyes, text="The signs are up.", state="done_unverified",
            evidence_url="https://example.org/e",
        )  # fmt: skip
        commitments.verify(promise, by=cast.hale)
        assert f"“{promise.text}” – checked by the panel, and kept (done 200 days late)" in told(cast.amina)

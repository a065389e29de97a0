"""What becomes of polls, posts, meetings, votes and addresses where a consultation is withdrawn; who is told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.consultation import next_step
from consultations.joining import joining
from consultations.models import Consent, Consultation, Membership, Stage, TokenLink, WithdrawalRequest
from consultations.notifications import notifications
from consultations.privacy import periods
from consultations.stages import afterwards, stages
from consultations.withdrawing import becoming, withdrawing
from deliberation.counting import results
from deliberation.discussion import discussion
from deliberation.models import Ballot, Contribution, Session, Thread, Wave
from deliberation.polls import polling
from outcomes.models import FindingsReport, News
from people.errors import Refused
from people.models import Message, Subscription, User
from people.outbox import outbox, sending
from people.text.dates import day
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once
from tests.pages import flat

pytestmark = pytest.mark.django_db
WHY = "The trial of these cameras was given up."


def withdraw(cast: Cast) -> Consultation:
    request = withdrawing.ask(again(cast), by=cast.okoro, reason=WHY)
    WithdrawalRequest.objects.update(last_day=clock.today() - timedelta(days=1))
    for member in (cast.hale, cast.quill):
        withdrawing.agree(request, by=member, said="There is nothing left to decide.")
    return again(cast)


def again(cast: Cast) -> Consultation:
    return Consultation.objects.get(pk=cast.consultation.pk)


def thread_of(cast: Cast) -> Thread | None:
    return Thread.objects.filter(area__consultation=cast.consultation, group=cast.group1).first()


@made_once
def busy(cast: Cast) -> Cast:
    """A first poll with a vote, a post, and a meeting that runs with its poll open."""
    rooms.running(cast)
    polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)
    rooms.answer(cast, cast.amina, "before", "q_use", "Yes, generally")
    if thread_of(cast) is None:
        discussion.open_threads(cast.consultation, by=cast.moss)
    thread = thread_of(cast)
    assert thread is not None
    discussion.post(thread, "Not at night.", by=cast.amina)
    Contribution.objects.update(state=Contribution.State.VISIBLE)
    return cast


@pytest.mark.parametrize("paused", [False, True])
def test_polls_close_meetings_end_and_nothing_more_is_said(busy: Cast, paused: bool) -> None:
    if paused:
        stages.pause(busy.consultation, by=busy.hale, reason="A threat")
    withdraw(busy)
    assert not Wave.objects.filter(state=Wave.State.OPEN).exists()
    assert set(Session.objects.values_list("state", flat=True)) == {Session.State.ENDED}
    with pytest.raises(Refused, match="withdrawn"):
        rooms.answer(busy, busy.bilal, "before", "q_use", "Yes, generally")
    said = Contribution.objects.get()
    with pytest.raises(Refused, match="withdrawn"):
        discussion.post(Thread.objects.get(pk=said.thread_id), "Once more", by=busy.bilal)
    with pytest.raises(Refused, match="withdrawn"):
        joining.join(again(busy), by=busy.outsider, consents={Consent.Item.TAKE_PART}, group=busy.group1)


def test_what_people_said_is_theirs_to_read_and_take_back(
    busy: Cast, client_for: Callable[[User | None], Client]
) -> None:
    now = withdraw(busy)
    said = Contribution.objects.get()
    client = client_for(busy.amina)
    assert "Not at night." in client.get(said.thread.get_absolute_url()).content.decode()
    answers = client.get(reverse("my_answers", args=[now.slug])).content.decode()
    assert "Yes, generally" in answers
    for page in ("discussion", "polls", "my_part", "my_answers"):
        shown = flat(client.get(reverse(page, args=[now.slug])).content.decode())
        assert "This consultation was withdrawn on" in shown, page
    assert "Not at night." in client.get(reverse("my_data")).content.decode()
    assert discussion.withdraw(said, by=busy.amina).state == Contribution.State.WITHDRAWN
    joining.withdraw(now, by=busy.amina)
    assert not Ballot.objects.exists(), "the votes went with her"


def test_nothing_unpublished_is_published(busy: Cast, client_for: Callable[[User | None], Client]) -> None:
    busy.at(Stage.ANALYSIS)
    FindingsReport.objects.create(
        consultation=busy.consultation, state=FindingsReport.State.CHECKING, checking_from=clock.now()
    )
    draft = reverse("check_findings", args=[busy.consultation.slug])
    assert client_for(busy.reyes).get(draft).status_code == 200
    now = withdraw(busy)
    for who in (busy.reyes, busy.okoro, busy.amina, None):
        assert client_for(who).get(draft).status_code in (302, 404)
        assert client_for(who).get(reverse("report", args=[now.slug])).status_code == 404
    wave = rooms.wave(busy, "before")
    for viewer in (None, busy.amina, busy.reyes, busy.okoro):
        assert results.for_wave(wave, viewer=viewer) == results.WITHDRAWN


@pytest.mark.parametrize("retention", ["standard", "short"])
def test_the_periods_run_from_the_withdrawal(busy: Cast, retention: str) -> None:
    Consultation.objects.update(retention=retention)
    now = withdraw(busy)
    told = " ".join(becoming.of(now))
    link, words, contact = periods.link_until(now), periods.words_until(now), periods.contact_until(now)
    assert now.withdrawn_at is not None and link is not None and words is not None and contact is not None
    assert link == now.withdrawn_at + timedelta(days=now.withdrawal_days) and link < contact < words
    assert all(day(moment) in told for moment in (link, words, contact))
    assert periods.news_until(now) == contact
    with clock.travel(link - timedelta(hours=1)):
        call_command("tick")
        assert TokenLink.objects.count() == 3 and joining.token_for(busy.member(busy.amina)) is not None
    with clock.travel(link + timedelta(days=1)):
        call_command("tick")
        assert not TokenLink.objects.exists() and again(busy).anonymised_at is not None
        assert Ballot.objects.get().cast_on <= clock.today(), "no vote bears a day that had not come"
    with clock.travel(contact + timedelta(days=1)):
        call_command("tick")
        assert not Membership.objects.participants().exclude(user=None).exists()
        assert Contribution.objects.get().body == "Not at night."
    with clock.travel(words + timedelta(days=1)):
        call_command("tick")
        assert not Contribution.objects.exclude(body="").exists()


def test_whoever_took_part_or_subscribed_is_told_once_with_the_reason(busy: Cast, settings: Any) -> None:
    settings.DEMO, settings.SITE_URL = False, "https://talk.example.org"
    Consent.objects.filter(membership=busy.member(busy.bilal), item=Consent.Item.RECONTACT).delete()
    box = outbox.mailboxes([busy.outsider])[0]
    Subscription.objects.create(mailbox=box, what="consultation", number=busy.consultation.pk, confirmed_at=clock.now())
    notifications.tell_subscribers(busy.consultation, "old", "Now “Open”", "consultation")
    now = withdraw(busy)
    afterwards.do.func(now.pk, str(now.stage))  # the worker
    for _ in range(3):
        call_command("tick")
        list(sending.run())
    told = {str(letter.to[0]).partition(".")[0]: letter for letter in mail.outbox if "ithdrawn" in letter.subject}
    assert {"amina", "carys", "outsider", "moss", "okoro", "hale"} <= set(told) and "bilal" not in told
    assert len([letter for letter in mail.outbox if letter.to == told["amina"].to]) == 1
    text = told["amina"].body
    assert WHY in text and "What becomes of what you said" in text and day(periods.link_until(now)) in text
    assert WHY in told["outsider"].subject + str(told["outsider"].body)
    assert Message.objects.filter(mailbox__user=busy.bilal, title__startswith="It was withdrawn").exists()
    assert not [letter for letter in mail.outbox if "Open" in letter.subject], "what was overtaken is not sent"
    assert News.objects.get().kind == News.Kind.WITHDRAWN


def test_no_reminder_goes_on(busy: Cast, settings: Any) -> None:
    """Posts and people that wait are told of every day: not of one that was withdrawn."""
    settings.DEMO = False
    Contribution.objects.update(state=Contribution.State.HELD)
    withdraw(busy)
    call_command("tick")
    before = Message.objects.count()
    for days in (1, 2, 9):
        with clock.travel(clock.now().replace(hour=12) + timedelta(days=days)):
            call_command("tick")
    assert Message.objects.count() == before


def test_a_phone_in_the_room_reads_what_happened(busy: Cast, client_for: Callable[[User | None], Client]) -> None:
    now = withdraw(busy)
    tasks = next_step.tasks_for(now, busy.member(busy.bilal))
    assert {"What was said", "What you answered"} <= {task["title"] for task in tasks}
    session = Session.objects.get()
    shown = client_for(busy.bilal).get(reverse("live", args=[session.code])).content.decode()
    assert "This consultation was withdrawn" in flat(shown)

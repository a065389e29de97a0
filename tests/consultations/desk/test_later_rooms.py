"""What deliberation and outcomes put on the desk."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit import clock
from consultations.desk import desk
from consultations.models import Stage
from deliberation.models import Appeal, Contribution, ModerationDecision, Session, Thread
from deliberation.sessions import sessions
from outcomes.findings import checking
from outcomes.models import Commitment, Excerpt
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once
from tests.outcomes import coded
from tests.outcomes.published import publish


def page(client_for, user) -> str:
    return client_for(user).get(reverse("desk")).content.decode()


@made_once
def held(cast: Cast) -> Contribution:
    area = cast.consultation.areas.first()
    thread = Thread.objects.create(area=area, group=cast.group1, title="T")
    return Contribution.objects.create(
        thread=thread, membership=cast.member(cast.amina), body="B", state=Contribution.State.HELD
    )


def test_facilitators_see_posts_that_wait_and_police_do_not(cast: Cast, held, client_for) -> None:
    assert "Read the posts that wait" in page(client_for, cast.moss)
    for person in (cast.okoro, cast.reyes, cast.hale, cast.amina):
        assert "Read the posts that wait" not in page(client_for, person)


def test_an_appeal_is_shown_to_everyone_but_its_decider(cast: Cast, held, client_for) -> None:
    decision = ModerationDecision.objects.create(
        contribution=held, revision=1, action="remove", reason="ident", decided_by=cast.member(cast.moss)
    )
    Appeal.objects.create(decision=decision, grounds="G")
    assert "Decide an appeal" not in page(client_for, cast.moss)
    assert "Decide an appeal" in page(client_for, cast.finch)
    assert "Decide an appeal" in page(client_for, cast.hale)
    assert "Decide an appeal" not in page(client_for, cast.okoro)


def test_a_session_of_today_is_one_press_away_for_facilitators(cast: Cast, client_for) -> None:
    session = rooms.plan(cast)
    assert "Lead the session" not in page(client_for, cast.moss)
    Session.objects.update(starts_at=clock.now())
    text = page(client_for, cast.moss)
    assert "Lead the session: Evening session" in text and "Today, " in text
    assert reverse("console", args=[session.code]) in text
    for person in (cast.okoro, cast.hale, cast.amina):
        assert "Lead the session" not in page(client_for, person)
    Session.objects.update(starts_at=clock.now() - timedelta(days=1))
    assert "Lead the session" not in page(client_for, cast.moss)
    sessions.start(session, by=cast.moss)
    assert "Running now" in page(client_for, cast.moss)


@pytest.mark.parametrize("room", ["moderation", "appeals"])
def test_from_rooms_of_staff_alone_the_way_back_is_the_desk(cast: Cast, client_for, room: str) -> None:
    slug = cast.consultation.slug
    text = client_for(cast.moss).get(reverse(room, args=[slug])).content.decode()
    assert f'<a class="back" href="{reverse("consultation_desk", args=[slug])}">' in text


@pytest.mark.parametrize("room", ["polls", "discussion", "sessions", "conversations"])
def test_staff_go_back_to_their_desk_and_participants_to_the_page(cast: Cast, client_for, room: str) -> None:
    slug = cast.consultation.slug
    for user, up in ((cast.moss, "consultation_desk"), (cast.amina, "consultation")):
        text = client_for(user).get(reverse(room, args=[slug])).content.decode()
        assert f'<a class="back" href="{reverse(up, args=[slug])}">' in text


@pytest.mark.parametrize(("days", "words"), [(5, "5 days left"), (-3, "3 days late"), (60, "")])
def test_police_see_promises_that_press(cast: Cast, client_for, days: int, words: str) -> None:
    answer = publish(cast).answers.first()
    cast.at(Stage.FOLLOW_UP)
    due = clock.today() + timedelta(days=days)
    Commitment.objects.create(answer=answer, text="Signs go up", owner_role="Superintendent", due=due)
    text = page(client_for, cast.okoro)
    assert ("Keep a promise: Signs go up" in text) is bool(words)
    assert words in text
    assert "Keep a promise" not in page(client_for, cast.moss)


def test_a_draft_of_the_findings_waits_for_those_who_check_it(cast: Cast, client_for) -> None:
    about = coded.theme(cast)
    quotes = [coded.quote(cast, who, about) for who in (cast.amina, cast.bilal)]
    finding = coded.written(cast, about, quotes)
    assert "Check that quotes" not in page(client_for, cast.hale)
    Excerpt.objects.update(checked_by=None, checked_at=None)
    assert "Check that quotes give no one away" in page(client_for, cast.hale)
    assert "Check that quotes" not in page(client_for, quotes[0].created_by.user)
    assert "Add the panel’s statement" not in page(client_for, cast.hale)
    draft = finding.report
    draft.state, draft.checking_from = "checking", clock.now()
    draft.save()
    for person in (cast.okoro, cast.reyes):
        assert "Check the facts in the draft" in page(client_for, person)
    assert "Add the panel’s statement" in page(client_for, cast.hale)
    assert "Check the facts" not in page(client_for, cast.hale)
    with clock.travel(clock.now() + timedelta(days=30)):
        assert desk.waiting([cast.member(cast.okoro)]) == []
    checking.add_statement(cast.consultation, by=cast.hale, text="Fairly run.")
    assert "Add the panel’s statement" not in page(client_for, cast.hale)


def test_the_panel_sees_promises_to_verify(cast: Cast, client_for) -> None:
    answer = publish(cast).answers.first()
    cast.at(Stage.FOLLOW_UP)
    Commitment.objects.create(
        answer=answer, text="Signs are up", owner_role="S", due=clock.today(), state="done_unverified"
    )
    assert "Check a promise: Signs are up" in page(client_for, cast.hale)
    assert "Signs are up" not in page(client_for, cast.okoro)


def test_the_desk_of_one_consultation_counts_contributions(cast: Cast, held, client_for) -> None:
    text = client_for(cast.moss).get(reverse("consultation_desk", args=[cast.consultation.slug])).content.decode()
    assert "Read the posts that wait" in text
    assert "Posts that wait" in text and "Poll waves open" in text

"""Questions of a session, asked on phones: read first, wanted by many, on the wall, answered or not now."""

from typing import Any

import pytest
from django.urls import reverse

from consultations.access import NotAllowed
from deliberation.experts import experts
from deliberation.models import ExpertQuestion, Session
from deliberation.sessions import asked, steps
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once


@made_once
def session(cast: Cast) -> Session:
    return rooms.running(cast)[0]


def put(session: Session, text: str, cast: Cast) -> ExpertQuestion:
    question = experts.ask(session.consultation, text, by=cast.amina, session=session)
    return experts.take_up(question, by=cast.moss, wording=text)


def test_from_a_phone_to_the_wall_and_off_it(cast: Cast, client_for: Any, session: Session) -> None:
    room = reverse("session_questions", args=[session.code])
    floor = reverse("console_floor", args=[session.code])
    amina, bilal, moss = (client_for(user) for user in (cast.amina, cast.bilal, cast.moss))
    before = session.floor_version
    amina.post(room, {"text": "Who watches the watchers?", "key": "k"})
    amina.post(room, {"text": "Who watches the watchers?", "key": "k"})  # the same sending twice is one question
    question = ExpertQuestion.objects.get()
    session.refresh_from_db()
    assert question.session == session and session.floor_version > before  # the console looks again
    assert "Who watches" not in bilal.get(room).content.decode()  # nobody has read it yet
    console = moss.get(f"{floor}?part=floor").content.decode()
    assert (
        "Who watches" in console
        and cast.member(cast.amina).pseudonym not in console.split('id="asked"')[1].split("</section>")[0]
    )
    moss.post(floor, {"do": "take_up", "question": question.pk})
    bilal.post(room, {"support": question.pk})
    html = bilal.get(room).content.decode()
    assert (
        "Who watches" in html and "take it back" in html and "would like to know</span>" not in html
    )  # two is too few
    steps.show(session, Session.Screen.ASKED, by=cast.moss)
    wall = reverse("projector", args=[session.code])
    assert "Who watches" in moss.get(wall).content.decode()
    moss.post(floor, {"do": "answered", "question": question.pk})
    assert "Who watches" not in moss.get(wall).content.decode()
    assert question in experts.register(cast.consultation)[0]  # until there is an answer in writing


def test_a_phone_follows_the_queue_and_its_form_is_never_fetched(cast: Cast, client_for: Any, session: Session) -> None:
    """The list alone comes anew, by the session's own messages; "Look again" stays for whoever has no script."""
    room, bilal = reverse("session_questions", args=[session.code]), client_for(cast.bilal)
    page = bilal.get(room).content.decode()
    assert f'data-asked="/ws/live/{session.code}/"' in page and f'data-fragment="{room}?part=list"' in page
    assert f'<a href="{room}">Look again</a>' in page and 'name="text"' in page.split("data-asked")[0]
    session.refresh_from_db()
    before = session.floor_version
    question = put(session, "Who watches the watchers?", cast)
    session.refresh_from_db()
    assert session.floor_version > before  # the message that phones hear
    part = bilal.get(room, {"part": "list"}).content.decode()
    assert "Who watches" in part and f'id="want-{question.pk}"' in part
    assert "<html" not in part and 'name="text"' not in part
    before = session.floor_version
    experts.support(question, by=cast.bilal)
    session.refresh_from_db()
    assert session.floor_version > before
    assert "take it back" in bilal.get(room, {"part": "list"}).content.decode()
    assert client_for(cast.okoro).get(room, {"part": "list"}).status_code == 404


def test_most_wanted_first_and_numbers_only_from_the_smallest_that_may_be_said(cast: Cast, session: Session) -> None:
    few, many = put(session, "Is there sound?", cast), put(session, "Who pays?", cast)
    experts.support(many, by=cast.bilal)
    assert [line.question for line in asked.on_the_wall(session)] == [many, few]
    assert [line.wanted for line in asked.on_the_wall(session)] == ["", ""]
    cast.consultation.min_answer = 2
    session.consultation = cast.consultation
    assert [line.wanted for line in asked.on_the_wall(session)] == ["2 people would like to know", ""]


def test_not_now_takes_it_off_the_queue_and_nothing_else(cast: Cast, client_for: Any, session: Session) -> None:
    question = put(session, "Who pays?", cast)
    for user in (cast.amina, cast.okoro):
        with pytest.raises(NotAllowed, match="questions to experts up"):
            experts.not_now(question, by=user)
    experts.not_now(question, by=cast.moss)
    assert asked.on_the_wall(session) == [] and asked.on_the_console(session) == ([], 0)
    assert question in experts.register(cast.consultation)[0]
    later = "Not now in the room. It still waits for a written answer."
    room, bilal = reverse("session_questions", args=[session.code]), client_for(cast.bilal)
    assert client_for(cast.amina).get(room).content.decode().count(later) == 2  # in the list, and beside what she asked
    bilal.post(room, {"support": question.pk})
    assert [(line.question, line.is_mine) for line in asked.on_a_phone(session, cast.member(cast.bilal))] == [
        (question, True)
    ]
    unread = experts.ask(cast.consultation, "Who is it?", by=cast.bilal, session=session)
    experts.not_now(unread, by=cast.moss)
    html = bilal.get(room).content.decode()
    assert (
        html.count("A facilitator still reads it.") == 1 and html.count(later) == 1
    )  # nobody else reads the unread one
    assert "Who is it?" not in client_for(cast.amina).get(room).content.decode()
    elsewhere = experts.ask(cast.consultation, "And at night?", by=cast.amina)
    with pytest.raises(Refused, match="not in the queue"):
        experts.not_now(elsewhere, by=cast.moss)


def test_what_screening_finds_is_not_taken_up_in_one_tap(cast: Cast, session: Session) -> None:
    experts.ask(cast.consultation, "Ring me on 07700 900123?", by=cast.amina, session=session)
    (line,), more = asked.on_the_console(session)
    assert line.found and not line.may_be_taken_up_as_it_is and not more
    assert asked.on_a_phone(session, cast.member(cast.bilal)) == []


def test_only_who_comes_to_the_session(cast: Cast, client_for: Any, session: Session) -> None:
    room = reverse("session_questions", args=[session.code])
    for user in (cast.carys, cast.okoro, cast.outsider, None):
        assert client_for(user).get(room).status_code == 404
    assert client_for(cast.hale).post(room, {"text": "And I?", "key": "x"}).status_code in {404, 422}
    assert not ExpertQuestion.objects.exists()

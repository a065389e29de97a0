"""Coming in with the code off the wall, without an account: who may, until when, and what a wrong code tells."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.invitations import invitations
from consultations.joining import joining, typed_codes
from consultations.models import Consent, Consultation, Group, InvitationCode, Membership, Role, Stage
from deliberation.models import Ballot, Session, Wave
from deliberation.sessions import entry, sessions
from people.guests.guests import COOKIE
from people.models import User
from tests.cast import Cast, let_in
from tests.deliberation import rooms
from tests.made_once import made_once

As = Callable[[User | None], Client]
YES = {"take_part": "on", "key": "one-form"}


@made_once
def room(cast: Cast) -> tuple[Session, Wave]:
    return rooms.running(cast)


def at(session: Session) -> str:
    return reverse("live", args=[session.code])


def people(cast: Cast) -> int:
    return Membership.objects.filter(consultation=cast.consultation, role=Role.PARTICIPANT).count()


def test_somebody_without_an_account_joins_with_the_code_and_votes(cast: Cast, room: tuple[Session, Wave]) -> None:
    session, wave = room
    phone = Client()
    page = phone.get(at(session)).content.decode()
    assert "Our promise to you" in page and "checked" not in page
    assert "A busy street" not in page  # the question is for who is in
    assert phone.post(at(session), YES)["Location"] == at(session)
    let_in(cast)
    member = Membership.objects.get(user=phone.session["_auth_user_id"])
    assert member.group == session.group
    assert "A busy street" in phone.get(at(session)).content.decode()
    option = rooms.option(wave.questions.get(), "Right")
    phone.post(at(session), {"wave": wave.pk, "answer": option})
    assert Ballot.objects.get().token == joining.token_for(member)


def test_somebody_with_an_account_joins_with_it(cast: Cast, room: tuple[Session, Wave], client_for: As) -> None:
    session, _ = room
    client_for(cast.outsider).post(at(session), YES)
    let_in(cast)
    assert cast.member(cast.outsider).group == session.group


def test_without_agreeing_nobody_comes_in(cast: Cast, room: tuple[Session, Wave]) -> None:
    page = Client().post(at(room[0]), {"key": "k"})
    assert page.status_code == 422
    assert "tick that you agree" in page.content.decode()
    assert people(cast) == 3


def test_the_same_form_twice_is_one_person(cast: Cast, room: tuple[Session, Wave]) -> None:
    for _ in range(2):
        Client().post(at(room[0]), YES)
    assert let_in(cast) == 1
    assert people(cast) == 4


def test_leaving_the_room_and_coming_back_is_the_same_person(cast: Cast, room: tuple[Session, Wave]) -> None:
    session, wave = room
    phone = Client()
    phone.post(at(session), YES)
    let_in(cast)
    later = Client()
    later.cookies[COOKIE] = phone.cookies[COOKIE].value
    option = rooms.option(wave.questions.get(), "Wrong")
    later.get(at(session))
    later.post(at(session), {"wave": wave.pk, "answer": option})
    assert people(cast) == 4
    assert Ballot.objects.count() == 1


# --- When a code works ---------------------------------------------------------------------------
@pytest.mark.parametrize(("hours", "status"), [(25, 404), (23, 200), (-23, 200), (-25, 404)])
def test_a_planned_session_lets_people_in_within_a_day(cast: Cast, hours: int, status: int) -> None:
    session = rooms.plan(cast)
    Session.objects.update(starts_at=clock.now() + timedelta(hours=hours))
    assert Client().get(at(session)).status_code == status


def test_a_session_without_a_time_lets_people_in_once_it_runs(cast: Cast) -> None:
    session = rooms.plan(cast)
    assert Client().get(at(session)).status_code == 404
    sessions.start(session, by=cast.moss)
    assert Client().get(at(session)).status_code == 200


def test_an_ended_session_lets_nobody_in(cast: Cast, room: tuple[Session, Wave], client_for: As) -> None:
    session, _ = room
    sessions.end(session, by=cast.moss, close_polls=True)
    assert Client().post(at(session), YES).status_code == 404
    assert "has ended" in client_for(cast.amina).get(at(session)).content.decode()


@pytest.mark.parametrize("stage", [Stage.PAUSED, Stage.ANALYSIS, Stage.FINDINGS_PUBLISHED])
def test_a_closed_consultation_lets_nobody_in(cast: Cast, room: tuple[Session, Wave], stage: Stage) -> None:
    cast.at(stage)
    assert Client().post(at(room[0]), YES).status_code == 404
    assert people(cast) == 3


def test_a_renewed_code_lets_nobody_new_in_and_keeps_who_is_in(
    cast: Cast, room: tuple[Session, Wave], client_for: As
) -> None:
    session, wave = room
    old, console = at(session), client_for(cast.moss)
    went = console.post(reverse("renew_session_code", args=[session.code]))
    session.refresh_from_db()
    assert at(session) != old
    assert went["Location"] == reverse("console", args=[session.code])
    assert Client().get(old).status_code == 404
    assert Client().get(at(session)).status_code == 200
    amina, option = client_for(cast.amina), rooms.option(wave.questions.get(), "Right")
    amina.post(old, {"wave": wave.pk, "answer": option})  # the page she had open
    assert Ballot.objects.count() == 1
    assert console.get(old + "console/").status_code == 200


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "outsider", None])
def test_only_facilitators_renew(cast: Cast, room: tuple[Session, Wave], client_for: As, who: str | None) -> None:
    client = client_for(getattr(cast, who) if who else None)
    assert client.post(reverse("renew_session_code", args=[room[0].code])).status_code == 404
    assert Session.objects.get().code == room[0].code


# --- What a code tells -----------------------------------------------------------------------------
def test_unknown_ended_renewed_and_for_police_look_the_same(
    cast: Cast, elsewhere: Cast, room: tuple[Session, Wave], client_for: As
) -> None:
    session, _ = room
    ended = sessions.start(rooms.plan(elsewhere), by=elsewhere.moss)
    sessions.end(ended, by=elsewhere.moss, close_polls=True)
    retired = session.code
    entry.renew_code(session, by=cast.moss)
    strangers = [(None, "BBBBBBBBB"), (None, ended.code), (None, retired)]
    asked = [*strangers, (cast.okoro, session.code), (cast.reyes, retired)]
    for user, code in asked:
        answer = client_for(user).get(f"/live/{code}/")
        body = answer.content.decode()
        assert answer.status_code == 404, code
        assert "does not open a session" in body
        assert session.title not in body and cast.consultation.title not in body


@pytest.fixture
def few_wrong_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed_codes, "A_NETWORK", 10)


@pytest.mark.usefixtures("few_wrong_ones")
def test_many_wrong_codes_and_the_right_one_is_not_looked_at(cast: Cast, room: tuple[Session, Wave]) -> None:
    for number in range(10):
        assert Client().get(f"/live/BBBBBBBB{number}/").status_code == 404
    right = Client().get(at(room[0]))
    assert right.status_code == 429
    assert cast.consultation.title not in right.content.decode()
    assert Client().post(at(room[0]), YES).status_code == 429
    assert people(cast) == 3


@pytest.mark.usefixtures("few_wrong_ones")
def test_a_hall_behind_one_address_gets_in_and_a_guesser_in_it_does_not(
    cast: Cast, room: tuple[Session, Wave], client_for: As
) -> None:
    Group.objects.update(target_size=300)
    for number in range(30):
        assert Client().post(at(room[0]), {**YES, "key": str(number)}).status_code == 302
    for number in range(10):
        Client().get(f"/live/BBBBBBBB{number}/")
    assert Client().get("/live/BBBBBBBBB/").status_code == 429
    assert Client().post(at(room[0]), {**YES, "key": "late"}).status_code == 429


@pytest.mark.usefixtures("few_wrong_ones")
def test_where_the_console_is_open_mistyped_codes_do_not_shut_the_hall_out(
    cast: Cast, elsewhere: Cast, room: tuple[Session, Wave], client_for: As
) -> None:
    session, _ = room
    other, _ = rooms.running(elsewhere)
    client_for(cast.moss).get(reverse("console", args=[session.code]))
    for number in range(10):
        Client().get(f"/live/BBBBBBBB{number}/")
    assert Client().get(at(session)).status_code == 200
    assert Client().get(at(other)).status_code == 429  # trust is for one session alone
    assert Client(REMOTE_ADDR="10.0.0.9").get("/live/BBBBBBBBB/").status_code == 404


def test_a_participant_reloads_as_often_as_they_like(cast: Cast, room: tuple[Session, Wave], client_for: As) -> None:
    for number in range(10):
        Client().get(f"/live/BBBBBBBB{number}/")
    assert client_for(cast.amina).get(at(room[0])).status_code == 200


def test_a_code_of_another_consultation_gives_nothing_here(
    cast: Cast, elsewhere: Cast, room: tuple[Session, Wave]
) -> None:
    other, _ = rooms.running(elsewhere)
    phone = Client()
    phone.post(at(room[0]), YES)
    let_in(cast)
    page = phone.post(at(other), {**YES, "key": "another"})
    assert "Add your e-mail address there first" in page.content.decode()
    assert people(elsewhere) == 3


# --- Full ------------------------------------------------------------------------------------------
def test_a_group_takes_twice_the_people_it_hopes_for(cast: Cast, room: tuple[Session, Wave]) -> None:
    Group.objects.filter(pk=cast.group1.pk).update(target_size=2)
    for number in range(2):  # Amina and Bilal are there
        assert Client().post(at(room[0]), {**YES, "key": str(number)}).status_code == 302
        let_in(cast)
    page = Client().post(at(room[0]), {**YES, "key": "late"})
    assert page.status_code == 422
    assert "full" in page.content.decode()
    assert people(cast) == 5


def test_who_left_is_told_to_ask(cast: Cast, room: tuple[Session, Wave], client_for: As) -> None:
    joining.withdraw(cast.consultation, by=cast.amina)
    assert "You left this consultation" in client_for(cast.amina).post(at(room[0]), YES).content.decode()


# --- Recording --------------------------------------------------------------------------------------
def test_recording_is_asked_only_where_a_session_of_the_group_records(cast: Cast, room: tuple[Session, Wave]) -> None:
    invitation = invitations.invite(cast.group1, by=cast.moss)
    other = invitations.invite(cast.group2, by=cast.moss)

    def asks(address: str) -> bool:
        return 'name="recording"' in Client().get(address).content.decode()

    assert not asks(at(room[0]))
    Session.objects.update(recording=Session.Recording.AUDIO)
    assert asks(at(room[0]))
    assert asks(f"/join/{invitation.code}/")
    assert not asks(f"/join/{other.code}/")
    phone = Client()
    phone.post(at(room[0]), {**YES, "recording": "on"})
    let_in(cast)
    member = Membership.objects.get(user=phone.session["_auth_user_id"])
    assert member.consents_to(Consent.Item.RECORDING)


def test_one_box_takes_every_kind_of_code(cast: Cast, room: tuple[Session, Wave]) -> None:
    invitation = invitations.invite(cast.group1, by=cast.moss)
    assert Client().post("/join/", {"code": room[0].spoken_code})["Location"] == at(room[0])
    assert Client().get("/live/", {"code": invitation.code})["Location"] == f"/join/{invitation.code}/"
    assert InvitationCode.objects.count() == 1 and Consultation.objects.count() == 1

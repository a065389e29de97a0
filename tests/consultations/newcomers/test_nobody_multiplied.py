"""One person with many browsers: at the door they are nobody, and it shows from how few places they came."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from audit import clock
from audit.models import Entry
from consultations import access, numbers
from consultations.invitations import invitations
from consultations.joining import coming
from consultations.models import Arrival, Consent, Group, InvitationCode, Membership, Newcomer, Role
from consultations.newcomers import newcomers
from deliberation.models import Ballot, Session, Wave
from deliberation.sessions import floor
from outcomes.report import method
from people.models import User
from people.privacy import retention
from people.signin import devices
from tests.access import routes
from tests.cast import Cast
from tests.consultations.joining.ways import letter as a_letter
from tests.deliberation import rooms
from tests.made_once import made_once
from tests.outcomes import coded
from tests.pages import flat as flat_text

As = Callable[[User | None], Client]
YES = {"take_part": "on"}


@made_once
def room(cast: Cast) -> tuple[Session, Wave]:
    return rooms.running(cast)


def flat(answer: Any) -> str:
    return flat_text(answer.content.decode())


def knock(session: Session, key: str, phone: Client | None = None, **how: str) -> tuple[Client, int]:
    phone = phone or Client(**how)
    answer = phone.post(reverse("live", args=[session.code]), {**YES, "key": key})
    return phone, answer.status_code


def inside(cast: Cast) -> int:
    return Membership.objects.filter(consultation=cast.consultation, role=Role.PARTICIPANT).count()


# --- Nine cookie jars with the wall's code ----------------------------------------------------------
def test_nine_cookie_jars_are_nobody(cast: Cast, room: tuple[Session, Wave], client_for: As) -> None:
    session, wave = room
    option = rooms.option(wave.questions.get(), "Right")
    for number in range(9):
        phone, status = knock(session, str(number))
        assert status == 302
        phone.post(reverse("live", args=[session.code]), {"wave": wave.pk, "answer": option, **YES, "key": "again"})
    assert inside(cast) == 3 and floor.members_of(session).count() == 2
    assert not Ballot.objects.exists() and not session.seats.exclude(membership__user__email__gt="").exists()
    page = flat(client_for(cast.moss).get(reverse("console", args=[session.code])))
    assert "9 people · 9 devices · 1 address" in page
    assert "Let all 9 in" in page


def test_a_room_of_thirty_is_one_tap(cast: Cast, room: tuple[Session, Wave], client_for: As) -> None:
    session, _ = room
    Group.objects.update(target_size=40)
    for number in range(30):
        knock(session, str(number), REMOTE_ADDR=f"10.0.0.{number % 2}")
    console = client_for(cast.moss)
    assert "30 people · 30 devices · 2 addresses" in flat(console.get(reverse("console", args=[session.code])))
    console.post(reverse("console_floor", args=[session.code]), {"do": "let_all_in"})
    assert inside(cast) == 33 and not Newcomer.objects.exists()
    assert Entry.objects.filter(action="newcomer_let_in").count() == 30


def test_one_by_one_on_the_console(cast: Cast, room: tuple[Session, Wave], client_for: As) -> None:
    session, _ = room
    (_, _), (_, _) = knock(session, "a"), knock(session, "b")
    first, second = Newcomer.objects.all()
    console, floor_of = client_for(cast.finch), reverse("console_floor", args=[session.code])
    console.post(floor_of, {"do": "let_in", "newcomer": first.pk})
    console.post(floor_of, {"do": "not_in", "newcomer": second.pk})
    assert inside(cast) == 4
    second.refresh_from_db()
    assert (second.state, second.device, second.address) == (Newcomer.State.DECLINED, "", "")


def test_a_facilitator_lets_nobody_in_elsewhere(
    cast: Cast, elsewhere: Cast, room: tuple[Session, Wave], client_for: As
) -> None:
    knock(room[0], "a")
    other, _ = rooms.running(elsewhere)
    theirs = client_for(elsewhere.moss)
    wanted = {"do": "let_in", "newcomer": Newcomer.objects.get().pk}
    assert theirs.post(reverse("console_floor", args=[other.code]), wanted).status_code == 404
    assert inside(cast) == 3


# --- Whoever waits or was refused reaches nothing -----------------------------------------------------
def test_whoever_waits_reaches_no_address_of_the_session(cast: Cast, room: tuple[Session, Wave]) -> None:
    """Every address with the session's code, as a page and as a form."""
    session, wave = room
    phone, _ = knock(session, "a")
    own = {"live", "renew_session_code"}
    asked = 0
    for name in sorted({key for key in get_resolver().reverse_dict if isinstance(key, str)}):
        for pattern in get_resolver().reverse_dict.getlist(name):
            kinds = pattern[0][0][1]
            if kinds != ["code"] or name in own | set(routes.CODES):
                continue
            address = reverse(name, args=[session.code])
            for answer in (phone.get(address), phone.post(address, {"wave": wave.pk, **YES})):
                asked += 1
                assert answer.status_code in (403, 404, 405), (name, answer.status_code)
    assert asked > 20
    assert phone.post(reverse("renew_session_code", args=[session.code])).status_code == 404
    assert "A busy street" not in phone.get(reverse("live", args=[session.code])).content.decode()
    assert phone.get(reverse("briefing", args=[cast.consultation.slug])).status_code == 200


def test_whoever_was_refused_comes_back_to_the_door(cast: Cast, room: tuple[Session, Wave]) -> None:
    session, _ = room
    phone, _ = knock(session, "a")
    newcomers.decline(Newcomer.objects.get(), by=cast.moss)
    knock(session, "a", phone)
    assert Newcomer.objects.get().is_waiting and inside(cast) == 3


# --- Caps -------------------------------------------------------------------------------------------
def test_one_device_is_one_guest(cast: Cast, room: tuple[Session, Wave], client_for: As) -> None:
    session, _ = room
    phone, _ = knock(session, "a")
    only_device = Client()
    only_device.cookies[devices.DEVICE] = phone.cookies[devices.DEVICE].value
    _, status = knock(session, "b", only_device)
    assert status == 422 and Newcomer.objects.count() == 1 and User.objects.filter(email=None).count() == 1
    client_for(cast.moss).post(reverse("console_floor", args=[session.code]), {"do": "ease"})
    assert Entry.objects.filter(action="door_eased").count() == 1
    assert knock(session, "b", only_device)[1] == 302
    assert newcomers.door_of(cast.consultation).places == "2 people · 1 device · 1 address"


def test_thirty_from_one_network(cast: Cast, room: tuple[Session, Wave]) -> None:
    session, _ = room
    Group.objects.update(target_size=40)
    for number in range(30):
        assert knock(session, str(number))[1] == 302
    phone, status = knock(session, "late")
    assert status == 422
    assert "use another network" in flat(phone.post(reverse("live", args=[session.code]), {**YES, "key": "late"}))
    assert knock(session, "elsewhere", REMOTE_ADDR="10.9.9.9")[1] == 302


def test_letters_that_one_desk_uses_up(cast: Cast) -> None:
    """Each letter is its own code, and needs nobody’s yes: together they are one way in."""
    batch = invitations.print_letters(cast.group1, by=cast.moss, letters=40)
    for number, letter in enumerate(list(cast.group1.invitations.filter(batch=batch))):
        came = Client().post(f"/join/{letter.code}/", {**YES, "key": str(number)})
        assert came.status_code == 302, number
    assert inside(cast) == 3 + numbers.GUESTS_AN_ADDRESS
    assert {one.because for one in Newcomer.objects.all()} == {Newcomer.Because.NETWORK}
    assert Newcomer.objects.count() == 40 - numbers.GUESTS_AN_ADDRESS, "nobody is turned away"


def test_the_rooms_own_network_is_as_big_as_the_room(cast: Cast, room: tuple[Session, Wave], client_for: As) -> None:
    session, _ = room
    Group.objects.update(target_size=40)
    client_for(cast.moss).get(reverse("console", args=[session.code]))
    assert {knock(session, str(number))[1] for number in range(32)} == {302}


def test_marks_are_no_addresses_and_go(cast: Cast, room: tuple[Session, Wave]) -> None:
    knock(room[0], "a", REMOTE_ADDR="10.1.2.3")
    arrival, newcomer = Arrival.objects.get(), Newcomer.objects.get()
    assert "10.1.2.3" not in f"{arrival.address} {newcomer.address}" and len(arrival.address) == 32
    (rule,) = [rule for rule in retention.rules() if rule.key == "arrivals"]
    assert not rule.due(clock.now()).exists()
    assert rule.due(clock.now() + timedelta(days=1)).exists()


def test_whoever_waits_for_days_bears_no_mark_for_longer(cast: Cast, room: tuple[Session, Wave]) -> None:
    """A facilitator who lets people wait would keep what was promised to be kept for a day."""
    knock(room[0], "a", REMOTE_ADDR="10.1.2.3")
    retention.purge()
    assert Newcomer.objects.get().address and "1 address" in newcomers.door_of(cast.consultation).places
    Newcomer.objects.update(asked_at=clock.now() - timedelta(days=1, minutes=1))
    retention.purge()
    held = Newcomer.objects.get()
    assert (held.device, held.address, held.state) == ("", "", Newcomer.State.WAITING)
    assert newcomers.door_of(cast.consultation).places == "1 person · 1 asked on an earlier day"


# --- Staff who sign out and come back ---------------------------------------------------------------
@pytest.mark.parametrize("who", ["okoro", "reyes", "hale", "moss"])
@pytest.mark.parametrize("is_open", [False, True])
def test_a_browser_that_staff_used_is_no_guest(
    cast: Cast, room: tuple[Session, Wave], client_for: As, who: str, is_open: bool
) -> None:
    session, _ = room
    Group.objects.update(is_open=is_open)
    browser = client_for(getattr(cast, who))
    browser.get("/")
    browser.post("/accounts/logout/")
    page = browser.get(reverse("live", args=[session.code]))
    assert "police, panel or staff" in flat(page) and "say so" in flat(page)
    assert knock(session, "a", browser)[1] == 200
    assert inside(cast) == 3 and not Newcomer.objects.exists()
    assert getattr(cast, who).email not in str(browser.cookies[devices.STAFF].value)
    newcomers.ease(cast.consultation, by=cast.moss)
    assert knock(session, "c", browser)[1] == 302  # the facilitator looks who it is
    assert inside(cast) == 3
    assert "1 person on a browser where police" in newcomers.door_of(cast.consultation).staff_browsers


def test_a_letter_on_a_browser_that_staff_used_is_no_lost_letter(cast: Cast, client_for: As) -> None:
    """An officer with somebody's letter is not in; a neighbour at the library's computer is, with one tap."""
    browser = client_for(cast.okoro)
    browser.get("/")
    browser.post("/accounts/logout/")
    letter = a_letter(cast)
    assert coming.DOOR_FOR_STAFF in flat(browser.get(f"/join/{letter.code}/"))
    answer = browser.post(f"/join/{letter.code}/", {**YES, "key": "b"})
    assert inside(cast) == 3 and "perhaps somebody you share it with" in flat(browser.get(answer["Location"]))
    newcomers.let_in(Newcomer.objects.get(), by=cast.moss)
    member = Membership.objects.latest("pk")
    assert inside(cast) == 4 and not member.by_shared_code
    assert browser.get(answer["Location"])["Location"].endswith("/me/?joined=1")


def test_a_residents_browser_is_no_staff_browser(cast: Cast, room: tuple[Session, Wave], client_for: As) -> None:
    browser = client_for(cast.amina)
    browser.get("/")
    assert devices.STAFF not in browser.cookies


# --- Who need not wait --------------------------------------------------------------------------------
def test_a_letter_is_a_yes_and_a_shared_code_is_not(cast: Cast) -> None:
    letter, poster = a_letter(cast), invitations.invite(cast.group1, by=cast.moss, uses=20)
    Client().post(f"/join/{letter.code}/", {**YES, "key": "a"})
    assert inside(cast) == 4
    phone = Client()
    answer = phone.post(f"/join/{poster.code}/", {**YES, "key": "b"})
    assert answer["Location"] == reverse("wait_here", args=[cast.consultation.slug])
    assert "You are waiting to be let in" in flat(phone.get(answer["Location"]))
    assert phone.get("/me/")["Location"] == answer["Location"]
    assert inside(cast) == 4
    newcomers.decline(Newcomer.objects.get(), by=cast.moss)
    assert InvitationCode.objects.get(pk=poster.pk).uses_left == 20
    assert "You were not let in" in flat(phone.get(answer["Location"]))


def test_an_open_wall_takes_everybody_and_is_counted_apart(cast: Cast, client_for: As) -> None:
    Group.objects.filter(pk=cast.group2.pk).update(is_open=True)
    cast.group2.refresh_from_db()
    session, _ = rooms.running(cast)
    session.also.add(cast.group2)
    client_for(cast.moss).get(reverse("console", args=[session.code]))
    page = flat(Client().get(reverse("live", args=[session.code])))
    assert "Open wall" in page and "counted apart" in page
    for number in range(3):
        knock(session, str(number))
    assert cast.group2.members.current().participants().count() == 4  # none of them in the recruited group
    assert "Open wall" in flat(client_for(cast.moss).get(reverse("projector", args=[session.code])))


def test_who_may_ease(cast: Cast) -> None:
    for who in (cast.amina, cast.hale, cast.okoro, cast.outsider):
        with pytest.raises(access.NotAllowed):
            newcomers.ease(cast.consultation, by=who)


def test_a_poster_does_not_make_recruited_people(cast: Cast, room: tuple[Session, Wave]) -> None:
    """Whoever came to a recruited group by a code that many had is counted as that, also once somebody said yes."""
    session, _ = room
    poster = invitations.invite(cast.group1, by=cast.moss, uses=300, label="A poster")
    batch = invitations.print_letters(cast.group1, by=cast.moss, letters=invitations.LEAST)
    letters = list(cast.group1.invitations.filter(batch=batch))
    knock(session, "wall")
    newcomers.ease(cast.consultation, by=cast.moss)
    for n, (way, staff) in enumerate([(poster, False), (letters[0], False), (letters[1], True)]):
        origin = coming.Origin(device=f"d{n}", address=f"a{n}", was_staff=staff)
        coming.come_in(
            Group.objects.get(pk=cast.group1.pk), by=None, key=f"key{n}", way=way.code, origin=origin, invitation=way,
            consents={Consent.Item.TAKE_PART},
        )  # fmt: skip
    assert newcomers.let_everybody_in(cast.consultation, by=cast.moss) == 3
    assert cast.group1.members.filter(by_shared_code=True).count() == 2  # by the poster and by the wall
    for member in cast.consultation.memberships.current().participants():
        coded.say(cast, member, "Here I am.")  # to be let in alone is not to take part
    base = method.of(cast.consultation, coded.report(cast), [], [], []).base
    assert base == (
        "7 people in 2 groups (of these, fewer than 5 people by a code that many had, with the yes of a facilitator)"
    )

"""Phones that wait at the door: they hear that they are in within a second, and nothing of the session."""

import json

import pytest
from asgiref.sync import sync_to_async

from config.asgi import application
from consultations.joining import coming
from consultations.models import Consent, Group, Newcomer
from consultations.newcomers import newcomers
from deliberation import numbers
from deliberation.live import hub
from deliberation.live.listener import CROWDED, GONE
from people.models import User
from tests.deliberation.live.conftest import Room, connect, headers
from tests.deliberation.live.phone import Phone, Stream

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


def knock(room: Room, key: str = "a") -> User:
    cast, session, _ = room
    how = {"by": None, "key": key, "way": f"session {session.pk}", "origin": coming.Origin(device=key, address="here")}
    return coming.come_in(cast.group1, consents={Consent.Item.TAKE_PART}, **how)


async def at_the_door(user: User, room: Room) -> tuple[Phone, bool]:
    path = f"/ws/door/{room[0].consultation.slug}/"
    phone = Phone(application, path, await headers(user, origin="http://127.0.0.1"))
    return phone, await phone.connect()


async def test_a_waiting_phone_is_told_within_a_second(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deliberation.live.hub.SWEEP", 60)  # told, not found out
    first = await sync_to_async(knock)(room)
    second = await sync_to_async(knock)(room, "b")
    phone, accepted = await at_the_door(first, room)
    other, _ = await at_the_door(second, room)
    assert accepted
    assert await phone.receive_nothing(0.8)  # whatever coming to the door set going is over
    newcomer = await Newcomer.objects.select_related("consultation", "group").aget(user=first)
    await sync_to_async(newcomers.let_in)(newcomer, by=room[0].moss)
    closed = await phone.receive_output(1)
    assert (closed["type"], closed["code"]) == ("websocket.close", 4403)  # the page looks, and moves on
    assert await other.receive_nothing(0.3)
    await other.disconnect()


async def test_a_hall_at_the_door_takes_nobody_out_of_their_place(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty phones wait; one of them opens page after page, and puts out its own oldest alone."""
    monkeypatch.setattr("deliberation.live.hub.SWEEP", 60)
    cast = room[0]
    await Group.objects.aupdate(target_size=40)
    guests = [await sync_to_async(knock)(room, str(number)) for number in range(30)]
    came = [await at_the_door(guest, room) for guest in guests]
    phones = [phone for phone, accepted in came if accepted]
    assert len(phones) == 30
    greedy = [(await at_the_door(guests[0], room))[0] for _ in range(numbers.LISTENING)]
    assert (await phones[0].receive_output(1))["code"] == CROWDED
    assert all([await phone.receive_nothing(0.01) for phone in [*phones[1:], *greedy]])
    assert await sync_to_async(newcomers.let_everybody_in)(cast.consultation, by=cast.moss) == 30
    closed = [await phone.receive_output(1) for phone in [*phones[1:], *greedy]]
    assert {(one["type"], one["code"]) for one in closed} == {("websocket.close", GONE)}
    assert hub.current()._of_person == {}


async def test_a_refused_phone_is_told_too(room: Room) -> None:
    guest = await sync_to_async(knock)(room)
    stream = Stream(application, f"/sse/door/{room[0].consultation.slug}/", await headers(guest))
    assert await stream.connect() == 200
    newcomer = await Newcomer.objects.select_related("consultation", "group").aget(user=guest)
    await sync_to_async(newcomers.decline)(newcomer, by=room[0].moss)
    assert (await stream.hear(1))["event"] == "gone"


async def test_whoever_waits_hears_no_session(room: Room) -> None:
    guest = await sync_to_async(knock)(room)
    for wall in (False, True):
        _, accepted = await connect(guest, room[1], wall=wall)
        assert not accepted


@pytest.mark.parametrize("who", ["amina", "moss", "okoro", None])
async def test_only_whoever_waits_follows_the_door(room: Room, who: str | None) -> None:
    await sync_to_async(knock)(room)
    _, accepted = await at_the_door(getattr(room[0], who) if who else None, room)
    assert not accepted


async def test_the_console_hears_of_whoever_comes(room: Room) -> None:
    cast, session, _ = room
    console, _ = await connect(cast.moss, session, wall=True)
    before = json.loads(await console.hear())["floor"]
    await sync_to_async(knock)(room)
    assert json.loads(await console.hear(2))["floor"] > before
    await console.disconnect()

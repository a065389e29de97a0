"""Sockets of console, screen and phone: none for staff without their second step, and none after being signed out."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.test import Client

from config.asgi import application
from deliberation.models import Session
from people.models import User
from people.signin import second_factor, sign_ins
from tests.cast import Cast, make_cast
from tests.deliberation import rooms
from tests.deliberation.live.phone import Phone

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


@pytest.fixture
def room(transactional_db: None, settings: Any) -> tuple[Cast, Session]:
    settings.STAFF_SECOND_FACTOR = True
    cast = make_cast()
    return cast, rooms.running(cast)[0]


@sync_to_async
def cookie(user: User, *, passed: bool) -> bytes:
    client = Client()
    client.force_login(user)
    if passed:
        session = client.session
        second_factor.mark_passed(session, user)
        session.save()
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}".encode()


async def connect(user: User, session: Session, wall: bool, passed: bool) -> tuple[Phone, bool]:
    headers = [
        (b"cookie", await cookie(user, passed=passed)),
        (b"origin", b"http://127.0.0.1"),
        (b"host", b"127.0.0.1"),
    ]
    phone = Phone(application, f"/ws/live/{session.code}/" + ("wall/" if wall else ""), headers=headers)
    return phone, await phone.connect()


@pytest.mark.parametrize("wall", [False, True])
async def test_staff_hear_nothing_before_their_second_step(room: tuple[Cast, Session], wall: bool) -> None:
    cast, session = room
    assert not (await connect(cast.moss, session, wall, passed=False))[1]
    phone, let_in = await connect(cast.moss, session, wall, passed=True)
    assert let_in
    await phone.disconnect()


async def test_residents_are_not_asked(room: tuple[Cast, Session]) -> None:
    cast, session = room
    phone, let_in = await connect(cast.amina, session, wall=False, passed=False)
    assert let_in
    await phone.disconnect()


async def test_signing_out_everywhere_puts_sockets_out(room: tuple[Cast, Session]) -> None:
    cast, session = room
    phone, let_in = await connect(cast.moss, session, wall=True, passed=True)
    assert let_in
    await sync_to_async(sign_ins.end_all)(cast.moss)
    async with asyncio.timeout(5):
        while (event := await phone.receive_output(5))["type"] != "websocket.close":
            assert event["type"] == "websocket.send"
    assert event["code"] == 4403

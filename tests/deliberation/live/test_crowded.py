"""One person, and one network address, are told on so many pages at once and no more."""

from typing import Any

import pytest

from deliberation import numbers
from deliberation.live import hub
from deliberation.live.listener import CROWDED
from tests.deliberation.live.conftest import Room, connect, open_stream

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


async def closed_with(phone: Any) -> int:
    while (event := await phone.receive_output(5))["type"] != "websocket.close":
        continue
    return int(event["code"])


async def test_the_oldest_page_of_somebody_with_too_many_goes(room: Room) -> None:
    cast, session, _ = room
    phones = [(await connect(cast.amina, session))[0] for _ in range(numbers.LISTENING)]
    other, _ = await connect(cast.finch, session)
    newest, let_in = await connect(cast.amina, session)
    assert let_in and await closed_with(phones[0]) == CROWDED
    for phone in [*phones[1:], newest, other]:
        assert await phone.hear()
        await phone.disconnect()
    assert hub.current()._of_person == {} and not hub.current()._of_address


async def test_streams_count_as_sockets_do(room: Room) -> None:
    cast, session, _ = room
    stream, status = await open_stream(cast.amina, session)
    assert status == 200 and (await stream.hear())["data"]
    phones = [(await connect(cast.amina, session))[0] for _ in range(numbers.LISTENING)]
    heard: dict[str, str] = {}
    while heard.get("event") != "crowded":
        heard = await stream.hear()
    for phone in phones:
        await phone.disconnect()


async def test_an_address_that_is_full_takes_nobody_away_from_the_others(room: Room, settings: Any) -> None:
    settings.LIVE_AN_ADDRESS = 2
    cast, session, _ = room
    here = [(await connect(user, session))[0] for user in (cast.amina, cast.finch)]
    late, _ = await connect(cast.moss, session)
    assert await closed_with(late) == CROWDED
    _, status = await open_stream(cast.moss, session)
    assert status == 429
    for phone in here:
        assert await phone.hear()
        await phone.disconnect()
    again, _ = await connect(cast.moss, session)
    assert await again.hear()
    await again.disconnect()

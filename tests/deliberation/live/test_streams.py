"""Server-sent events: the same news and the same check, for networks that block sockets."""

import json

import pytest
from asgiref.sync import sync_to_async

from consultations.joining import joining
from deliberation.polls import polling
from tests.deliberation.live.conftest import Room, connect, move, open_stream

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


async def test_a_stream_hears_what_a_socket_hears(room: Room) -> None:
    cast, session, wave = room
    stream, status = await open_stream(cast.amina, session)
    phone, _ = await connect(cast.amina, session)
    assert status == 200
    await stream.hear()
    await phone.hear()
    await sync_to_async(polling.close_wave)(wave, by=cast.moss)
    event = await stream.hear()
    assert event["data"] == await phone.hear()
    assert event["id"] == str(json.loads(event["data"])["version"])
    assert "This question has closed" in json.loads(event["data"])["html"]
    await stream.disconnect()
    await phone.disconnect()


async def test_whoever_comes_back_hears_the_present_version_at_once(room: Room) -> None:
    cast, session, _ = room
    stream, _ = await open_stream(cast.amina, session)
    seen = (await stream.hear())["id"]
    await stream.disconnect()
    version = await move(cast, session, 1)
    stream, status = await open_stream(cast.amina, session, last_event_id=seen)
    assert status == 200
    assert int((await stream.hear())["id"]) == version
    await stream.disconnect()


@pytest.mark.parametrize("who", ["outsider", "carys", "okoro", "reyes", None])
async def test_others_get_no_stream(room: Room, who: str | None) -> None:
    cast, session, _ = room
    assert (await open_stream(getattr(cast, who) if who else None, session))[1] == 403


async def test_the_walls_stream_is_for_facilitators(room: Room) -> None:
    cast, session, _ = room
    assert (await open_stream(cast.amina, session, wall=True))[1] == 403
    stream, status = await open_stream(cast.moss, session, wall=True)
    assert status == 200
    await stream.disconnect()


@pytest.mark.parametrize(
    "header",
    [{"origin": "http://elsewhere.example"}, {"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}],
)
async def test_a_page_of_another_site_gets_no_stream(room: Room, header: dict[str, str]) -> None:
    cast, session, _ = room
    assert (await open_stream(cast.amina, session, **header))[1] == 403


async def test_a_stream_is_read_not_posted_to(room: Room) -> None:
    cast, session, _ = room
    assert (await open_stream(cast.amina, session, method="POST"))[1] == 403


async def test_somebody_who_leaves_loses_the_stream(room: Room) -> None:
    cast, session, _ = room
    stream, _ = await open_stream(cast.amina, session)
    await stream.hear()
    await sync_to_async(joining.withdraw)(cast.consultation, by=cast.amina)
    while (event := await stream.hear()).get("event") != "gone":
        assert event["data"]
    await stream.wait(5)

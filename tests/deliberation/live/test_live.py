"""The live path, in one process: over the shared layer too when REDIS_URL names one."""

import asyncio
import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as configured

from config.asgi import application
from consultations.joining import joining
from deliberation.live import hub, layer, listener, presence, publish
from deliberation.models import Session
from deliberation.polls import polling, voting
from tests.deliberation import rooms
from tests.deliberation.live.conftest import Room, connect, move
from tests.deliberation.live.phone import Phone

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


class NoLayer:
    """A channel layer whose server is down."""

    def __getattr__(self, name: str) -> Any:
        async def refuse(*args: Any) -> None:
            raise ConnectionError("Connection refused")

        return refuse


async def newest(phone: Phone, version: int, timeout: float = 5) -> dict[str, Any]:
    """Read until a message of at least this version arrives."""
    while True:
        message = json.loads(await phone.hear(timeout))
        if message["version"] >= version:
            return message


# --- Being told ---------------------------------------------------------------------------------
async def test_a_phone_hears_the_present_version_when_it_connects(room: Room) -> None:
    cast, session, _ = room
    phone, _ = await connect(cast.amina, session)
    await sync_to_async(session.refresh_from_db)()
    assert (await newest(phone, session.version))["topic"] == publish.topic_of(session.pk)
    await phone.disconnect()


async def test_a_new_state_brings_the_fragment_itself(room: Room) -> None:
    cast, session, wave = room
    phone, _ = await connect(cast.amina, session)
    await phone.hear()
    await sync_to_async(polling.close_wave)(wave, by=cast.moss)
    await sync_to_async(session.refresh_from_db)()
    message = await newest(phone, session.version)
    assert message["kind"] == "state"
    assert "This question has closed" in message["html"]
    await phone.disconnect()


async def test_idle_then_told(room: Room) -> None:
    cast, session, _ = room
    phone, _ = await connect(cast.amina, session)
    await phone.hear()
    await asyncio.sleep(2.5)  # many sweeps and ticks later
    version = await move(cast, session, 1)
    assert (await newest(phone, version))["version"] == version
    await phone.disconnect()


async def test_after_a_burst_of_fifty_every_client_is_at_the_newest_version(room: Room) -> None:
    cast, session, _ = room
    phones = [(await connect(user, session))[0] for user in (cast.amina, cast.bilal, cast.moss)]
    phones.append((await connect(cast.moss, session, wall=True))[0])
    for n in range(50):
        version = await move(cast, session, n % 3)
    for phone in phones:
        assert (await newest(phone, version))["version"] == version
        await phone.disconnect()


async def test_counts_are_totals_and_come_as_ticks(room: Room) -> None:
    cast, session, wave = room
    wall, _ = await connect(cast.moss, session, wall=True)
    phone, _ = await connect(cast.amina, session)
    first = json.loads(await phone.hear())
    assert first["answers"] == {}
    people = await sync_to_async(rooms.crowd)(cast, 8)
    question = await sync_to_async(wave.questions.get)()
    right = await sync_to_async(rooms.option)(question, "Right")
    for user in people:
        await sync_to_async(voting.vote)(wave, question, by=user, option_ids=[right])
    for listening in (wall, phone):
        messages = []
        while not messages or messages[-1]["answers"].get(str(wave.pk)) != 8:
            messages.append(json.loads(await listening.hear()))
        assert len(messages) < 8  # ticks, not one message a vote
        assert all("html" not in m for m in messages if m["kind"] == "tick")
    await wall.disconnect()
    await phone.disconnect()


async def test_messages_stay_small_and_say_nothing_of_choices(room: Room) -> None:
    cast, session, _wave = room
    wall, _ = await connect(cast.moss, session, wall=True)
    text = await wall.hear()
    assert len(text) < 300
    assert set(json.loads(text)) == {"topic", "version", "kind", "answers", "floor", "seating", "people"}
    await wall.disconnect()


async def test_a_lost_message_is_made_good_by_the_next_look(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    cast, session, _ = room
    phone, _ = await connect(cast.amina, session)
    await phone.hear()
    monkeypatch.setattr(publish, "_send", lambda topic, version: None)
    version = await move(cast, session, 2)
    assert (await newest(phone, version))["version"] == version
    await phone.disconnect()


async def test_a_task_of_the_hub_that_dies_is_started_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    from deliberation.live import messages

    monkeypatch.setattr(hub, "SWEEP", 60)  # or the sweep would hide it
    cast, session, _ = room
    phone, _ = await connect(cast.amina, session)
    await phone.hear()
    real, failures = messages.read, []

    def fail_once(*args: Any) -> messages.News:
        if not failures:
            failures.append(1)
            raise RuntimeError("the database went away")
        return real(*args)

    monkeypatch.setattr(messages, "read", fail_once)
    version = await move(cast, session, 1)
    assert (await newest(phone, version))["version"] == version
    assert failures
    await phone.disconnect()


# --- Being let in and put out -------------------------------------------------------------------
@pytest.mark.parametrize("who", ["outsider", "carys", "okoro", "reyes", None])
async def test_others_are_refused(room: Room, who: str | None) -> None:
    cast, session, _ = room
    _, connected = await connect(getattr(cast, who) if who else None, session)
    assert not connected


@pytest.mark.parametrize("who", ["amina", "hale"])
async def test_the_wall_is_for_facilitators(room: Room, who: str) -> None:
    cast, session, _ = room
    assert not (await connect(getattr(cast, who), session, wall=True))[1]
    wall, connected = await connect(cast.moss, session, wall=True)
    assert connected
    await wall.disconnect()


async def test_staff_without_their_second_step_get_no_socket(room: Room, settings: Any) -> None:
    cast, session, _ = room
    settings.STAFF_SECOND_FACTOR = True
    assert not (await connect(cast.moss, session, wall=True))[1]
    phone, connected = await connect(cast.amina, session)
    assert connected
    await phone.disconnect()


async def test_a_page_of_another_site_is_refused(room: Room) -> None:
    cast, session, _ = room
    phone, connected = await connect(cast.amina, session)
    assert connected
    await phone.disconnect()
    assert not (await connect(cast.amina, session, origin="http://elsewhere.example"))[1]


@pytest.mark.parametrize(
    "origin",
    ["http://127.0.0.1:8001", "https://127.0.0.1", "http://localhost", "http://127.0.0.1@elsewhere.example",
     "http://127.0.0.1/", "ws://127.0.0.1", "http://127.0.0.1:port"],
)  # fmt: skip
async def test_another_port_or_scheme_or_name_of_this_host_is_another_origin(room: Room, origin: str) -> None:
    cast, session, _ = room
    assert not (await connect(cast.amina, session, origin=origin))[1]


@pytest.mark.parametrize("origin", [None, "null", "http://127.0.0.1.elsewhere.example", ""])
async def test_a_socket_that_does_not_say_where_it_comes_from_is_refused(room: Room, origin: str | None) -> None:
    cast, session, _ = room
    assert not (await connect(cast.amina, session, origin=origin))[1]


async def test_an_unknown_address_is_refused() -> None:
    phone = Phone(application, "/ws/elsewhere/", headers=[])
    assert not await phone.connect()


async def test_an_unknown_code_is_refused(room: Room) -> None:
    cast, _, _ = room
    assert not (await connect(cast.amina, Session(code="NOTACODE2")))[1]


async def closed_with(phone: Phone) -> int:
    while True:
        event = await phone.receive_output(timeout=5)
        if event["type"] == "websocket.close":
            return event["code"]


async def test_somebody_who_leaves_loses_the_socket(room: Room) -> None:
    cast, session, _ = room
    phone, connected = await connect(cast.amina, session)
    assert connected
    await sync_to_async(joining.withdraw)(cast.consultation, by=cast.amina)
    assert await closed_with(phone) == 4403


async def test_signing_out_loses_the_socket(room: Room) -> None:
    from django.contrib.sessions.models import Session as SignIn

    cast, session, _ = room
    phone, connected = await connect(cast.amina, session)
    assert connected
    await SignIn.objects.all().adelete()
    assert await closed_with(phone) == 4403


async def test_a_deactivated_account_loses_the_socket(room: Room) -> None:
    cast, session, _ = room
    phone, connected = await connect(cast.amina, session)
    assert connected
    await type(cast.amina).objects.filter(pk=cast.amina.pk).aupdate(is_active=False)
    assert await closed_with(phone) == 4403
    assert not (await connect(cast.amina, session))[1]


async def test_whoever_leaves_loses_the_socket_with_the_layer_down_too(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layer, "shared_layer", lambda: NoLayer())
    cast, session, _ = room
    phone, connected = await connect(cast.amina, session)
    assert connected
    await sync_to_async(joining.withdraw)(cast.consultation, by=cast.amina)
    assert await closed_with(phone) == 4403


async def test_with_the_layer_down_a_room_is_late_but_told(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layer, "shared_layer", lambda: NoLayer())
    monkeypatch.setattr(hub, "tell_local", lambda topic, version: None)  # as if the act ran elsewhere
    cast, session, _ = room
    phone, _ = await connect(cast.amina, session)
    version = await move(cast, session, 1)
    assert (await newest(phone, version))["version"] == version
    await phone.disconnect()


async def test_changing_group_loses_the_socket(room: Room) -> None:
    cast, session, _ = room
    phone, _ = await connect(cast.amina, session)
    member = await sync_to_async(cast.member)(cast.amina)
    member.group = cast.group2
    await member.asave()
    assert await closed_with(phone) == 4403


async def test_a_long_frame_closes_the_socket(room: Room) -> None:
    cast, session, _ = room
    phone, _ = await connect(cast.amina, session)
    await phone.say("x" * 4097)
    assert await closed_with(phone) == 1009


async def test_a_chatty_client_is_closed(room: Room) -> None:
    cast, session, _ = room
    phone, _ = await connect(cast.amina, session)
    for _ in range(60):
        await phone.say("hello")
    assert await closed_with(phone) == 1008


async def test_the_hub_forgets_who_has_gone(room: Room) -> None:
    cast, session, _ = room
    phone, _ = await connect(cast.amina, session)
    assert hub.describe()[publish.topic_of(session.pk)] == 1
    await phone.disconnect()
    await asyncio.sleep(0.1)
    assert publish.topic_of(session.pk) not in hub.describe()


async def test_people_here_are_counted_once_and_those_who_watch_are_not(room: Room) -> None:
    cast, session, _ = room
    here = (cast.amina, cast.amina, cast.bilal, cast.moss, cast.hale)
    phones = [(await connect(user, session))[0] for user in here]
    await asyncio.sleep(0.6)
    assert await sync_to_async(hub.people_in)(session.pk) == 2
    for phone in phones:
        await phone.disconnect()


async def test_the_wall_hears_at_once_who_comes_and_goes_and_phones_do_not(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "SWEEP", 60)  # not from the look that comes round every few seconds
    cast, session, _ = room
    wall, _ = await connect(cast.moss, session, wall=True)

    async def told(people: int) -> None:
        while json.loads(await wall.hear(2))["people"] != people:
            pass

    await told(0)
    amina, _ = await connect(cast.amina, session)
    assert "people" not in json.loads(await amina.hear())
    await told(1)
    bilal, _ = await connect(cast.bilal, session)
    await told(2)
    await bilal.disconnect()
    await told(1)
    assert await amina.receive_nothing(0.6)  # nothing for phones has changed
    for phone in (amina, wall):
        await phone.disconnect()


# --- One listener -------------------------------------------------------------------------------
async def test_a_slow_phone_keeps_only_the_latest_and_holds_nobody_up() -> None:
    sent: list[str] = []
    free = asyncio.Event()

    async def slow(event: dict[str, Any]) -> None:
        await free.wait()
        sent.append(event["text"])

    pass_ = presence.Pass(1, "", 1, 1, "participant", 1)
    phone = listener.Listener(slow, "t", pass_, "phone")
    for n in range(50):
        phone.tell(listener.Parcel(n, str(n)))
    assert sent == []
    free.set()
    await asyncio.sleep(0.05)
    assert sent == ["0", "49"]


async def test_a_free_phone_needs_no_task() -> None:
    async def quick(event: dict[str, Any]) -> None:
        return None

    before = len(asyncio.all_tasks())
    phone = listener.Listener(quick, "t", presence.Pass(1, "", 1, 1, "participant", 1), "phone")
    phone.tell(listener.Parcel(1, "a"))
    assert len(asyncio.all_tasks()) == before


async def test_a_send_that_fails_late_puts_the_listener_out() -> None:
    async def broken(event: dict[str, Any]) -> None:
        await asyncio.sleep(0)
        raise ConnectionError("gone")

    phone = listener.Listener(broken, "t", presence.Pass(1, "", 1, 1, "participant", 1), "phone")
    phone.tell(listener.Parcel(1, "a"))
    await asyncio.sleep(0.05)
    assert phone.out.is_set()


# --- Between processes --------------------------------------------------------------------------
@pytest.mark.skipif(not configured.REDIS_URL, reason="needs REDIS_URL: one process has nobody else to tell")
async def test_another_process_hears_through_the_layer(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    cast, session, _ = room
    monkeypatch.setattr(hub, "SWEEP", 60)
    phone, _ = await connect(cast.amina, session)
    await phone.hear()
    await asyncio.sleep(1)
    monkeypatch.setattr(hub, "tell_local", lambda topic, version: None)  # as if the act ran elsewhere
    version = await move(cast, session, 1)
    assert (await newest(phone, version))["version"] == version
    await phone.disconnect()

"""One hub a process. It follows each topic once and sends the same bytes to every socket of that topic.

No socket joins a channel-layer group, no task is made for a client, and a slow phone never holds up a room: a
client that is still busy keeps only the latest message. Counts are ticks, not events: at most 4 a second to the
wall (console, projector) and 2 a second to phones; a new state goes out at once.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from django.conf import settings

from deliberation import numbers
from deliberation.live import layer, messages, posts, presence
from deliberation.live.listener import CROWDED, Listener, Parcel
from deliberation.live.threads import admitting, reading

log = logging.getLogger(__name__)
WALL_TICK, PHONE_TICK = 0.25, 0.5  # seconds
DOOR, THREAD = "door-", "thread-"  # topics of a consultation's door and of a discussion begin so
SWEEP = 3.0  # seconds between looks at who may still listen, and at what the database says

_hubs: dict[asyncio.AbstractEventLoop, "Hub"] = {}


def current() -> "Hub":
    """The hub of the running loop."""
    loop = asyncio.get_running_loop()
    for gone in [known for known in _hubs if known.is_closed()]:
        _hubs.pop(gone, None)
    if loop not in _hubs:
        _hubs[loop] = Hub(loop)
    return _hubs[loop]


def tell_local(topic: str, version: int) -> None:
    """From any thread: tell this process's hub."""
    for loop, hub in list(_hubs.items()):
        try:
            loop.call_soon_threadsafe(hub.note, topic, version)
        except RuntimeError:  # that loop has ended
            _hubs.pop(loop, None)


@dataclass(eq=False)
class Topic:
    name: str
    session_id: int
    listeners: set[Listener] = field(default_factory=set)
    dirty: asyncio.Event = field(default_factory=asyncio.Event)
    urgent: asyncio.Event = field(default_factory=asyncio.Event)
    known: int = -1  # the newest version heard of
    phones_after: float = 0.0  # loop time before which phones get no tick
    here: set[int] = field(default_factory=set)  # the accounts this process reported as being here
    sent: dict[str, messages.News] = field(default_factory=dict)  # by audience
    said: posts.Posts | None = None  # what a discussion was told last
    task: "asyncio.Task[None] | None" = None

    @property
    def people(self) -> set[int]:
        """Accounts of participants who listen here."""
        return {one.pass_.user_id for one in self.listeners if one.is_participant}


class Hub:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.topics: dict[str, Topic] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._last: asyncio.Task[None] | None = None  # held, or it could be collected before it has run
        self._of_person: dict[tuple[int, int], list[Listener]] = {}  # by Pass.person, the oldest first
        self._of_address: Counter[str] = Counter()

    # --- Coming and going -----------------------------------------------------------------------
    def has_room(self, address: str) -> bool:
        return bool(self._of_address[address] < settings.LIVE_AN_ADDRESS)

    def add(self, listener: Listener) -> None:
        self._of_address[listener.address] += 1
        mine = self._of_person.setdefault(listener.pass_.person, [])
        mine.append(listener)
        if len(mine) > numbers.LISTENING:  # the oldest goes: it may be a phone that lost its network unheard
            mine.pop(0).put_out(CROWDED)
        topic = self.topics.get(listener.topic)
        if topic is None:
            topic = self.topics[listener.topic] = Topic(listener.topic, listener.session_id)
            topic.task = self.loop.create_task(self._supervise(lambda: self._follow(topic)))
        topic.listeners.add(listener)
        self._start()
        topic.dirty.set()

    def remove(self, listener: Listener) -> None:
        self._of_address[listener.address] -= 1
        if self._of_address[listener.address] <= 0:
            del self._of_address[listener.address]
        mine = self._of_person.get(listener.pass_.person, [])
        if listener in mine:
            mine.remove(listener)
        if not mine:
            self._of_person.pop(listener.pass_.person, None)
        topic = self.topics.get(listener.topic)
        if topic is None:
            return
        topic.listeners.discard(listener)
        if topic.listeners:
            topic.dirty.set()  # the wall counts one fewer
            return
        self.topics.pop(topic.name)
        if topic.task:
            topic.task.cancel()
        if topic.here and layer.shared_layer():  # walls of other processes would count them until KEEP is over
            self._last = self.loop.create_task(self._left(topic))
        if not self.topics:
            self.stop()

    def _start(self) -> None:
        if self._tasks:
            return
        self._tasks = [self.loop.create_task(self._supervise(self._sweep))]
        if layer.shared_layer():
            self._tasks.append(self.loop.create_task(self._supervise(self._listen)))

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._tasks = []

    async def _supervise(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work` for good: when it fails, say so, wait a moment, and start it again."""
        while True:
            try:
                await work()
            except Exception:
                log.exception("live: a task of the hub failed and is started again")
            await asyncio.sleep(0.5)

    # --- Hearing --------------------------------------------------------------------------------
    def note(self, name: str, version: int) -> None:
        """Something about a topic is new. Version 0: only counts."""
        topic = self.topics.get(name)
        if topic is None:
            return
        topic.dirty.set()
        if version > topic.known:
            topic.known = version
            topic.urgent.set()

    async def _listen(self) -> None:
        """Read this process's one channel of the shared layer: it carries every topic, in a few bytes a tick."""
        shared = layer.shared_layer()
        channel = await shared.new_channel("live.")
        await shared.group_add(layer.EVERYTHING, channel)
        try:
            for topic in self.topics.values():
                topic.dirty.set()
            while True:
                message = await shared.receive(channel)
                self.note(message["topic"], message["version"])
        finally:
            await shared.group_discard(layer.EVERYTHING, channel)

    # --- Telling --------------------------------------------------------------------------------
    async def _follow(self, topic: Topic) -> None:
        while True:
            await topic.dirty.wait()
            topic.dirty.clear()
            topic.urgent.clear()
            if topic.name.startswith(DOOR):
                await self._look_at_door(topic)
                await _pause(topic.urgent, WALL_TICK)
                continue
            if topic.name.startswith(THREAD):
                await self._tell_readers(topic)
                await _pause(topic.urgent, PHONE_TICK)
                continue
            try:
                people = await self._count(topic)
                latest = await reading(messages.read, topic.session_id, topic.sent.get("phone"), people)
            except Exception:
                topic.dirty.set()  # the news is still owed
                raise
            self._send(topic, "wall", latest)
            self._send_to_phones(topic, latest)
            await _pause(topic.urgent, WALL_TICK)

    async def _count(self, topic: Topic) -> int:
        """People with the page open, in all processes. Who comes or goes here is told to the others with the tick."""
        if topic.people != topic.here:
            topic.here = topic.people
            await admitting(presence.report, {topic.session_id: topic.here})
            layer.tell_others(topic.name, 0)
        if any(one.audience == "wall" for one in topic.listeners):
            return await admitting(presence.count, topic.session_id)
        return 0

    async def _left(self, topic: Topic) -> None:
        await admitting(presence.report, {topic.session_id: set()})
        layer.tell_others(topic.name, 0)

    async def _look_at_door(self, topic: Topic) -> None:
        """Whoever is in, or was not let in, is put out of here: their page looks, and moves on."""
        listeners = list(topic.listeners)  # who comes while this looks was not looked up
        waiting = await admitting(presence.still_waiting, {one.pass_ for one in listeners})
        for listener in listeners:
            if listener.pass_ not in waiting:
                listener.put_out()

    async def _tell_readers(self, topic: Topic) -> None:
        """Which posts came or changed, the same for every reader; their words are fetched by key."""
        try:
            latest = await reading(posts.read, int(topic.name.removeprefix(THREAD)))
        except Exception:
            topic.dirty.set()
            raise
        parcel = Parcel(latest.version, latest.message(topic.name))
        everyone, topic.said = latest != topic.said, latest
        for listener in topic.listeners:
            if everyone or not listener.told:
                listener.tell(parcel)

    def _send_to_phones(self, topic: Topic, latest: messages.News) -> None:
        before = topic.sent.get("phone")
        if before and before.version == latest.version and self.loop.time() < topic.phones_after:
            self.loop.call_at(topic.phones_after, topic.dirty.set)
            return
        if self._send(topic, "phone", latest):
            topic.phones_after = self.loop.time() + PHONE_TICK

    def _send(self, topic: Topic, audience: str, latest: messages.News) -> bool:
        """Send to one audience, unless it has this already. Composed once, whatever the number of sockets."""
        before = topic.sent.get(audience)
        topic.sent[audience] = latest
        everyone = before is None or not latest.same_as(before, audience)
        parcel = Parcel(latest.version, latest.message(topic.name, before, audience))
        for listener in topic.listeners:
            if listener.audience == audience and (everyone or not listener.told):
                listener.tell(parcel)
        return everyone

    # --- Looking after --------------------------------------------------------------------------
    async def _sweep(self) -> None:
        """Put out whoever may no longer listen, and catch up with what a lost message would have said."""
        while True:
            await asyncio.sleep(SWEEP)
            listeners = [one for topic in self.topics.values() for one in topic.listeners]
            allowed = await admitting(presence.still_allowed, {one.pass_ for one in listeners})
            for listener in listeners:
                if listener.pass_ not in allowed:
                    listener.put_out()
            for topic in self.topics.values():
                topic.dirty.set()
            await admitting(
                presence.report,
                {topic.session_id: topic.people for topic in self.topics.values() if topic.session_id},
            )


async def _pause(sooner: asyncio.Event, seconds: float) -> None:
    """Wait, but not when a new state is due."""
    try:
        await asyncio.wait_for(sooner.wait(), seconds)
    except TimeoutError:
        return


def people_in(session_id: int) -> int:
    """How many people have the session's page open now, in all processes. Rough: a few seconds old."""
    return presence.count(session_id)


def describe() -> dict[str, object]:
    """For operators and tests: topics and sockets in this process."""
    return {name: len(topic.listeners) for hub in _hubs.values() for name, topic in hub.topics.items()}

"""The channel layer, over which processes hear of each other's news: a few bytes, and nothing that is waited for."""

import asyncio
import logging
import os
import threading
from typing import Any

from channels.layers import InMemoryChannelLayer, get_channel_layer

log = logging.getLogger(__name__)
EVERYTHING = "live"  # the one group of the shared layer
GATHER = 0.05  # seconds in which counts of one topic become one message; a new state does not wait


def shared_layer() -> Any:
    """The layer that reaches other processes, or None where one process is all there is."""
    layer = get_channel_layer()
    return None if layer is None or isinstance(layer, InMemoryChannelLayer) else layer


class _Wire:
    """One thread with one event loop and one connection to the layer.

    The request that published never waits for it: a layer that is down must not fail or slow a vote.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pid = 0
        self._waiting: dict[str, int] = {}
        self._is_down = False

    def send(self, topic: str, version: int) -> None:
        with self._lock:
            loop = self._started()
            quiet = not self._waiting
            self._waiting[topic] = max(version, self._waiting.get(topic, 0))
        if quiet or version:
            asyncio.run_coroutine_threadsafe(self._flush(0.0 if version else GATHER), loop)

    def _started(self) -> asyncio.AbstractEventLoop:
        """The running loop; a new one in a process that was forked from ours."""
        if self._loop is None or self._pid != os.getpid():
            self._loop, self._pid, self._waiting = asyncio.new_event_loop(), os.getpid(), {}
            threading.Thread(target=self._loop.run_forever, name="live-wire", daemon=True).start()
        return self._loop

    async def _flush(self, after: float) -> None:
        await asyncio.sleep(after)
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        for topic, version in waiting.items():
            await self._hand_over({"type": "live.news", "topic": topic, "version": version})

    async def _hand_over(self, message: dict[str, Any]) -> None:
        try:
            await asyncio.wait_for(shared_layer().group_send(EVERYTHING, message), 5)
            self._is_down = False
        except Exception:  # the hubs' own look at the database repairs what is lost here
            if not self._is_down:
                log.warning(
                    "live: the channel layer is down; rooms are a few seconds late until it is back", exc_info=True
                )
            self._is_down = True


_wire = _Wire()


def tell_others(topic: str, version: int) -> None:
    """Tell every other process's hub, where there are others."""
    if shared_layer() is not None:
        _wire.send(topic, version)

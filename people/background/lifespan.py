"""As a server of pages begins and ends: with WORKER_IN_PROCESS it has its own background worker."""

from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings

from people.background.working import Beside
from people.requests.size_limits import Receive, Send


async def lifespan(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    worker = Beside() if settings.WORKER_IN_PROCESS else None
    while True:
        event = (await receive())["type"]
        if event == "lifespan.startup" and worker:
            worker.start()
        if event == "lifespan.shutdown" and worker:
            await sync_to_async(worker.stop)()
        await send({"type": f"{event}.complete"})
        if event == "lifespan.shutdown":
            return

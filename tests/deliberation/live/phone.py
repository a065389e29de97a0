"""A socket for tests. Ours, because the one in channels.testing wants another server installed."""

from typing import Any

from asgiref.testing import ApplicationCommunicator


class Phone(ApplicationCommunicator):
    def __init__(self, application: Any, path: str, headers: list[tuple[bytes, bytes]]) -> None:
        scope = {"type": "websocket", "path": path, "query_string": b"", "headers": headers, "subprotocols": []}
        super().__init__(application, scope)

    async def connect(self, timeout: float = 5) -> bool:
        await self.send_input({"type": "websocket.connect"})
        return (await self.receive_output(timeout))["type"] == "websocket.accept"

    async def hear(self, timeout: float = 5) -> str:
        event = await self.receive_output(timeout)
        assert event["type"] == "websocket.send", event
        return event["text"]

    async def say(self, text: str) -> None:
        await self.send_input({"type": "websocket.receive", "text": text})

    async def disconnect(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(5)


class Stream(ApplicationCommunicator):
    """A browser's EventSource."""

    def __init__(self, application: Any, path: str, headers: list[tuple[bytes, bytes]], method: str = "GET") -> None:
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}
        super().__init__(application, scope)

    async def connect(self) -> int:
        """The status of the answer."""
        return (await self.receive_output(5))["status"]

    async def hear(self, timeout: float = 5) -> dict[str, str]:
        """The fields of the next event; lines that only keep the stream open are passed over."""
        while True:
            body = (await self.receive_output(timeout))["body"].decode()
            assert body.endswith("\n\n"), body
            event = dict(line.split(": ", 1) for line in body.strip().split("\n") if not line.startswith(":"))
            if "data" in event:
                return event

    async def disconnect(self) -> None:
        await self.send_input({"type": "http.disconnect"})
        await self.wait(5)

"""The baseline: the `websockets` library's own broadcast to whoever is connected. Nobody is checked, nothing is read.

Arguments: port for sockets, port for the bench. The bench sends lines `VERSION LENGTH`.
"""

import asyncio
import json
import sys

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

connections: set[ServerConnection] = set()


async def follow(connection: ServerConnection) -> None:
    connections.add(connection)
    try:
        await connection.wait_closed()
    finally:
        connections.discard(connection)


def message(version: int, length: int) -> str:
    content = {"topic": "session-1", "version": version, "kind": "state", "html": ""}
    content["html"] = "x" * max(0, length - len(json.dumps(content, separators=(",", ":"))))
    return json.dumps(content, separators=(",", ":"))


async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while line := await reader.readline():
        version, length = map(int, line.split())
        broadcast(connections, message(version, length))


async def main() -> None:
    async with serve(follow, "127.0.0.1", int(sys.argv[1]), compression=None, max_queue=None):
        server = await asyncio.start_server(told, "127.0.0.1", int(sys.argv[2]))
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())

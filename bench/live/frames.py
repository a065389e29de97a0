"""A frame that no page of ours would send: ten megabytes, to a socket that is let in."""

import os
import socket
import time
from contextlib import suppress

from bench.live import processes
from bench.live.sockets import handshake

SIZE = 10_000_000


def too_long(server: processes.Server, path: str, cookie: str) -> dict[str, float | bool]:
    """Whether the server ends the socket, and what its memory grew by at most meanwhile."""
    pid = server.pids[0]
    before = most = processes.memory_mb(pid)
    refused = False
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(handshake(server.port, path, cookie, f"http://127.0.0.1:{server.port}"))
        let_in = b" 101 " in raw.recv(4096)
        with suppress(OSError):  # it may end while we are still writing
            raw.sendall(b"\x81\xff" + SIZE.to_bytes(8, "big") + b"\0\0\0\0")
            for _ in range(SIZE // 65536):
                raw.sendall(os.urandom(65536))
                most = max(most, processes.memory_mb(pid))
        begun = time.monotonic()
        while not refused and time.monotonic() - begun < 10:
            try:
                refused = raw.recv(65536) == b""
            except ConnectionError:
                refused = True
            except OSError:  # nothing came in ten seconds
                break
    most = max(most, processes.memory_mb(pid))
    return {"let_in": let_in, "refused": refused and let_in, "grown_mb": round(most - before, 1)}

"""Visitors who ask again the moment they are answered, each on a thread. Prints the status of every answer.

Arguments: port, seconds, "apart" (an address each) or "alike" (all from 127.0.0.1), and what they ask for.
"""

import sys
import threading
import time
from http.client import HTTPConnection, HTTPException

VISITORS = 20


def visit(number: int, port: int, until: float, paths: list[str], source: str, told: list[str]) -> None:
    turn = number
    while time.monotonic() < until:
        line = HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source, 0))
        try:
            line.request("GET", paths[turn % len(paths)])
            answer = line.getresponse()
            answer.read()
            told.append(str(answer.status))
        except (OSError, HTTPException) as error:
            told.append(type(error).__name__)
        finally:
            line.close()
        turn += 1


def main() -> None:
    port, seconds, how, *paths = sys.argv[1:]
    until, told = time.monotonic() + float(seconds), list[str]()
    sources = [f"127.0.1.{n + 1}" if how == "apart" else "127.0.0.1" for n in range(VISITORS)]
    threads = [
        threading.Thread(target=visit, args=(n, int(port), until, paths, source, told), daemon=True)
        for n, source in enumerate(sources)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.1, until + 5 - time.monotonic()))
    print("\n".join(told))

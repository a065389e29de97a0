"""Room for a deep stack of Python's, so that no call meets its edge again and again.

CPython 3.11 and later keep the frames of calls in pieces of 16 kB and hand a piece back to the system as soon as its
last frame returns (`_PyThreadState_PopFrame` in Python/pystate.c). pytest, the test client and the middleware are deep
enough for a piece to end just where short calls are made over and over: each then asks the system for memory and
gives it back, 60 times a request, a fifth of the time of the walk through all addresses. A frame that needs more than
a piece gets one of twice the size or less, and what it calls lives in the rest: here about 190 kB.
"""

from collections.abc import Callable
from functools import partial

import pytest
from _pytest import runner

WIDE = 40_000  # words of a frame: 320 kB, in a piece of 512 kB


def _called(call: Callable[[], bool]) -> bool:
    return call()


_called.__code__ = _called.__code__.replace(
    co_nlocals=WIDE, co_varnames=("call", *(f"room{n}" for n in range(1, WIDE)))
)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run one test, all of it, from a wide frame. A plugin that runs tests its own way is passed over."""
    return _called(partial(runner.pytest_runtest_protocol, item, nextitem))

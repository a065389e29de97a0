"""First on the path of a Python whose clock libfaketime shifts (bench/calendar.py): there `time.sleep` fails.

Its `clock_nanosleep` reckons with the shifted clock even where the monotonic clock is left alone, as it must be for
every other wait, and asks for a moment before time began. The wait of `select` is not touched.
"""

import select
import time


def sleep(seconds: float) -> None:
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)


time.sleep = sleep

"""Lets Python sleep under libfaketime, whose `clock_nanosleep` fails where the steady clock is left alone (EINVAL, 0.9.10).

Python loads this when it starts, where the folder is on PYTHONPATH.
"""

import select
import time


def _sleep(seconds: float) -> None:
    select.select([], [], [], max(0.0, seconds))


time.sleep = _sleep

"""What tests side by side do one after another: installing a program into the checkout's cache, which all of them then use."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache"


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Wait until no other process is in a part of that name; a process that dies there does not keep others out."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

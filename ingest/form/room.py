"""What forms with photos may take up in memory, all together."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from golddust.errors import Unavailable

SOON = 60.0


class Room:
    """So many bytes for all forms with photos that are worked on. Any number of threads may ask."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0
        self._alone = Lock()

    @contextmanager
    def taken(self, size: int) -> Iterator[None]:
        """So many bytes of it for as long as it takes. Raises Unavailable when they are not free; one form always gets in."""
        with self._alone:
            if self._taken and self._taken + size > self._most:
                raise Unavailable("too many photos are being sent at a time", retry_after=SOON)
            self._taken += size
        try:
            yield
        finally:
            with self._alone:
                self._taken -= size

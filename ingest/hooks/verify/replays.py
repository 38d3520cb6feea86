"""Signatures that were good once, so that none is used again for other words."""

import hashlib
import threading
from collections import OrderedDict

from golddust.errors import Unauthentic
from golddust.ports import Clock

MOST = 100_000
"""Signatures that are remembered, of all sources together; beyond them the oldest is forgotten."""
REPLAYED = "this signature came before with another message"


class Replays:
    """Remembers what each signature was used for. Threads may share it; each process has its own, and forgets when it ends."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: OrderedDict[bytes, tuple[float, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, source: str, proof: str, said: bytes, window: float) -> None:
        """Raises Unauthentic when the signature was used within `window` seconds for anything but this; a retry may use it."""
        key, words, now = _digest(source, proof.encode("utf-8", "surrogateescape")), _digest("", said), self._clock.monotonic()
        with self._lock:
            until, before = self._seen.get(key, (0.0, words))
            if until > now and before != words:
                raise Unauthentic(REPLAYED)
            self._seen[key] = (now + window, words)
            self._seen.move_to_end(key)
            self._forget(now)

    def _forget(self, now: float) -> None:
        while self._seen:
            until, _ = next(iter(self._seen.values()))
            if until > now and len(self._seen) <= MOST:
                return
            self._seen.popitem(last=False)


def _digest(source: str, text: bytes) -> bytes:
    return hashlib.sha256(source.encode() + b"\0" + text).digest()

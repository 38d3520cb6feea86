"""Hands the events of a round over: those of one key one after the other, several keys at once."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from golddust.ports import Clock
from golddust.records import Place, Record
from golddust.subscribing import Attempt, Result
from sinks.subscriptions.claims import Waiting
from sinks.subscriptions.posting import Answer, Poster
from sinks.subscriptions.signing import body_of, headers_of
from sinks.subscriptions.waits import IN_VAIN, is_refusal

NEW_TRIES_FOR = 20.0
"""Seconds for which a round begins new tries."""


@dataclass(frozen=True, slots=True)
class Item:
    """An event to be handed over, with how it waited."""

    waiting: Waiting
    record: Record


@dataclass(frozen=True, slots=True)
class Tried:
    """An item, when it was tried, and what came of it; no answer when it was not tried."""

    item: Item
    at: datetime
    size: int = 0
    answer: Answer | None = None

    def attempt(self, answer: Answer, tried: int, result: Result) -> Attempt:
        """The same as it is remembered."""
        headers = self.item.record.headers
        event, kind = headers.get("ce_id", ""), headers.get("ce_type", "")[:80]
        told: dict[str, Any] = {"status": answer.status, "error": answer.error, "ms": answer.ms, "size": self.size}
        return Attempt(at=self.at, event=event, type=kind, tried=tried, result=result, **told)


def ended(place: Place, now: datetime, error: str, tried: int = 0) -> Attempt:
    """An event that is tried no more, known by its place alone."""
    return Attempt(at=now, event=str(place), type="", tried=tried, result="gone", status=0, error=error, ms=0, size=0)


class Lanes:
    """Hands over by at most `parallel` threads, each time only while `stands`. A lane ends with the first event not accepted.

    The round ends when its receiver asks for rest or is gone, or when so many different events in a row were tried in vain.
    """

    def __init__(self, poster: Poster, parallel: int, clock: Clock, stands: Callable[[], bool] = lambda: True) -> None:
        self._poster = poster
        self._stands = stands
        self._clock = clock
        self._parallel = parallel
        self._pool = ThreadPoolExecutor(parallel, "subscription") if parallel > 1 else None
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self.in_vain: set[str] = set()
        """Places of events tried in vain since the last that was accepted."""
        self.picky = False
        """Whether it is known that the receiver takes others, so that what it refuses says nothing of the receiver."""

    def hand_over(self, lanes: Sequence[Sequence[Item]], keys: Sequence[str]) -> list[Tried]:
        """Every item with what came of it, those of a lane in order. `keys` sign."""
        ending, began = threading.Event(), self._clock.monotonic()
        left = deque(lanes)

        def work() -> list[Tried]:
            done: list[Tried] = []
            while True:
                with self._lock:
                    if not left:
                        return done
                    lane = left.popleft()
                done += self._one_lane(lane, keys, ending, began)

        if self._pool is None or len(lanes) == 1:
            return work()
        futures = [self._pool.submit(work) for _ in range(min(len(lanes), self._parallel))]
        return [one for future in futures for one in future.result()]

    def stop(self) -> None:
        """Begin no new tries, and cut those under way."""
        self._stop.set()
        self._poster.close()

    def close(self) -> None:
        """Let the threads go."""
        self.stop()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    @property
    def stopped(self) -> bool:
        """Whether what came of the last round may be of our own doing."""
        return self._stop.is_set()

    def _one_lane(self, lane: Sequence[Item], keys: Sequence[str], ending: threading.Event, began: float) -> list[Tried]:
        done: list[Tried] = []
        blocked = False
        for item in lane:
            late = self._clock.monotonic() - began > NEW_TRIES_FOR
            if blocked or late or ending.is_set() or self._stop.is_set() or not self._stands():
                done.append(Tried(item, self._clock.now()))
                continue
            tried = self._one(item, keys)
            done.append(tried)
            blocked = not self._noted(tried, ending)
        return done

    def _one(self, item: Item, keys: Sequence[str]) -> Tried:
        now, body = self._clock.now(), body_of(item.record)
        answer = self._poster.post(body, headers_of(item.record.headers.get("ce_id", ""), body, keys, now))
        return Tried(item, now, len(body), answer)

    def _noted(self, tried: Tried, ending: threading.Event) -> bool:
        """Whether it was accepted."""
        answer = tried.answer
        if answer is None or self._stop.is_set():
            return False
        with self._lock:
            if answer.accepted:
                self.in_vain.clear()
                return True
            if self.picky and is_refusal(answer.status):
                return False
            self.in_vain.add(str(tried.item.waiting.place))
            if answer.retry_after or answer.error == "gone" or len(self.in_vain) >= IN_VAIN:
                ending.set()
        return False

"""Fetches what waits, one file at a time: claim it, ask for it, put it beside the originals, write down how that went."""

from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Protocol

import structlog
from sqlalchemy import Engine

from golddust.clamd import INFECTED, Scanner
from golddust.errors import Refused, Unavailable
from golddust.media_types import UNKNOWN, media_type, named
from golddust.ports import Clock, Metrics, Originals
from sinks.breaker import Breaker
from sinks.media import rows
from sinks.media.failures import Missing, NotLetIn, NoToken, Throttled
from sinks.media.options import Options
from sinks.media.rows import Ended, Medium

log = structlog.get_logger()

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 3600.0
MISSING_TRIES = 12
"""After so many it is not late but gone: pauses that double from two seconds on add up to more than an hour."""
OURS_AWAY_PAUSE = 30.0
"""At least, until a file is fetched again that could not be scanned or kept."""
ENDED_BY_ITSELF = timedelta(days=1)
"""After so much more time than anything is asked for, trying is not what ends: a file that ends its process must end, too."""
GAUGE_PAUSE = 15.0
_RESULTS: tuple[tuple[type[Unavailable], str], ...] = (
    (Throttled, "throttled"),
    (NotLetIn, "not_let_in"),
    (NoToken, "not_let_in"),
    (Missing, "missing"),
    (Unavailable, "away"),
)


class Source(Protocol):
    """Where the bytes of a file come from."""

    def fetch(self, url: str) -> bytes:
        """The bytes at an address that came with a message. Raises Refused, Unavailable (those of `sinks.media.failures`)."""


class Fetching:
    """Used by one thread; several processes may have one each. What the scanner, if any, finds harmful is not kept."""

    def __init__(
        self,
        engine: Engine,
        originals: Originals,
        source: Source,
        options: Options,
        clock: Clock,
        metrics: Metrics,
        scanner: Scanner | None = None,
    ) -> None:
        self._engine = engine
        self._originals = originals
        self._source = source
        self._options = options
        self._give_up_after = timedelta(days=options.give_up_after_days)
        self._clock = clock
        self._metrics = metrics
        self._scanner = scanner
        self._breaker = Breaker()
        self._gauged_at: float | None = None

    def fetch_next(self) -> int:
        """Deal with what has been due longest, and return 1; 0 when nothing is due, or the provider is left alone for a while.

        Raises Unavailable when the database, the scanner or the originals are away; what was claimed is then tried again.
        """
        self._gauge()
        if not self._breaker.allows(self._clock.monotonic()):
            return 0
        row = rows.claim_next(self._engine, self._clock.now(), _pause)
        if row is None:
            return 0
        if self._asked_for(row) >= self._give_up_after + ENDED_BY_ITSELF:
            self._finish(row, "given_up", "given up: the process died while fetching it, time and again")
            return 1
        try:
            content = self._source.fetch(row.url)
        except Refused as refused:
            self._breaker.worked()
            self._finish(row, "refused", refused.reason)
        except Unavailable as away:
            self._tried_in_vain(row, away)
        else:
            self._breaker.worked()
            self._keep(row, content)
        return 1

    def take_over(self) -> None:
        """Call at the start of a database's only fetcher: what is claimed was claimed by a process that is gone."""
        rows.take_over(self._engine)

    def _keep(self, row: Medium, content: bytes) -> None:
        kind = media_type(content)
        if not any(fnmatchcase(kind, pattern) for pattern in self._options.types):
            of = "of no type that we know" if kind == UNKNOWN else kind
            self._finish(row, "refused", f"it is {of}, and [media] types does not take that", kind=kind, size=len(content))
            return
        try:
            verdict = "clean" if self._scanner is None else self._scanner.verdict(content)
            if verdict.startswith(INFECTED):
                self._finish(row, "refused", verdict, kind=kind, size=len(content))
                return
            (reference,) = self._originals.put([content])
        except Unavailable as away:
            self._not_kept(row, away)
            raise
        odd = "; ".join(filter(None, (_oddity(row.declared, kind), "" if verdict == "clean" else verdict)))
        self._finish(row, "stored", odd, original=reference, kind=kind, size=len(content))

    def _not_kept(self, row: Medium, away: Unavailable) -> None:
        """It was there, and could not be scanned or kept. Pauses grow, so that one that never can be does not hold up others."""
        if self._asked_for(row) >= self._give_up_after:
            why = f"it could not be scanned or kept: {away.reason}"
            self._finish(row, "given_up", f"given up after {self._options.give_up_after_days:g} days: {why}")
        else:
            self._wait(row, max(_pause(row.tries - 1), timedelta(seconds=OURS_AWAY_PAUSE)), away.reason)

    def _tried_in_vain(self, row: Medium, away: Unavailable) -> None:
        self._mind(away)
        if isinstance(away, Missing) and row.tries >= MISSING_TRIES:
            self._finish(row, "refused", f"it is gone: {away.reason}, {row.tries} times")
        elif self._asked_for(row) >= self._give_up_after:
            self._finish(row, "given_up", f"given up after {self._options.give_up_after_days:g} days: {away.reason}")
        else:
            self._metrics.count("golddust_media_total", result=_result_of(away))
            asked_for = timedelta(seconds=min(away.retry_after, LONGEST_PAUSE))
            self._wait(row, max(_pause(row.tries - 1), asked_for), away.reason)

    def _asked_for(self, row: Medium) -> timedelta:
        """For how long."""
        return timedelta(0) if row.first_try_at is None else self._clock.now() - row.first_try_at

    def _mind(self, away: Unavailable) -> None:
        """Leave the provider alone when it is away, or asks for it; that one file is not there says nothing of it."""
        now = self._clock.monotonic()
        if isinstance(away, Throttled):
            self._breaker.rest(now, away.retry_after)
        elif isinstance(away, Missing | NotLetIn):
            self._breaker.worked()
        elif not isinstance(away, NoToken):
            self._breaker.failed(now)

    def _wait(self, row: Medium, pause: timedelta, why: str) -> None:
        now = self._clock.now()
        rows.wait(self._engine, row, now + pause, now, why)

    def _finish(self, row: Medium, ended: Ended, why: str, *, original: str = "", kind: str = "", size: int = 0) -> None:
        now = self._clock.now()
        if not rows.finish(self._engine, row, ended, now, why, original=original, kind=kind, size=size):
            log.warning("another process had fetched a file meanwhile", feedback=row.feedback, number=row.number)
            return
        self._metrics.count("golddust_media_total", result=ended)
        log.info("a file was dealt with", feedback=row.feedback, number=row.number, state=ended, size=size, why=why)

    def _gauge(self) -> None:
        now = self._clock.monotonic()
        if self._gauged_at is None or now - self._gauged_at >= GAUGE_PAUSE:
            self._gauged_at = now
            self._metrics.gauge("golddust_media_waiting", rows.waiting(self._engine))


def _pause(tries: int) -> timedelta:
    """Until the next try, after so many before this one."""
    return timedelta(seconds=min(FIRST_PAUSE * 2.0 ** min(tries, 16), LONGEST_PAUSE))


def _oddity(declared: str, kind: str) -> str:
    """What is to be noted where a file is not what it was said to be."""
    return f"it was said to be {declared[:80]}" if declared and named(declared) != kind else ""


def _result_of(away: Unavailable) -> str:
    return next(word for kind, word in _RESULTS if isinstance(away, kind))

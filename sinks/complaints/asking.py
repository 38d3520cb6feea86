"""Asks a mirror, counts what came of it, and keeps its breaker. What fails there is told apart from what fails here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import structlog

from golddust.errors import GoldDustError, Misconfigured, NotFound, Refused, Unauthentic, Unavailable
from golddust.mirroring import ComplaintMirror, Throttled
from golddust.ports import Clock, Metrics
from sinks.breaker import Breaker

log = structlog.get_logger()
T = TypeVar("T")
MISCONFIGURED_REST = 60.0
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError)
"""What reading an answer raises that is not of the documented shape."""


def check(mirror: ComplaintMirror) -> None:
    """Touch it without writing. Raises Unavailable, Misconfigured, or Refused, also for an answer that cannot be read."""
    try:
        mirror.check()
    except UNREADABLE as unreadable:
        raise Refused(f"{mirror.name}: {_unreadable(unreadable)}") from None


def _unreadable(error: Exception) -> str:
    return f"its answer cannot be read ({type(error).__name__})"


class MirrorAwayError(Exception):
    """The mirror could not do it now; `away` is what it said."""

    def __init__(self, away: Unavailable) -> None:
        super().__init__(away.reason)
        self.away = away


class MirrorRefusedError(Exception):
    """The mirror will never do it; `gone`: because the ticket is not there, or can never be changed again."""

    def __init__(self, reason: str, *, gone: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.gone = gone


@dataclass(slots=True)
class Asking:
    """One mirror with its breaker. `on_recovery` is called when it works again after it was left alone."""

    mirror: ComplaintMirror
    clock: Clock
    metrics: Metrics
    on_recovery: Callable[[], object]
    breaker: Breaker = field(default_factory=Breaker)
    _checked: bool = False

    def may(self) -> bool:
        """Whether it may be asked now."""
        return self.breaker.allows(self.clock.monotonic())

    def ask(self, call: Callable[[], T], *, writes: bool = False, own_right: bool = False) -> T:
        """What the call returns. Raises MirrorAwayError or MirrorRefusedError, and nothing else of the mirror's.

        `writes`: that it goes well shows that the mirror works; one that can only be read is left alone all the same.
        `own_right`: a missing right is ours, not this ticket's, so it is waited for.
        """
        try:
            answer = call()
        except Unavailable as away:
            raise self._away(away) from None
        except Unauthentic as refused:
            raise (self._away(Unavailable(refused.reason)) if own_right else self._refused(refused, writes)) from None
        except Refused as refused:
            raise self._refused(refused, writes) from None
        except UNREADABLE as unreadable:
            log.error("an answer could not be read", mirror=self.mirror.name, error=type(unreadable).__name__)
            raise self._refused(Refused(_unreadable(unreadable)), writes) from None
        self._answered("ok", writes)
        return answer

    def is_ready(self) -> str:
        """Check it before anything is carried there, and when it was left alone; returns what is wrong, "" when nothing is.

        That it answers here does not show yet that it takes anything, so the next failure lets it be left alone for longer.
        """
        if self._checked and not self.breaker.gently:
            return ""
        try:
            check(self.mirror)
        except GoldDustError as wrong:
            return self._not_ready(wrong)
        self._checked = True
        self._count("ok")
        return ""

    def _not_ready(self, wrong: GoldDustError) -> str:
        now, reason = self.clock.monotonic(), wrong.reason if isinstance(wrong, Unavailable | Refused) else str(wrong)
        if isinstance(wrong, Misconfigured | Refused):
            self.breaker.rest(now, MISCONFIGURED_REST)
            log.error("a mirror cannot be used as it is set up", mirror=self.mirror.name, reason=reason)
            self._count("refused")
        else:
            self._away(wrong if isinstance(wrong, Unavailable) else Unavailable(reason))
        return reason

    def _away(self, away: Unavailable) -> MirrorAwayError:
        now = self.clock.monotonic()
        if isinstance(away, Throttled):
            self.breaker.rest(now, away.retry_after)
        else:
            self.breaker.failed(now)
        self._count("throttled" if isinstance(away, Throttled) else "away")
        log.warning("a mirror is away", mirror=self.mirror.name, reason=away.reason)
        return MirrorAwayError(away)

    def _refused(self, refused: Refused, writes: bool) -> MirrorRefusedError:  # noqa: FBT001 - passed on
        self._answered("refused", writes)
        return MirrorRefusedError(refused.reason, gone=isinstance(refused, NotFound))

    def _answered(self, result: str, writes: bool) -> None:  # noqa: FBT001 - passed on
        self._count(result)
        if writes and self.breaker.worked():
            log.info("a mirror works again", mirror=self.mirror.name)
            self.on_recovery()

    def _count(self, result: str) -> None:
        self.metrics.count("golddust_mirror_requests_total", mirror=self.mirror.name, result=result)

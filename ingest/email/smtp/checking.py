"""What is found out about a mail before it is taken in: who really sent it, whether it carries a virus.

Such checks ask servers elsewhere and take their time, so they run in threads of their own, not in the one that writes to disk.
"""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import structlog

from golddust.errors import GoldDustError

log = structlog.get_logger()


class Check(Protocol):
    """One check of a mail. It bounds its own time."""

    def __call__(self, content: bytes, facts: Mapping[str, str]) -> Mapping[str, str]:
        """Facts to be added to those known of this mail (envelope_sender, helo, peer, tls, and what checks before found).

        Called in a thread, for several mails at a time. Raises Refused or Unavailable where the mail is not to be taken in;
        any other error is a bug of the check, which costs the mail its facts and nothing else.
        """


class Checks:
    """Runs every check on a mail, in order."""

    def __init__(self, checks: Sequence[Check], workers: int) -> None:
        self._checks = checks
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="smtp-check") if checks else None

    async def facts(self, content: bytes, facts: Mapping[str, str]) -> Mapping[str, str]:
        """The facts with what was found out. Raises what a check raises on purpose."""
        if self._pool is None:
            return facts
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._found, content, facts)

    def close(self) -> None:
        """Begin no more."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _found(self, content: bytes, facts: Mapping[str, str]) -> Mapping[str, str]:
        for check in self._checks:
            try:
                facts = {**facts, **check(content, facts)}
            except GoldDustError:
                raise
            except Exception as bug:  # noqa: BLE001 - a check's bug must not cost a customer's mail
                log.error("a check of a mail met a bug and was left out", error=type(bug).__name__)
        return facts

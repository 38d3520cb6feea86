"""Store and forward: what lies on a spool goes on to another log, in order and exactly once.

The log that it goes to knows how far the spool was forwarded, in the same transactions; what the spool itself notes only says
what it may delete. So a crash between the two forwards nothing twice.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import structlog

from golddust.errors import Unavailable
from golddust.ports import Copier, Reader
from golddust.records import Entry, Partition, Positions, Record

log = structlog.get_logger()


class SpoolFile(Protocol):
    """What forwarding must know of the spool."""

    def identity(self) -> str:
        """The name of this very file."""

    def renew_identity(self) -> None:
        """Take a new one."""

    def newest(self) -> int:
        """The position of the newest record that there ever was."""


class ForwardingReader:
    """A `Reader` of one topic of a spool whose commits go to another log."""

    def __init__(self, spool: SpoolFile, source: Reader, topic: str, partitions: int, copier: Callable[[str], Copier]) -> None:
        self._spool = spool
        self._source = source
        self._homes = [(topic, number) for number in range(partitions)]
        self._make_copier = copier
        self._copier: Copier | None = None
        self._in_step = False

    def read(self, limit: int, wait: float, without: frozenset[Partition] = frozenset()) -> list[Record]:
        """The next records of the spool. Raises Unavailable while either end is away."""
        if not self._in_step:
            self._get_in_step()
        return self._source.read(limit, wait, without)

    def _get_in_step(self) -> None:
        """Begin where the other log says, which alone knows what arrived there."""
        if self._copier is None:
            self._copier = self._make_copier(f"spool.{self._spool.identity()}")
        noted = self._copier.positions()
        if max(noted.values(), default=0) > self._spool.newest() + 1:
            log.warning("the spool was set back to an earlier state; what it holds is forwarded under a new name")
            self._spool.renew_identity()
            self._let_go()
            return self._get_in_step()
        begin = {home: noted.get(home[1], 0) for home in self._homes}
        self._source.rewind(begin)
        self._note(begin)
        self._in_step = True
        return None

    def commit(self, through: Positions, outputs: Sequence[Entry]) -> None:
        """Append the outputs to the other log, and note there how far the spool was forwarded, in one transaction."""
        if self._copier is None or not self._in_step:
            raise Unavailable("the forwarder lost its place on the log", retry_after=0)
        try:
            self._copier.append(outputs, {number: at for (_, number), at in through.items()})
        except Unavailable:
            self._in_step = False
            raise
        self._note(through)

    def _note(self, through: Positions) -> None:
        """Note on the spool itself what may be deleted, and waits no more."""
        try:
            self._source.commit(through, [])
        except Unavailable as away:  # it may be deleted later; that it was forwarded is noted where it counts
            log.warning("the spool could not note what was forwarded", reason=away.reason)

    def rewind(self, to: Positions) -> None:
        """Hand out from these positions again; after a failed commit, the other log says from where."""
        if self._in_step:
            self._source.rewind(to)

    def lag(self) -> int:
        """How many records wait to be forwarded."""
        return self._source.lag()

    def close(self) -> None:
        """Let go of both ends."""
        self._let_go()
        self._source.close()

    def _let_go(self) -> None:
        if self._copier is not None:
            self._copier.close()
            self._copier = None

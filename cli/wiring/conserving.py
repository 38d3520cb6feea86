"""Looks at the log and this machine's spool for the stages' accounts: once for `golddust doctor`, every round for the metrics."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from cli.wiring.installation import Installation
from golddust.conservation import SPOOL, Account, Look, SpoolLook, accounts
from golddust.errors import Unavailable
from golddust.events import DeadLetter
from golddust.letters import Letters, ParkedLetters
from golddust.ports import Standing
from golddust.records import Tally
from golddust.watching import SETTLES_WITHIN, FlowWatch, looked


def accounts_now(installation: Installation, letters: Iterable[DeadLetter] | None = None) -> list[Account]:
    """The accounts as they are; a gap is looked at twice before it is told. Raises Unavailable."""
    before, letters = installation.log.tallies(), None if letters is None else list(letters)
    found = _accounts(installation, before, letters)
    if any(account.gap for account in found):
        installation.clock.sleep(SETTLES_WITHIN, threading.Event())
        found = _accounts(installation, before, letters)
    return found


def _accounts(installation: Installation, before: Sequence[Tally], letters: Iterable[DeadLetter] | None) -> list[Account]:
    return accounts(*looked(installation.log, spool_look(installation), before), letters)


def spool_look(installation: Installation) -> SpoolLook | None:
    """What lies on this machine's spool, where what comes in goes to Kafka from one. Raises Unavailable."""
    if not installation.forwards or not installation.settings.spool_path.exists():
        return None
    spool = installation.embedded
    return SpoolLook(SPOOL + spool.identity(), spool.tallies(), spool.standings())


def flow_watch(installation: Installation, over: float = 0.0, fresh: float = 0.0) -> FlowWatch:
    """Looks at the log and the spool again and again."""
    return FlowWatch(installation.existing_log, lambda: spool_look(installation), installation.clock, over, fresh)


def letters_of(installation: Installation) -> Letters:
    """The dead letters. Raises NotFound where there is no log."""
    return Letters(installation.existing_log(), installation.clock.now)


def parked_letters(installation: Installation) -> ParkedLetters:
    """Those that wait for a decision, looked at again and again."""
    return ParkedLetters(lambda: letters_of(installation))


class FlowMeasuring:
    """Sets the gauges of the stages each time it is called. What was counted the time before is this time's beginning."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._gauge = installation.metrics.gauge
        self._before: Sequence[Tally] | None = None
        self._letters = parked_letters(installation)
        self._reasons: set[tuple[str, str]] = set()

    def measure(self) -> int:
        """Set them, and return 0: there is nothing more to do at once. Raises Unavailable."""
        with answering(self._installation, "log"):
            before = self._installation.log.tallies() if self._before is None else self._before
            look, spool = looked(self._installation.log, spool_look(self._installation), before)
            self._measure_letters(look)
        self._before = look.after
        for standing in look.standings:
            self._measure_lag(standing)
        for account in accounts(look, spool):
            self._measure_account(account)
        return 0

    def _measure_lag(self, standing: Standing) -> None:
        age = self._installation.clock.now() - standing.oldest if standing.oldest else timedelta(0)
        self._gauge("golddust_lag_records", standing.lag, stage=standing.group)
        self._gauge("golddust_lag_seconds", max(0.0, age.total_seconds()), stage=standing.group)

    def _measure_account(self, account: Account) -> None:
        for flow in account.flows:
            self._gauge("golddust_stage_written_records", flow.written, stage=account.stage, topic=flow.topic)
            self._gauge("golddust_stage_read_records", flow.read, stage=account.stage, topic=flow.topic)
            self._gauge("golddust_stage_waiting_records", flow.waiting, stage=account.stage, topic=flow.topic)
        for how, value in (("done", account.done), ("repeated", account.repeated), ("parked", account.parked)):
            self._gauge("golddust_stage_ended_records", value, stage=account.stage, how=how)
        self._gauge("golddust_conservation_gap_records", account.gap, stage=account.stage)

    def _measure_letters(self, look: Look) -> None:
        found = self._letters.counted(look.after)
        self._reasons |= found.keys()
        for stage, reason in self._reasons:
            self._gauge("golddust_dead_letters", found[stage, reason], stage=stage, reason=reason)


@contextmanager
def answering(installation: Installation, dependency: str) -> Iterator[None]:
    """Set the gauge that says whether this dependency answers. Lets Unavailable through."""
    try:
        yield
    except Unavailable:
        installation.metrics.gauge("golddust_dependency_up", 0, dependency=dependency)
        raise
    installation.metrics.gauge("golddust_dependency_up", 1, dependency=dependency)

"""Looks at the log and this machine's spool for the stages' accounts: once for `golddust doctor`, every round for the metrics."""

import threading
from collections.abc import Iterable, Sequence

from cli.wiring import Installation
from golddust.conservation import SPOOL, Account, Look, SpoolLook, accounts
from golddust.events import DeadLetter
from golddust.records import Tally

SETTLES_WITHIN = 2.0
"""Seconds within which a broker tells all partitions that a transaction was committed."""


def accounts_now(installation: Installation, letters: Iterable[DeadLetter] | None = None) -> list[Account]:
    """The accounts as they are; a gap is looked at twice before it is told. Raises Unavailable."""
    before, letters = installation.log.tallies(), None if letters is None else list(letters)
    found = _accounts(installation, before, letters)
    if any(account.gap for account in found):
        installation.clock.sleep(SETTLES_WITHIN, threading.Event())
        found = _accounts(installation, before, letters)
    return found


def _accounts(installation: Installation, before: Sequence[Tally], letters: Iterable[DeadLetter] | None) -> list[Account]:
    return accounts(*_looked(installation, before), letters)


def _looked(installation: Installation, before: Sequence[Tally]) -> tuple[Look, SpoolLook | None]:
    """What is found now. The order matters: see `golddust.conservation`."""
    spool = _spool_look(installation)
    standings = installation.log.standings()
    return Look(before, standings, installation.log.tallies()), spool


def _spool_look(installation: Installation) -> SpoolLook | None:
    if not installation.forwards or not installation.settings.spool_path.exists():
        return None
    spool = installation.embedded
    return SpoolLook(SPOOL + spool.identity(), spool.tallies(), spool.standings())


class FlowMeasuring:
    """Sets the gauges of the stages each time it is called. What was counted the time before is this time's beginning."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._before: Sequence[Tally] | None = None

    def measure(self) -> int:
        """Set them, and return 0: there is nothing more to do at once. Raises Unavailable."""
        before = self._installation.log.tallies() if self._before is None else self._before
        look, spool = _looked(self._installation, before)
        self._before = look.after
        for standing in look.standings:
            self._installation.metrics.gauge("golddust_lag_records", standing.lag, stage=standing.group)
        for account in accounts(look, spool):
            self._gauge(account)
        return 0

    def _gauge(self, account: Account) -> None:
        gauge = self._installation.metrics.gauge
        for flow in account.flows:
            for count, value in (("written", flow.written), ("read", flow.read), ("waiting", flow.waiting)):
                gauge("golddust_stage_records", value, stage=account.stage, topic=flow.topic, count=count)
        for how, value in (("done", account.done), ("repeated", account.repeated), ("parked", account.parked)):
            gauge("golddust_stage_ended", value, stage=account.stage, how=how)
        gauge("golddust_conservation_gap", account.gap, stage=account.stage)
